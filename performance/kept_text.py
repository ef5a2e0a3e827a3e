"""What a person typed that no draft can hold, kept until a draft holds it: "4x" where a number belongs.

It is nobody else's and no part of the figure, so the trail does not mention it. `typed` maps a field of the
form, and "version" for the draft that it was typed over, to what stands in it.
"""

from django.utils import timezone

from performance.models import KeptText


def keep(*, person, measure, period, typed, now=None):
    """Keep what stands in the fields of a figure's form, in place of what was kept of it before."""
    # PostgreSQL stores every character but NUL, which comes with a damaged paste and shows nowhere.
    typed = {name: str(text).replace("\x00", "") for name, text in typed.items()}
    KeptText.objects.update_or_create(
        person=person,
        measure=measure,
        period=period,
        defaults={"typed": typed, "saved_at": now or timezone.now()},
    )


def typed(person, measure, period):
    """What was kept of one figure's form, {} where nothing was."""
    return typed_of(person, [measure], [period]).get((measure.pk, period.pk), {})


def typed_of(person, measures, periods):
    """What was kept of the forms of many figures, by (measure id, period id). One query."""
    kept = KeptText.objects.filter(person=person, measure__in=measures, period__in=periods)
    return {(row.measure_id, row.period_id): row.typed for row in kept}


def forget(*, person, measure, period):
    """A draft holds it now, or it was given up."""
    KeptText.objects.filter(person=person, measure=measure, period=period).delete()

"""Our own measures, targets and assessments: approved figures alone, of measures that the person may see."""

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce, Greatest

from performance import access, dates, overrides, suppressing
from performance.interface.fields import (
    Filter,
    Resource,
    day,
    keyed,
    moment,
    number,
    pairs,
    plain,
    text,
    whole,
    yes_no,
)
from performance.interface.refused import Refused
from performance.models import (
    ApiToken,
    Assessment,
    Measure,
    MeasureCode,
    Override,
    Period,
    Submission,
    Target,
)
from performance.row import MARK

COUNCIL = ApiToken.Scope.COUNCIL


def _measures(asked):
    return access.visible_measures(asked.person)


MEASURE = keyed("measure", "A measure's lasting name, as in `measures`.", _measures, "slug")


def _of_year(column):
    """A filter by year as printed, 2020/21: the year itself and the periods within it."""

    def keep(rows, values, asked):
        years = {}
        for year in Period.objects.filter(kind=Period.Kind.YEAR):
            years.setdefault(year.label, []).append(year.pk)
        for value in values:
            if value not in years:
                raise Refused(400, f"There is no year “{value}”. Years are written 2020/21.")
        keys = [pk for value in values for pk in years[value]]
        return rows.filter(Q(**{f"{column}__in": keys}) | Q(**{f"{column}__year__in": keys}))

    return keep


def _of_framework(rows, values, asked):
    return rows.filter(pk__in=MeasureCode.objects.filter(framework__short_name__in=values).values("measure"))


# --- Measures ----------------------------------------------------------------------------------------

MEASURES = Resource(
    name="measures",
    title="Our measures",
    scope=COUNCIL,
    fields=(
        text("measure", "The measure's lasting name, by which the other listings refer to it.", "slug"),
        text("title", "Title."),
        text("codes", "Frameworks and codes, the printed one first.", lambda row: _codes(row)),
        text("definition", "Definition."),
        text("data_source", "Where its data come from."),
        text(
            "unit",
            "Kind of unit: percent, count, rate, money, days, score, ratio, fte, composition.",
            "unit_kind",
        ),
        text("unit_text", "What is printed beneath a figure.", "unit_phrase"),
        whole("decimals", "Decimal places that its figures are printed and judged with."),
        text("scale", "Printed in thousands (k) or millions (m); figures here are whole units."),
        text("polarity", "Which way is good: high, low, band or none."),
        text("frequency", "weekly, monthly, quarterly, annual or biennial."),
        text("year_basis", "financial, academic or calendar."),
        text("entry_basis", "What a figure covers: the period alone, or year_to_date."),
        text("aggregation", "How it adds up over a year."),
        text("directorate", "Directorate.", "directorate.name"),
        text("service", "Service.", "service.name"),
        text("indicator", "The national indicator it compares with, as in `indicators`.", "indicator.slug"),
        text("state", "development, active or retired."),
        day("active_from", "First day."),
        day("active_to", "Last day, where it has one."),
    ),
    filters=(
        keyed("measure", "A measure's lasting name.", _measures, "slug", "pk"),
        Filter("framework", "A framework's short name: ASCOF.", _of_framework),
        plain("state", "development, active or retired."),
    ),
    rows=lambda asked: Measure.objects.filter(pk__in=_measures(asked)).with_codes(),
    since="Measures have no time of change: read all of them, and leave “updated_since” out.",
)


def _codes(measure):
    return "; ".join(str(code) for code in measure.codes.all())


# --- Targets -----------------------------------------------------------------------------------------


def _limits(target):
    return "; ".join(str(limit) for limit in target.limits.all())


TARGETS = Resource(
    name="targets",
    title="Targets in force, one for each measure and year",
    scope=COUNCIL,
    fields=(
        text("measure", "The measure's lasting name.", "measure.slug"),
        text("measure_title", "Its title.", "measure.title"),
        text("year", "The year it is for: 2020/21.", "year.label"),
        day("year_start", "The year's first day.", "year.start"),
        day("year_end", "The year's last day.", "year.end"),
        whole("version", "A later version takes the place of an earlier one, which stays on record."),
        text("kind", "at_least, at_most, band, none, information or to_be_confirmed."),
        number("value", "The target, where it is one number."),
        number("lower", "Of a band: its lower edge."),
        number("upper", "Of a band: its upper edge."),
        text("as_entered", "As it is printed: >11%."),
        whole("decimals", "Decimal places that it is printed with."),
        number("companion", "The second figure beside it, where there is one."),
        text("profile", "How it runs through the year: same, linear, last_year or by_month."),
        yes_no("is_milestone", "Whether it is a step on the way to a later year's target."),
        text("basis", "Why this figure, in words."),
        text("rule", "The rule that judges by it.", lambda row: str(row.rule) if row.rule else None),
        text("limits", "The limits in force, best level first.", _limits),
        day("effective_on", "The day from which it judges."),
        text("reason", "Why it took the place of the version before."),
        moment("recorded_at", "When this version was recorded: what `updated_since` asks about."),
    ),
    filters=(MEASURE, Filter("year", "A year as printed: 2020/21.", _of_year("year"))),
    rows=lambda asked: (
        Target.objects.in_force().filter(measure__in=_measures(asked)).select_related("measure").with_limits()
    ),
    since=lambda rows, since: rows.filter(recorded_at__gte=since),
)


# --- Assessments -------------------------------------------------------------------------------------


def _assessments(asked):
    figures = Assessment.objects.filter(
        submission__status__in=Submission.IN_FORCE, measure__in=_measures(asked)
    )
    written = Coalesce("run__finished_at", "run__started_at")
    return figures.select_related(
        "submission__measure", "measure", "period__year", "level", "to_date_level", "target"
    ).annotate(updated_at=Greatest(written, "submission__in_force_at"))


def _changed_since(rows, since):
    decided = Override.objects.filter(submission=OuterRef("submission")).filter(
        Q(decided_at__gte=since) | Q(ended_at__gte=since)
    )
    return rows.filter(Q(updated_at__gte=since) | Exists(decided))


def _of_status(rows, values, asked):
    """Of those that are published: else the filter would tell the status of a figure that is suppressed."""
    found = rows.filter(level__code__in=values)
    suppression = suppressing.read()
    return found.exclude(pk__in=[row.pk for row in found if suppression.hides_judged(row)])


def _as_published(rows, asked):
    """Less what small counts hide, because what reads this hands it on; with what people judged otherwise, as
    that stands on the product's day."""
    standing = overrides.standing_for([row.submission_id for row in rows], dates.today())
    suppression = suppressing.read()
    published = suppression.assessments(rows)
    for row in published:
        row.submission = suppression.submission(row.submission)
        row.override = None if row.withheld else standing.get(row.submission_id)
    rows[:] = published


def _parts(row):
    """The parts of a composition; "[c]" for one that is suppressed."""
    figure = row.submission
    hidden = dict.fromkeys(sorted(figure.withheld_parts.get("", ())), MARK)
    return None if figure.parts is None else pairs(figure.parts | hidden)


ASSESSMENTS = Resource(
    name="assessments",
    title="Figures in force, and what they were judged to be",
    scope=COUNCIL,
    fields=(
        whole("id", "Number of the figure; a correction has another.", "submission_id"),
        text("measure", "The measure's lasting name.", "measure.slug"),
        text("measure_title", "Its title.", "measure.title"),
        text(
            "period", "The period in short: 2020-11 for a month, year-2020-04-01 for a year.", "period.slug"
        ),
        text("period_title", "The period as printed: November 2020.", "period.label"),
        text("period_kind", "week, month, quarter or year.", "period.kind"),
        day("period_start", "Its first day.", "period.start"),
        day("period_end", "Its last day.", "period.end"),
        text("year", "The year it belongs to: 2020/21.", "period.whole_year.label"),
        whole("revision", "1, and one more for each correction.", "submission.revision"),
        text("origin", "entered, published, imported or calculated.", "submission.origin"),
        number(
            "value",
            "The figure in whole units; nothing where there is none, 0 where it is 0.",
            "submission.value",
        ),
        number("numerator", "Numerator, where it was entered.", "submission.numerator"),
        number("denominator", "Denominator, where it was entered.", "submission.denominator"),
        text(
            "parts", "Of a composition: its parts, good=193; ri=69; [c] for one that is suppressed.", _parts
        ),
        text(
            "absence",
            "Why there is no figure: survey_not_run, not_published, suppressed, not_applicable or due_on.",
            "submission.absence",
        ),
        text("absence_text", "The same as it is printed.", "submission.absence_sentence"),
        number("companion", "The second figure beside it.", "submission.companion"),
        number("forecast", "Forecast for the year end.", "submission.forecast"),
        number(
            "forecast_companion", "The second figure beside the forecast.", "submission.forecast_companion"
        ),
        text(
            "outlook", "on_track, in_place, not_enough or not_known, as the owner said.", "submission.outlook"
        ),
        text("commentary", "Commentary for publication.", "submission.commentary_public"),
        number("year_to_date", "How the year adds up so far."),
        text("year_to_date_note", "What of the year so far is missing."),
        text("judged", "What was judged: figure, forecast, year_to_date or share."),
        number("judged_value", "The number that was judged."),
        text("target", "The target as it is printed.", "target.as_entered"),
        whole("target_version", "Which version of the target judged it.", "target.version"),
        text("status", "Status by the rule: the level's short name, green.", "level.code"),
        text("status_word", "The same in a word.", "level.word"),
        text("not_rated", "Why it has no status: no_value, no_target or neutral."),
        number("gap", "How far it is from the target."),
        number("relative_gap", "The same as a share of the target."),
        text("sentence", "Why it has this status."),
        text(
            "to_date_status",
            "Beside a forecast's status: where the year stands so far.",
            "to_date_level.code",
        ),
        number("to_date_target", "The target to date."),
        text("to_date_sentence", "Why the year to date has its status."),
        text(
            "override", "The status as people judged it otherwise, where that stands.", "override.level.code"
        ),
        text("override_word", "The same in a word.", "override.level.word"),
        text("override_reason", "Why, as it is printed.", "override.reason"),
        day("override_expires_on", "The last day on which that holds.", "override.expires_on"),
        text("arrow", "Which way the number went: up, down or level."),
        text("direction", "What that means: improving, worsening, no_clear_change or not_judged.", "meaning"),
        text("direction_sentence", "Compared with what."),
        text("chance_sentence", "That a small number differs by no more than chance."),
        moment("in_force_at", "From when this revision counts.", "submission.in_force_at"),
        moment("updated_at", "When the figure or what it was judged to be last changed."),
    ),
    filters=(
        MEASURE,
        Filter(
            "period", "A period in short: 2020-11.", lambda rows, values, asked: _of_periods(rows, values)
        ),
        Filter("year", "A year as printed: 2020/21.", _of_year("period")),
        Filter("status", "A status by the rule: green.", _of_status),
    ),
    rows=_assessments,
    since=_changed_since,
    # What is judged anew keeps its figure, and with it its place.
    order="submission_id",
    prepare=_as_published,
)


def _of_periods(rows, values):
    found = {}
    for period in Period.objects.all():
        found.setdefault(period.slug, []).append(period.pk)
    for value in values:
        if value not in found:
            raise Refused(400, f"There is no period “{value}”. Months are written 2020-11.")
    return rows.filter(period__in=[pk for value in values for pk in found[value]])

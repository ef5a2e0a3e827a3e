"""What templates need in order to print: figures, glyphs and an audit entry's changes."""

from decimal import Decimal

from django import template
from django.conf import settings
from django.utils.safestring import mark_safe

from performance import charts
from performance.rules.numbers import format_figure

register = template.Library()


@register.filter
def figure(value, unit):
    """A figure in its unit as the committee reads it; nothing at all where there is no figure."""
    return "" if value is None else format_figure(value, unit)


@register.simple_tag
def status_glyph(shape, letter, colour):
    return mark_safe(charts.status_glyph(shape, letter, colour))  # noqa: S308 (escaped where it is written)


@register.simple_tag
def quartile_bars(rank):
    return mark_safe(charts.quartile_bars(rank))  # noqa: S308


@register.simple_tag
def direction_arrow(arrow):
    return mark_safe(charts.direction_arrow(arrow))  # noqa: S308


@register.simple_tag
def composition_bar(parts):
    """The parts of a composition as one bar in the council's colour; nothing where they make no whole."""
    drawn = [(part.name, Decimal(part.value), part.good) for part in parts]
    return mark_safe(charts.composition_bar(drawn, accent=settings.COUNCIL_COLOUR))  # noqa: S308


@register.simple_tag
def sparkline(series):
    """The last figures as a small line."""
    values = [None if value is None else Decimal(value) for value in series.values]
    target = Decimal(series.target) if series.target else None
    return mark_safe(  # noqa: S308
        charts.sparkline(
            values, target, title=series.title, accent=settings.COUNCIL_COLOUR, breaks=series.breaks
        )
    )


@register.filter
def named(found, name):
    """What a mapping holds under a name; nothing where it holds nothing."""
    return found.get(name)


@register.filter
def changes(entry):
    """What an audit entry changed, field by field in words: "Commentary public", from what, to what."""
    return [
        {
            "field": name.replace("_", " ").capitalize(),
            "before": _in_words(entry.before.get(name)),
            "after": _in_words(after),
        }
        for name, after in entry.after.items()
    ]


def _in_words(value):
    """A recorded value as it is read out; 0 is a value, None and an empty text are nothing."""
    if value is None or value == "":
        return "nothing"
    if isinstance(value, dict):  # the parts of a figure
        # In one order on every database: PostgreSQL keeps JSON's keys in an order of its own.
        return ", ".join(f"{name} {_in_words(part)}" for name, part in sorted(value.items()))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)

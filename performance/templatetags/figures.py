"""What templates need in order to print: figures, glyphs and an audit entry's changes."""

from django import template
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
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)

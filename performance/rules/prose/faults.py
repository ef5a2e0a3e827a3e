"""What the person is told where the tables do not bear out what is said."""

from performance.rules.numbers import format_number, places_of

ABSENT = "There is no earlier figure in the tables to compare it with."
IN_FULL = "; write it in full, or with “about”."


def titled(measure) -> str:
    """A measure's title in quotation marks."""
    return f"“{measure.title.rstrip('.')}”"


def written(value) -> str:
    """A number in full, with as many places as it needs."""
    return format_number(value, places_of(value))

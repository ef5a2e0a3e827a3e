"""Wide tables, a column for each year or measure: what their headings say, and reading them by a mapping."""

import re

from benchmarking.importing import long, mapped
from benchmarking.importing.periods import period_in

# Words of a heading, in the order in which they are asked for: "number of respondents" is no numerator.
KINDS = (
    ("respondents", r"respondents|responses|sample"),
    ("margin", r"margin|confidence interval|moe"),
    ("lower", r"lower"),
    ("upper", r"upper"),
    ("denominator", r"denominator|base|population"),
    ("numerator", r"numerator|number|count"),
    ("value", r"outcome|value|rate|percentage|percent|%|score|per 100[, ]?000|average|mean"),
)
NOTES = re.compile(r"note|flag|marker|footnote", re.IGNORECASE)


def read(data, name, *, resolver, report, options):
    """The figures of a wide table by its mapping (`options["mapping"]`). Raises Unreadable."""
    return mapped.read(data, name, resolver=resolver, report=report, options=options["mapping"])


def is_wide(columns):
    """Whether at least two headings hold a period."""
    return sum(bool(period_in(column.name)[0]) for column in columns) >= 2


def suggest(columns):
    """Suggestions for the columns of a wide table: name -> (what the mapping would say, why)."""
    areas = {
        name: about
        for name, about in long.suggest([c for c in columns if not c.is_figures]).items()
        if about[0]["role"] in ("area-code", "area-name", "ignore")
    }
    return {column.name: areas.get(column.name) or _figures(column) for column in columns}


def _figures(column):
    period, rest = period_in(column.name)
    if NOTES.search(rest):
        return {"role": "ignore"}, "It holds notes."
    if not period and not column.is_figures:
        return {"role": ""}, "Nothing tells what it holds."
    kind = next((kind for kind, words in KINDS if re.search(words, rest, re.IGNORECASE)), "")
    if not kind and not rest:
        kind = "value"
    if not kind:
        return {"role": "", "period": period}, f"It holds figures; “{rest}” does not say of what."
    said = f"“{period}” is its period" if period else "Its heading names no period"
    why = f"{said}, and {f'“{rest}” says what it is' if rest else 'nothing else stands in its heading'}."
    return {"role": kind, "period": period}, why

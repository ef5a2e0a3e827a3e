"""Long tables, one figure a row: what their columns usually hold, and reading them by a mapping.

The names are those of Fingertips, statistics.gov.scot, the DfE's and other official long files. A name only
makes a suggestion with its reason; somebody confirms it.
"""

import re

from benchmarking.importing import mapped
from benchmarking.importing.headings import said

# Role -> names that columns have, folded; the first that is there is taken.
NAMES = {
    "area-code": (
        "area code|featurecode|feature code|new la code|ons code|gss code|gss|area id|local authority code|"
        "la code|geography code|geographical code|authority code|ons area code|code|reference area|refarea"
    ),
    "area-name": (
        "area name|la name|local authority name|local authority|authority|council|geography name|"
        "geographical description|area|feature name|name|council area|geography"
    ),
    "indicator": (
        "indicator id|indicator code|measure code|metric id|metric code|ascof measure code|indicator|measure|"
        "metric|indicator name|measure name|metric name"
    ),
    "period": (
        "time period|datecode|date code|financial year|academic year|period|year|date|reporting period|time|"
        "ref period|month|quarter|mid year"
    ),
    "value": "value|outcome|rate|percentage|percent|score|figure|measure value|indicator value|obs value",
    "numerator": "numerator|count|number",
    "denominator": "denominator|base|population",
    "respondents": "respondents|sample size|number of respondents|responses",
    "margin": "margin of error|margin|moe|confidence interval",
    "lower": "lower ci 95 0 limit|lower ci 95 limit|lower ci limit|lower ci|lower confidence limit|lower",
    "upper": "upper ci 95 0 limit|upper ci 95 limit|upper ci limit|upper ci|upper confidence limit|upper",
    "marker": "value note|note|notes|value notes|flag|marker|footnote|observation status|symbol",
    "status": "status|data status|release status",
}
# What repeats another column, orders the rows, or judges them.
BESIDE = re.compile(
    r"parent (code|name)|time period (sortable|range)|recent trend|compared to .*|new data|old la code|"
    r"(country|region) (code|name)|(lower|upper) ci 99 .*|.* (id|code|name)|units?|indicator name|url"
)
# The levels of the DfE's files: a row fills those of its own place and of what that lies in.
LEVELS = {
    "area-code": ("country code", "region code", "new la code"),
    "area-name": ("country name", "region name", "la name"),
}
WHOLES = {"persons", "person", "all", "all ages", "all persons", "all people", "total", "both"}
BASES = {"academic": "academic", "school": "academic", "financial": "financial", "calendar": "calendar"}
# So many different texts can be chosen among.
FEW = 60


def read(data, name, *, resolver, report, options):
    """The figures of a long table by its mapping (`options["mapping"]`). Raises Unreadable."""
    return mapped.read(data, name, resolver=resolver, report=report, options=options["mapping"])


def folded(name):
    """A heading without case and punctuation: "Lower CI 95.0 limit" is "lower ci 95 0 limit"."""
    return re.sub(r"[^a-z0-9]+", " ", name.casefold()).strip()


def suggest(columns):
    """Suggestions for the columns of a long table: name -> (what the mapping would say, why).

    `columns` is what `mapping.columns_of` found of each: whether it holds figures, and its different texts.
    """
    by_name, taken = {folded(column.name): column for column in reversed(columns)}, {}
    for role, names in NAMES.items():
        found = next((by_name[name] for name in names.split("|") if name in by_name), None)
        if found is not None and found.name not in taken:
            taken[found.name] = ({"role": role}, f"Columns named “{found.name}” hold this as a rule.")
    taken |= _levels(by_name, taken)
    has_value = any(about["role"] == "value" for about, _ in taken.values())
    return {column.name: taken.get(column.name) or _beside(column, has_value) for column in columns}


def _levels(by_name, taken):
    """Country and region beside a council that was found, so that the rows of groups are read too."""
    found = {}
    for role, names in LEVELS.items():
        *wider, own = names
        if own in by_name and taken.get(by_name[own].name, ({},))[0].get("role") == role:
            why = "Of the columns of places, the one furthest right that is filled names the row's place."
            found |= {by_name[name].name: ({"role": role}, why) for name in wider if name in by_name}
    if found and "geographic level" in by_name:
        why = "The columns of places say it."
        found.setdefault(by_name["geographic level"].name, ({"role": "ignore"}, why))
    return found


def _beside(column, has_value):
    """What no name tells: the same everywhere, texts to choose among, figures, or nothing that is known."""
    texts = column.texts
    if not texts:
        return {"role": "ignore"}, "It is empty."
    basis = _basis(column)
    if basis:
        return {"role": "ignore"}, f"It says “{texts[0]}” in every row: taken as the kind of year."
    if len(texts) == 1 and not column.has_blanks:
        return {"role": "ignore"}, f"It says “{texts[0]}” in every row."
    if BESIDE.fullmatch(folded(column.name)):
        return {"role": "ignore"}, "Columns of this name repeat another one, or judge it."
    if len(texts) == 1 and not column.is_figures:
        return {"role": ""}, f"It says “{texts[0]}” in some rows and nothing in the others."
    if column.is_figures and not has_value:
        return {"role": "value"}, "It holds figures. Say which indicator they are of."
    whole = [text for text in texts if folded(text) in WHOLES]
    if len(texts) <= FEW and whole and not column.is_figures:
        return {
            "role": "filter",
            "only": whole[:1],
        }, f"“{whole[0]}” looks like the whole; other rows are parts."
    return {"role": ""}, "Nothing tells what it holds."


def suggested_basis(columns):
    """The kind of years, where a column says it in words in every row, and that column: else ("", "")."""
    return next(((_basis(column), column.name) for column in columns if _basis(column)), ("", ""))


def _basis(column):
    if len(column.texts) != 1:
        return ""
    words = folded(said(column.texts[0]))
    return next((basis for word, basis in BASES.items() if words == f"{word} year"), "")

"""What the headings of a table mean: columns of the workbook, in the words that councils use."""

import re
from dataclasses import dataclass, replace
from typing import NamedTuple

from performance.rules import calendar
from performance.rules.alphabets import normalised
from performance.rules.printed_periods import PrintedPeriod, read_period

# Role -> the headings that mean it, the workbook's own first.
ALIASES = {
    "slug": ["slug", "measure id", "short name"],
    "ref": [
        *("ref", "code", "reference", "measure ref", "pi ref", "kpi ref", "indicator ref", "pi code"),
        *("measure code", "indicator code printed", "ref no", "ref no.", "kpi no", "pi no", "kpi code"),
    ],
    "framework": ["framework", "measure type", "type of measure"],
    "tags": ["also in", "tags", "frameworks", "other frameworks"],
    "aliases": ["aliases", "other codes", "also known as"],
    "title": [
        *("title", "measure", "measure title", "indicator", "measure name", "pi", "kpi", "name"),
        *("performance indicator", "performance measure", "indicator name", "measure and description"),
        *("key performance indicator", "pi description", "indicator description", "measure description"),
    ],
    "description": ["description"],
    "definition": ["definition", "what it measures", "rationale", "meaning"],
    "directorate": ["directorate", "department"],
    "service": ["service", "service area", "division", "team"],
    "scorecard": ["scorecard", "dashboard"],
    "layer": ["layer"],
    "theme": [
        "theme",
        "strategic theme",
        "priority",
        "objective",
        "strategic plan theme",
        "corporate priority",
    ],
    "outcome": ["outcome", "supporting outcome"],
    "section": ["section", "heading", "domain", "category"],
    "position": ["position", "order", "row", "no", "no.", "#", "seq", "line", "row number"],
    "footnote": ["footnote", "note", "notes"],
    "owner_email": [
        "owner e-mail",
        "owner email",
        "owner's e-mail",
        "lead officer email",
        "owner e-mail address",
    ],
    "owner_name": ["owner", "owner name", "lead officer", "lead", "responsible officer", "measure owner"],
    "owner_post": ["owner post", "owner's post", "post", "lead post"],
    "deputies": ["deputies", "deputy", "deputy e-mail", "deputy email"],
    "provider": ["provider", "data provider", "provider e-mail", "data provider email"],
    "manager": ["manager", "manager e-mail", "manager email", "approver"],
    "unit": ["unit", "units", "unit of measure", "measured in", "format"],
    "decimals": ["decimals", "decimal places"],
    "scale": ["scale", "display scale"],
    "per": ["per", "rate per"],
    "out_of": ["out of", "score out of", "maximum score"],
    "unit_note": ["unit note"],
    "companion_label": ["companion label", "second figure", "companion"],
    "aim": [
        *("aim", "good is", "polarity", "good performance", "good performance is", "high/low is good"),
        *("high or low is good", "high is good", "desired direction", "bigger or smaller is better"),
        *("which way is good", "good", "better is", "preferred direction"),
    ],
    "frequency": ["frequency", "reporting frequency", "reported", "how often"],
    "year_basis": ["year basis", "kind of year"],
    "entry": ["entry", "what is entered"],
    "covers": ["covers", "a figure covers", "period basis"],
    "aggregation": ["adds up", "how it adds up", "aggregation"],
    "state": ["state"],
    "data_source": ["data source", "source", "source of data"],
    "suppress_below": ["suppress below", "suppress counts below"],
    "indicator": ["indicator code", "national indicator", "indicator slug"],
    "rule": ["rule", "rag rule"],
    "green_limit": ["green limit", "first limit"],
    "amber_limit": ["amber limit", "second limit", "tolerance"],
    "limits_note": ["limits note"],
    "profile": ["profile", "target profile"],
    "area": ["area", "comparator", "authority", "council", "local authority"],
    "period": ["period", "month", "reporting period", "date", "quarter"],
    # From here on a period may stand in the heading.
    "figure": [
        *("figure", "performance", "actual", "outturn", "value", "result", "current performance", "current"),
        *(
            "latest",
            "performance to date",
            "year to date",
            "ytd",
            "this period",
            "this month",
            "this quarter",
        ),
        *("latest performance", "actual performance", "this year", "ytd actual", "score"),
    ],
    "last_period": [
        "last period",
        "last month",
        "last quarter",
        "previous period",
        "previous quarter",
        "previous",
    ],
    "last_year": ["last year", "last year outturn", "previous year", "last year's outturn", "prior year"],
    "numerator": ["numerator", "num"],
    "denominator": ["denominator", "den"],
    "target": ["target", "annual target", "year-end target", "year end target", "plan", "target value"],
    "milestone": ["milestone", "interim target", "this year's milestone", "milestone this year"],
    "final_target": ["final target", "final year target", "long-term target"],
    "forecast": ["forecast", "year-end forecast", "year end forecast", "projected outturn", "projection"],
    "commentary": ["commentary", "comment", "comments", "narrative", "commentary for publication"],
    "outlook": ["outlook"],
    "quartile": ["quartile", "published quartile"],
    "rank": ["rank", "published rank", "ranking"],
    "status": [
        "published status",
        "status",
        "rag",
        "published rag",
        "rag status",
        "rag rating",
        "rating",
        "on target",
    ],
    "direction": ["direction", "trend", "dot", "direction of travel", "travel", "arrow"],
    "variance": ["variance", "over/(under)", "o/(u)", "over (under)", "over/under", "difference", "+/-"],
}
PERIODIC = frozenset(
    [
        *(
            "figure",
            "numerator",
            "denominator",
            "target",
            "milestone",
            "final_target",
            "forecast",
            "commentary",
        ),
        *("outlook", "quartile", "rank", "status", "direction", "variance"),
    ]
)
# Several columns of these may stand in one table; of all others the first counts.
MANY = PERIODIC | {"comparison", "tag", "last_period", "last_year", "ignored"}
NAMES = frozenset(["title", "description", "ref", "slug"])
VALUES = (PERIODIC | {"comparison", "last_period", "last_year"}) - {"commentary"}
_COMPARATORS = re.compile(
    r"england|national|nationally|region(al)?|east midlands|.*\bneighbours?|.*\bmedian|.*\bmean"
    r"|.*\baverage|cipfa.*|family group|benchmarking|.*\bbenchmark|comparators?( .*)?|shire.*"
    r"|whole council|peer.*|budget",
    re.I,
)
_AGES = re.compile(r"(aged\s+)?\d{1,2}\s*(\+|-\s*\d{1,2}|to \d{1,2}|ov|and over)", re.I)
_IGNORED = frozenset(["", "-", "ignore", "leave out"])
_BY_ALIAS = {alias: role for role, aliases in ALIASES.items() for alias in aliases}


@dataclass(frozen=True)
class Heading:
    """A column: which, as printed, its role, and the period, comparator, tag or group that it names."""

    column: int
    text: str
    role: str
    period: PrintedPeriod | None = None
    name: str = ""
    # The heading that was taken where this one means the same.
    taken: str = ""

    @property
    def understood(self):
        """In words, for the report."""
        words = self.role.replace("_", " ").capitalize()
        name = f": {self.name}" if self.name else ""
        period = f" {self.period.text}" if self.period else ""
        return f"{words}{name}{period}" if self.role else ""


def plain(text: str) -> str:
    """A heading for comparing: small letters, one space, no underscores, colons or stars.

    >>> plain(" Supporting_Outcome :")
    'supporting outcome'
    """
    return " ".join(normalised(text)[0].replace("_", " ").lower().split()).strip(" :*?.")


def is_ignored(text: str) -> bool:
    """Whether a new name for a heading says to leave its column out."""
    return plain(text) in _IGNORED


def understand(text: str, column: int, *, columns: dict[str, str] | None = None) -> Heading:
    """What a heading means; role "" where it is not understood. `columns` renames headings first.

    >>> heading = understand("performance_apr_nov_2020", 0)
    >>> heading.role, heading.period.end.isoformat()
    ('figure', '2020-11-30')
    >>> understand("Comparison: England 2019/20", 0).name
    'England'
    """
    renamed = {plain(old): new for old, new in (columns or {}).items()}.get(plain(text))
    said = text if renamed is None else renamed
    if renamed is not None and is_ignored(renamed):
        return Heading(column, text, "ignored")
    role, period, name = _role(said)
    return Heading(column, text, role, period, name)


def _role(text):
    body = plain(text)
    if role := _BY_ALIAS.get(body):
        return role, None, ""
    if match := re.fullmatch(r"(?i)(?:also in|tag)\s*:\s*(?P<name>.+)", text.strip()):
        return "tag", None, match["name"].strip()
    rest, period = _split_period(text)
    if match := re.fullmatch(r"(?i)(?:comparison|comparator)\s*:?\s*(?P<name>.*)", rest):
        return ("comparison", period, match["name"].strip()) if match["name"].strip() else ("", None, "")
    role = _BY_ALIAS.get(plain(rest), "")
    if period is not None and not rest:
        return "figure", period, ""
    if role in PERIODIC:
        return role, period, ""
    if _COMPARATORS.fullmatch(plain(rest)):
        name = " ".join(rest.replace("_", " ").split())
        return "comparison", period, name.capitalize() if name.islower() else name
    if period is not None and _AGES.fullmatch(plain(rest)):
        return "figure", period, " ".join(rest.split())
    return "", None, ""


def _split_period(text):
    """The words of a heading and the period among them: "Target 2020/21" is "Target" and the year."""
    words = normalised(text)[0].replace("_", " ").replace("(", " ").replace(")", " ").split()
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            period = read_period(" ".join(words[start : start + length]))
            if period:
                rest = words[:start] + words[start + length :]
                return " ".join(rest).strip(" -:,"), period
    return text.strip(), None


class Header(NamedTuple):
    """A line of headings: its index (-1 where there is none), their meaning, and the section it names."""

    index: int
    headings: list[Heading]
    section: str = ""


def parts_of_year(text: str) -> dict[str, str]:
    """Headings that name a quarter or month alone, and which one that is beside a period of the whole file.

    >>> parts_of_year("Q3 2013/14")["Q2"], parts_of_year("2013/14")["March"]
    ('Q2 2013/14', 'March 2014')
    """
    period = read_period(text) if text else None
    if period is None:
        return {}
    start = calendar.first_of_year(period.start, "financial")
    year = calendar.year_label(start)
    quarters = {f"{word}{n}": f"Q{n} {year}" for n in range(1, 5) for word in ("Q", "Quarter ", "Qtr ")}
    months = [calendar.add_months(start, n) for n in range(12)]
    named = {calendar.MONTHS[day.month]: f"{calendar.MONTHS[day.month]} {day.year}" for day in months}
    return quarters | named | {name[:3]: dated for name, dated in named.items()}


def find_header(rows: list[list[str]], *, columns=None, constants=None) -> Header:
    """The line of the headings among the first fifteen.

    It is the line with the most headings that are understood, among them one for the measure's name or code,
    unless `constants` gives that. Titles above it are passed over; periods above it ("2019/20" over "Target"
    and "Actual") are those of the columns under them. Where nothing names the measures, and two headings of
    figures are understood, the first column does, and its heading is the name of a section.
    """
    best, chosen = Header(-1, []), 0
    given = {understand(name, 0).role for name in (constants or {})}
    for index, row in enumerate(rows[:15]):
        headings = [understand(text, i, columns=columns) for i, text in enumerate(row) if text.strip()]
        section = ""
        roles = {heading.role for heading in headings} - {"", "ignored"}
        if not (roles | given) & NAMES:
            headings, section = _named_by_section(headings)
            roles |= {heading.role for heading in headings if heading.role == "title"}
        if (roles | given) & NAMES and len(roles) >= 2 and len(roles) > chosen:
            above = rows[index - 1] if index else []
            best, chosen = Header(index, _unique(_banded(headings, above)), section), len(roles)
    return best


def header_again(texts: list[str], current: list[Heading], *, columns=None) -> Header | None:
    """New headings within a sheet, as each section of a scorecard may have; None for any other row.

    Two headings of figures or targets have to be understood, or one in a row that names no measure, and
    nothing may begin with a digit. A column without a new heading keeps the old one, and what stands over the
    names of measures is the name of the section.
    """
    new = {i: understand(text, i, columns=columns) for i, text in enumerate(texts) if text.strip()}
    title = next((heading.column for heading in current if heading.role == "title"), None)
    values = [heading for heading in new.values() if heading.role in VALUES]
    others = [heading.text for i, heading in new.items() if not heading.role and i != title]
    enough = 2 if title in new else 1
    if title is None or len(new) < 2 or len(values) < enough:
        return None
    if any(re.match(r"\W*[0-9]", text) for text in others):
        return None
    over_names = new.pop(title, None)
    section = over_names.text.strip() if over_names is not None and not over_names.role else ""
    merged = {heading.column: heading for heading in current} | new
    return Header(-1, _unique([merged[i] for i in sorted(merged)]), section)


def _named_by_section(headings):
    """The first heading as that of the measures' names, where two of figures or targets stand beside it."""
    values = [heading for heading in headings if heading.role in VALUES]
    if len(values) < 2 or not headings or headings[0].role:
        return headings, ""
    first = headings[0]
    return [replace(first, role="title"), *headings[1:]], first.text.strip()


def _banded(headings, above):
    """Headings without a period of their own, under a line that names periods over them."""
    bands, period = {}, None
    for column in range(max((heading.column for heading in headings), default=0) + 1):
        text = above[column].strip() if column < len(above) else ""
        if text:
            # What stands over the first column is the title of the table.
            period = _split_period(text)[1] if column else None
        bands[column] = period
    return [
        replace(heading, period=bands[heading.column])
        if heading.period is None and heading.role in (*PERIODIC, "comparison")
        else heading
        for heading in headings
    ]


def _unique(headings):
    """Of two columns with one role the first counts; "Description" beside a title is the definition."""
    has_title = any(heading.role == "title" for heading in headings)
    seen, kept = {}, []
    for heading in headings:
        role = heading.role
        if role == "description":
            role = "definition" if has_title else "title"
        key = (role, heading.period and heading.period.text, heading.name)
        taken = seen.get(role if role not in MANY else key, "") if role not in ("", "ignored") else ""
        seen = {role: heading.text, key: heading.text} | seen
        kept.append(replace(heading, role="" if taken else role, taken=taken))
    return kept

"""What each column of somebody's table holds: suggested with reasons, asked for, and remembered.

Nothing is guessed in silence. A table gives a suggestion for each column and a list of open questions; a
mapping is what somebody confirmed, and reads the next table that has the same headings.

A mapping is a plain mapping, as the form makes it and as a file for the command holds it::

    {"shape": "long", "sheet": "", "basis": "financial", "times": "1", "groups": "keep",
     "columns": {"Area Code": {"role": "area-code"}, "Period": {"role": "period"},
                 "Sex": {"role": "filter", "only": ["Persons"]},
                 "Value": {"role": "value", "indicator": "some-indicator"}},
     "indicator": "", "indicators": {"92488": "some-indicator", "108": ""}, "period": "",
     "new": {"some-indicator": {"title": "…", "unit": "%", "polarity": "high", "decimals": 1}}}
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from benchmarking.importing import long, mapped, wide
from benchmarking.importing.cells import read_cell
from benchmarking.importing.guarding import Unreadable
from benchmarking.importing.headings import Headings, is_figure, said
from benchmarking.importing.opening import DELIMITERS
from benchmarking.importing.periods import BASIS_NAMES, read_period
from benchmarking.importing.years import Unclear
from benchmarking.indicators import fold
from benchmarking.models import ColumnMapping, DataImport, Indicator, IndicatorCode

ROLES = {
    "area-code": "Code of the area",
    "area-name": "Name of the area",
    "indicator": "Code or name of the indicator",
    "period": "Year or period",
    "breakdown": "Breakdown: each text is a part of its own",
    "filter": "Filter: only some of its texts are read",
    "value": "Value",
    "numerator": "Numerator",
    "denominator": "Denominator",
    "respondents": "Respondents",
    "margin": "Margin of error",
    "lower": "Lower confidence limit",
    "upper": "Upper confidence limit",
    "status": "Final, provisional or revised",
    "marker": "Notes in place of a value",
    "ignore": "Leave it out",
}
SHAPES = {"long": long, "wide": wide}
KEYS = {"shape", "sheet", "delimiter", "encoding", "columns", "groups"}
# What a new indicator says of itself in words.
TEXTS = ("title", "unit", "polarity", "framework")
KEYS |= {"indicator", "indicators", "new", "period", "basis", "times"}
CHOICES = {"delimiter": DELIMITERS, "basis": BASIS_NAMES, "groups": ("keep", "skip")}
TIMES = re.compile(r"(?!0*\.?0*$)[0-9]{1,9}(?:\.[0-9]{1,9})?")
# More indicators than this in one file are not chosen among by hand.
MANY = 300
SAMPLED = 5
NOT_LOADED = (DataImport.Status.WAITING, DataImport.Status.PREVIEWED, DataImport.Status.REFUSED)


class OpenQuestions(Unreadable):
    """A table that may not be read yet, because nobody has said how; `questions` are sentences."""

    def __init__(self, asked):
        super().__init__(
            f"{' '.join(asked)} Confirm the columns in the administration (Imports of published figures), or "
            "say it on the command line: --mapping FILE.json or the name of a remembered mapping, and --year "
            "where the file does not say its year."
        )
        self.questions = asked


@dataclass(frozen=True)
class Column:
    """A column as it is found: its heading, whether most of it are figures, and its different texts.

    `texts` are in the order of the file, at most `MANY` and one more. `has_blanks` says that the cell is
    empty in some rows of the table; a line of notes beneath it is none.
    """

    name: str
    is_figures: bool
    texts: tuple[str, ...]
    has_blanks: bool = False


@dataclass
class Recognised:
    """A table before it is read: what is suggested, why, and what is open."""

    sheet: str
    headings: Headings
    rows: list
    columns: list[Column]
    options: dict
    reasons: dict[str, str] = field(default_factory=dict)
    remembered: ColumnMapping | None = None

    @property
    def samples(self):
        """The first rows beneath the headings, as somebody reads them."""
        first = self.headings.first - 1
        width = len(self.headings.names)
        return [
            [said(row[i]) if i < len(row) else "" for i in range(width)]
            for row in self.rows[first : first + SAMPLED]
        ]

    def texts(self, name):
        return next((column.texts for column in self.columns if column.name == name), ())

    @property
    def questions(self):
        return questions(self.options, self.columns)


def recognise(data, name, *, sheet="", shape="") -> Recognised:
    """A table with what is suggested for it: what was remembered of its headings, else what they say.

    Raises Unreadable where there is no table, or several and no sheet was said.
    """
    table, headings = mapped.table_of(data, name, {"sheet": sheet})
    columns = columns_of(headings, table.rows)
    found = Recognised(table.name, headings, table.rows, columns, {})
    known = ColumnMapping.objects.filter(fingerprint=headings.fingerprint)
    found.remembered = (known.filter(shape=shape) if shape else known).order_by("-created_at").first()
    if found.remembered is not None:
        found.options = {**_said_again(found.remembered.columns, headings), "sheet": sheet}
        found.reasons = dict.fromkeys(headings.names, f"As in “{found.remembered.name}”.")
        return found
    shape = shape or ("wide" if wide.is_wide(columns) else "long")
    suggested = SHAPES[shape].suggest(columns)
    found.reasons = {name: why for name, (_, why) in suggested.items()}
    basis, _ = long.suggested_basis(columns)
    found.options = {
        "shape": shape,
        "sheet": sheet,
        "columns": {name: about for name, (about, _) in suggested.items()},
        "basis": basis,
        "groups": "keep",
    }
    found.options["indicators"] = _known_indicators(found)
    found.options["columns"].update(_like_before(found))
    return found


def _said_again(options, headings):
    """What was remembered, without what the file does not say itself.

    The year of a whole file is another one each time. An indicator that only the lines above the table told
    is another one where these lines differ: all exports of some systems have the same headings.
    """
    options = {**options, "period": ""}
    if options.pop("above", []) == list(headings.above):
        return options
    columns = {
        name: {**about, "indicator": ""} if about.get("indicator") else about
        for name, about in options["columns"].items()
    }
    return {**options, "indicator": "", "columns": columns}


def columns_of(headings, rows):
    """What each column holds, in one pass over the rows."""
    texts = [{} for _ in headings.names]
    figures = [0] * len(headings.names)
    filled = [0] * len(headings.names)
    beside = [0] * len(headings.names)
    lines = 0
    for row in rows[headings.first - 1 :]:
        is_line = len(row) - row.count(None) > 1
        lines += is_line
        for i, cell in enumerate(row[: len(headings.names)]):
            if cell is None:
                continue
            filled[i] += 1
            beside[i] += is_line
            # The first hundred of a column say what it is.
            if filled[i] <= 100 and is_figure(cell):
                figures[i] += 1
            if len(texts[i]) <= MANY:
                texts[i][cell] = None
    return [
        Column(name, figures[i] * 2 > min(filled[i], 100), tuple(map(said, texts[i])), beside[i] < lines)
        for i, name in enumerate(headings.names)
    ]


def _known_indicators(found):
    """The texts of the column of indicators that are known by code or title, to be confirmed."""
    name = _with_role(found.options, "indicator")
    texts = found.texts(name) if name else ()
    if not texts:
        return {}
    called = {}
    for code, slug in IndicatorCode.objects.values_list("code", "indicator__slug"):
        called.setdefault(fold(code), set()).add(slug)
    for title, slug in Indicator.objects.values_list("title", "slug"):
        called.setdefault(fold(title), set()).add(slug)
    known = {text: called.get(fold(text), set()) for text in texts}
    return {text: next(iter(slugs)) for text, slugs in known.items() if len(slugs) == 1}


def _like_before(found):
    """What an earlier mapping of mostly the same headings says of a column: last year's file, one year on."""
    best, shared = None, len(found.headings.names) / 2
    for mapping in ColumnMapping.objects.filter(shape=found.options["shape"]):
        same = len(set(mapping.columns.get("columns", {})) & set(found.headings.names))
        if same > shared:
            best, shared = mapping, same
    if best is None:
        return {}
    for key in ("basis", "groups", "times", "indicator"):
        if best.columns.get(key):
            found.options[key] = best.columns[key]
    found.options["indicators"] = best.columns.get("indicators", {}) | found.options["indicators"]
    same = {name: about for name, about in best.columns["columns"].items() if name in found.headings.names}
    found.reasons.update(dict.fromkeys(same, f"As in “{best.name}”, which has mostly the same headings."))
    return same


# --- What is open ------------------------------------------------------------------------------------


def questions(options, columns):
    """What has to be said before a table can be read, each a sentence; none where nothing is open."""
    roles = {name: about.get("role", "") for name, about in options.get("columns", {}).items()}
    asked = [
        f"What does the column “{column.name}” hold?"
        for column in columns
        if column.texts and not roles.get(column.name)
    ]
    if not {"area-code", "area-name"} & set(roles.values()):
        asked.append("Which column holds the code or the name of the area?")
    if "value" not in roles.values():
        asked.append("Which column holds the values?")
    asked += [
        f"Which texts of “{name}” are read?"
        for name, about in options.get("columns", {}).items()
        if roles[name] == "filter" and not about.get("only")
    ]
    return [
        *asked,
        *_indicator_questions(options, columns),
        *_period_questions(options, columns),
        *_times(options, columns),
    ]


def _indicator_questions(options, columns):
    name = _with_role(options, "indicator")
    if name is not None:
        said_of = options.get("indicators", {})
        texts = next((column.texts for column in columns if column.name == name), ())
        open_texts = [text for text in texts if text not in said_of]
        if len(texts) > MANY:
            return [f"“{name}” names more than {MANY} indicators. Leave out what is not needed."]
        if open_texts:
            shown = ", ".join(f"“{text}”" for text in open_texts[:5]) + (" …" if len(open_texts) > 5 else "")
            return [f"Which indicators are {shown} of “{name}”, or are they left out?"]
        return []
    if options.get("indicator"):
        return []
    return [
        f"Which indicator are the figures of “{name}”?"
        for name, about in options.get("columns", {}).items()
        if about.get("role") == "value" and not about.get("indicator")
    ]


def _period_questions(options, columns):
    name = _with_role(options, "period")
    if name is not None:
        labels = next((column.texts for column in columns if column.name == name), ())
    else:
        figures = [
            about for about in options.get("columns", {}).values() if about.get("role") in mapped.PARTS
        ]
        labels = [about.get("period") or options.get("period", "") for about in figures]
    if "" in labels:
        return ["Which year are the figures of? No column says it, and not every heading."]
    for label in labels:
        try:
            read_period(label, basis=options.get("basis") or None)
        except Unclear as problem:
            return [f"Which kind of years or periods does the file have? {problem}"]
    return []


def _times(options, columns):
    """A percentage is stored as 0.457 by some spreadsheets: it is asked, because 0.4% is possible too.

    What was said of last year's file is asked again where this year's plainly stores them otherwise.
    """
    times = str(options.get("times") or "")
    percent = set(Indicator.objects.filter(unit="%").values_list("slug", flat=True))
    percent |= {slug for slug, new in options.get("new", {}).items() if new.get("unit") == "%"}
    for column in columns:
        about = options.get("columns", {}).get(column.name, {})
        meant = {
            about.get("indicator") or options.get("indicator", ""),
            *options.get("indicators", {}).values(),
        }
        if about.get("role") != "value" or not meant & percent:
            continue
        if times not in ("", "1") and _are_percentages(column.texts):
            return [
                f"Most values of “{column.name}” are above 1, and the mapping says that 0.457 is stored for "
                "45.7%. How does this file store its percentages?"
            ]
        if not times and _are_shares(column.texts):
            return [
                f"The values of “{column.name}” lie between 0 and 1, and the indicator is a percentage. Is "
                "0.457 to be read as 45.7% or as 0.457%?"
            ]
    return []


def _are_shares(texts):
    values = _values(texts)
    return all(0 <= value <= 1 for value in values) and any(0 < value < 1 for value in values)


def _are_percentages(texts):
    values = _values(texts)
    return 2 * sum(abs(value) > 1 for value in values) > len(values)


def _values(texts):
    """The numbers among texts; none where there is anything that cannot be read."""
    try:
        return [cell.value for text in texts if (cell := read_cell(text)).value is not None]
    except Unreadable:
        return []


def _with_role(options, role):
    return next(
        (name for name, about in options.get("columns", {}).items() if about.get("role") == role), None
    )


# --- What was said -----------------------------------------------------------------------------------


def stated(options):
    """A mapping as a file says it, if it can be one. Raises Unreadable with what is wrong."""
    if not isinstance(options, dict) or not isinstance(options.get("columns"), dict):
        raise Unreadable('A mapping names its columns: {"columns": {"Area Code": {"role": "area-code"}}}.')
    unknown = sorted(set(options) - KEYS)
    if unknown:
        raise Unreadable(f"A mapping has no “{unknown[0]}”. It has: {', '.join(sorted(KEYS))}.")
    if options.get("shape") not in SHAPES:
        raise Unreadable("A mapping says its shape: long or wide.")
    for name, about in options["columns"].items():
        if not isinstance(about, dict) or about.get("role") not in ROLES:
            raise Unreadable(f"“{name}” needs a role, one of: {', '.join(ROLES)}.")
        only = about.get("only", [])
        if not isinstance(only, list) or not all(isinstance(text, str) for text in only):
            raise Unreadable(f"“only” of “{name}” is a list of texts.")
    for key in ("indicators", "new"):
        if not isinstance(options.get(key, {}), dict):
            raise Unreadable(f"“{key}” of a mapping is an object: {{“…”: …}}.")
    for key, possible in CHOICES.items():
        if options.get(key, "") not in ("", *possible):
            raise Unreadable(f"“{key}” of a mapping is one of: {', '.join(map(repr, possible))}.")
    if options.get("times") and not TIMES.fullmatch(str(options["times"])):
        raise Unreadable("“times” of a mapping is a number, 100 where 0.457 is stored for 45.7%.")
    return options


@transaction.atomic
def remember(*, name, options, headings, held=None, by=None, now=None):
    """Keep a mapping under a name, for the next file with these headings; returns it.

    Indicators under "new" are made, if they are stated in full. A mapping of that name is replaced; what was
    loaded by it stays as it is, and files besides `held` that wait for being loaded by it are asked about
    again: what somebody saw of them was read otherwise. Raises Unreadable.
    """
    options = dict(stated(options))
    for slug, about in options.pop("new", {}).items():
        _make(slug, about)
    named = {about.get("indicator") for about in options["columns"].values()}
    named |= {options.get("indicator"), *options.get("indicators", {}).values()}
    unknown = {slug for slug in named if slug} - set(Indicator.objects.values_list("slug", flat=True))
    if unknown:
        raise Unreadable(f"There is no indicator “{min(unknown)}”. State it under “new”, or choose another.")
    if headings.above:
        options["above"] = list(headings.above)
    before = ColumnMapping.objects.filter(name=name).first()
    if before is not None and before.columns != options:
        _ask_again(before, held)
    mapping, _ = ColumnMapping.objects.update_or_create(
        name=name,
        defaults={
            "shape": options["shape"],
            "fingerprint": headings.fingerprint,
            "columns": options,
            "created_by": by,
            "created_at": now or timezone.now(),
        },
    )
    return mapping


def _ask_again(mapping, held):
    waiting = DataImport.objects.filter(mapping=mapping, status__in=NOT_LOADED)
    if held is not None:
        waiting = waiting.exclude(pk=held.pk)
    waiting.update(mapping=None, status=DataImport.Status.WAITING, wanted=False, version=F("version") + 1)


def chosen(given, *, data, name, shape, year="", dry_run=False) -> ColumnMapping:
    """The mapping by which the command reads a table: `given` is a remembered name, a .json file, or "".

    Without one, what is remembered of the file's headings is taken. `year` is that of the whole file, where
    neither its columns nor its headings say it; it is never taken from the file before. Raises OpenQuestions
    where something is left open, Unreadable where the mapping or the table cannot be read.
    """
    path = Path(given) if given.casefold().endswith(".json") else None
    if path is not None:
        options = stated(_of_file(path))
        options |= {"period": year} if year else {}
        found = recognise(data, name, sheet=options.get("sheet", ""), shape=shape)
        _answered(options, found)
        if dry_run:
            return ColumnMapping(name=path.stem, shape=options["shape"], columns=options)
        return remember(name=path.stem, options=options, headings=found.headings)
    if given:
        kept = ColumnMapping.objects.filter(name=given).first()
        if kept is None:
            raise Unreadable(f"No mapping is called “{given}”. Name a remembered one, or a .json file.")
        found = recognise(data, name, sheet=kept.columns.get("sheet", ""), shape=shape)
        options = {**kept.columns, "period": year}
    else:
        found = recognise(data, name, shape=shape)
        kept, options = found.remembered, {**found.options, "period": year}
    _answered(options, found, confirmed=kept is not None)
    # For this file alone: what is remembered stays.
    kept.columns = {**kept.columns, "period": year}
    return kept


def _answered(options, found, *, confirmed=True):
    asked = questions(options, found.columns)
    if not confirmed:
        asked = ["How the columns are read has not been confirmed for a file with these headings.", *asked]
    if asked:
        raise OpenQuestions(asked)


def _of_file(path):
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as problem:
        raise Unreadable(f"{path} cannot be read: {problem.strerror}.") from None
    except ValueError:
        raise Unreadable(f"{path} is no JSON. A mapping is a JSON file.") from None


def _make(slug, about):
    if not isinstance(about, dict) or not all(isinstance(about.get(key, ""), str) for key in TEXTS):
        raise Unreadable(f"The new indicator “{slug}” is an object with texts: {', '.join(TEXTS)}.")
    missing = [key for key in ("title", "unit", "polarity") if not about.get(key)]
    if missing:
        raise Unreadable(f"The new indicator “{slug}” needs its {', '.join(missing)}.")
    if about["polarity"] not in Indicator.Polarity.values:
        raise Unreadable(f"The polarity of “{slug}” is high, low or none.")
    decimals, per = about.get("decimals", 1), about.get("per")
    if type(decimals) is not int or not 0 <= decimals <= 6:
        raise Unreadable(f"The decimals of “{slug}” are a number from 0 to 6.")
    if per is not None and (type(per) is not int or not 0 < per < 10**9):
        raise Unreadable(
            f"What “{slug}” is per is a number above 0: 100 for a percentage, 100000 for a rate."
        )
    if Indicator.objects.filter(slug=slug).exists():
        raise Unreadable(f"There is an indicator “{slug}” already. Name it, and do not state it as new.")
    Indicator.objects.create(
        slug=slug,
        title=about["title"],
        unit=about["unit"],
        polarity=about["polarity"],
        decimals=decimals,
        per=per,
        framework=about.get("framework", ""),
    )

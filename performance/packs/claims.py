"""From a pack's content to the facts that its prose is checked against."""

import re
from dataclasses import replace

from performance.rules.prose import facts
from performance.rules.prose.months import MONTHS
from performance.rules.prose.said import numbers_in

_RANKED = re.compile(r"\b(\d{1,3})(?:st|nd|rd|th)?\s+(?:highest |lowest )?(?:out )?of\s+(\d{1,3})\b")
_MONTH = re.compile(rf"(?:{'|'.join(MONTHS)}) \d{{4}}")
_GOOD = {"High": facts.HIGH, "Low": facts.LOW, "Target Band Width": facts.BAND, "Within band": facts.BAND}


def facts_of(content) -> facts.PackFacts:
    """Everything that the tables of a pack's content bear out."""
    shorts = tuple((entry["short"], entry["long"]) for entry in content["abbreviations"])
    series = _series(content)
    measures = []
    for layer in content["layers"]:
        rows = [row for group in layer["groups"] for row in [*group["headlines"], *group["rows"]]]
        measures += [
            replace(
                measure(row, layer["title"], content["period"]["previous_year"], shorts),
                months=series.get(row["title"], ()),
            )
            for row in [*layer["headlines"], *rows]
        ]
    levels = [level["word"] for scale in content["scales"] for level in scale["levels"]]
    return facts.PackFacts(
        measures=tuple({measure.identity: measure for measure in measures}.values()),
        levels=tuple(dict.fromkeys(levels)),
        missing=len(content["missing"]),
        abbreviations=shorts,
        rows=tuple(_other_rows(content, levels)),
    )


def _series(content):
    """The months that tables have of measures, by their titles: what each counts, and the figure."""
    return {
        table["name"]: tuple(
            (row["cells"][0]["text"], _numbers(*(cell["text"] for cell in row["cells"][1:] if cell["value"])))
            for row in table["rows"]
            if _MONTH.fullmatch(row["cells"][0]["text"])
        )
        for _title, table in _tables(content)
        if table["shape"] == "months"
    }


def _tables(content):
    for section in content.get("sections", ()):
        for block in section["blocks"]:
            table = block["beside"] if block["block"] == "chart" else block
            if table and table["block"] == "table":
                yield section["title"], table


def _other_rows(content, levels):
    """The rows of every other table: of sections' blocks, and how many of each status there are."""
    for title, table in _tables(content):
        yield from _rows_of(table, title, {level.lower() for level in levels})


def _rows_of(table, title, levels):
    headings = [column["heading"].lower() for column in table["columns"]]
    for row in table["rows"]:
        label, *cells = row["cells"] if row["heads"] else [{"text": ""}, *row["cells"]]
        texts = [text for cell in cells for text in (cell["text"], *cell["beneath"])]
        counts = [
            (heading, int(cell["value"]))
            for heading, cell in zip(headings[-len(cells) :], cells, strict=False)
            if heading in levels | {"not rated"} and (cell["value"] or "").isdecimal()
        ]
        ranked = [match for text in texts if (match := _RANKED.search(text))]
        yield facts.RowFacts(
            label=label["text"],
            title=table["title"] or title,
            numbers=_numbers(*texts) + _numbers(table["subtitle"]),
            counts=tuple(counts),
            columns=tuple(
                (heading, number)
                for heading, cell in zip(headings[-len(cells) :], cells, strict=False)
                if cell["value"] and (number := facts.printed(cell["text"]))
            ),
            rank=int(ranked[0][1]) if ranked else None,
            of=int(ranked[0][2]) if ranked else None,
        )


def measure(row, group="", previous_year="", shorts=()) -> facts.MeasureFacts:
    """What the tables hold of one measure, from its plain row."""
    figure, previous, target = row["figure"], row["previous"], row["target"]
    status, place, to_date = row["status"], row["quartile"], row["to_date"]
    beside = [(name, facts.printed(cell["text"])) for name, cell in row["comparisons"].items()]
    return facts.MeasureFacts(
        identity=row["slug"],
        title=row["title"],
        names=_names(row, shorts),
        code="" if row["code"] == "Local" else row["code"],
        good=_GOOD.get(row["aim"], facts.NEITHER),
        figure=facts.printed(figure["text"]) if figure["value"] else None,
        counts=_numbers(figure["companion"], figure["share"], figure["own"]) + _parts(figure),
        to_date=_to_date(to_date, row["year_to_date"]),
        target=target["text"],
        edges=_edges(target["text"]),
        target_others=_numbers(target["companion"], target.get("to_date", ""), row["final_target"]["text"]),
        previous=facts.printed(previous["text"]) if previous["value"] else None,
        previous_others=_numbers(previous["companion"], previous["share"]) + _parts(previous),
        previous_label=row["previous_period"] or previous_year,
        label=row["span"],
        unit=figure["unit"],
        forecast=figure["qualifier"] == "full-year forecast",
        is_to_date=figure["qualifier"] == "year to date",
        meaning=row["direction"]["meaning"] if row["direction"] else "",
        status=status["word"] if status["position"] is not None else "",
        off_target=status["off_target"],
        place=_place(place),
        beside=tuple((name, number) for name, number in beside if number),
        others=_numbers(*row["context"], *(cell["text"] for cell in row["differences"].values())),
        group=group,
    )


def _names(row, shorts):
    """What prose may call a measure: its title, that without brackets or abbreviations, its identity."""
    title = row["title"].rstrip(".")
    long = title
    for short, words in shorts:
        long = re.sub(rf"\b{re.escape(short)}(s?)\b", rf"{words.split(':')[0]}\1", long)
    names = [title, long, re.sub(r"\s*\([^)]*\)", "", title), row["slug"].replace("-", " ")]
    # A long abbreviation names its measure alone: LALS.
    names += re.findall(r"\b[A-Z]{4,}\b", title)
    return tuple(dict.fromkeys(name for name in names if name))


def _edges(text):
    """The numbers of a target: "56–61%" has two, both per cent."""
    band = re.fullmatch(r"([\d.,]+)\s*[–-]\s*(.+)", text)
    if band is None:
        number = facts.printed(text)
        return (number,) if number else ()
    upper = facts.printed(band[2])
    sign = "%" if upper and upper.kind == facts.PERCENT else ""
    lower = facts.printed(band[1] + sign)
    return tuple(number for number in (lower, upper) if number)


def _numbers(*texts):
    return tuple(number for text in texts for number in numbers_in(text))


def _parts(cell):
    parts = [*cell["parts"], *(part for breakdown in cell["breakdowns"] for part in breakdown["parts"])]
    return _numbers(*(part["text"] for part in parts), *(part["share"] for part in parts))


def _to_date(beside, cell):
    texts = [cell["text"], cell["companion"], cell["own"]]
    if beside:
        texts += [beside["figure"]["text"], beside["figure"]["companion"]]
    return _numbers(*texts)


def _place(place):
    if place is None:
        return None
    of, word = place.get("of"), place["word"]
    ranked = re.match(r"(\d+)(?:st|nd|rd|th)", word)
    return facts.Place(
        word="" if ranked else word,
        rank=int(ranked[1]) if ranked else None,
        of=of,
        group=place["group"],
        year=place["year"],
    )

"""Drawings of chart blocks: the block's plain data in, a picture out.

Every figure in `data` is a plain decimal as text ("79.7"), or None where there is none: a gap stays one.
`unit` is `{"before": "£", "after": "%", "decimals": 1}`, of which each may be left out. By `shape`:

`lines`, one or several series over periods:
    {"periods": ["Nov 2019", ...], "unit": unit,
     "series": [{"name", "values": ["79.7", None, ...], "own": True, "hollow": [places]}, ...],
     "target": None | "87" | [None, "87", ...], "target_label": "Target 87%", "band": None | ["10", "12"],
     "breaks": [{"before": 3, "mark": "A", "reason": "Definition changed"}], "skipped": [places]}
    A series alone has markers (`hollow` where a figure was taken over) and its target or band from zero.
    Of several, our own has the accent; each other one is dashed in its own way, a target among them.
`bars`, one figure for each group or period:
    {"bars": [{"name", "value": "79.7" | None, "own": False, "note": "not published"}, ...],
     "lines": [{"name": "Target", "value": "87"}], "unit": unit}
`distribution`, every council in its order:
    {"bars": [{"name", "value", "own"}, ...], "bands": [{"name": "Top quartile", "count": 38}, ...],
     "lines": [{"name": "Median", "value": "77.3"}], "own": "Dorset 81.2%, 12th of 151", "unit": unit}
`scatter`, two figures of each council against each other:
    {"spots": [{"name", "across": "1.2", "up": "3.4", "own"}, ...],
     "across": {"label", "unit": unit, "median": "2.0" | None}, "up": {the same}}
`composition`, wholes in their parts:
    {"bars": [{"name", "parts": [{"name", "value", "good"}, ...]}, ...], "unit": unit}

What may be left out: `hollow`, `target`, `target_label`, `band`, `breaks`, `skipped`, `note`, `lines`,
`bands`, `own`, `median`. Pure.
"""

import re
from decimal import Decimal

from performance import charts
from performance.packs.glyphs import inline
from performance.rules.numbers import format_number

# Across a page, beside a small table, and on a phone: the letters are of the same size in all.
WHOLE, HALF, PHONE = 760, 470, 360
WHOLE_SHARE = Decimal(100)


def draw(block, accent, *, width=WHOLE):
    """The picture of a chart block, with its words as its name."""
    drawn = SHAPES[block["shape"]](block, block["data"], accent, width)
    return inline(_INNER_TITLES.sub("", drawn))


# A title within the picture would be read as well; the words stand for all of it.
_INNER_TITLES = re.compile(r"(?<=>)<title>[^<]*</title>(?=</(?:circle|rect)>)")


def printer(unit):
    """What prints a figure of a unit.

    >>> printer({"before": "£", "decimals": 2})(Decimal("-1234.5"))
    '−£1,234.50'
    """
    before, after = unit.get("before", ""), unit.get("after", "")

    def printed(value):
        number = format_number(value, unit.get("decimals", 0))
        sign = "−" if number.startswith("−") else ""
        return f"{sign}{before}{number.removeprefix(sign)}{after}"

    return printed


def _figure(text):
    return None if text is None else Decimal(text)


def _figures(texts):
    return [_figure(text) for text in texts]


def _lines(block, data, accent, width):
    one_alone = len(data["series"]) == 1
    return (_one_line if one_alone else _several_lines)(block, data, accent, width)


def _one_line(block, data, accent, width):
    series, target, band = data["series"][0], data.get("target"), data.get("band")
    hollow = series.get("hollow", ())
    kinds = ["published" if place in hollow else "entered" for place in range(len(data["periods"]))]
    return charts.line_chart(
        list(zip(data["periods"], _figures(series["values"]), kinds, strict=True)),
        title=block["words"],
        description="",
        unit_format=printer(data["unit"]),
        target=_figures(target) if isinstance(target, list) else _figure(target),
        band=tuple(_figures(band)) if band else None,
        target_label=data.get("target_label", ""),
        width=width,
        height=250,
        accent=accent,
        breaks={found["before"]: found["reason"] for found in data.get("breaks", ())},
        slug="",
    )


def _several_lines(block, data, accent, width):
    lines = [
        charts.Line(series["name"], _figures(series["values"]), series["own"]) for series in data["series"]
    ]
    target = data.get("target")
    if target is not None:
        each = target if isinstance(target, list) else [target] * len(data["periods"])
        lines.append(charts.Line("Target", _figures(each)))
    drawn = [value for line in lines for value in line.values if value is not None]
    is_share = data["unit"].get("after") == "%" and all(value <= WHOLE_SHARE for value in drawn)
    return charts.comparison_chart(
        data["periods"],
        lines,
        title=block["words"],
        description="",
        unit_format=printer(data["unit"]),
        breaks={found["before"]: found["mark"] for found in data.get("breaks", ())},
        skipped=data.get("skipped", ()),
        slug="",
        width=width,
        height=240,
        ceiling=WHOLE_SHARE if is_share else None,
        accent=accent,
    )


def _across(data):
    return [(line["name"], Decimal(line["value"])) for line in data.get("lines", ())]


def _bars(block, data, accent, width):
    return charts.bar_chart(
        [
            charts.Named(bar["name"], _figure(bar["value"]), bar.get("note", ""), bar["own"])
            for bar in data["bars"]
        ],
        title=block["words"],
        unit_format=printer(data["unit"]),
        lines=_across(data),
        width=width,
        accent=accent,
    )


def _distribution(block, data, accent, width):
    printed = printer(data["unit"])
    return charts.distribution_chart(
        [
            charts.Bar(Decimal(bar["value"]), f"{bar['name']}: {printed(Decimal(bar['value']))}", bar["own"])
            for bar in data["bars"]
        ],
        title=block["words"],
        description="",
        unit_format=printed,
        bands=[(band["name"], band["count"]) for band in data.get("bands", ())],
        lines=_across(data),
        ours=data.get("own", ""),
        slug="",
        width=width,
        height=300,
        accent=accent,
    )


def _scatter(block, data, accent, width):
    return charts.scatter(
        [
            charts.Spot(spot["name"], Decimal(spot["across"]), Decimal(spot["up"]), "", spot["own"])
            for spot in data["spots"]
        ],
        across=_axis(data["across"]),
        up=_axis(data["up"]),
        title=block["words"],
        description="",
        width=width,
        height=400,
        accent=accent,
        slug="",
    )


def _axis(of):
    return charts.Axis(of["label"], printer(of["unit"]), _figure(of.get("median")))


def _composition(block, data, accent, width):
    return charts.composition_chart(
        [
            (bar["name"], [(part["name"], Decimal(part["value"]), part["good"]) for part in bar["parts"]])
            for bar in data["bars"]
        ],
        title=block["words"],
        unit_format=printer(data["unit"]),
        width=width,
        accent=accent,
    )


SHAPES = {
    "lines": _lines,
    "bars": _bars,
    "distribution": _distribution,
    "scatter": _scatter,
    "composition": _composition,
}

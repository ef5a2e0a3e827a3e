"""A frozen content with every block and every shape, for tests of what is made from one."""

import copy
import io
import json
from pathlib import Path

import pikepdf

from performance.packs.blocks import cell, chart, column, paragraph, prose, row, run, table

STATUSES = {
    "Green": ("circle", "G", "green"),
    "Amber": ("triangle", "A", "amber"),
    "Red": ("diamond", "R", "red"),
}
YEARS = ["2015/16", "2016/17", "2017/18", "2018/19", "2019/20"]
MONTHS = [
    *("Nov 2019", "Dec 2019", "Jan 2020", "Feb 2020", "Mar 2020", "Apr 2020", "May 2020", "Jun 2020"),
    *("Jul 2020", "Aug 2020", "Sep 2020", "Oct 2020", "Nov 2020"),
]
PERCENT = {"after": "%", "decimals": 1}
SHIRES = ["Derbyshire", "Lincolnshire", "Northamptonshire", "Nottinghamshire", "Leicestershire"]


def status(word):
    shape, letter, colour = STATUSES[word]
    return {"word": word, "shape": shape, "letter": letter, "colour": colour, "reason": ""}


def section(kind, title, *blocks, **more):
    """A section as the content keeps one."""
    return {
        "kind": kind,
        "title": title,
        "anchor": f"{kind}-{title.lower().replace(' ', '-')}",
        "exempt": None,
        "withheld": False,
        "to_follow": False,
        "own_page": False,
        "turned": False,
        "blocks": list(blocks),
    } | more


def report():
    filled = run("79.7%", figure={"measure": "reablement-no-further-need", "what": "figure"})
    return prose(
        paragraph(run("Purpose of Report"), style="heading"),
        paragraph(
            run("The purpose of this report is to present "),
            run("an update", strong=True),
            run(" on the performance of the department between April and November 2020. "),
            filled,
            run(" of people needed no further service, against a target of 87%."),
            style="numbered",
            number="1",
        ),
        paragraph(
            run("The committee's framework is set out in "),
            run("the strategic plan", href="https://example.org/strategic-plan"),
            run(", which was agreed in December 2017 and covers four years, and in the paper that "),
            run("this committee", emphasis=True),
            run(" had before it in March."),
            style="numbered",
            number="2",
        ),
        paragraph(run("Policy Framework and Previous Decisions"), style="heading"),
        paragraph(run("Three matters stand out:"), style="numbered", number="3"),
        paragraph(run("visits to heritage sites, which were closed from April to July;"), style="bullet"),
        paragraph(run("permanent admissions;"), style="bullet"),
        paragraph(run("learners' success."), style="bullet"),
        paragraph(run("Equality"), style="subheading"),
        paragraph(run("None.")),
    )


def plain():
    return table(
        "Status by directorate",
        [
            column("Directorate"),
            column("Rated", "number"),
            column("Share green", "number", beneath="of rated"),
            column("Since", "date"),
        ],
        [
            row(
                cell("Adults and Communities"),
                cell("15", value="15"),
                cell("53.3%", value="53.3", unit="%", beneath=["8 of 15"]),
                cell("1 April 2020", value="2020-04-01"),
            ),
            row(
                cell("Public Health"), cell("0", value="0"), cell("–"), cell("1 May 2020", value="2020-05-01")
            ),
            row(cell("All"), cell("15", value="15"), cell("53.3%", value="53.3"), cell(""), total=True),
        ],
        title="Status by directorate",
        subtitle="Rated measures, November 2020",
        notes=["What is not rated is not counted in a share."],
    )


def benchmark():
    def line(name, figure, *, own=False):
        return row(
            cell(name),
            cell(figure, value=figure.rstrip("%")),
            cell("77.0%", value="77.0"),
            cell(direction={"arrow": "up", "meaning": "Improving"}),
            cell(place={"rank": 2, "word": "Second"}),
            cell("78.1%", value="78.1", beneath=["9 councils"]),
            cell(
                series={
                    "values": ["70.1", None, "72.2", "77.0", "79.7"],
                    "title": f"Four yearly figures of {name}, rising from 70.1% to 79.7%",
                }
            ),
            cell(status=status("Amber")),
            own=own,
        )

    return table(
        "East Midlands",
        [
            column("Council"),
            column("Figure", "number", beneath="2019/20"),
            column("Figure", "number", beneath="2018/19"),
            column("Direction", "direction"),
            column("Quartile", "quartile", beneath="England"),
            column("Neighbours", "number", beneath="mean"),
            column("Five years", "series"),
            column("Status", "status"),
        ],
        [line(name, f"{70 + place}.1%", own=name == "Leicestershire") for place, name in enumerate(SHIRES)],
        title="Fourth of five counties, and better than the year before",
        subtitle="Service users who find it easy to find information (%), East Midlands",
        notes=["Source: an official publication. England: 152 councils."],
        shape="benchmark",
    )


def months():
    head = [column(month[:3], "number", beneath=month[4:]) for month in MONTHS]
    figures = [f"{80 + place % 5}.{place % 10}%" for place in range(len(MONTHS))]
    return table(
        "Reviews",
        [column("Measure"), *head],
        [
            row(cell("Reviews completed on time"), *(cell(text, value=text[:-1]) for text in figures)),
            row(cell("Year to date"), *(cell(text, value=text[:-1]) for text in figures), total=True),
        ],
        title="Reviews, month by month",
        shape="months",
    )


def scorecard(rows=60):
    """Four tables of one page, `rows` of them in all."""
    shares = {"Outcomes": rows // 2, "Outputs": rows // 4, "People": rows // 8}
    shares["Money"] = rows - sum(shares.values())
    return [
        table(
            name,
            [
                column(name),
                column("Trend", "direction"),
                column("Council", "number"),
                column("National", "number"),
                column("Target", "number"),
                column("Status", "status"),
            ],
            [_scored(name, place) for place in range(count)],
            title=name,
            shape="scorecard",
        )
        for name, count in shares.items()
    ]


def _scored(name, place):
    long = "Proportion of secondary mental health clients in settled accommodation"
    word = list(STATUSES)[place % 3]
    return row(
        cell(f"{place + 1} {long if place % 5 == 0 else f'A measure of {name.lower()}'}"),
        cell(direction={"arrow": ("up", "down", "level")[place % 3], "meaning": "Improving"}),
        cell(f"{60 + place % 30}.5%", value=f"{60 + place % 30}.5"),
        cell("79.9%", value="79.9"),
        cell("78.0%", value="78.0"),
        cell(status=status(word)),
    )


def charts():
    """A chart of every shape, the first with its small table beside it."""
    values = [
        "78.1",
        "78.9",
        None,
        "80.2",
        "79.5",
        "70.3",
        "71.8",
        "74.0",
        "76.6",
        "78.2",
        "79.0",
        "79.3",
        "79.7",
    ]
    beside = table(
        "Reablement by month",
        [column("Month"), column("Figure", "number")],
        [
            row(cell(month), cell("–" if value is None else f"{value}%", value=value))
            for month, value in zip(MONTHS, values, strict=True)
        ],
    )
    lines = {
        "periods": MONTHS,
        "series": [{"name": "Leicestershire", "values": values, "own": True, "hollow": [0, 1]}],
        "target": "87",
        "target_label": "Target 87%",
        "breaks": [{"before": 5, "mark": "A", "reason": "New definition"}],
        "unit": PERCENT,
    }
    series = {
        "Leicestershire": ["60.1", "61.5", None, "63.0", "65.1"],
        "England": ["62.0", "62.4", "63.1", "63.9", "64.2"],
        "East Midlands": ["61.0", "61.9", "62.2", "62.5", "63.3"],
    }
    several = {
        "periods": YEARS,
        "series": [
            {"name": name, "values": found, "own": name == "Leicestershire"} for name, found in series.items()
        ],
        "breaks": [{"before": 3, "mark": "A", "reason": "The question was asked otherwise from 2018/19."}],
        "unit": PERCENT,
    }
    groups = {
        "bars": [
            {"name": "Leicestershire", "value": "79.7", "own": True},
            {"name": "England", "value": "82.0", "own": False},
            {"name": "Rutland", "value": None, "own": False, "note": "Suppressed [c]"},
        ],
        "lines": [{"name": "Target", "value": "87"}],
        "unit": PERCENT,
    }
    councils = [
        {"name": f"Council {place}", "value": str(95 - place), "own": place == 29} for place in range(1, 41)
    ]
    spread = {
        "bars": councils,
        "bands": [{"name": f"{word} quartile", "count": 10} for word in ("Top", "Second", "Third", "Bottom")],
        "lines": [{"name": "Median", "value": "74.5"}],
        "own": "Leicestershire 66.0%, 29th of 40",
        "unit": PERCENT,
    }
    pairs = {
        "spots": [
            {"name": name, "across": str(400 + 13 * place), "up": str(70 + place), "own": place == 4}
            for place, name in enumerate(SHIRES)
        ],
        "across": {"label": "Spend per adult", "unit": {"before": "£"}, "median": "426"},
        "up": {"label": "Satisfied", "unit": PERCENT, "median": "72"},
    }
    shares = {
        "bars": [
            {
                "name": name,
                "parts": [
                    {"name": "Green", "value": green, "good": True},
                    {"name": "Amber", "value": "6", "good": False},
                    {"name": "Red", "value": "1", "good": False},
                ],
            }
            for name, green in (("Adults", "8"), ("Public Health", "3"))
        ],
        "unit": {},
    }
    drawn = (
        ("lines", lines, "Up for the fifth month, 7.3 points under target", beside),
        ("lines", several, "Above England for the first time", None),
        ("bars", groups, "Below England and the target", None),
        ("distribution", spread, "29th of 40 councils, third quartile", None),
        ("scatter", pairs, "The dearest of five, and the most satisfied", None),
        ("composition", shares, "More than half of what is rated is green", None),
    )
    return [
        chart(
            shape,
            data,
            title=title,
            subtitle=f"Shape {shape}",
            words=f"{title}: {place}",
            beside=table_beside,
        )
        for place, (shape, data, title, table_beside) in enumerate(drawn)
    ]


def with_blocks(frozen):
    """A copy of some frozen content whose sections hold every block."""
    content = copy.deepcopy(frozen)
    bound = {"block": "pdf", "name": "Terms of reference", "sha256": "0" * 64, "pages": 3}
    exempt = {"paragraph": 3, "reason": "It names a provider's prices."}
    usual = [
        section(kind, title) | {"anchor": kind, "own_page": kind == "contents"}
        for kind, title in (("contents", "Contents"), ("exceptions", "Off target"), ("statuses", "Statuses"))
    ]
    content["sections"] = [
        usual[0],
        section("report", "Covering report", report(), own_page=True),
        usual[1],
        section("summary", "Summary", plain(), benchmark()),
        section("monthly", "Month by month", months(), turned=True),
        section(
            "scorecard",
            "Scorecard",
            *scorecard(),
            prose(paragraph(run("Green 33%: 20 of 60 rated."))),
            turned=True,
        ),
        section("benchmark_charts", "Charts", *charts()),
        section("text", "Prices", prose(paragraph(run("Dear."))), exempt=exempt),
        section("text", "Late", to_follow=True),
        section("appendix", "Appendix C", bound, own_page=True),
        usual[2],
    ]
    return content | {
        "format": 6,
        "copy": "exempt",
        "audience": "scrutiny",
        "agenda_item": "8",
        "supplement": {"number": 1, "to_title": "Performance report", "replaces": False},
    }


def attachments():
    """The file that is bound in, by its key: three pages with a line on each."""
    with pikepdf.new() as pdf, io.BytesIO() as data:
        for _ in range(3):
            page = pdf.add_blank_page()
            page.Contents = pdf.make_stream(b"100 100 m 400 700 l S")
        pdf.save(data)
        return {"0" * 64: data.getvalue()}


def every_block():
    """The frozen content of these tests with every block."""
    frozen = json.loads((Path(__file__).parent / "content.json").read_text(encoding="utf-8"))
    return with_blocks(frozen)

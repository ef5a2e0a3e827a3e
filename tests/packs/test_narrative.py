"""Narrative: filled from the rows of the tables, numbered through the pack, safe in HTML."""

from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from performance.models import Pack, PackSection, Scorecard
from performance.packs import narrative
from performance.packs.printed_blocks import complete
from performance.packs.sections import narrative as section_of
from performance.rules.prose.checking import check
from tests import world
from tests.rules import PROPERTY
from tests.rules.prose_made import frozen

pytestmark = [pytest.mark.django_db, pytest.mark.wide]
REABLEMENT = "reablement-no-further-need"


@pytest.fixture
def pack(month):
    return Pack.objects.create(
        scorecard=Scorecard.objects.get(),
        period=world.november(),
        audience=Pack.Audience.SCRUTINY,
        title="Report",
        committee="Scrutiny Committee",
        meeting_on=world.TODAY,
        created_by=world.person("petra"),
        created_at=timezone.now(),
    )


@pytest.fixture
def reading(pack):
    return narrative.reading_of(pack)


def words(block):
    return ["".join(run["text"] for run in paragraph["runs"]) for paragraph in block["paragraphs"]]


def test_a_reference_prints_what_the_tables_print_and_says_which_figure_it_is(reading):
    token = f"{{{{{REABLEMENT}}}}}"
    [block], problems = narrative.blocks_of(f"It was {token}.", reading)
    row = reading.rows[REABLEMENT]
    assert (words(block), problems) == ([f"It was {row.figure.text}."], [])
    assert block["paragraphs"][0]["runs"][1]["figure"] == {"measure": REABLEMENT, "what": "figure"}


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("target", "87%"),
        ("previous", "87.5%"),
        ("change", "7.8 points"),
        ("gap", "7.3 points"),
        ("status", "red"),
        ("direction", "worsening"),
        ("quartile", "top quartile"),
        ("period", "April to November 2020"),
    ],
)
def test_each_thing_that_the_tables_have_of_a_measure_can_be_said(reading, what, text):
    [block], problems = narrative.blocks_of(f"{{{{{REABLEMENT}|{what}}}}}", reading)
    assert (words(block), problems) == ([text], [])


def test_a_figure_that_is_not_there_prints_what_the_tables_print_and_is_a_problem(reading):
    reading.rows["heritage-visits"].is_missing = True
    reading.rows["heritage-visits"].figure = type(reading.rows["heritage-visits"].figure)()
    [block], problems = narrative.blocks_of(
        "{{heritage-visits}}\n\n{{users-feel-safe}}\n\n{{heritage-visits|target}}\n\n{{nowhere}}", reading
    )
    absent = "Survey not to be undertaken in 20-21 due to Covid-19"
    assert words(block) == ["not yet approved", absent, "no target", "{{nowhere}}"]
    assert problems == [
        "Line 1: the figure of “Heritage visits” is not approved; the pack prints “not yet approved” until "
        "it is.",
        "Line 3: there is no figure for “% of service users who say that services have made them feel safe”: "
        f"{absent}.",
        "Line 5: the tables have no target for “Heritage visits”; leave the reference out or pick another.",
        "Line 7: there is no measure “nowhere” on this pack's scorecard; pick one from the list.",
    ]


def test_paragraphs_are_numbered_through_the_whole_pack_except_none(reading):
    first = section_of.build(reading, PackSection(kind="report", text="## One\n\nA.\n\nNone.\n\n- b\n\nC."))
    plain = section_of.build(reading, PackSection(kind="text", text="Static."))
    last = section_of.build(reading, PackSection(kind="text", text="D.", options={"numbered": True}))
    numbers = [
        [(paragraph["style"], paragraph["number"]) for paragraph in made["blocks"][0]["paragraphs"]]
        for made in (first, plain, last)
    ]
    assert numbers == [
        [("heading", ""), ("numbered", "1"), ("paragraph", ""), ("bullet", ""), ("numbered", "2")],
        [("paragraph", "")],
        [("numbered", "3")],
    ]
    assert section_of.build(reading, PackSection(kind="report", text=" \n")) is None


def test_the_default_report_has_the_committees_headings_in_order(reading):
    [block], problems = narrative.blocks_of(narrative.DEFAULT_REPORT, reading)
    headings = [
        "".join(run["text"] for run in paragraph["runs"])
        for paragraph in block["paragraphs"]
        if paragraph["style"] == "heading"
    ]
    assert headings[:3] == ["Purpose of Report", "Policy Framework and Previous Decisions", "Background"]
    assert headings[-1] == "Officers to Contact"
    assert problems == []


def test_every_reference_of_the_list_prints_the_value_that_it_is_listed_with(reading):
    listed = narrative.references(reading)
    text = "\n\n".join(entry["token"] for entry in listed)
    blocks, problems = narrative.blocks_of(text, reading)
    assert words(blocks[0]) == [entry["value"] for entry in listed]
    assert problems == []
    assert {
        "token": "{{heritage-visits}}",
        "measure": "Heritage visits",
        "what": "Figure",
        "value": "84.5k",
    } in (listed)


def test_more_measures_and_references_cost_no_more_queries(pack):
    def asked(text):
        with CaptureQueriesContext(connection) as queries:
            narrative.blocks_of(text, narrative.reading_of(pack))
        return len(queries)

    listed = narrative.references(narrative.reading_of(pack))
    one = next(entry["token"] for entry in listed if "indicator" not in entry["token"])
    assert asked(one) == asked(" ".join(e["token"] for e in listed if "indicator" not in e["token"]))
    assert asked("No reference.") == 0


def test_drafts_hold_references_and_pass_the_check_when_they_are_filled(reading):
    made = narrative.drafts(reading)
    assert {entry["slug"] for entry in made} == {
        measure.identity for measure in frozen().measures if measure.off_target
    }
    text = "\n\n".join(entry["sentence"] for entry in made)
    assert "{{reablement-no-further-need|gap}} below target" in text
    [block], problems = narrative.blocks_of(text, reading)
    assert problems == []
    assert [finding.why for line in words(block) for finding in check(line, frozen())] == []


class _Tags(HTMLParser):
    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.words = set(), []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)

    def handle_data(self, data):
        self.words.append(data)


@PROPERTY
@given(st.text(alphabet="ab<>/&\"'=*#- \n[](){}!:htps", max_size=120))
def test_no_text_becomes_markup_of_a_page(text):
    blocks, _problems = narrative.blocks_of(text, SimpleNamespace(rows={}, next_number=lambda: 1))
    done = complete(blocks, "#12436d", screen=True)
    html = "".join(render_to_string("packs/blocks/prose.html", {"block": block}) for block in done)
    page = _Tags(html)
    assert page.tags <= {"p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "span", "div"}
    letters = "".join(c for block in blocks for line in words(block) for c in line if c in "<>&\"'")
    assert "".join(c for c in "".join(page.words) if c in "<>&\"'") == letters

"""What templates print: figures, and the partials for a rating, a position, a direction and a history."""

from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from performance.rules.numbers import Unit, UnitKind
from performance.templatetags.figures import changes

AMBER = {"shape": "triangle", "letter": "A", "word": "Amber", "colour": "amber"}


def words(template, context):
    """What a reader sees, without the markup and the shapes' letters."""
    html = render_to_string(template, context)
    return " ".join(strip_tags(html).split())


@pytest.mark.parametrize(
    ("value", "printed"), [(Decimal("83.65"), "83.7%"), (Decimal(0), "0.0%"), (None, "")]
)
def test_a_figure_is_printed_in_its_unit_and_nothing_is_nothing(value, printed):
    template = Template("{% load figures %}{{ value|figure:unit }}")
    assert template.render(Context({"value": value, "unit": Unit(UnitKind.PERCENT, 1)})) == printed


def test_a_status_is_shape_letter_and_word():
    html = render_to_string("partials/status.html", {"status": AMBER})
    assert "<path" in html
    assert ">A</text>" in html
    assert ">Amber<" in html
    assert 'aria-hidden="true"' in html
    assert "style=" not in html


def test_a_status_with_its_count_also_when_that_is_nought():
    assert words("partials/status.html", {"status": AMBER, "count": 0}) == "AAmber 0"


@pytest.mark.parametrize(
    "context",
    [
        {"status": None, "reason": "No target"},
        {"status": {"word": "Not rated", "shape": "", "reason": "No target"}},
    ],
)
def test_not_rated_is_a_dash_with_its_reason(context):
    assert words("partials/status.html", context) == "–Not ratedNo target"


def test_a_word_from_the_database_is_escaped():
    html = render_to_string("partials/status.html", {"status": AMBER | {"word": "<b>", "letter": "<"}})
    assert "<b>" not in html
    assert "&lt;</text>" in html


def test_a_quartile_is_bars_word_and_year():
    html = render_to_string(
        "partials/quartile.html", {"quartile": {"rank": 2, "word": "Second", "year": "2019/20"}}
    )
    assert html.count("<rect") == 4
    assert html.count('fill="none"') == 1
    assert words("partials/quartile.html", {"quartile": None}) == "–None"


def test_a_direction_is_arrow_and_word():
    html = render_to_string(
        "partials/direction.html", {"direction": {"arrow": "down", "meaning": "Improving"}}
    )
    assert "<path" in html
    assert "Improving" in html
    assert words("partials/direction.html", {"direction": None}) == "–None"


def test_a_figure_has_its_unit_and_qualifier_beneath():
    figure = {
        "text": "462.0",
        "unit": "per 100,000",
        "companion": "669 admissions",
        "qualifier": "full-year forecast",
        "window": "",
    }
    html = render_to_string("partials/figure.html", {"figure": figure})
    assert '<span class="app-figure">462.0</span>' in html
    assert "669 admissions, full-year forecast" in html


def test_a_missing_figure_is_its_sentence():
    absence = {"text": "", "absence": "The survey was not run in 2020/21"}
    assert words("partials/figure.html", {"figure": absence}) == "The survey was not run in 2020/21"
    assert words("partials/figure.html", {"figure": None}) == "–None"


def entry(**fields):
    given = {
        "before": {},
        "after": {},
        "reason": "",
        "by": SimpleNamespace(name="Priya Shah"),
        "verb": "saved",
    } | fields
    return SimpleNamespace(at=datetime(2020, 12, 10, 14, 3, tzinfo=UTC), done=given["verb"], **given)


def test_changes_tell_nought_from_nothing():
    saved = entry(
        before={"value": None, "companion": 0}, after={"value": 0, "companion": None, "urgent": True}
    )
    assert changes(saved) == [
        {"field": "Value", "before": "nothing", "after": "0"},
        {"field": "Companion", "before": "0", "after": "nothing"},
        {"field": "Urgent", "before": "nothing", "after": "yes"},
    ]


def test_a_history_says_when_what_who_and_why():
    saved = entry(before={"value": "83.1"}, after={"value": "83.7"}, reason="A recount <3")
    html = render_to_string("partials/history.html", {"entries": [saved, entry(by=None, verb="issued")]})
    text = " ".join(strip_tags(html).split())
    assert "10 December 2020, 14:03" in text
    assert "Saved by Priya Shah" in text
    assert "Value: from 83.1 to 83.7" in text
    assert "A recount &lt;3" in html
    assert "Issued by Scrutineer" in text
    assert words("partials/history.html", {"entries": []}) == "Nothing has happened here yet."


@pytest.mark.parametrize(
    ("status", "polls"), [("queued", True), ("running", True), ("done", False), ("failed", False)]
)
def test_progress_polls_until_the_build_has_ended(status, polls):
    build = SimpleNamespace(
        pk=7,
        status=status,
        is_going_on=polls,
        percent=40,
        step="",
        problem="",
        get_status_display="Being built",
    )
    html = render_to_string("partials/progress.html", {"build": build, "url": "/packs/1/progress/"})
    assert ('hx-trigger="every 1s"' in html) is polls
    assert ("Refresh this page" in html) is polls


@pytest.mark.parametrize("name", ["404.html", "403.html", "409.html", "500.html"])
def test_error_pages_print_without_the_database(name):
    """This test may not touch the database, so the page does not either."""
    html = render_to_string(name)
    assert "<h1" in html
    assert "Scrutineer" in html

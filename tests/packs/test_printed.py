"""The words of a pack, before any page is set."""

import copy

import pytest

from performance.packs import printed, tables
from tests.packs.conftest import five_levels, nothing, rows_of, stretch, two_levels, wide

HASH = "0123456789abcdef" * 4


def page_of(content, *, draft=False):
    return printed.context(content, content_hash=HASH, draft=draft)


def test_dates_are_british():
    assert printed.day("2021-01-18") == "18 January 2021"
    assert printed.day("2020-12-01") == "1 December 2020"


def test_the_content_is_left_as_it_was(content):
    before = copy.deepcopy(content)
    page_of(content)
    assert content == before


def test_headings_come_from_the_content(content):
    assert page_of(content)["headings"] == {
        "year": "2020/21",
        "performance": "Apr–Nov 2020",
        "previous": "2019/20",
        "quartile": "England 2019/20",
    }


def test_quartiles_of_several_groups_are_named_in_their_rows(content):
    quartiles = [row["quartile"] for row in rows_of(content) if row["quartile"]]
    quartiles[0]["group"] = "East Midlands"
    page = page_of(content)
    assert page["headings"]["quartile"] == ""
    named = [row["quartile"]["beneath"] for row in rows_of(page) if row["quartile"]]
    assert named[:2] == ["East Midlands 2019/20", "England 2019/20"]


def test_what_is_off_target_is_for_the_scale_to_say(content):
    page = page_of(two_levels(content))
    assert {row["status"]["colour"] for row in page["off_target"]} == {"blue"}
    assert len(page["off_target"]) == 7
    words = [row["status"]["word"] for row in page_of(five_levels(content))["off_target"]]
    assert words == ["Poor"] * 3 + ["Weak"] * 3


def test_red_stands_before_amber_and_green_is_no_exception(content):
    statuses = [row["status"]["code"] for row in page_of(content)["off_target"]]
    assert statuses == ["red"] + ["amber"] * 6


def test_the_bottom_quartile_is_an_exception_with_why_and_after_what_is_off_target(content):
    places = {row["slug"]: row for row in rows_of(content)}
    red = next(row for row in places.values() if row["status"]["code"] == "red")
    green, third = [row for row in places.values() if row["status"]["code"] == "green"][:2]
    for row in places.values():
        row["quartile"] = None
    place = {
        "word": "Bottom",
        "year": "2019/20",
        "group": "England",
        "source": "",
        "how": "computed",
        "of": 152,
    }
    red["quartile"], green["quartile"] = (
        place | {"rank": 4},
        place | {"rank": 4, "how": "published", "of": None},
    )
    third["quartile"] = place | {"rank": 3, "word": "Third"}
    page = page_of(content)
    assert [row["slug"] for row in page["exceptions"]] == [
        *(row["slug"] for row in page["off_target"]),
        green["slug"],
    ]
    said = {row["slug"]: row["excepted"] for row in page["exceptions"]}
    of_152 = "Bottom quartile in England 2019/20, of 152 councils."
    assert said[red["slug"]] == [red["status"]["sentence"], of_152]
    assert said[green["slug"]] == ["Bottom quartile in England 2019/20."]
    # The spreadsheet has the same rows with the same words.
    listed = next(t for t in tables.tables_of(content) if t.section == "Off target or bottom quartile")
    assert [line[6].text for line in listed.rows] == [" ".join(why) for why in said.values()]


def test_the_worst_few_are_named_on_the_first_page_and_many_are_not(content):
    assert [row["slug"] for row in page_of(content)["summary"]["worst"]] == ["reablement-no-further-need"]
    for row in rows_of(content):
        if row["status"]["code"] == "amber":
            row["status"] |= {"code": "red", "colour": "red", "position": 3}
    assert page_of(content)["summary"]["worst"] == []


def test_directions_are_one_sentence(content):
    assert page_of(content)["summary"]["directions"] == (
        "Beside the earlier figures, 6 improved, 11 got worse, 5 show no clear change and "
        "2 moved without being better or worse."
    )
    first, *others = rows_of(content)
    for row in others:
        row["direction"] = None
    assert page_of(content)["summary"]["directions"] == "Beside the year before, 1 got worse."
    first["direction"]["basis"] = "the plan of 2019"
    assert page_of(content)["summary"]["directions"] == "Beside the earlier figures, 1 got worse."


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (0, ""),
        (1, "1 figure is not in this pack: Late 0 (May 2020)."),
        (2, "2 figures are not in this pack: Late 0 (May 2020); Late 1 (May 2020)."),
        (9, "9 figures are not in this pack."),
    ],
)
def test_late_figures_are_named_or_listed(content, count, sentence):
    content["missing"] = [{"code": "", "title": f"Late {n}", "period": "May 2020"} for n in range(count)]
    page = page_of(content)
    assert page["missing"]["sentence"] == sentence
    listed = "Figures that are not in this pack" in [entry["title"] for entry in page["contents"]]
    assert listed == (count == 9)
    assert len(page["missing"]["listed"]) == (9 if listed else 0)


def test_a_figure_has_its_unit_once_in_a_row(content):
    rows = {row["slug"]: row for row in rows_of(page_of(content))}
    forecast = rows["admissions-65-plus"]
    assert forecast["figure"]["beneath"] == [
        "per 100,000 people aged 65+",
        "669 admissions",
        "full-year forecast",
    ]
    assert forecast["previous"]["beneath"] == ["893 admissions"]
    assert forecast["to_date"]["figure"]["beneath"] == ["460 admissions"]
    unpublished = rows["delayed-transfers-social-care"]
    assert unpublished["previous"]["beneath"] == ["per 100,000 population", "163 average days a month"]
    assert rows["heritage-visits"]["previous"]["beneath"] == ["Apr–Nov 2019"]


def test_a_figure_of_another_period_says_so(content):
    row = content["layers"][0]["groups"][1]["rows"][0]
    row["span"], row["revision"], row["being_revised"] = "November 2020", 2, True
    first, second, *_ = page_of(content)["layers"][0]["groups"][1]["rows"]
    assert first["figure"]["beneath"] == ["visits", "revision 2", "being revised"]
    assert (first["span_beneath"], first["span_listed"]) == ("November 2020", "November 2020")
    assert (second["span_beneath"], second["span_listed"]) == ("", "")


def test_a_heading_names_what_most_of_its_figures_cover(content):
    group = content["layers"][0]["groups"][1]
    for row in group["rows"]:
        row["span"] = "November 2020"
    group["rows"][0]["span"] = "October 2020"
    page = page_of(content)
    named = {
        layer["title"]: [
            next(column["beneath"] for column in group["columns"] if column["shows"] == "figure")
            for group in layer["groups"]
        ]
        for layer in page["layers"]
    }
    assert named["Prevent need"][:2] == ["Apr–Nov 2020", "November 2020"]
    rows = page["layers"][0]["groups"][1]["rows"]
    assert [row["span_beneath"] for row in rows[:2]] == ["October 2020", ""]
    # Among the exceptions stands what differs from the rest of the pack.
    assert [row["span_listed"] for row in rows[:2]] == ["October 2020", "November 2020"]


def test_every_level_of_a_rule_says_what_it_takes(content):
    limits = page_of(content)["limits"][0]["levels"]
    assert [(limit["word"], limit["reach"], bool(limit["glyph"])) for limit in limits] == [
        ("Green", "up to 0.5 points", True),
        ("Amber", "up to 5.0 points", True),
        ("Red", "more than 5.0 points", True),
    ]


def test_limits_of_one_rule_are_told_apart_by_what_differs(content):
    first = content["limits"][0]
    other = copy.deepcopy(first)
    other["levels"][1]["reach"] = "up to 3.0 points"
    content["limits"] = [first, other]
    assert [entry["heading"] for entry in page_of(content)["limits"]] == [
        "Points off target (version 1): amber up to 5.0 points",
        "Points off target (version 1): amber up to 3.0 points",
    ]
    content["limits"] = [first, first | {"rule": "Another"}]
    assert [entry["heading"] for entry in page_of(content)["limits"]] == [
        "Points off target (version 1)",
        "Another",
    ]


def test_an_outlook_is_missed_where_somebody_was_asked_for_it(content):
    row = next(row for row in rows_of(content) if row["status"]["off_target"])
    row["outlook"] = ""
    for origin, text in [
        ("entered", "Not recorded"),
        ("published", ""),
        ("imported", ""),
        ("calculated", ""),
    ]:
        row["origin"] = origin
        printed_row = next(r for r in rows_of(page_of(content)) if r["slug"] == row["slug"])
        assert (printed_row["outlook_text"], printed_row["outlook_beneath"]) == (text, text)


@pytest.mark.parametrize(
    ("origins", "words"),
    [
        (["entered", "calculated"], "approved figures"),
        ([""], "approved figures"),
        (["published", "imported", ""], "figures taken over from published papers"),
        (
            ["entered", "imported"],
            "approved figures and, where marked, figures taken over from published papers",
        ),
    ],
)
def test_the_first_page_says_whose_figures_they_are(content, origins, words):
    for place, row in enumerate(rows_of(content)):
        row["origin"] = origins[place % len(origins)]
    for row in [fact for layer in content["layers"] for fact in layer["headlines"]]:
        row["origin"] = origins[0]
    for group in [group for layer in content["layers"] for group in layer["groups"]]:
        for row in group["headlines"]:
            row["origin"] = origins[0]
    assert page_of(content)["prepared_from"] == words


def test_commentary_is_in_the_contents_where_there_is_some(content):
    for row in rows_of(content):
        row["commentary"] = ""
    assert "commentary" not in [entry["anchor"] for entry in page_of(content)["contents"]]
    rows_of(content)[0]["commentary"] = "All is well."
    entries = [(entry["anchor"], entry["measures"]) for entry in page_of(content)["contents"]]
    assert entries[:2] == [("exceptions", 9), ("commentary", 1)]


def test_without_any_position_there_is_no_column_for_quartiles(content):
    def shown():
        return {
            column["shows"]
            for layer in page_of(content)["layers"]
            for group in layer["groups"]
            for column in group["columns"]
        }

    assert "quartile" in shown()
    with_it = shown()
    for row in rows_of(content):
        row["quartile"] = None
    assert shown() == with_it - {"quartile"}


def test_the_key_is_in_the_order_of_the_columns(content):
    columns = [entry["column"] for entry in page_of(content)["key"]]
    assert columns == ["Measure"] * 3 + ["Aim"] * 4 + ["Status"] * 2 + ["Quartile"]


def test_the_running_head_says_what_the_paper_is(content):
    assert page_of(content)["running_head"] == "Illustrative sample · 18 January 2021"
    assert page_of(content, draft=True)["running_head"] == "Draft · Illustrative sample · 18 January 2021"
    content["illustrative"] = False
    assert page_of(content)["running_head"] == "18 January 2021"


def test_a_colour_that_is_none_is_not_handed_to_the_style_sheet(content):
    content["colour"] = "red } @import url(http://example.org/a.css)"
    assert page_of(content)["accent"] == "#12436d"
    content["colour"] = "#003078"
    assert page_of(content)["accent"] == "#003078"


def test_commentary_is_paragraphs_exceptions_first(content):
    rows = rows_of(content)
    green = next(row for row in rows if row["status"]["code"] == "green")
    red = next(row for row in rows if row["status"]["code"] == "red")
    green["commentary"], red["commentary"] = "All is well.", "First.\r\n\r\nSecond,\nthird line.\n"
    page = page_of(content)
    assert [row["slug"] for row in page["commented"]] == [red["slug"], green["slug"]]
    assert page["commented"][0]["paragraphs"] == ["First.", "Second,\nthird line."]


def test_a_row_is_headed_where_there_is_more_than_one(content):
    groups = [group for layer in page_of(content)["layers"] for group in layer["groups"]]
    assert [group["heads_rows"] for group in groups] == [len(group["rows"]) > 1 for group in groups]


@pytest.mark.parametrize("change", [stretch, nothing, five_levels, two_levels, wide])
def test_every_link_leads_to_a_named_place(content, change):
    page = page_of(change(content))
    words = printed.link_words(page)
    assert {entry["anchor"] for entry in page["contents"]} <= set(words)
    assert {f"said-{row['anchor']}" for row in page["commented"]} <= set(words)
    assert all(words.values())


def test_the_position_to_date_stands_in_the_columns_of_the_forecast_above_it(content):
    rows = [row for layer in page_of(content)["layers"] for group in layer["groups"] for row in group["rows"]]
    both = [(row["cells"], row["to_date_cells"]) for row in rows if row["to_date"]]

    assert len(both) == 2
    for cells, beneath in both:
        assert [(cell["shows"], cell["apart"]) for cell in cells] == [
            (cell["column"], cell["apart"]) for cell in beneath
        ]

"""The owner's form for every kind of measure: what it asks, keeps and refuses, and what approvers see."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.utils import timezone

from performance import due, recompute, workflow
from performance.models import (
    CalculationInput,
    Category,
    ContextNote,
    Dimension,
    Measure,
    MeasureRole,
    Person,
    Placement,
    RagRule,
    Section,
    StatusLevel,
    StatusScale,
    Submission,
    Target,
)
from tests import scene, world
from tests.page import Page

pytestmark = pytest.mark.django_db

HOMES = "care-homes-by-rating"
RATINGS = [("inadequate", "Inadequate", False), ("ri", "Requires improvement", False), ("good", "Good", True)]


def make(slug, title="A new measure", *, owner="olive", **fields):
    """A measure of adult social care that Olive owns."""
    given = {"unit_kind": "count", "polarity": "high", "aggregation": "latest"} | fields
    near = world.measure(scene.DRAFT)
    measure = Measure.objects.create(
        slug=slug, title=title, directorate=near.directorate, service=near.service, **given
    )
    MeasureRole.objects.create(measure=measure, person=world.person(owner), kind=MeasureRole.Kind.OWNER)
    return measure


def divide(measure, code, categories, **fields):
    dimension = Dimension.objects.create(measure=measure, code=code, name=fields.pop("name", code), **fields)
    for position, (category, name, good) in enumerate(categories):
        Category.objects.create(
            dimension=dimension, code=category, name=name, is_good=good, position=position
        )
    return dimension


@pytest.fixture
def homes():
    """Care homes by their rating: 4, 69 and 193."""
    measure = make(HOMES, "Care homes by rating", unit_kind="composition", entry="parts")
    divide(measure, "rating", RATINGS, name="Rating", is_composition=True)
    return measure


AGES = [("18-64", "18 to 64", False), ("65-plus", "65 and over", False)]


def address(slug):
    return f"/figures/{slug}/{world.november().pk}/"


def current(slug):
    found = Submission.objects.filter(measure__slug=slug, period=world.november())
    return found.order_by("-revision").first()


def parts(*figures):
    return dict(zip([f"parts.{code}" for code, _, _ in RATINGS], figures, strict=True))


def send(browser, slug, verb="submit", **typed):
    return browser.post(address(slug), typed | {verb: "1"})


def links_of(page):
    """Where the error summary leads, and the ids on the page."""
    hrefs = [
        own["href"][1:] for tag, own in page.elements if tag == "a" and own.get("href", "").startswith("#id")
    ]
    return hrefs, {own["id"] for _, own in page.elements if own.get("id")}


# --- Compositions ---------------------------------------------------------------------------------------


def test_a_composition_is_entered_as_its_parts(homes, as_person):
    browser = as_person("olive")
    blank = Page(browser.get(address(HOMES)))
    assert ["value" in blank.fields, *(blank.fields[name] for name in parts(0, 0, 0))] == [False, "", "", ""]

    response = send(browser, HOMES, **parts("4", "69", "193"))

    saved = current(HOMES)
    assert (response.status_code, saved.status, saved.value) == (302, "submitted", None)
    assert saved.parts == {"inadequate": "4", "ri": "69", "good": "193"}
    approval = Page(as_person("mary").get(f"/approval/{saved.pk}/"))
    assert [(row["Part"], row["Figure"], row["Share"]) for row in approval.rows] == [
        ("Inadequate", "4", "1.5%"),
        ("Requires improvement", "69", "25.9%"),
        ("Good counts as good", "193", "72.6%"),
    ]


def test_a_part_of_0_is_a_figure_and_a_blank_one_is_not(homes, as_person):
    browser = as_person("olive")

    refused = Page(send(browser, HOMES, **parts("0", "", "193")))
    hrefs, ids = links_of(refused)
    taken = send(browser, HOMES, version="1", **parts("0", "69", "193"))

    assert "Enter Requires improvement. Where it is none, enter 0." in refused.text
    assert (hrefs, set(hrefs) <= ids) == (["id_parts.ri"], True)
    assert [refused.fields[name] for name in parts(0, 0, 0)] == ["0", "", "193"]
    assert (taken.status_code, current(HOMES).parts["inadequate"]) == (302, "0")


@pytest.mark.parametrize(
    ("typed", "sentence", "leads_to"),
    [
        (parts("", "", ""), "Enter every part, or choose a reason why there is none.", "id_parts.inadequate"),
        (parts("4", "many", "193"), "“many” is not a number.", "id_parts.ri"),
        (parts("4", "-1", "193"), "Requires improvement cannot be less than 0.", "id_parts.ri"),
        (
            parts("4", "69", "193") | {"absence": "not_published"},
            "Give either the parts or a reason for none, not both.",
            "id_absence_0",
        ),
    ],
)
def test_parts_that_are_wrong_are_refused_at_their_field_and_kept(
    homes, as_person, typed, sentence, leads_to
):
    response = send(as_person("olive"), HOMES, **typed)

    page = Page(response)
    hrefs, ids = links_of(page)
    assert (response.status_code, sentence in page.text) == (422, True), page.text
    assert (hrefs[0], set(hrefs) <= ids) == (leads_to, True)
    assert {name: page.fields[name] for name in typed} == typed


def test_a_draft_of_parts_may_be_incomplete_and_says_what_it_adds_up_to(homes, as_person):
    browser = as_person("olive")

    send(browser, HOMES, "save", **parts("4", "", ""))
    half = Page(browser.get(address(HOMES)))
    send(browser, HOMES, "save", version="1", **parts("4", "69", "1,193"))
    whole = Page(browser.get(address(HOMES)))

    assert (current(HOMES).status, current(HOMES).parts["good"]) == ("draft", "1193")
    assert ("Total" in half.text, "Total 1,266" in whole.text) == (False, True)
    assert whole.fields["parts.good"] == "1,193"
    # Two saves of one sitting are read as one change.
    assert "Parts: from nothing to good 1193, inadequate 4, ri 69" in whole.text


def test_parts_may_be_none_for_a_reason(homes, as_person):
    said = "Published in January"
    response = send(as_person("olive"), HOMES, absence="not_published", absence_note=said)

    assert (response.status_code, current(HOMES).parts) == (302, None)


def test_a_double_click_on_parts_is_harmless(homes, as_person):
    browser = as_person("olive")

    answers = [send(browser, HOMES, **parts("4", "69", "193")).status_code for _ in range(2)]
    other = send(browser, HOMES, **parts("4", "70", "193"))

    assert (answers, other.status_code, current(HOMES).version) == ([302, 302], 409, 2)


def test_a_composition_without_parts_says_whom_to_ask(as_person):
    make(HOMES, unit_kind="composition", entry="parts")

    page = Page(send(as_person("olive"), HOMES))

    assert "An administrator must first say which parts this composition has." in page.text


@pytest.mark.parametrize(
    ("content", "problems"),
    [
        ({"parts": {"good": D(3)}}, {"parts": "Only a composition is entered as parts."}),
        (
            {"breakdown": {"area": {"north": D(3)}}},
            {"breakdown.area": "This measure has no breakdown called area."},
        ),
    ],
)
def test_parts_that_a_measure_does_not_have_are_refused(content, problems):
    draft = scene.enter(scene.DRAFT, D("31.7"), **content)

    with pytest.raises(workflow.NotComplete) as refusal:
        scene.submit(draft)
    assert refusal.value.problems == problems


def test_unknown_parts_and_a_value_of_its_own_are_refused(homes):
    complete = {"inadequate": D(4), "ri": D(69), "good": D(193)}
    unknown = scene.enter(HOMES, None, parts=complete | {"closed": D(1)})
    with pytest.raises(workflow.NotComplete) as refusal:
        scene.submit(unknown)
    assert refusal.value.problems == {"parts": "Rating has no part called closed."}

    both = scene.enter(HOMES, D(266), parts=complete)
    with pytest.raises(workflow.NotComplete) as refusal:
        scene.submit(both)
    assert refusal.value.problems == {
        "parts": "A composition is entered as its parts, without a figure of its own."
    }


# --- Breakdowns -----------------------------------------------------------------------------------------

COUNT = "people-supported"


def broken_down(**fields):
    measure = make(COUNT, "People supported", **fields)
    divide(measure, "age-band", AGES, name="Age band")
    return measure


def ages(younger, older):
    return {"breakdown.age-band.18-64": younger, "breakdown.age-band.65-plus": older}


def test_a_breakdown_is_kept_under_its_codes_and_shown_to_the_approver(as_person):
    broken_down()

    response = send(as_person("olive"), COUNT, value="60", **ages("33", "27"))

    saved = current(COUNT)
    assert (response.status_code, saved.breakdown) == (302, {"age-band": {"18-64": "33", "65-plus": "27"}})
    page = Page(as_person("mary").get(f"/approval/{saved.pk}/"))
    assert [(row["Part"], row["Share"]) for row in page.rows] == [
        ("18 to 64", "55.0%"),
        ("65 and over", "45.0%"),
    ]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (ages("", ""), None),
        (ages("33", "27"), None),
        (ages("60", "0"), None),
        (ages("33", ""), "Enter 65 and over. Where it is none, enter 0."),
        (ages("33", "28"), "Age band: the parts add up to 61, 1 more than the total of 60."),
        (ages("33", "26"), "Age band: the parts add up to 59, 1 less than the total of 60."),
        (ages("61", "-1"), "65 and over cannot be less than 0."),
        (ages("33", "x"), "“x” is not a number."),
    ],
)
def test_all_of_a_breakdown_or_none_and_it_adds_up(as_person, typed, sentence):
    broken_down()

    response = send(as_person("olive"), COUNT, value="60", **typed)

    page = Page(response)
    if sentence is None:
        assert response.status_code == 302
        return
    hrefs, ids = links_of(page)
    assert (response.status_code, sentence in page.text) == (422, True), page.text
    assert (set(hrefs) <= ids, {name: page.fields[name] for name in typed}) == (True, typed)
    opened = [own for tag, own in page.elements if tag == "details" and "open" in own]
    assert len(opened) == 1


@pytest.mark.parametrize(
    ("older", "taken"), [("27.16", True), ("27.17", False), ("27.13", True), ("27.12", False)]
)
def test_decimals_add_up_to_rounding(as_person, older, taken):
    """Two parts and their total, each up to 0.005 off: 0.015 at most."""
    broken_down(unit_kind="fte", decimals=2)

    response = send(as_person("olive"), COUNT, value="60.50", **ages("33.355", older))

    assert (response.status_code == 302) == taken


@pytest.mark.parametrize(("older", "taken"), [("40", True), ("41", False)])
def test_a_fraction_is_divided_by_its_numerator(as_person, older, taken):
    broken_down(unit_kind="percent", decimals=1, entry="fraction")

    response = send(as_person("olive"), COUNT, numerator="60", denominator="80", **ages("20", older))

    assert (response.status_code == 302) == taken


def test_what_need_not_add_up_is_not_checked(as_person):
    broken_down()
    Dimension.objects.update(must_add_up=False)

    assert send(as_person("olive"), COUNT, value="60", **ages("33", "99")).status_code == 302


def test_a_breakdown_without_a_figure_is_refused(as_person):
    broken_down()

    page = Page(send(as_person("olive"), COUNT, absence="suppressed", **ages("33", "27")))

    assert "Give a breakdown only with a figure, or clear it." in page.text


def test_a_composition_can_be_broken_down_too(homes, as_person):
    divide(homes, "area", [("north", "North", False), ("south", "South", False)], name="Area")
    typed = parts("4", "69", "193") | {"breakdown.area.north": "200", "breakdown.area.south": "65"}

    refused = Page(send(as_person("olive"), HOMES, **typed))
    taken = send(as_person("olive"), HOMES, **typed | {"breakdown.area.south": "66", "version": "1"})

    assert "Area: the parts add up to 265, 1 less than the total of 266." in refused.text
    assert taken.status_code == 302


# --- Units -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "typed", "stored"),
    [
        ({"unit_kind": "score", "score_out_of": 24, "decimals": 1}, "19.5", "19.5"),
        ({"unit_kind": "score", "score_out_of": 24, "decimals": 1}, "0", "0"),
        ({"unit_kind": "score", "score_out_of": 24, "decimals": 1}, "24", "24"),
        ({"unit_kind": "money", "decimals": 3, "scale": "m"}, "£48.902m", "48902000"),
        ({"unit_kind": "money"}, "-£2,164", "-2164"),
        ({"unit_kind": "days", "decimals": 1}, "2.7", "2.7"),
        ({"unit_kind": "ratio", "decimals": 2}, "1.25", "1.25"),
        ({"unit_kind": "fte", "decimals": 2}, "100.87", "100.87"),
    ],
)
def test_figures_of_every_unit(as_person, fields, typed, stored):
    make(COUNT, **fields)

    response = send(as_person("olive"), COUNT, value=typed)

    assert (response.status_code, current(COUNT).value) == (302, D(stored))


@pytest.mark.parametrize(
    ("fields", "typed", "sentence"),
    [
        ({"unit_kind": "score", "score_out_of": 24}, "24.1", "This score lies between 0 and 24."),
        ({"unit_kind": "score", "score_out_of": 24}, "-1", "This score lies between 0 and 24."),
        ({"unit_kind": "count"}, "-1", "This cannot be less than 0. Check the sign."),
        ({"unit_kind": "fte"}, "-0.5", "This cannot be less than 0. Check the sign."),
    ],
)
def test_figures_that_a_unit_cannot_have(as_person, fields, typed, sentence):
    make(COUNT, **fields)

    response = send(as_person("olive"), COUNT, value=typed)

    page = Page(response)
    assert (response.status_code, sentence in page.text, page.fields["value"]) == (422, True, typed)


@pytest.mark.wide
@pytest.mark.parametrize(("typed", "status"), [("14.3%", 302), ("0", 302), ("100", 302), ("100.1", 422)])
def test_a_full_time_equivalent_has_a_percentage_beside_it(as_person, typed, status):
    make(COUNT, unit_kind="fte", decimals=2, companion_kind="percent", companion_label="of posts vacant")

    response = send(as_person("olive"), COUNT, value="100.87", companion=typed)

    assert response.status_code == status


# --- Reasons for none ------------------------------------------------------------------------------------


def test_each_reason_says_what_it_does(as_person):
    make(COUNT, aggregation="sum")
    make(HOMES, aggregation="mean")
    browser = as_person("olive")

    flow, average = (Page(browser.get(address(slug))).text for slug in (COUNT, HOMES))

    assert (
        "Not rated: a rating would tell what the figure is near. The year's total: suppressed as well" in flow
    )
    assert "The year's total: left out: nothing happened that could be counted" in flow
    assert "The year's average: left out: the average of the rest is whole." in average
    assert "The year's average" not in flow


# --- Judgement and outlook -------------------------------------------------------------------------------


@pytest.fixture
def judged():
    """A measure that is rated by judgement."""
    measure = make(COUNT, "Readiness")
    scale = StatusScale.objects.create(name="Ready or not")
    for position, (code, word) in enumerate([("ready", "Ready"), ("late", "Behind")], 1):
        StatusLevel.objects.create(
            scale=scale,
            position=position,
            code=code,
            word=word,
            letter=word[0],
            shape="circle",
            colour="green",
            off_target=code == "late",
            meaning=f"The plan is {word.lower()}.",
        )
    rule = RagRule.objects.create(name="Judged", kind="manual", scale=scale, explanation="By judgement.")
    Target.objects.create(
        measure=measure,
        year=world.year_2020(),
        kind="none",
        rule=rule,
        effective_on=date(2020, 4, 1),
        recorded_at="2020-04-01T09:00Z",
    )
    return measure


def test_a_status_by_judgement_is_asked_for_in_the_words_of_its_scale(judged, as_person):
    browser = as_person("olive")
    page = Page(browser.get(address(COUNT)))
    assert "Ready The plan is ready. Behind The plan is behind." in page.text

    without = Page(send(browser, COUNT, value="3"))
    unknown = send(browser, COUNT, value="3", judged_level="green", version="1")
    taken = send(browser, COUNT, value="3", judged_level="ready", version="1")

    assert "This measure is rated by judgement. Choose its status." in without.text
    assert (unknown.status_code, taken.status_code) == (422, 302)
    assert current(COUNT).judged_level == "ready"
    approval = Page(as_person("mary").get(f"/approval/{current(COUNT).pk}/")).text
    assert "Status by judgement Ready" in approval


def test_a_level_that_the_scale_no_longer_has_is_refused(judged):
    draft = scene.enter(COUNT, D(3), judged_level="gone")

    with pytest.raises(workflow.NotComplete) as refusal:
        scene.submit(draft)
    assert refusal.value.problems["judged_level"] == "Choose one of the statuses of this measure's scale."


def test_a_judgement_off_target_asks_for_an_outlook_too(judged, as_person):
    said = {"commentary_public": "The plan waits for its money."}
    page = Page(send(as_person("olive"), COUNT, value="3", judged_level="late", **said))
    hrefs, ids = links_of(page)

    assert "This figure is off target. Say what you expect for the year." in page.text
    assert (hrefs, page.fields["judged_level"]) == (["id_outlook"], "late")
    assert set(hrefs) <= ids


def test_no_judgement_is_asked_where_there_is_no_figure(judged, as_person):
    typed = {"absence": "not_published", "absence_note": "Published in January"}

    assert send(as_person("olive"), COUNT, **typed).status_code == 302


@pytest.mark.parametrize(
    ("value", "outlook", "status"),
    [
        ("31.7", "", 422),
        ("31.7", "not_known", 302),
        ("31.7", "on_track", 302),
        ("99.0", "", 302),
        ("99.0", "on_track", 302),
    ],
)
def test_an_outlook_is_asked_with_every_figure_off_target(as_person, value, outlook, status):
    said = {"commentary_public": "Two more workers start in January."}
    response = send(as_person("olive"), scene.DRAFT, value=value, outlook=outlook, **said)

    assert response.status_code == status
    asked = "This figure is off target. Say what you expect for the year."
    assert (asked in Page(response).text) == (status == 422)


@pytest.mark.parametrize(("forecast", "status"), [("999", 422), ("400", 302)])
def test_a_forecast_off_target_asks_for_an_outlook(as_person, forecast, status):
    """The rate to date is the same: what is rated is the forecast."""
    typed = {"numerator": "460", "denominator": "144,892", "forecast": forecast}

    assert send(as_person("olive"), "admissions-65-plus", **typed).status_code == status


# --- Measures that take no figure ------------------------------------------------------------------------


@pytest.fixture
def total():
    """A total of two others, of which Olive owns one and Oscar the other."""
    measure = make(COUNT, "Everybody", entry="calculated", calculation="total")
    first, second = make("first-input", "Carers"), make("second-input", "Users", owner="oscar")
    for position, source in enumerate((first, second)):
        CalculationInput.objects.create(measure=measure, source=source, position=position)
    return measure


def test_a_calculated_figure_has_no_form_and_leads_to_what_it_is_made_of(total, as_person):
    page = Page(as_person("olive").get(address(COUNT)))
    links = {own["href"] for tag, own in page.elements if tag == "a" and own.get("href")}

    assert ("value" in page.fields, "Nobody enters this figure." in page.text) == (False, True)
    assert {"/measures/first-input/", "/measures/second-input/", address("first-input")} <= links
    assert address("second-input") not in links
    assert "Not worked out yet" in page.text


def test_a_calculated_figure_follows_its_inputs(total, as_person):
    for slug, value, owner in (("first-input", 3, "olive"), ("second-input", 4, "oscar")):
        scene.approve(scene.submit(scene.enter(slug, D(value), by=world.person(owner))), world.person("mary"))
    recompute.recompute_due()

    page = Page(as_person("olive").get(address(COUNT)))

    assert "November 2020 7" in page.text


@pytest.mark.parametrize(
    ("calculation", "words"),
    [
        ("total", "their total. November 2020 Not worked out yet Adds Carers"),
        ("variance", "how far one is over or under the other. November 2020 Not worked out yet Takes Carers"),
        ("share", "one as a share of the other. November 2020 Not worked out yet Takes Carers"),
    ],
)
def test_a_calculated_figure_says_how_it_comes_about(total, as_person, calculation, words):
    Measure.objects.filter(pk=total.pk).update(calculation=calculation)
    CalculationInput.objects.filter(source__slug="second-input").update(part="second")
    second = {"total": "Beside it Users", "variance": "Less Users", "share": "As a share of Users"}

    page = Page(as_person("olive").get(address(COUNT)))

    assert (words in page.text, second[calculation] in page.text) == (True, True), page.text


def test_a_calculated_figure_is_due_from_nobody_and_takes_none(total, as_person):
    items = due.items_for(world.person("olive"), today=world.TODAY)
    response = send(as_person("olive"), COUNT, value="3")

    assert COUNT not in {item["measure"].slug for item in items}
    assert "first-input" in {item["measure"].slug for item in items}
    assert (response.status_code, current(COUNT)) == (405, None)


def test_a_measure_in_development_takes_no_figure_until_it_is_active(as_person):
    measure = make(COUNT, state="development")
    Person.objects.filter(name="Olive Owner").update(post="Head of Care")
    browser = as_person("olive")

    page = Page(browser.get(address(COUNT)))
    refused = send(browser, COUNT, value="3")
    items = due.items_for(world.person("olive"), today=world.TODAY)
    Measure.objects.filter(pk=measure.pk).update(state="active")
    taken = send(browser, COUNT, value="3")

    sentence = "It takes figures once an administrator makes it active."
    assert (sentence in page.text, "Head of Care answers for it." in page.text) == (True, True)
    assert "value" not in page.fields
    assert (refused.status_code, sentence in Page(refused).text) == (422, True)
    assert Page(refused).fields["value"] == "3"
    assert COUNT not in {item["measure"].slug for item in items}
    assert taken.status_code == 302


@pytest.mark.parametrize(
    ("active_from", "active_to", "is_due"),
    [
        (date(2020, 11, 30), None, True),
        (date(2020, 12, 1), None, False),
        (date(2000, 1, 1), date(2020, 11, 1), True),
        (date(2000, 1, 1), date(2020, 10, 31), False),
    ],
)
def test_a_figure_is_due_for_the_days_on_which_its_measure_is_active(active_from, active_to, is_due):
    make(COUNT, active_from=active_from, active_to=active_to)

    items = due.items_for(world.person("olive"), today=world.TODAY)

    assert (COUNT in {item["measure"].slug for item in items}) == is_due


# --- What stands beside the form -------------------------------------------------------------------------


def test_notes_on_the_time_and_footnotes_stand_beside_the_form(as_person):
    measure = make(COUNT, entry_basis="period")
    for text, start, end in [
        ("Closed from March 2020", date(2020, 3, 1), None),
        ("Open days in November", date(2020, 11, 30), date(2020, 11, 30)),
        ("A strike in October", date(2020, 10, 1), date(2020, 10, 31)),
        ("Snow in December", date(2020, 12, 1), None),
    ]:
        note = ContextNote.objects.create(text=text, starts_on=start, ends_on=end)
        note.measures.add(measure)
    ContextNote.objects.create(text="Somebody else's note", starts_on=date(2020, 3, 1))
    Placement.objects.create(section=Section.objects.first(), measure=measure, footnote="Sites, not visits.")
    browser = as_person("olive")

    month = Page(browser.get(address(COUNT))).text
    Measure.objects.filter(pk=measure.pk).update(entry_basis="year_to_date")
    to_date = Page(browser.get(address(COUNT))).text

    texts = [
        "Closed from March 2020",
        "Open days",
        "A strike",
        "Snow",
        "Somebody else's",
        "Sites, not visits.",
    ]
    assert [text in month for text in texts] == [True, True, False, False, False, True]
    assert [text in to_date for text in texts] == [True, True, True, False, False, True]


def test_the_year_to_date_stands_beside_what_is_approved(as_person):
    measure = make(COUNT, aggregation="sum", active_from=date(2020, 10, 1))
    october = scene.december().__class__.objects.get(kind="month", start=date(2020, 10, 1))
    workflow.take_over(
        measure=measure, period=october, content={"value": D(5)}, origin="imported", source="A workbook"
    )
    waiting = scene.submit(scene.enter(COUNT, D(7)))

    page = Page(as_person("mary").get(f"/approval/{waiting.pk}/"))

    assert "Year to date 12" in page.text


def test_no_browser_cuts_what_is_pasted(as_person):
    page = Page(as_person("olive").get(f"/figures/{scene.DRAFT}/{world.november().pk}/"))

    # A limit in the page cuts a long paste without a word; the server refuses the whole with one.
    assert [own["name"] for _, own in page.elements if "maxlength" in own] == []
    assert "commentary_public" in page.fields


def test_a_commentary_that_is_too_long_is_refused_whole(as_person):
    address = f"/figures/{scene.DRAFT}/{world.november().pk}/"

    response = as_person("olive").post(address, {"value": "45.6", "commentary_public": "w" * 4001})

    page = Page(response)
    assert (response.status_code, page.fields["commentary_public"]) == (422, "w" * 4001)
    assert "Ensure this value has at most 4000 characters (it has 4001)." in page.text


# --- Back figures of a year of a monthly measure ---------------------------------------------------------


@pytest.fixture
def back_figure():
    """2019/20 of a measure that is reported by the month."""
    return Submission.objects.in_force().get(measure__slug=scene.DRAFT, period__start=date(2019, 4, 1))


def page_of(figure, verb=""):
    return f"/figures/{figure.measure.slug}/{figure.period_id}/{verb}"


@pytest.mark.parametrize("who", ["olive", "petra"])
def test_a_back_figure_of_a_year_is_corrected_on_its_page(as_person, back_figure, who):
    assert (back_figure.period.kind, back_figure.measure.period_kind) == ("year", "month")
    browser = as_person(who)
    assert "Reopen as a new revision" in Page(browser.get(page_of(back_figure))).text

    answer = browser.post(page_of(back_figure, "reopen/"), {"reopen-reason": "A typing error."}, follow=True)

    assert "stays in force until the new one is approved" in Page(answer).text
    opened = Submission.objects.open().get(measure=back_figure.measure, period=back_figure.period)
    assert (opened.revision, opened.opened_reason) == (2, "A typing error.")


def test_a_back_figure_that_was_reopened_is_previewed_saved_and_sent(as_person, back_figure):
    browser = as_person("olive")
    browser.post(page_of(back_figure, "reopen/"), {"reopen-reason": "A typing error."})
    typed = {"value": f"{back_figure.value + 1:.1f}", "version": 1, "outlook": "not_known"}
    typed["commentary_public"] = scene.SAID

    previewed = browser.post(page_of(back_figure, "preview/"), typed).status_code
    saved = browser.post(page_of(back_figure, "autosave/"), typed).json()
    sent = Page(browser.post(page_of(back_figure), {**typed, "version": 2, "submit": "1"}, follow=True))

    assert (previewed, saved["version"]) == (200, 2)
    assert "submitted for approval" in sent.text
    opened = Submission.objects.open().get(measure=back_figure.measure, period=back_figure.period)
    assert (opened.status, opened.value) == ("submitted", back_figure.value + 1)


def test_no_first_figure_is_entered_for_a_year_of_a_monthly_measure(as_person):
    measure, year = world.measure(scene.DRAFT), world.year_2020()
    browser = as_person("olive")
    there = f"/figures/{measure.slug}/{year.pk}/"

    answers = {browser.get(there).status_code} | {
        browser.post(there + verb, {"value": "45.6", "save": "1"}).status_code
        for verb in ("", "autosave/", "preview/", "reopen/")
    }

    assert answers == {404}
    assert not Submission.objects.filter(measure=measure, period=year).exists()


def test_a_back_figure_of_a_closed_year_has_no_button(as_person, back_figure):
    year = back_figure.period
    year.closed_at, year.closed_by = timezone.now(), world.person("petra")
    year.save()
    assert "Reopen as a new revision" not in Page(as_person("olive").get(page_of(back_figure))).text
    as_person("olive").post(page_of(back_figure, "reopen/"), {"reopen-reason": "A typing error."})
    assert not Submission.objects.open().filter(measure=back_figure.measure, period=year).exists()

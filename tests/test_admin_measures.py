"""Measures, scorecards, periods and people in the administrators' site, with all that belongs to them."""

import itertools
from datetime import date
from decimal import Decimal as D

import pytest

from performance import years
from performance.models import (
    AuditEntry,
    CalculationInput,
    Category,
    Column,
    ContextNote,
    Dimension,
    Directorate,
    Measure,
    MeasureRole,
    Period,
    Person,
    Placement,
    RecomputeRequest,
    Role,
    Scorecard,
    Section,
    Submission,
)
from tests import scene, world
from tests.admin_site import add, add_inline, change, entries, form_of, page_of
from tests.page import Page

pytestmark = [pytest.mark.django_db, pytest.mark.wide]


@pytest.fixture
def ada(client):
    client.force_login(world.person("ada"))
    return client


def new_measure(slug, **fields):
    directorate = Directorate.objects.first()
    unit = {"unit_kind": "count", "polarity": "high", "directorate": directorate}
    return Measure.objects.create(slug=slug, title=f"Measure {slug}", **unit | fields)


def composition(browser=None):
    """A measure made of parts, with a figure in which two of them hold something."""
    measure = new_measure("ratings", unit_kind="composition", entry="parts")
    dimension = Dimension.objects.create(measure=measure, code="rating", name="Rating", is_composition=True)
    for position, code in enumerate(("inadequate", "good", "unused")):
        Category.objects.create(dimension=dimension, code=code, name=code.title(), position=position)
    Submission.objects.create(
        measure=measure,
        period=world.november(),
        status="published",
        origin="published",
        source="A paper",
        parts={"inadequate": "4", "good": "193"},
        created_at="2020-12-01T10:00Z",
        in_force_at="2020-12-01T10:00Z",
    )
    return measure, dimension


# --- What belongs to a measure ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prefix", "row", "count"),
    [
        ("comparisons", {"basis": "last_period", "position": "0"}, "comparisons"),
        (
            "comparisons",
            {"basis": "baseline", "baseline": "40", "baseline_label": "2015/16 outturn", "position": "0"},
            "comparisons",
        ),
        ("series_breaks", {"starts_on": "01/04/2020", "reason": "New definition"}, "series_breaks"),
        ("dimensions", {"code": "age", "name": "Age band", "position": "0"}, "dimensions"),
        ("comparison_figures", {"name": "England", "value": "40"}, "comparison_figures"),
        ("comparison_figures", {"name": "Budget", "note": "n/a"}, "comparison_figures"),
    ],
)
def test_rows_beside_a_measure_are_added_on_its_page_and_in_its_trail(ada, prefix, row, count):
    measure = world.measure(scene.DRAFT)
    if prefix == "comparison_figures":
        row = row | {"period": world.november().pk}

    response = add_inline(ada, measure, prefix, **row)

    assert (response.status_code, getattr(measure, count).count()) == (302, 1)
    assert [entry.measure for entry in entries("configured")] == [measure]
    assert RecomputeRequest.objects.get(measure=measure).seq > 0


@pytest.mark.parametrize(
    ("prefix", "row", "sentence"),
    [
        (
            "comparisons",
            {"basis": "baseline", "position": "0"},
            "Give a baseline its figure and its name; other bases have none.",
        ),
        ("comparison_figures", {"name": "England"}, "Give a figure, or a note why there is none."),
        ("series_breaks", {"starts_on": "01/04/2020", "reason": ""}, "This field is required."),
    ],
)
def test_rows_that_say_nothing_are_refused(ada, prefix, row, sentence):
    if prefix == "comparison_figures":
        row = row | {"period": world.november().pk}

    response = add_inline(ada, world.measure(scene.DRAFT), prefix, **row)

    assert (response.status_code, sentence in Page(response).text) == (200, True)


def test_what_figures_rest_on_is_fixed(month, ada):
    measure = world.measure(scene.DRAFT)
    fixed = ("entry", "calculation", "score_out_of", "aggregation", "unit_kind", "polarity", "slug")
    before = {name: getattr(measure, name) for name in fixed}

    form = form_of(ada, page_of(Measure, "change", measure.pk))
    response = change(ada, measure, entry="calculated", calculation="total", aggregation="sum")

    measure.refresh_from_db()
    assert [name for name in fixed if name in form] == []
    assert (response.status_code, {name: getattr(measure, name) for name in fixed}) == (302, before)


# --- Calculated measures --------------------------------------------------------------------------------


def inputs_sent(measure, browser, *rows, **changes):
    """Sends a measure's form with these inputs: (source, part)."""
    address = page_of(Measure, "change", measure.pk)
    data = form_of(browser, address) | {"inputs-TOTAL_FORMS": str(len(rows))} | changes
    for number, (source, part) in enumerate(rows):
        data |= {f"inputs-{number}-source": source.pk, f"inputs-{number}-part": part}
        data |= {f"inputs-{number}-position": "0"}
    return browser.post(address, data)


@pytest.mark.parametrize(
    ("calculation", "parts", "sentence"),
    [
        ("total", ["first", "first"], ""),
        ("total", [], "A total needs at least one first input, and no second ones."),
        ("total", ["first", "second"], "A total needs at least one first input, and no second ones."),
        ("variance", ["first", "second"], ""),
        ("variance", ["first"], "A variance needs exactly one first and one second input."),
        ("variance", ["first", "first", "second"], "A variance needs exactly one first and one second"),
        ("share", ["first", "second", "second"], ""),
        ("share", ["first"], "A share needs at least one first input, and at least one second one"),
    ],
)
def test_a_calculation_has_the_inputs_it_needs(ada, calculation, parts, sentence):
    measure = new_measure("made", entry="calculated", calculation=calculation)
    sources = [new_measure(f"source-{n}") for n in range(len(parts))]

    response = inputs_sent(measure, ada, *zip(sources, parts, strict=True))

    if sentence:
        assert (response.status_code, measure.inputs.count()) == (200, 0)
        assert sentence in Page(response).text
    else:
        assert (response.status_code, measure.inputs.count()) == (302, len(parts))


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"frequency": "annual"}, "frequency"),
        ({"year_basis": "calendar"}, "year"),
        ({"entry_basis": "year_to_date"}, "span that a figure covers"),
    ],
)
def test_inputs_are_of_the_measures_own_time(ada, other, words):
    measure = new_measure("made", entry="calculated", calculation="total")

    response = inputs_sent(measure, ada, (new_measure("source", **other), "first"))

    assert (response.status_code, measure.inputs.count()) == (200, 0)
    assert f"“Measure source” has another {words} than this measure" in Page(response).text


def test_no_circle_however_long(ada):
    """A is made from B, B from C; C cannot be made from A."""
    made = [new_measure(slug, entry="calculated", calculation="total") for slug in ("a", "b", "c")]
    for measure, source in itertools.pairwise(made):
        CalculationInput.objects.create(measure=measure, source=source)

    response = inputs_sent(made[2], ada, (made[0], "first"))

    assert (response.status_code, made[2].inputs.count()) == (200, 0)
    assert (
        "“Measure a” is itself calculated from this measure: that would be a circle." in Page(response).text
    )


def test_only_a_calculated_measure_has_inputs(ada):
    response = inputs_sent(new_measure("typed"), ada, (new_measure("source"), "first"))

    assert (response.status_code, CalculationInput.objects.exists()) == (200, False)
    assert "Only a calculated measure has inputs" in Page(response).text


def test_a_source_keeps_the_time_of_what_is_made_from_it(ada):
    source, made = new_measure("source"), new_measure("made", entry="calculated", calculation="total")
    CalculationInput.objects.create(measure=made, source=source)

    response = change(ada, source, frequency="annual")

    source.refresh_from_db()
    assert (response.status_code, source.frequency) == (200, "monthly")
    assert "“Measure made” is calculated from this measure and has another frequency." in Page(response).text


def test_a_source_is_not_deleted(ada):
    source, made = new_measure("source"), new_measure("made", entry="calculated", calculation="total")
    CalculationInput.objects.create(measure=made, source=source)

    ada.post(page_of(Measure, "delete", source.pk), {"post": "yes"})

    assert Measure.objects.filter(pk=source.pk).exists()


# --- Dimensions ------------------------------------------------------------------------------------------


def test_codes_that_hold_figures_stay_and_names_may_change(ada):
    _, dimension = composition()
    address = page_of(Dimension, "change", dimension.pk)
    form = form_of(ada, address)

    sent = {
        "categories-1-code": "great",
        "categories-1-name": "Good or Outstanding",
        "categories-1-is_good": "on",
    }
    response = ada.post(address, form | sent | {"code": "other", "categories-2-code": "renamed"})

    dimension.refresh_from_db()
    rows = list(dimension.categories.values_list("code", "name", "is_good"))
    assert (response.status_code, dimension.code) == (302, "rating")
    assert rows[1:] == [("good", "Good or Outstanding", True), ("renamed", "Unused", False)]


@pytest.mark.parametrize(("number", "code", "left"), [(0, "inadequate", 3), (2, "unused", 2)])
def test_only_a_category_without_figures_is_taken_away(ada, number, code, left):
    _, dimension = composition()

    response = change(ada, dimension, **{f"categories-{number}-DELETE": "on"})

    refused = "so it stays." in Page(response).text if response.status_code == 200 else False
    assert (dimension.categories.count(), refused) == (left, code == "inadequate")


def test_a_dimension_with_figures_is_not_deleted_anywhere(ada):
    measure, dimension = composition()

    alone = ada.post(page_of(Dimension, "delete", dimension.pk), {"post": "yes"})
    beside = change(ada, measure, **{"dimensions-0-DELETE": "on", "dimensions-0-code": "other"})

    assert (alone.status_code, beside.status_code) == (403, 200)
    assert "Figures are divided by “Rating”, so it stays." in Page(beside).text
    assert Dimension.objects.filter(pk=dimension.pk, code="rating").exists()


def test_a_dimension_has_two_parts_or_more(ada):
    measure = new_measure("divided")
    one = {"categories-0-code": "a", "categories-0-name": "A", "categories-0-position": "0"}
    two = {"categories-1-code": "b", "categories-1-name": "B", "categories-1-position": "1"}
    fields = {"measure": measure.pk, "code": "age", "name": "Age", "position": "0"}

    refused = add(ada, Dimension, **fields, **one)
    taken = add(ada, Dimension, **fields, **one, **two)

    fewer = change(ada, Dimension.objects.get(), **{"categories-1-DELETE": "on"})
    answers = (refused.status_code, taken.status_code, fewer.status_code)
    assert (answers, Category.objects.count()) == ((200, 302, 200), 2)
    assert "A dimension divides a figure into two parts or more." in Page(fewer).text


def test_a_breakdowns_codes_are_in_use_by_its_own_dimension_alone(ada):
    measure, _ = composition()
    age = Dimension.objects.create(measure=measure, code="age", name="Age")
    for code in ("good", "18-64"):
        Category.objects.create(dimension=age, code=code, name=code)

    response = change(ada, age, **{"categories-0-code": "65-plus"})

    assert (response.status_code, set(age.categories.values_list("code", flat=True))) == (
        302,
        {"65-plus", "18-64"},
    )


def test_a_composition_without_parts_is_pointed_at(ada):
    measure = new_measure("parts", unit_kind="composition", entry="parts")
    address = page_of(Measure, "change", measure.pk)

    page = Page(ada.post(address, form_of(ada, address), follow=True))

    assert "A composition needs its parts" in page.text


# --- Context notes ---------------------------------------------------------------------------------------


def test_a_context_note_is_in_the_trail_with_its_measures(ada):
    first, second = world.measure(scene.DRAFT), world.measure(scene.SUBMITTED)
    fields = {"text": "Closed from March 2020.", "starts_on": "23/03/2020", "measures": [first.pk]}
    made = add(ada, ContextNote, **fields)
    note = ContextNote.objects.get()

    changed = change(ada, note, measures=[first.pk, second.pk])

    [entry] = [entry for entry in entries("configuration changed") if "measures" in entry.after]
    assert (made.status_code, changed.status_code) == (302, 302)
    assert set(note.measures.all()) == {first, second}
    assert (entry.before["measures"], len(entry.after["measures"])) == ([str(first)], 2)


def test_a_note_that_ends_before_it_starts_is_refused(ada):
    fields = {"text": "Closed.", "starts_on": "23/03/2020", "ends_on": "22/03/2020"}

    response = add(ada, ContextNote, **fields, measures=[world.measure(scene.DRAFT).pk])

    assert (response.status_code, ContextNote.objects.exists()) == (200, False)
    assert "The note ends before it starts." in Page(response).text


# --- Scorecards ------------------------------------------------------------------------------------------


def test_columns_of_a_scorecard_and_of_one_heading(ada):
    scorecard = Scorecard.objects.get()
    section = Section.objects.filter(children=None).first()

    add_inline(ada, scorecard, "columns", position="1", shows="figure", heading="Actual")
    add_inline(ada, section, "columns", position="1", shows="comparison", comparison="Budget")
    shown = form_of(ada, page_of(Scorecard, "change", scorecard.pk))

    rows = Column.objects.values_list("scorecard", "section", "shows", "heading", "comparison")
    assert set(rows) == {
        (scorecard.pk, None, "figure", "Actual", ""),
        (scorecard.pk, section.pk, "comparison", "", "Budget"),
    }
    assert shown["columns-TOTAL_FORMS"] == "1"


@pytest.mark.parametrize("place", ["scorecard", "heading"])
@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"shows": "figure"}, "The same column is there twice."),
        ({"shows": "comparison"}, "Name the comparison figure, and only for a column that shows one."),
    ],
)
def test_columns_that_say_nothing_new_are_refused(ada, place, row, sentence):
    owner = Scorecard.objects.get() if place == "scorecard" else Section.objects.filter(children=None).first()
    add_inline(ada, owner, "columns", position="1", shows="figure")

    response = add_inline(ada, owner, "columns", position="2", **row)

    assert (response.status_code, Column.objects.count()) == (200, 1)
    assert sentence in Page(response).text


def test_a_headline_fact_with_its_own_name_and_footnote(ada):
    section = Section.objects.filter(children=None).first()
    measure = world.measure(scene.CHILDREN)

    response = add_inline(
        ada,
        section,
        "placements",
        measure=measure.pk,
        position="9",
        shown_as="headline",
        label="Visits",
        footnote="From the case system.",
    )

    placed = Placement.objects.get(measure=measure)
    assert response.status_code == 302
    assert (placed.shown_as, placed.label, placed.footnote) == ("headline", "Visits", "From the case system.")


def test_how_statuses_roll_up_is_chosen(ada):
    response = change(ada, Scorecard.objects.get(), roll_up="worst")

    assert (response.status_code, Scorecard.objects.get().roll_up) == (302, "worst")
    assert entries("configuration changed")[0].after == {"roll_up": "worst"}


def test_a_heading_stands_neither_within_itself_nor_on_two_scorecards(ada):
    leaf = Section.objects.filter(children=None, parent__isnull=False).first()
    other = Scorecard.objects.create(slug="other", title="Another")
    strange = Section.objects.create(scorecard=other, title="Elsewhere")

    circle = change(ada, leaf.parent, parent=leaf.pk)
    itself = change(ada, leaf, parent=leaf.pk)
    elsewhere = change(ada, leaf, parent=strange.pk)
    moved = change(ada, leaf, scorecard=other.pk)

    leaf.refresh_from_db()
    assert [page.status_code for page in (circle, itself, elsewhere, moved)] == [200, 200, 200, 302]
    assert "A heading cannot stand within itself." in Page(circle).text
    assert "“Elsewhere” is a heading of Another, not of" in Page(elsewhere).text
    assert leaf.scorecard != other


# --- Periods ---------------------------------------------------------------------------------------------


def open_year(browser, **changes):
    address = page_of(Period, "open_year")
    return browser.post(address, form_of(browser, address) | {"kinds": ["month"]} | changes)


def test_a_year_is_opened_in_one_step_and_asking_twice_makes_nothing(ada):
    link = page_of(Period, "open_year")
    listed = Page(ada.get(page_of(Period)))
    before = Period.objects.count()

    first = open_year(ada)
    said = Page(ada.get(first["Location"])).text
    second = open_year(ada, first="2021")
    again = Page(ada.get(second["Location"])).text

    assert ("a", {"href": link}) in listed.elements
    assert Period.objects.count() == before + 13
    assert "2021/22: made the year, 12 months." in said
    assert "2021/22 is there with all of that already: nothing was made." in again


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"first": ""}, "Enter the year in which it starts, for example 2021."),
        ({"first": "1999"}, "greater than or equal to 2000"),
        ({"first": "x"}, "Enter a whole number."),
        ({"due_day": "29"}, "less than or equal to 28"),
        ({"kinds": ["year"]}, "Select a valid choice."),
    ],
)
def test_a_year_that_cannot_be_opened(ada, wrong, sentence):
    before = Period.objects.count()

    response = open_year(ada, **wrong)

    assert (response.status_code, Period.objects.count()) == (422, before)
    assert sentence in Page(response).text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"start": "02/04/2021"}, "A month starts on the first of a month."),
        ({"end": "29/04/2021"}, "This month ends on 30 April 2021."),
        ({"kind": "quarter"}, "This quarter ends on 30 June 2021."),
        ({"kind": "year"}, "This year ends on 31 March 2022."),
        ({"kind": "year", "end": "31/03/2022"}, "A year belongs to no other."),
        ({"kind": "year", "start": "01/05/2021"}, "This year starts on 1 April 2021."),
        ({"year": ""}, "Choose the year it belongs to."),
        ({"year": "2020"}, "This month belongs to the year that starts on 1 April 2021."),
        ({"kind": "week"}, "This week ends on 7 April 2021."),
        ({}, ""),
    ],
)
def test_a_period_is_whole_and_within_its_year(ada, fields, sentence):
    next_year, _ = years.open_year(
        start=date(2021, 4, 1), basis="financial", kinds=(), by=world.person("ada")
    )
    found = {"2020": world.year_2020().pk}
    row = {
        "kind": "month",
        "basis": "financial",
        "start": "01/04/2021",
        "end": "30/04/2021",
        "year": next_year.pk,
        "opens_on": "01/05/2021",
        "due_on": "14/05/2021",
    }

    response = add(ada, Period, **row | {name: found.get(text, text) for name, text in fields.items()})

    if sentence:
        assert (response.status_code, sentence in Page(response).text) == (200, True)
    else:
        assert response.status_code == 302


# --- People ----------------------------------------------------------------------------------------------


def owned(name):
    return MeasureRole.objects.filter(person=world.person(name), kind="owner").count()


def test_all_measures_are_handed_over_and_then_the_person_may_leave(ada):
    olive, nick = world.person("olive"), world.person("nick")
    link = page_of(Person, "hand_over", olive.pk)
    count = owned("olive")
    asked = Page(ada.get(link))

    response = ada.post(link, {"successor": nick.pk, "reason": "Left on 31 December."})
    said = Page(ada.get(response["Location"])).text
    form = form_of(ada, page_of(Person, "change", olive.pk))
    del form["is_active"]
    left = ada.post(page_of(Person, "change", olive.pk), form)

    olive.refresh_from_db()
    assert f"Will be handed over ({count})" in asked.text
    assert f"{count} measures handed over from Olive Owner to Nick Newcomer." in said
    assert (owned("olive"), owned("nick"), left.status_code, olive.is_active) == (0, count, 302, False)
    assert AuditEntry.objects.filter(verb="handed over", reason="Left on 31 December.").count() == count


@pytest.mark.parametrize("who", ["", "self", "gone", "999999"])
def test_who_cannot_take_over_is_refused_on_the_form(ada, who):
    olive = world.person("olive")
    Person.objects.filter(name="Marcus Manager").update(is_active=False)
    chosen = {"self": olive.pk, "gone": world.person("marcus").pk}.get(who, who)
    count = owned("olive")

    response = ada.post(page_of(Person, "hand_over", olive.pk), {"successor": chosen})

    assert (response.status_code, owned("olive")) == (422, count)


def test_whoever_answers_for_nothing_has_nothing_to_hand_over(ada):
    page = Page(ada.get(page_of(Person, "hand_over", world.person("clive").pk)))

    assert "Clive Clerk answers for no measure." in page.text
    assert not any(own.get("value") == "Hand over" for _, own in page.elements)


@pytest.mark.parametrize("way", ["delete role", "change role", "inactive", "delete person", "delete many"])
def test_the_last_administrator_stays_one(ada, way):
    person = world.person("ada")
    [row] = [
        name.removesuffix("-kind")
        for name, text in form_of(ada, page_of(Person, "change", person.pk)).items()
        if name.startswith("roles-") and text == "administrator"
    ]
    form = form_of(ada, page_of(Person, "change", person.pk))
    if way == "delete role":
        response = change(ada, person, **{f"{row}-DELETE": "on"})
    elif way == "change role":
        response = change(ada, person, **{f"{row}-kind": "clerk"})
    elif way == "inactive":
        del form["is_active"]
        response = ada.post(page_of(Person, "change", person.pk), form)
    elif way == "delete person":
        response = ada.post(page_of(Person, "delete", person.pk), {"post": "yes"})
    else:
        picked = {"action": "delete_selected", "_selected_action": [person.pk], "post": "yes"}
        response = ada.post(page_of(Person), picked)

    assert response.status_code == 200
    assert "This is the only administrator. Make somebody else one first." in Page(response).text
    assert Role.objects.filter(person=person, kind="administrator", person__is_active=True).exists()


def test_one_of_two_administrators_may_go(ada):
    nick = world.person("nick")
    Role.objects.create(person=nick, kind="administrator")

    response = change(ada, nick, **{"roles-0-DELETE": "on"})

    assert (response.status_code, Role.objects.filter(person=nick).exists()) == (302, False)


def test_a_second_owner_is_not_made_from_the_persons_side_either(ada):
    measure = world.measure(scene.DRAFT)

    response = add_inline(ada, world.person("nick"), "measure_roles", measure=measure.pk, kind="owner")

    assert (response.status_code, measure.measure_roles.filter(kind="owner").count()) == (200, 1)
    assert "is owned by Olive Owner: give it another owner on its own page." in Page(response).text


# --- What the workflow guarantees --------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["changelist", "add", "change", "delete"])
def test_no_address_of_the_site_reaches_a_figure(month, ada, page):
    figure = Submission.objects.filter(status="approved").first()
    number = "" if page in ("changelist", "add") else f"{figure.pk}/"
    address = f"/admin/performance/submission/{number}{'' if page == 'changelist' else page + '/'}"

    answers = [ada.get(address).status_code, ada.post(address, {"status": "draft", "value": "1"}).status_code]

    figure.refresh_from_db()
    assert (answers, figure.status) == ([404, 404], "approved")
    assert figure.value != D(1)


def test_what_is_not_published_is_set_and_its_history_kept(ada):
    measure = new_measure("small")
    assert change(ada, measure, suppress_below="5").status_code == 302
    measure.refresh_from_db()
    assert measure.suppress_below == 5
    assert entries("configuration changed")[-1].after["suppress_below"] == 5

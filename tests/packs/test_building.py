"""From the database to a pack's content: every kind of row, status, rule and note."""

import json
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from benchmarking.models import PublishedPosition
from performance import actions, workflow
from performance.models import (
    Measure,
    Pack,
    PackSection,
    Person,
    Placement,
    Scorecard,
    Section,
    Stage,
    Submission,
)
from performance.packs import building, printed
from performance.packs import content as contents
from performance.packs import workflow as packs
from performance.refusals import WorkflowProblem
from tests import kinds, scene, scorecards, world
from tests.packs import milestones

pytestmark = [pytest.mark.django_db, pytest.mark.wide]


def content_of(scorecard, period=None):
    """A pack's content, as it comes back from the database."""
    pack = SimpleNamespace(
        scorecard=scorecard,
        period=period or world.november(),
        audience=Pack.Audience.SCRUTINY,
        committee="Scrutiny Committee",
        agenda_item="",
        supplement_to=None,
        sections=PackSection.objects.none(),
        meeting_on=world.TODAY,
        title="A report",
        illustrative=True,
    )
    return json.loads(json.dumps(contents.build(pack, prepared_on=world.TODAY)))["copies"]["public"]


_made = {}


def made(card, period=None):
    """The content of a scorecard that a module builds: built and read once, for tests that only read it."""
    if card.SLUG not in _made:
        _made[card.SLUG] = json.dumps(content_of(card.build(), period))
    return json.loads(_made[card.SLUG])


@pytest.fixture
def plan():
    return made(milestones)


@pytest.fixture
def every_kind():
    return made(kinds)


@pytest.fixture
def page_scorecard():
    return made(scorecards, scorecards.september())


def page_of(content):
    return printed.context(content, content_hash="0" * 64, draft=False)


def row_of(content, slug):
    return next(
        row
        for layer in content["layers"]
        for group in layer["groups"]
        for row in group["rows"]
        if row["slug"] == f"page-{slug}"
    )


def all_rows(content):
    return [row for layer in content["layers"] for group in layer["groups"] for row in group["rows"]]


def notes_of(content, slug):
    numbers = row_of(content, slug)["notes"]
    return [note["text"] for note in content["notes"] if note["number"] in numbers]


# --- The same queries for any number of measures -------------------------------------------------------


def queries_for(scorecard):
    with CaptureQueriesContext(connection) as queries:
        rows = sum(
            len(group["rows"]) for layer in content_of(scorecard)["layers"] for group in layer["groups"]
        )
    return rows, len(queries)


def test_two_measures_cost_as_many_queries_as_thirty(month):
    all_of_it = Scorecard.objects.get()
    one = Scorecard.objects.create(slug="one", title="One")
    section = Section.objects.create(scorecard=one, title="Its section")
    # A forecast with its companion: what is noted of a pair of figures is looked up too. And a survey that
    # was not run: why a figure is missing is looked up as well.
    for slug in ("admissions-65-plus", "users-feel-safe"):
        Placement.objects.create(section=section, measure=world.measure(slug))
    assert queries_for(one) == (2, (taken := queries_for(all_of_it))[1])
    assert taken[0] == 30


def test_the_same_database_makes_the_same_content(month):
    scorecard = Scorecard.objects.get()
    first, again = content_of(scorecard), content_of(scorecard)
    assert contents.content_hash(again) == contents.content_hash(first)
    assert first["copy"] == "public"


# --- What is being done ---------------------------------------------------------------------------------


def test_open_actions_stand_beneath_an_exception_and_nowhere_else(month):
    exception = world.measure("reablement-no-further-need")
    by = world.person("mary")
    scene.action_of(exception, what="Weekly review.", due_on=date(2021, 3, 31))
    ended = scene.action_of(exception, what="hidden-ended-action")
    actions.drop(action=ended, version=1, outcome="No money.", by=by)
    actions.raise_action(
        indicator=exception.indicator,
        what="Ask the neighbours",
        post="Director",
        due_on=date(2021, 2, 28),
        by=by,
        today=world.TODAY,
    )
    green = world.measure("carers-self-directed-support")
    scene.action_of(green, what="hidden-action-of-a-green-figure")

    content = content_of(Scorecard.objects.get())
    row = next(row for row in all_rows(content) if row["slug"] == exception.slug)
    page = page_of(content)

    assert row["actions"] == [
        {"what": "Ask the neighbours", "post": "Director", "due_on": "2021-02-28"},
        {"what": "Weekly review.", "post": "Head of adult social care", "due_on": "2021-03-31"},
    ]
    assert "hidden" not in contents.canonical(content).decode()
    assert page["off_target"][0]["doing"] == [
        "Ask the neighbours (Director, by 28 February 2021)",
        "Weekly review (Head of adult social care, by 31 March 2021)",
    ]
    printed_page = render_to_string("packs/exceptions.html", {"rows": page["off_target"]} | page)
    assert printed_page.count("What is being done: Ask the neighbours") == 1


def test_actions_cost_as_many_queries_for_many_as_for_one(month):
    scorecard = Scorecard.objects.get()
    exception = world.measure("reablement-no-further-need")
    scene.action_of(exception, what="First")
    few = queries_for(scorecard)
    for number in range(4):
        scene.action_of(exception, what=f"Another {number}")
    assert queries_for(scorecard) == few


def test_content_without_actions_is_still_printed_and_set(month):
    """As version 3 of the format froze it."""
    content = content_of(Scorecard.objects.get()) | {"format": 3}
    for row in all_rows(content):
        del row["actions"]

    assert all(row["doing"] == [] for row in page_of(content)["off_target"])


# --- Statuses of any scale -----------------------------------------------------------------------------


def test_scales_are_explained_with_the_levels_that_are_off_target(plan):
    scales = {
        scale["name"]: [(level["word"], level["off_target"]) for level in scale["levels"]]
        for scale in plan["scales"]
    }
    assert scales == {
        "Red, amber, green": [("Green", False), ("Amber", True), ("Red", True)],
        "Five steps": [
            ("Ahead", False),
            ("On course", False),
            ("Close", False),
            ("Behind", True),
            ("Far behind", True),
        ],
        "Met or not": [("Met", False), ("Not met", True)],
    }


def test_off_target_are_the_levels_that_say_so_worst_first(plan):
    found = [(row["slug"], row["status"]["word"]) for row in page_of(plan)["off_target"]]
    assert found == [
        ("page-beds", "Not met"),
        ("page-tolerance", "Red"),
        ("page-improving", "Red"),
        ("page-outlook", "Red"),
        ("page-let", "Behind"),
        ("page-boundaries", "Amber"),
    ]


def test_a_section_counts_the_levels_of_its_own_scale(plan):
    counts = {
        layer["title"]: [(level["word"], level["count"]) for level in layer["counts"]]
        for layer in page_of(plan)["layers"]
    }
    assert counts["Care"] == [("Met", 1), ("Not met", 1)]
    assert counts["Every rule"] == [("Green", 1), ("Amber", 1), ("Red", 3)]


def test_the_limits_in_force_of_every_kind_of_rule_are_in_words(plan):
    limits = {entry["rule"]: [level["reach"] for level in entry["levels"]] for entry in plan["limits"]}
    assert limits == {
        "Steps to the target (version 1)": [
            "target met",
            "up to 1.0 points",
            "up to 2.0 points",
            "up to 5.0 points",
            "more than 5.0 points",
        ],
        "Met or not (version 1)": ["target met", "target missed"],
        "About the target (version 1)": [
            "more than 0.5 points better",
            "up to 0.5 points better or 2.0 points worse",
            "more than 2.0 points worse",
        ],
        "By values (version 1)": ["90% or more", "80% or more", "under 80%"],
        "Off target but improving (version 1)": [
            "target met",
            "target missed, but no worse than the figure in the same period last year",
            "target missed, and worse than the figure in the same period last year or without one",
        ],
        "By quarter (version 1)": [
            "first quintile",
            "second quintile",
            "third quintile",
            "fourth quintile",
            "fifth quintile",
        ],
        "With outlook (version 1)": [
            "target met",
            "up to 5.0 points (red if the outlook is “actions not enough”)",
            "more than 5.0 points",
        ],
        "By judgement (version 1)": ["by judgement"] * 3,
    }


def test_limits_say_who_set_them_and_which_targets_are_milestones(plan, page_scorecard):
    entries = {entry["rule"]: entry for entry in plan["limits"]}
    steps = entries["Steps to the target (version 1)"]
    assert steps["note"] == milestones.CHOSEN
    assert steps["measures"] == [
        "Homes that were built: 60% (milestone)",
        "Homes that were let within four weeks: 70% (milestone)",
    ]
    # A rule by judgement has no limits that somebody could have set.
    assert (
        entries["By judgement (version 1)"]["note"],
        entries["By judgement (version 1)"]["has_limits"],
    ) == (
        "",
        False,
    )
    assert entries["By quarter (version 1)"]["explanation"].endswith("The position is that among England.")
    assert {(entry["note"], entry["has_limits"]) for entry in page_scorecard["limits"]} == {("", True)}


def test_a_target_without_a_note_names_the_post_that_set_its_limits():
    milestones.build()
    target = Measure.objects.get(slug="page-beds").targets.get(year=world.year_2020())
    type(target).objects.filter(pk=target.pk).update(limits_note="")
    found = content_of(Scorecard.objects.get(slug=milestones.SLUG))
    (entry,) = [
        entry for entry in found["limits"] if "Waiting for a bed: 180 (milestone)" in entry["measures"]
    ]
    assert entry["note"] == f"Set by the {world.person('ada').post}."


def test_limits_of_an_administrator_without_a_post_say_who_set_them():
    milestones.build()
    Person.objects.filter(pk=world.person("ada").pk).update(post="")
    target = Measure.objects.get(slug="page-beds").targets.get(year=world.year_2020())
    type(target).objects.filter(pk=target.pk).update(limits_note="")
    found = content_of(Scorecard.objects.get(slug=milestones.SLUG))
    (entry,) = [
        entry for entry in found["limits"] if "Waiting for a bed: 180 (milestone)" in entry["measures"]
    ]
    assert entry["note"] == "Set by an administrator."


def test_figures_that_were_taken_over_are_marked(plan):
    # Nobody approved them here; where there is no figure, there is nothing to mark.
    rows = {row["slug"]: row for layer in plan["layers"] for g in layer["groups"] for row in g["rows"]}
    (mark,) = [note["number"] for note in plan["notes"] if note["text"] == TAKEN_OVER]
    marked = {slug for slug, row in rows.items() if mark in row["notes"]}
    assert marked == {slug for slug, row in rows.items() if row["origin"] == "published"}
    assert {row["origin"] for row in rows.values()} == {"published", ""}


def test_figures_that_were_approved_here_are_not_marked(month):
    found = content_of(Scorecard.objects.get())
    rows = [row for layer in found["layers"] for group in layer["groups"] for row in group["rows"]]
    assert {row["origin"] for row in rows} == {"entered"}
    assert not [note for note in found["notes"] if note["text"].startswith("Taken over")]


def test_a_heading_has_the_status_that_its_measures_make(plan):
    statuses = {layer["title"]: layer["status"] for layer in page_of(plan)["layers"]}
    assert statuses["Homes"]["status"]["word"] == "Behind"
    assert statuses["Homes"]["why"] == (
        "the most common of 2 rated measures (1 close, 1 behind); 2 not rated are left out."
    )
    assert statuses["Homes"]["computed"] is None


# --- Judgement -----------------------------------------------------------------------------------------


def test_every_standing_override_is_listed_with_both_statuses_and_posts(plan):
    (entry,) = plan["judged"]
    assert (entry["what"], entry["period"]) == ("Homes that were let within four weeks", "November 2020")
    assert (entry["computed"]["word"], entry["status"]["word"]) == ("Far behind", "Behind")
    assert (entry["reason"], entry["until"]) == (
        "Nine lets waited for the gas inspection.",
        "31 January 2021",
    )
    assert entry["decided_by"] == world.person("petra").post
    assert entry["proposed_by"] == world.person("dora").post
    page = page_of(plan)
    assert page["judged"][0]["anchor"] == row_of(page, "let")["anchor"]
    assert ("judged", 1) in [(entry["anchor"], entry["measures"]) for entry in page["contents"]]
    assert page["summary"]["judged"] == "1 status is by judgement and not by the rule."


def test_the_computed_status_is_always_beside_the_judged_one(plan):
    row = row_of(page_of(plan), "let")
    assert (row["status"]["word"], row["computed"]["word"]) == ("Behind", "Far behind")
    assert row["computed"]["glyph"]
    assert row["why"] == (
        "Judged Behind until 31 January 2021: Nine lets waited for the gas inspection. "
        "The rule gives Far behind."
    )


def test_nothing_is_said_of_judgement_where_there_is_none(page_scorecard):
    page = page_of(page_scorecard)
    assert (page["judged"], page["summary"]["judged"]) == ([], "")
    assert "judged" not in [entry["anchor"] for entry in page["contents"]]


# --- Outlook, targets, figures -------------------------------------------------------------------------


def test_every_figure_off_target_has_its_outlook(plan, page_scorecard):
    outlooks = {row["slug"]: row["outlook_text"] for row in page_of(plan)["off_target"]}
    assert outlooks["page-beds"] == "Off target, actions not enough"
    assert outlooks["page-let"] == "Not known yet"
    # Nobody is asked for the outlook of a figure that was taken over, so that none is missing.
    assert {row["outlook_text"] for row in page_of(page_scorecard)["off_target"]} == {""}
    # Where outlooks have a column they do not stand beneath the measure as well.
    page = page_of(plan)
    assert row_of(page, "beds")["outlook_beneath"] == ""
    assert row_of(page, "let")["outlook_beneath"] == "Not known yet"


def test_milestones_and_final_targets_stand_side_by_side(plan):
    page = page_of(plan)
    assert [column["heading"] for column in page["layers"][0]["groups"][0]["columns"]] == [
        "Milestone",
        "Final target",
        "Performance",
        "Status",
    ]
    built, let, rough = (row_of(page, slug) for slug in ("built", "let", "rough"))
    assert (built["cells"][0]["found"]["text"], built["final_target"]["text"]) == ("60%", "80%")
    assert built["final_target"]["beneath"] == ["", "2022/23"]
    assert (let["final_target"]["text"], let["final_target"]["year"]) == ("TBC", "2021/22")
    assert (rough["cells"][0]["found"], rough["final_target"]["text"]) == (None, "For information only")
    assert built["target"]["beneath"] == ["", "milestone"]


def test_figures_of_every_kind_are_printed(plan, every_kind, page_scorecard):
    let = row_of(page_of(plan), "let")["figure"]
    assert (let["text"], let["beneath"]) == ("64%", ["16 homes let in time"])
    assert row_of(plan, "survey")["figure"]["absence"] == "Due 30 June 2021"
    assert row_of(plan, "idea")["figure"]["absence"] == f"In development: {world.person('olive').post}"
    assert row_of(plan, "seen")["figure"]["text"] == "110.7k"
    hours = row_of(page_of(every_kind), "hours")["figure"]
    assert hours["text"] == "51.0k"
    assert hours["beneath"][0] == "year to date"
    assert hours["beneath"][1].startswith("7 of 8 months")
    page = page_of(page_scorecard)
    ratings = row_of(page, "cqc-commissioned")["figure"]
    assert [(part["name"], part["text"]) for part in ratings["parts"]] == [
        ("Inadequate", "4"),
        ("Requires improvement", "69"),
        ("Good or Outstanding", "193"),
    ]
    assert (ratings["bar"].count("<rect"), "<title" in ratings["bar"]) == (3, False)
    assert ratings["beneath"] == ["72.6% good or outstanding"]
    vacancies = row_of(page, "vacancies")["figure"]
    assert (vacancies["text"], vacancies["beneath"]) == ("100.87", ["FTE", "14.3% of posts"])
    assert row_of(page, "quality-of-life")["figure"]["beneath"] == ["out of 24"]
    assert row_of(page, "carers-quality")["figure"]["beneath"] == [
        "out of 12",
        "carried forward from 2018/19",
    ]
    budget = row_of(page, "mental-health")
    assert budget["comparisons"]["Budget"]["text"] == "£18.281m"
    assert budget["differences"]["Budget"]["text"] == "−£0.443m"
    assert row_of(page, "budget-total")["calculation"].startswith("Calculated: the total of 18+ services")


def test_headline_facts_stand_beside_their_heading(page_scorecard):
    facts = {
        layer["title"]: [
            (fact["title"], fact["text"], fact["unit"])
            for fact in [*layer["facts"], *layer["groups"][0]["facts"]]
        ]
        for layer in page_of(page_scorecard)["layers"]
    }
    assert facts["People & Staff"] == [("Total staff", "703.06", "FTE"), ("Payroll", "£26,754,000", "")]
    assert facts["VfM & Budget"] == [("Savings", "£15.339m", "")]
    (savings,) = page_of(page_scorecard)["layers"][3]["facts"]
    assert [part.split(" ")[-1] for part in savings["parts"].split(" · ")] == [
        "£10.850m",
        "£1.502m",
        "£2.987m",
    ]


def test_directions_name_what_they_are_beside(every_kind):
    row = row_of(page_of(every_kind), "steady")
    assert [(direction["meaning"], direction["since"]) for direction in row["directions"]] == [
        ("Improving", "the period before"),
        ("Improving", "the whole of last year"),
    ]
    # Where the earlier figure stands in the same row, that names it.
    assert row_of(page_of(every_kind), "judged")["directions"][0]["since"] == ""
    assert "Arrow" in [entry["term"] for entry in every_kind["key"]]


def test_a_baseline_is_named_although_an_earlier_figure_stands_beside():
    kinds.build()
    measure = Measure.objects.get(slug="page-judged")
    measure.compared_with, measure.baseline, measure.baseline_label = "baseline", 60, "2015/16 outturn"
    measure.save()
    row = row_of(page_of(content_of(Scorecard.objects.get(slug=kinds.SLUG))), "judged")
    assert row["directions"][0]["since"] == "2015/16 outturn"


# --- Notes ---------------------------------------------------------------------------------------------


TAKEN_OVER = (
    "Taken over from One-page scorecard of an English council's adult social care, as published; periods are "
    "chosen."
)


def test_notes_are_numbered_in_the_order_of_the_tables_each_text_once(plan):
    assert [(note["number"], note["layer"], note["text"]) for note in plan["notes"]] == [
        (1, 0, milestones.CLOSED),
        (2, 0, TAKEN_OVER),
        (3, 1, "People, not days."),
        (4, 1, "207 is within what chance alone makes of 180 (95% limits 180 to 237)."),
    ]
    assert plan["notes"][0]["measures"] == [
        "Homes that were built",
        "Waiting for a bed",
        "People seen at home",
    ]
    assert row_of(plan, "beds")["notes"] == [1, 2, 3, 4]
    assert row_of(plan, "beds")["footnote_number"] == 3


def test_a_note_is_printed_where_it_is_met_first_and_pointed_to_elsewhere(plan):
    layers = page_of(plan)["layers"]
    assert [[(note["number"], note["here"]) for note in layer["notes"]] for layer in layers] == [
        [(1, True), (2, True)],
        [(1, False), (2, False), (3, True), (4, True)],
        [(2, False)],
    ]


def test_a_broken_series_says_why_nothing_is_compared(every_kind):
    assert notes_of(every_kind, "broken") == [
        TAKEN_OVER,
        "Not compared: the series breaks on 1 November 2020 (New definition).",
    ]
    assert row_of(every_kind, "broken")["direction"] is None


def test_notes_on_figures_before_last_year_are_left_out(month):
    old = scorecards.year(2017)
    measure = world.measure("adult-learning-success")
    before = notes_texts()
    workflow.take_over(
        measure=measure,
        period=old,
        content={"value": Decimal(90)},
        origin="published",
        source="An old paper",
        source_note="Long ago.",
    )
    assert notes_texts() == before
    assert "An old paper" not in content_of(Scorecard.objects.get())["sources"]


def notes_texts():
    return [note["text"] for note in content_of(Scorecard.objects.get())["notes"]]


# --- What stays inside ---------------------------------------------------------------------------------


def test_a_position_that_may_not_be_republished_stays_inside(every_kind):
    kinds.build()
    assert row_of(every_kind, "ranked")["quartile"]["word"] == "27th highest of 152"
    source = PublishedPosition.objects.get(rank=27).source
    source.may_republish = False
    source.save()
    found = content_of(Scorecard.objects.get(slug=kinds.SLUG))
    assert row_of(found, "ranked")["quartile"] is None
    assert "27th" not in json.dumps(found)
    assert str(source) not in json.dumps(found)


def test_no_name_of_a_person_is_in_a_pack(plan, every_kind, page_scorecard):
    text = json.dumps([plan, every_kind, page_scorecard])
    for name in ("Olive", "Petra", "Dora", "Mary", "Ada "):
        assert name not in text


# --- Pages ---------------------------------------------------------------------------------------------


@pytest.mark.pack
@pytest.mark.parametrize("card", ["plan", "every_kind", "page_scorecard"])
def test_every_scorecard_becomes_an_accessible_file(card, request, print_pack):
    import pdfua  # noqa: PLC0415  (loads slowly, and only this test uses it here)

    pack = print_pack(request.getfixturevalue(card))
    assert [f"{f.rule_id}: {f.message}" for f in pdfua.validate(str(pack.path)).findings] == []


# --- Content of an earlier format ----------------------------------------------------------------------


def of_an_earlier_format(pack, number=1):
    pack.content = pack.content["copies"]["public"] | {"format": number}
    Pack.objects.filter(pk=pack.pk).update(content=pack.content)
    return pack


def test_an_issued_pack_of_an_earlier_format_is_shown_and_served_as_it_is(as_person):
    pack = of_an_earlier_format(scene.issued_pack())
    file = pack.files.get(stage=Stage.FINAL)
    client = as_person("clive")
    assert pack.content["summary"]["sentence"] in client.get(f"/packs/{pack.pk}/").content.decode()
    served = client.get(f"/packs/{pack.pk}/files/{file.stage}/public.pdf")
    assert b"".join(served) == scene.BYTES if served.streaming else served.content == scene.BYTES


def test_a_draft_of_an_earlier_format_is_built_again_before_it_is_cleared():
    pack = of_an_earlier_format(scene.built_pack())
    with pytest.raises(WorkflowProblem, match="earlier version"):
        packs.clear(pack=pack, content_hash=pack.content_hash, by=world.person("dora"))
    assert Pack.objects.get(pk=pack.pk).status == Pack.Status.DRAFT


def test_a_draft_without_actions_is_cleared_as_it_was_read():
    pack = of_an_earlier_format(scene.built_pack(), 3)
    cleared = packs.clear(pack=pack, content_hash=pack.content_hash, by=world.person("dora"))
    assert cleared.status == Pack.Status.CLEARED


def test_a_cleared_pack_of_an_earlier_format_is_not_set_by_newer_templates():
    pack = of_an_earlier_format(scene.cleared_pack(final=False))
    build = pack.builds.first()
    building.run_build(build.pk)
    build.refresh_from_db()
    assert build.status == build.Status.FAILED
    assert "earlier version" in build.problem
    assert not pack.files.filter(stage=Stage.FINAL).exists()


@pytest.mark.wide
@pytest.mark.parametrize("kind", ["actions", "exceptions", "commentary"])
def test_what_an_exempt_section_prints_no_other_section_of_the_public_copy_says(month, kind):
    measure = world.measure("reablement-no-further-need")
    Submission.objects.filter(measure=measure).update(commentary_public="hidden-commentary")
    scene.action_of(measure, what="hidden-actions and hidden-exceptions")
    pack = scene.draft_pack()
    for other in ("exceptions", "commentary", "actions", "trends", "dashboard"):
        exempt = {"exempt_paragraph": 3, "exempt_reason": "Contracts."} if other == kind else {}
        scene.planned(pack, other, **exempt)

    copies = contents.build(pack, prepared_on=world.TODAY)["copies"]

    said = {copy: f"hidden-{kind}" in contents.canonical(found).decode() for copy, found in copies.items()}
    assert said == {"public": False, "exempt": True}

"""A plan through the verbs: what is made, what stays, what is refused."""

from datetime import date
from decimal import Decimal as D

import pytest

from performance import configuration, recompute
from performance.models import (
    Assessment,
    AuditEntry,
    Column,
    ComparisonFigure,
    Directorate,
    Measure,
    MeasureRole,
    Period,
    Person,
    RagRule,
    Role,
    Submission,
    Target,
)
from tests import world
from tests.imports.files import as_csv, as_xlsx, load, sentences

pytestmark = pytest.mark.django_db

HEAD = ["Ref", "Framework", "Measure", "Aim", "Target 2020/21", "Figure Nov 2020", "Figure 2019/20"]
CALLS = ["LC1", "Local", "Calls answered", "High", "80%", "77.4%", "78.5%"]


def calls():
    return Measure.objects.get(title="Calls answered")


def counts():
    models = (Measure, Target, Submission, ComparisonFigure, Period, Person, AuditEntry, Column)
    return {model.__name__: model.objects.count() for model in models}


def test_a_measure_is_made_with_its_code_place_target_and_figures():
    _, outcome = load(as_csv(HEAD, CALLS), scorecard="Customer services")
    assert outcome.counts == {
        "measures created": 1,
        "measures without an owner": 1,
        "targets set": 1,
        "figures loaded": 2,
    }
    measure = calls()
    assert (measure.slug, measure.unit_kind, measure.decimals) == ("calls-answered", "percent", 1)
    assert measure.code_text == "Local LC1"
    assert measure.placements.get().section.scorecard.title == "Customer services"
    target = measure.targets.get()
    assert (target.kind, target.value, target.as_entered) == ("at_least", 80, "80%")
    assert target.effective_on == date(2020, 4, 1)


def test_loaded_figures_say_imported_and_nobody_approved_them():
    load(as_csv(HEAD, CALLS), source="Cabinet, 5 January 2021")
    for figure in calls().submissions.all():
        assert (figure.origin, figure.status) == ("imported", "published")
        assert figure.source == "Cabinet, 5 January 2021"
        assert not figure.sign_offs.exists()
    assert [s.value for s in calls().submissions.order_by("period__end")] == [D("78.5"), D("77.4")]


def test_what_is_loaded_is_judged():
    load(as_csv(HEAD, CALLS))
    recompute.recompute_due()
    judged = Assessment.objects.get(measure=calls(), period__start=date(2020, 11, 1))
    assert (judged.level.code, judged.gap) == ("amber", D("2.6"))


def test_the_same_file_a_second_time_changes_nothing():
    data = as_csv(
        [*HEAD, "Comparison: England 2019/20", "Quartile 2019/20", "Owner e-mail"],
        [*CALLS, "75.0%", "Second", "nora.new@example.org"],
        ["", "", "CQC (Poor, Good)", "None", "", "4 | 193", "", "n/a", "", ""],
    )
    load(data)
    before = counts()
    _, outcome = load(data)
    assert counts() == before
    assert not outcome.changes
    assert outcome.refused == outcome.moved == outcome.different == []
    assert outcome.counts["figures held already"] == 3


def test_a_dry_run_reports_the_same_and_changes_nothing():
    before = counts()
    _, dry = load(as_csv(HEAD, CALLS), directorate="A new directorate", dry_run=True)
    assert counts() == before
    assert not Directorate.objects.filter(name="A new directorate").exists()
    _, wet = load(as_csv(HEAD, CALLS), directorate="A new directorate")
    assert dry.counts == wet.counts
    assert dry.made == wet.made


def test_a_target_that_moved_is_reported_and_superseded_only_with_a_reason():
    load(as_csv(HEAD, CALLS))
    moved = as_csv(HEAD, [*CALLS[:4], "85%", *CALLS[5:]])
    _, outcome = load(moved)
    assert sentences(outcome.moved) == [
        "The target for 2020/21 is held as 80% and the file says 85%. It was not changed: give the reason, "
        "and the file’s supersedes it."
    ]
    assert calls().targets.get().value == 80
    _, outcome = load(moved, reason="Raised by Cabinet on 5 January 2021")
    assert outcome.counts["targets superseded"] == 1
    latest = calls().targets.get(version=2)
    assert (latest.value, latest.reason) == (85, "Raised by Cabinet on 5 January 2021")
    assert latest.effective_on == date(2020, 12, 10)


def test_a_figure_that_differs_is_reported_and_never_overwritten():
    load(as_csv(HEAD, CALLS))
    _, outcome = load(as_csv(HEAD, [*CALLS[:5], "77.9%", CALLS[6]]))
    assert sentences(outcome.different) == [
        "November 2020 is held as 77.4 and the file says 77.9%. It was not changed: reopen the figure with a "
        "reason to correct it."
    ]
    assert calls().submissions.get(period__start=date(2020, 11, 1)).value == D("77.4")
    assert outcome.counts["figures held already"] == 1


@pytest.mark.wide
def test_an_entered_figure_is_never_replaced_by_a_file():
    world.complete_month()
    measure = world.measure("library-visits")
    held = measure.submissions.get(period=world.november())
    _, outcome = load(as_csv(["Measure", "Figure Nov 2020"], [measure.title, "99k"]))
    held.refresh_from_db()
    assert (held.value, held.status) == (160_900, "approved")
    assert outcome.counts["figures that differ"] == 1


def test_a_row_finds_its_measure_by_code_in_any_spelling():
    held = Measure.objects.get(codes__code="1E")
    number = Measure.objects.count()
    _, outcome = load(as_csv(["Ref", "Measure", "2018/19"], ["ASCOF 1 E", held.title, "10.8%"]))
    assert Measure.objects.count() == number
    assert held.submissions.get(period__start=date(2018, 4, 1), period__kind="year").value == D("10.8")
    assert outcome.counts["measures held already"] == 1


def test_a_code_that_stands_for_another_measure_here_is_refused():
    _, outcome = load(
        as_csv(["Ref", "Framework", "Measure", "2018/19"], ["1E", "ASCOF", "Zebras counted", "10.8%"])
    )
    assert "1E stands for “% of people with LD in employment” here" in sentences(outcome.refused)[0]
    assert not Measure.objects.filter(title="Zebras counted").exists()


def test_a_measure_that_is_held_keeps_its_configuration_and_the_difference_is_said():
    load(as_csv(HEAD, CALLS))
    _, outcome = load(as_csv(HEAD, [*CALLS[:3], "Low", "", "77.4%", ""]))
    assert "Which way is good is “high” here and “low” in the file." in sentences(outcome.different)[0]
    assert calls().polarity == "high"


def test_what_one_verb_refuses_leaves_the_rest():
    _, outcome = load(
        as_csv(
            HEAD,
            ["", "", "Shared", "Low", ">9", "5", "120"],
            ["", "", "Share", "High", "80%", "742%", "70%"],
            CALLS,
        )
    )
    assert [(r.place.line, r.place.column) for r in outcome.refused] == [
        (2, "Target 2020/21"),
        (3, "Figure Nov 2020"),
    ]
    assert sentences(outcome.refused) == [
        "Low is good for this measure, so its target is “At most”. Write <9, or give the "
        "measure the aim High.",
        "A percentage of a whole lies between 0 and 100.",
    ]
    assert outcome.counts["measures created"] == 3
    assert outcome.counts["figures loaded"] == 5


def test_a_percentage_of_a_plan_may_be_above_100_and_that_is_said():
    plan, outcome = load(
        as_csv(
            ["Measure", "Aim", "Figure 2018/19", "Figure 2019/20"],
            ["Homes built, % of plan", "High", "104%", "98%"],
            ["Change in footfall", "High", "-3.2%", "1.1%"],
            ["Reviews done", "High", "100%", "0%"],
        )
    )
    assert outcome.refused == []
    assert dict(Measure.objects.filter(submissions__origin="imported").values_list("title", "is_share")) == {
        "Homes built, % of plan": False,
        "Change in footfall": False,
        "Reviews done": True,
    }
    said = [text for text in sentences(plan.assumed) if "no share of a whole" in text]
    assert [text.partition(":")[0] for text in said] == ["Homes built, % of plan", "Change in footfall"]


def test_compositions_breakdowns_companions_and_forecasts_are_kept():
    load(
        as_csv(
            ["Measure", "Aim", "Figure Apr-Nov 2020"],
            ["CQC (Inadequate, RI, Good or Outstanding)", "High", "4 | 69 | 193"],
            ["Volumes (LD 1,050; MH 1,001)", "None", "2,051"],
            ["Admissions per 100,000", "Low", "3.1 (13 Adm's) (Full-year Forecast)"],
            ["Delays per 100,000", "Low", "0.9 (163 days)"],
        )
    )
    figures = {
        s.measure.title: s for s in Submission.objects.filter(origin="imported").select_related("measure")
    }
    cqc = figures["CQC (Inadequate, RI, Good or Outstanding)"]
    assert cqc.parts == {"good-or-outstanding": "193", "inadequate": "4", "ri": "69"}
    assert cqc.measure.dimensions.get().categories.get(is_good=True).name == "Good or Outstanding"
    assert figures["Volumes"].breakdown == {"parts": {"ld": "1050", "mh": "1001"}}
    admissions = figures["Admissions per 100,000"]
    assert (admissions.value, admissions.forecast, admissions.forecast_companion) == (None, D("3.1"), 13)
    assert (admissions.absence, admissions.measure.has_forecast) == ("not_published", True)
    assert (figures["Delays per 100,000"].companion, figures["Delays per 100,000"].measure.rate_per) == (
        163,
        100_000,
    )


@pytest.mark.parametrize(
    ("cell", "absence", "due"),
    [
        ("Survey not run in 2020/21", "survey_not_run", None),
        ("Not published", "not_published", None),
        ("[c]", "suppressed", None),
        ("n/a", "not_applicable", None),
        ("Due June 2021", "due_on", date(2021, 6, 30)),
    ],
)
def test_a_stated_reason_for_none_is_kept_as_printed(cell, absence, due):
    load(as_csv(["Measure", "Unit", "Aim", "2020/21"], ["Calls answered", "%", "High", cell]))
    figure = calls().submissions.get()
    assert (figure.value, figure.absence, figure.absence_due_on) == (None, absence, due)
    assert figure.absence_note == cell


def test_a_blank_loads_nothing_and_0_is_a_figure():
    load(as_csv(["Measure", "2019/20", "2020/21"], ["Calls answered", "", "0"]))
    assert [s.value for s in calls().submissions.all()] == [0]


def test_figures_of_a_fraction_are_computed_and_say_what_was_printed():
    load(as_csv(["Measure", "2020/21"], ["Calls answered", "45.36% (1,089 of 2,502)"]))
    figure = calls().submissions.get()
    assert (figure.value, figure.numerator, figure.denominator) == (D("43.525180"), 1089, 2502)
    assert figure.source_note.startswith("printed as 45.36% (1,089 of 2,502); 45.36% is printed, but")


def test_milestones_and_final_targets_are_targets_of_their_years():
    load(
        as_csv(
            ["Measure", "Aim", "Milestone 2018/19", "Milestone 2019/20", "Final target 2020/21"],
            ["Calls answered", "High", "40%", "TBC", "50%"],
        )
    )
    targets = calls().targets.order_by("year__start")
    assert [(t.year.label, t.kind, t.value, t.is_milestone) for t in targets] == [
        ("2018/19", "at_least", 40, True),
        ("2019/20", "to_be_confirmed", None, True),
        ("2020/21", "at_least", 50, False),
    ]


def test_limits_and_rules_of_the_file_are_the_targets():
    rule = RagRule.objects.filter(basis="relative").first()
    load(
        as_csv(
            ["Measure", "Aim", "Target 2020/21", "Rule", "Green limit", "Amber limit"],
            ["Calls answered", "High", "80%", rule.name, "1", "7.5"],
            ["Other", "High", "80%", "No such rule", "", ""],
        )
    )
    target = calls().targets.get()
    assert target.rule.name == rule.name
    assert [limit.reach for limit in target.limits.order_by("level__position")] == [1, D("7.5")]
    assert not Target.objects.filter(measure__title="Other").exists()


def test_a_changed_limit_is_a_target_that_moved():
    head = ["Measure", "Aim", "Target 2020/21", "Green limit", "Amber limit"]
    load(as_csv(head, ["Calls answered", "High", "80%", "1", "7.5"]))
    _, outcome = load(as_csv(head, ["Calls answered", "High", "80%", "1", "8"]))
    assert outcome.counts["targets that moved"] == 1


def test_people_are_found_or_made_without_a_password():
    head = ["Measure", "2020/21", "Owner e-mail", "Owner", "Owner post", "Deputies", "Provider"]
    row = [
        "Calls answered",
        "5",
        "nora.new@example.org",
        "Nora New",
        "Head of Calls",
        "DEE.deputy@example.org",
        "",
    ]
    _, outcome = load(as_csv(head, row, ["Other", "6", "", "Somebody Unknown", "", "", ""]))
    nora = Person.objects.get(email="nora.new@example.org")
    assert (nora.name, nora.post, nora.has_usable_password()) == ("Nora New", "Head of Calls", False)
    roles = MeasureRole.objects.filter(measure=calls()).values_list("person__name", "kind")
    assert set(roles) == {("Nora New", "owner"), ("Dee Deputy", "deputy")}
    assert "Other: “Somebody Unknown” was not made its owner; give an e-mail address" in outcome.made


def test_a_sheets_own_columns_become_its_sections():
    data = as_xlsx(
        Staff=[
            ["Measure", "Figure 2018/19", "Comparison: Whole council 2018/19", "Target 2018/19"],
            ["a", "10%", "9%", ">5%"],
        ],
        Other=[["Measure", "Figure 2018/19"], ["b", "1"]],
    )
    load(data, scorecard="One page")
    columns = Column.objects.filter(scorecard__title="One page").order_by("position")
    assert [(c.section.title, c.shows, c.comparison) for c in columns] == [
        ("Staff", "figure", ""),
        ("Staff", "comparison", "Whole council"),
        ("Staff", "target", ""),
        ("Staff", "status", ""),
        ("Staff", "direction", ""),
    ]


def test_everything_is_in_the_audit_trail_with_who_and_where_from():
    ada = world.person("ada")
    load(as_csv(HEAD, CALLS), by=ada, source="A published table")
    entries = AuditEntry.objects.filter(measure=calls())
    assert {(e.verb, e.by) for e in entries} == {("imported", ada), ("taken over", ada), ("target set", ada)}


def test_a_new_council_without_rules_gets_the_default_ones():
    _, outcome = load(as_csv(HEAD, CALLS))
    assert outcome.assumed == []
    for rule in RagRule.objects.all():
        RagRule.objects.filter(pk=rule.pk).update(name=f"Our own {rule.name}", kind="manual")
    _, outcome = load(as_csv(HEAD, ["LC2", "Local", "Letters answered", *CALLS[3:]]))
    assert "There was no rule" in sentences(outcome.assumed)[0]
    assert Target.objects.get(measure__title="Letters answered").rule.name == "Points off target"


def test_without_a_directorate_among_several_the_row_is_refused():
    _, outcome = load(as_csv(HEAD, CALLS), directorate="")
    assert sentences(outcome.refused) == [
        "Say which directorate: in a column “Directorate”, or for the whole file."
    ]


def test_a_target_set_here_is_held_against_the_file():
    measure = Measure.objects.get(codes__code="1E")
    year = world.year_2020()
    rule = RagRule.objects.filter(kind="limits").first()
    configuration.set_target(
        measure=measure,
        year=year,
        kind="at_least",
        value=D(12),
        as_entered=">12%",
        rule=rule,
        reason="Raised",
        by=world.person("ada"),
    )
    _, outcome = load(as_csv(["Ref", "Measure", "Target 2020/21"], ["1E", measure.title, ">11%"]))
    assert "is held as >12% and the file says >11%" in sentences(outcome.moved)[0]


def test_what_the_table_of_measures_refuses_is_said_in_its_own_words():
    _, outcome = load(
        as_csv(
            ["Measure", "Unit", "Entry", "2020/21"],
            ["CQC", "composition", "Figure", "5"],
            [CALLS[2], "%", "", "5"],
        )
    )
    assert sentences(outcome.refused) == ["A composition is entered as its parts, and nothing else is."]
    assert calls().submissions.get().value == 5


def test_a_figure_to_date_is_not_kept_for_a_measure_whose_figures_stand_alone():
    load(as_csv(["Measure", "Unit", "Nov 2020"], ["Visits", "count", "6"]))
    _, outcome = load(as_csv(["Measure", "Apr-Nov 2019"], ["Visits", "70"]))
    assert "“Apr-Nov 2019” covers the year to date" in sentences(outcome.refused)[0]


def test_the_newest_year_of_a_file_has_its_months_to_show_and_to_enter():
    load(as_csv(["Measure", "2022/23", "2023/24"], ["Visits", "5", "6"]))
    months = Period.objects.months().filter(start__gte=date(2022, 4, 1))
    assert [str(month) for month in months][::11] == ["April 2023", "March 2024"]
    before = Period.objects.count()
    load(as_csv(["Measure", "2018/19"], ["Visits", "4"]))
    assert Period.objects.count() == before + 1


def test_with_one_directorate_measures_go_there_and_that_is_said_once():
    Role.objects.exclude(directorate=None).delete()
    only = Directorate.objects.get(name="Adults and Communities")
    Measure.objects.update(directorate=only, service=None)
    Directorate.objects.exclude(pk=only.pk).delete()
    _, outcome = load(as_csv(HEAD, CALLS, ["", "", "Letters", *CALLS[3:]]), directorate="")
    assert sentences(outcome.assumed) == [
        "No directorate is named: new measures go to “Adults and Communities”, the only one here."
    ]
    assert calls().directorate.name == "Adults and Communities"
    _, outcome = load(as_csv(HEAD, CALLS), directorate="")
    assert outcome.assumed == []


def test_a_numbered_list_is_found_again_by_its_titles():
    head = ["Measure", "2018/19"]
    load(as_csv(head, ["1 Calls", "5"], ["2 Letters", "6"], ["3 Visits", "7"]))
    assert Measure.objects.get(title="Letters").code_text == "Local 2"
    number = Measure.objects.count()
    _, outcome = load(as_csv(head, ["1 Letters", "6"], ["2 Post", "1"], ["3 Visits", "7"]))
    assert outcome.refused == []
    assert outcome.counts["measures held already"] == 2
    assert Measure.objects.count() == number + 1
    assert sentences(outcome.assumed) == ["Post: its number 2 is another measure’s here, and was left out."]
    assert Measure.objects.get(title="Post").code_text == "Local"


@pytest.mark.parametrize("name", ["(post)", "Vacant", "TBC", "-"])
def test_what_stands_where_no_name_does_is_nobody(name):
    head = ["Measure", "2020/21", "Owner", "Owner e-mail"]
    _, outcome = load(
        as_csv(head, ["Calls answered", "5", name, ""], ["Other", "6", name, "n.new@example.org"])
    )
    assert not any("was not made its owner" in text for text in outcome.made)
    assert not calls().measure_roles.exists()
    assert Person.objects.get(email="n.new@example.org").name == "n.new"

"""What must always hold is held by the database, whoever writes: each rule refuses a row that breaks it."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError

from performance import triggers, workflow
from performance.demonstration import cycle
from performance.models import (
    Assessment,
    AssessmentRun,
    AuditEntry,
    Clearance,
    Contributor,
    Directorate,
    Framework,
    Measure,
    MeasureCode,
    MeasureRole,
    Pack,
    PackBuild,
    PackFile,
    Period,
    Person,
    RagRule,
    Role,
    Scorecard,
    Service,
    SignOff,
    StatusLevel,
    Submission,
    Target,
    TargetLimit,
)
from tests import world

pytestmark = pytest.mark.django_db

NOW = datetime(2020, 12, 10, 10, 0, tzinfo=UTC)
DUE = date(2021, 3, 31)


# --- A valid row of every kind -----------------------------------------------------------------------


def figure(status, **fields):
    """A submission of a measure and period that have none."""
    olive, mary = world.person("olive"), world.person("mary")
    row = {
        "measure": world.measure("children-in-care-visits"),
        "period": world.november(),
        "status": status,
        "created_at": NOW,
    }
    if status != "draft":
        row |= {"value": D(90), "submitted_by": olive, "submitted_at": NOW}
    if status == "returned":
        row |= {"returned_by": mary, "returned_at": NOW, "returned_reason": "Of which month?"}
    if status == "published":
        row |= {"origin": "published", "source": "A paper", "submitted_by": None, "submitted_at": None}
    if status in ("approved", "published", "superseded"):
        row["in_force_at"] = NOW
    return Submission, row | fields


def target(kind="at_least", **fields):
    row = {
        "measure": world.measure("children-in-care-visits"),
        "year": world.year_2020(),
        "kind": kind,
        "recorded_at": NOW,
        "effective_on": NOW.date(),
    }
    if kind in ("at_least", "at_most", "band"):
        row["rule"] = RagRule.objects.get(basis="points")
    figures = {"lower": D(90), "upper": D(90)} if kind == "band" else {}
    figures = {"value": D(90)} if kind in ("at_least", "at_most") else figures
    return Target, row | figures | fields


def limit(**fields):
    made = Target.objects.filter(kind="at_least", measure__slug="adult-learning-success").get()
    red = StatusLevel.objects.get(code="red")
    return TargetLimit, {"target": made, "level": red, "reach": D(0)} | fields


def month(**fields):
    row = {
        "kind": "month",
        "start": date(2021, 4, 1),
        "end": date(2021, 4, 30),
        "year": world.year_2020(),
        "opens_on": date(2021, 5, 1),
        "due_on": date(2021, 5, 14),
        "closes_on": date(2021, 5, 31),
    }
    return Period, row | fields


def year(**fields):
    return month(**{"kind": "year", "year": None} | fields)


def measure(unit="count", **fields):
    row = {
        "slug": "visits",
        "title": "Visits",
        "unit_kind": unit,
        "rate_per": 1000 if unit == "rate" else 0,
        "polarity": "high",
        "directorate": Directorate.objects.get(name="Adults and Communities"),
    }
    return Measure, row | fields


def code(**fields):
    row = {"measure": world.measure("heritage-visits"), "framework": Framework.objects.get(short_name="BCF")}
    return MeasureCode, row | fields


def answers(kind="provider", **fields):
    row = {"measure": world.measure("children-in-care-visits"), "person": world.person("nick"), "kind": kind}
    return MeasureRole, row | fields


def role(kind="manager", **fields):
    return Role, {"person": world.person("nick"), "kind": kind} | fields


def adults():
    return Directorate.objects.get(name="Adults and Communities")


def social_care():
    return Service.objects.get(name="Adult social care")


def person(**fields):
    return Person, {"email": "new.person@example.org", "name": "New Person"} | fields


def touched(**fields):
    submission, _ = Submission.objects.get_or_create(**figure("draft")[1])
    return Contributor, {"submission": submission, "person": world.person("olive"), "first_at": NOW} | fields


def sign_off(**fields):
    submission, _ = Submission.objects.get_or_create(**figure("approved")[1])
    return SignOff, {
        "submission": submission,
        "version": 2,
        "by": world.person("mary"),
        "at": NOW,
    } | fields


def assessment(**fields):
    submission, _ = Submission.objects.get_or_create(**figure("approved")[1])
    row = {
        "submission": submission,
        "measure": submission.measure,
        "period": submission.period,
        "run": AssessmentRun.objects.first(),
        "judged": "figure",
        "level": StatusLevel.objects.get(code="green"),
        "sentence": "Green.",
    }
    return Assessment, row | fields


def pack(status="draft", **fields):
    row = {
        "scorecard": Scorecard.objects.get(),
        "period": world.november(),
        "title": "Performance report",
        "committee": "Scrutiny",
        "meeting_on": date(2021, 1, 18),
        "status": status,
        "created_by": world.person("petra"),
        "created_at": NOW,
    }
    by = world.person("clive")
    if status != "draft":
        row |= {"content": {"rows": []}, "content_hash": "0" * 64}
    if status in ("issued", "withdrawn"):
        row |= {"issued_by": by, "issued_at": NOW}
    if status == "withdrawn":
        row |= {"withdrawn_by": by, "withdrawn_at": NOW, "withdrawn_reason": "A wrong table."}
    return Pack, row | fields


def of_a_pack(model, **row):
    made = Pack.objects.first() or Pack.objects.create(**pack()[1])
    return model, {"pack": made} | row


def clearance(**fields):
    row = {"position": 1, "post": "Director", "person": world.person("dora")}
    return of_a_pack(Clearance, **row | fields)


def file(**fields):
    row = {"kind": "draft", "content_hash": "0" * 64, "sha256": "1" * 64, "pages": 1, "created_at": NOW}
    return of_a_pack(PackFile, **row | {"data": b"%PDF"} | fields)


def build(**fields):
    row = {"kind": "draft", "prepared_on": NOW.date(), "requested_at": NOW}
    return of_a_pack(PackBuild, **row | {"requested_by": world.person("petra")} | fields)


# --- One row that breaks a rule ----------------------------------------------------------------------

# The rule, a valid row, and what is changed in it.
BROKEN = [
    # An unknown status agrees with no rule that lists them.
    (
        "submission_status submission_status_and_origin submission_in_force_at",
        lambda: figure("submitted"),
        {"status": "lost"},
    ),
    ("submission_value_or_reason", lambda: figure("submitted"), {"value": None}),
    ("submission_value_or_reason", lambda: figure("approved"), {"value": None}),
    ("submission_value_or_reason", lambda: figure("published"), {"absence": "suppressed"}),
    ("submission_value_or_reason", lambda: figure("superseded"), {"absence": "suppressed"}),
    ("submission_choices", lambda: figure("draft"), {"absence": "lost"}),
    ("submission_choices", lambda: figure("draft"), {"outlook": "rosy"}),
    (
        "submission_choices submission_status_and_origin",
        lambda: figure("draft"),
        {"origin": "guessed", "source": "x"},
    ),
    ("submission_fraction_whole", lambda: figure("submitted"), {"numerator": D(1)}),
    ("submission_fraction_whole", lambda: figure("approved"), {"denominator": D(1)}),
    ("submission_fraction_whole", lambda: figure("submitted"), {"numerator": D(1), "denominator": D(0)}),
    (
        "submission_due_on_has_date",
        lambda: figure("submitted", value=None, absence="due_on", absence_due_on=DUE),
        {"absence_due_on": None},
    ),
    ("submission_due_on_has_date", lambda: figure("submitted"), {"absence_due_on": DUE}),
    ("submission_submitted_by_and_at", lambda: figure("submitted"), {"submitted_by": None}),
    ("submission_submitted_by_and_at", lambda: figure("returned"), {"submitted_at": None}),
    ("submission_submitted_by_and_at", lambda: figure("approved"), {"submitted_by": None}),
    ("submission_submitted_by_and_at", lambda: figure("published"), {"source": ""}),
    ("submission_returned_with_reason", lambda: figure("returned"), {"returned_by": None}),
    ("submission_returned_with_reason", lambda: figure("returned"), {"returned_at": None}),
    ("submission_returned_with_reason", lambda: figure("returned"), {"returned_reason": ""}),
    ("submission_status_and_origin", lambda: figure("approved", source="A paper"), {"origin": "published"}),
    ("submission_status_and_origin", lambda: figure("draft", source="A paper"), {"origin": "imported"}),
    (
        "submission_status_and_origin submission_submitted_by_and_at",
        lambda: figure("published"),
        {"origin": "entered"},
    ),
    ("submission_in_force_at", lambda: figure("approved"), {"in_force_at": None}),
    ("submission_in_force_at", lambda: figure("published"), {"in_force_at": None}),
    ("submission_in_force_at", lambda: figure("superseded"), {"in_force_at": None}),
    ("submission_in_force_at", lambda: figure("submitted"), {"in_force_at": NOW}),
    ("submission_in_force_at", lambda: figure("draft"), {"in_force_at": NOW}),
    ("submission_reopened_with_reason", lambda: figure("draft"), {"revision": 2}),
    ("assessment_level_or_reason", assessment, {"not_rated": "no_target"}),
    ("assessment_level_or_reason", assessment, {"level": None}),
    ("target_kind_and_figures_agree", target, {"kind": "about"}),
    ("target_kind_and_figures_agree", target, {"value": None}),
    ("target_kind_and_figures_agree", target, {"lower": D(80)}),
    ("target_kind_and_figures_agree", target, {"rule": None}),
    ("target_kind_and_figures_agree", lambda: target("at_most"), {"upper": D(95)}),
    ("target_kind_and_figures_agree", lambda: target("at_most"), {"value": None}),
    ("target_kind_and_figures_agree", lambda: target("band"), {"lower": None}),
    ("target_kind_and_figures_agree", lambda: target("band"), {"upper": None}),
    ("target_kind_and_figures_agree", lambda: target("band"), {"upper": D("89.999999")}),
    ("target_kind_and_figures_agree", lambda: target("band"), {"value": D(90)}),
    ("target_kind_and_figures_agree", lambda: target("band"), {"rule": None}),
    ("target_kind_and_figures_agree", lambda: target("none"), {"value": D(0)}),
    ("target_kind_and_figures_agree", lambda: target("information"), {"lower": D(0)}),
    ("target_kind_and_figures_agree", lambda: target("to_be_confirmed"), {"upper": D(0)}),
    ("target_superseded_with_reason", target, {"version": 2}),
    ("target_limit_not_negative", limit, {"reach": D("-0.000001")}),
    ("period_kind", month, {"kind": "decade"}),
    ("period_ends_after_start", lambda: month(end=date(2021, 4, 1)), {"end": date(2021, 3, 31)}),
    ("period_due_after_opening", lambda: month(due_on=date(2021, 5, 1)), {"due_on": date(2021, 4, 30)}),
    ("period_closes_after_due", lambda: month(closes_on=date(2021, 5, 14)), {"closes_on": date(2021, 5, 13)}),
    ("period_part_of_year", month, {"year": None}),
    ("period_part_of_year", year, {"year_id": 1}),
    ("measure_polarity", measure, {"polarity": "up"}),
    ("measure_decimals", lambda: measure(decimals=6), {"decimals": 7}),
    ("measure_scale", lambda: measure(scale="m"), {"scale": "b"}),
    ("measure_points_are_not_scaled", lambda: measure("percent"), {"scale": "k"}),
    ("measure_points_are_not_scaled", lambda: measure("score"), {"scale": "m"}),
    ("measure_rate_has_base", lambda: measure("rate"), {"rate_per": 0}),
    ("measure_rate_has_base", measure, {"rate_per": 1000}),
    (
        "measure_window_whole",
        lambda: measure(window_length_months=3, window_label="Discharges"),
        {"window_label": ""},
    ),
    ("measure_window_whole", measure, {"window_lag_months": 3}),
    ("measure_role_kind", answers, {"kind": "friend"}),
    ("role_kind", role, {"kind": "king"}),
    (
        "role_service_within_directorate",
        lambda: role(directorate=adults(), service=social_care()),
        {"directorate": None},
    ),
    ("role_council_wide", lambda: role(directorate=adults()), {"kind": "clerk"}),
    ("role_council_wide", lambda: role(directorate=adults()), {"kind": "administrator"}),
    ("pack_status", lambda: pack("cleared"), {"status": "lost"}),
    ("pack_cleared_with_content", lambda: pack("cleared"), {"content": None}),
    ("pack_cleared_with_content", lambda: pack("issued"), {"content_hash": ""}),
    ("pack_issued_by_and_at", lambda: pack("issued"), {"issued_by": None}),
    ("pack_issued_by_and_at", lambda: pack("issued"), {"issued_at": None}),
    ("pack_withdrawn_with_reason", lambda: pack("withdrawn"), {"withdrawn_by": None}),
    ("pack_withdrawn_with_reason", lambda: pack("withdrawn"), {"withdrawn_at": None}),
    ("pack_withdrawn_with_reason", lambda: pack("withdrawn"), {"withdrawn_reason": ""}),
    ("clearance_of_content", clearance, {"cleared_at": NOW}),
    ("clearance_of_content", clearance, {"content_hash": "0" * 64}),
]

# The rule, a row that is there, and a row that is valid but for it.
DOUBLED = [
    ("submission_revision", lambda: figure("superseded"), lambda: figure("draft")),
    ("submission_one_open", lambda: figure("draft"), lambda: figure("submitted", **second())),
    ("submission_one_open", lambda: figure("submitted"), lambda: figure("returned", **second())),
    ("submission_one_open", lambda: figure("returned"), lambda: figure("draft", **second())),
    ("submission_one_in_force", lambda: figure("approved"), lambda: figure("approved", **second())),
    ("submission_one_in_force", lambda: figure("published"), lambda: figure("approved", **second())),
    ("contributor_once", touched, touched),
    ("sign_off_once_a_level", sign_off, lambda: sign_off(by=world.person("dora"), version=3)),
    ("submission", assessment, assessment),
    ("target_version", target, lambda: target("none")),
    ("target_limit_once", limit, lambda: limit(reach=D(9))),
    ("period_once", month, month),
    ("slug", measure, lambda: measure("percent", title="Others")),
    ("measure_code_once", code, code),
    ("measure_role_once", answers, lambda: answers("deputy")),
    ("measure_has_one_owner", lambda: answers("provider"), lambda: answers("owner", person=olive())),
    ("role_once", role, role),
    ("role_once", lambda: role(directorate=adults()), lambda: role(directorate=adults())),
    (
        "role_once",
        lambda: role(directorate=adults(), service=social_care()),
        lambda: role(directorate=adults(), service=social_care()),
    ),
    ("email person_email_any_case", person, person),
    ("person_email_any_case", person, lambda: person(email="NEW.person@example.ORG")),
    ("pack_once_a_meeting", pack, lambda: pack("issued")),
    ("clearance_order", clearance, lambda: clearance(person=olive())),
    ("pack_file_once", file, file),
    ("pack_one_build_at_once", build, lambda: build(status="running")),
]

MODELS = [
    *(Submission, Contributor, SignOff, Assessment, Target, TargetLimit, Period),
    *(Measure, MeasureCode, MeasureRole, Role, Person, Pack, Clearance, PackFile, PackBuild),
]


def second():
    return {"revision": 2, "opened_reason": "Late records."}


def olive():
    return world.person("olive")


def rules_against(row):
    """The rules that refuse a row, by Django's own reckoning."""
    broken = set()
    for rule in row._meta.constraints:
        try:
            rule.validate(type(row), row)
        except ValidationError:
            broken.add(rule.name)
    return broken | _doubled_fields(row)


def _doubled_fields(row):
    unique = [field for field in row._meta.fields if field.unique and not field.primary_key]
    manager = type(row).objects
    return {f.name for f in unique if manager.filter(**{f.name: getattr(row, f.attname)}).exists()}


def named_in(error, model):
    """The rules that the database's own message can mean."""
    if connection.vendor == "postgresql":
        name = error.__cause__.diag.constraint_name
        fields = {f.name for f in model._meta.fields if f.unique and f"_{f.column}_" in name}
        return {name} if name in {rule.name for rule in model._meta.constraints} else fields
    if found := re.search(r"CHECK constraint failed: (\w+)|index '(\w+)'", str(error)):
        return {found[1] or found[2]}
    columns = set(re.findall(r"\.(\w+)", str(error)))
    named = {model._meta.get_field(f.name).name for f in model._meta.fields if {f.column} == columns}
    for rule in model._meta.constraints:
        if {model._meta.get_field(name).column for name in getattr(rule, "fields", ())} == columns:
            named.add(rule.name)
    return named


def refused(model, row):
    """The rules that refused a row in the database."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        model.objects.create(**row)
    return named_in(error.value, model)


@pytest.mark.parametrize(("rules", "valid", "changes"), BROKEN)
def test_a_row_that_breaks_a_rule_is_refused(rules, valid, changes):
    model, row = valid()
    with transaction.atomic():
        assert model.objects.create(**row).pk
        transaction.set_rollback(True)
    broken = row | changes
    assert rules_against(model(**broken)) == set(rules.split())
    assert refused(model, broken) <= set(rules.split())


@pytest.mark.parametrize(("rules", "there", "doubled"), DOUBLED)
def test_a_second_row_that_breaks_a_rule_is_refused(rules, there, doubled):
    model, row = doubled()
    with transaction.atomic():
        if rules != "measure_has_one_owner":  # Otto is the owner that is there
            assert model.objects.create(**row).pk
        transaction.set_rollback(True)
    model.objects.create(**there()[1])
    assert rules_against(model(**row)) == set(rules.split())
    assert refused(model, row) & set(rules.split()) != set()


def test_every_rule_of_these_models_is_tried():
    tried = {rule for rules, *_ in [*BROKEN, *DOUBLED] for rule in rules.split()}
    rules = {rule.name for model in MODELS for rule in model._meta.constraints}
    unique = {f.name for model in MODELS for f in model._meta.fields if f.unique and not f.primary_key}
    assert tried == rules | unique


@pytest.mark.parametrize(
    "row",
    [
        lambda: figure("draft", absence="due_on", numerator=D(1), denominator=D(0), value=D(1)),
        lambda: figure("submitted", value=None, absence="due_on", absence_due_on=DUE),
        lambda: figure("submitted", numerator=D(0), denominator=D("0.000001"), value=D(0)),
        lambda: target("information"),
        lambda: target("to_be_confirmed"),
        lambda: month(end=date(2021, 4, 1), due_on=date(2021, 5, 1), closes_on=None),
        lambda: role("clerk"),
        lambda: build(status="done"),
    ],
)
def test_a_row_at_the_edge_of_the_rules_is_accepted(row):
    model, fields = row()
    assert model.objects.create(**fields).pk


@pytest.mark.parametrize(
    ("there", "other"),
    [
        (lambda: figure("approved"), lambda: figure("draft", **second())),
        (lambda: figure("superseded"), lambda: figure("published", **second())),
        (lambda: figure("superseded"), lambda: figure("superseded", **second())),
        (lambda: answers("deputy"), lambda: answers("deputy", person=olive())),
        (lambda: role(directorate=adults()), lambda: role(directorate=adults(), service=social_care())),
        (lambda: role(), lambda: role("officer")),
        (lambda: build(status="failed"), build),
        (lambda: build(status="done"), lambda: build(status="done")),
    ],
)
def test_two_rows_that_the_rules_allow_stand_together(there, other):
    model, row = there()
    model.objects.create(**row)
    assert model.objects.create(**other()[1]).pk


# --- What is never deleted while something stands on it ----------------------------------------------


@pytest.fixture
def story():
    """One figure that was returned once and approved, with all the people it took."""
    found = next(f for f in cycle.figures_of("2020-11") if f.measure.slug == "learning-disability-employment")
    draft = cycle.enter(found, today=world.TODAY)
    olive, dee, dora = world.person("olive"), world.person("dee"), world.person("dora")
    sent = workflow.submit(submission=draft, version=1, by=olive)
    back = workflow.send_back(submission=sent, version=2, reason="Of which month?", by=dora)
    again = workflow.submit(submission=back, version=3, by=dee)
    return workflow.approve(submission=again, version=4, by=world.person("mary"))


PROTECTED = {
    "who entered": lambda story: world.person("olive"),
    "who submitted": lambda story: world.person("dee"),
    "who returned": lambda story: world.person("dora"),
    "who approved": lambda story: world.person("mary"),
    "who answers for a measure": lambda story: world.person("dan"),
    "measure": lambda story: story.measure,
    "month": lambda story: story.period,
    "year": lambda story: story.period.year,
    "figure": lambda story: story,
    "directorate": lambda story: adults(),
    "service": lambda story: social_care(),
    "rule": lambda story: RagRule.objects.get(basis="points"),
    "level": lambda story: StatusLevel.objects.get(code="green"),
}


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def delete_by_sql(row):
    sql(f"DELETE FROM {row._meta.db_table} WHERE id = {row.pk}")
    connection.check_constraints()


@pytest.mark.parametrize("what", PROTECTED)
def test_people_and_figures_are_not_deleted(what, story):
    row = PROTECTED[what](story)
    with pytest.raises(ProtectedError):
        row.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        delete_by_sql(row)


def test_a_person_who_did_nothing_can_be_deleted():
    nick = world.person("nick")
    Role.objects.create(person=nick, kind="officer")
    assert nick.delete() == (2, {"performance.Role": 1, "performance.Person": 1})


def test_nothing_that_somebody_wrote_goes_with_something_else():
    """Only what is derived, or is a part of what it belongs to, is deleted with it."""
    written = (Submission, Contributor, SignOff, Target, AuditEntry, Pack, PackFile)
    relations = [f for model in written for f in model._meta.fields if f.is_relation]
    assert [f for f in relations if f.remote_field.on_delete.__name__ != "PROTECT"] == []


# --- The audit trail ---------------------------------------------------------------------------------

TABLE = AuditEntry._meta.db_table


def edited():
    entry = AuditEntry.objects.first()
    entry.reason = "Another reason."
    return entry


REWRITING = {
    "update": lambda: AuditEntry.objects.filter(pk=edited().pk).update(reason="Another reason."),
    "save": lambda: edited().save(),
    "upsert": lambda: AuditEntry.objects.bulk_create(
        [edited()], update_conflicts=True, unique_fields=["id"], update_fields=["reason"]
    ),
    "delete one": lambda: edited().delete(),
    "delete all": lambda: AuditEntry.objects.all().delete(),
    "SQL update": lambda: sql(f"UPDATE {TABLE} SET reason = 'Another reason.'"),
    "SQL delete": lambda: sql(f"DELETE FROM {TABLE}"),
}
ONLY = {
    "sqlite": {
        "SQL replace": lambda: sql(f"REPLACE INTO {TABLE} SELECT * FROM {TABLE}"),
        "SQL update or replace": lambda: sql(f"UPDATE OR REPLACE {TABLE} SET id = 1"),
    },
    "postgresql": {
        "SQL truncate": lambda: sql(f"TRUNCATE {TABLE}"),
        "SQL truncate with others": lambda: sql("TRUNCATE performance_measure CASCADE"),
    },
}


def check_refused(rewrite):
    before = list(AuditEntry.objects.order_by("pk").values())
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        rewrite()
    assert str(error.value).splitlines()[0] == triggers.MESSAGE
    assert list(AuditEntry.objects.order_by("pk").values()) == before != []


@pytest.mark.parametrize("how", REWRITING)
def test_the_trail_is_never_rewritten(how):
    check_refused(REWRITING[how])


def test_the_trail_is_never_rewritten_in_the_databases_own_ways():
    for rewrite in ONLY[connection.vendor].values():
        check_refused(rewrite)


def test_the_trail_still_grows():
    before = AuditEntry.objects.count()
    values = AuditEntry.objects.values().first() | {"id": None}
    AuditEntry.objects.create(**values)
    AuditEntry.objects.bulk_create([AuditEntry(**values), AuditEntry(**values)])
    assert AuditEntry.objects.count() == before + 3


def test_the_triggers_can_be_installed_twice():
    triggers.install()
    check_refused(REWRITING["SQL update"])

"""What must always hold is held by the database, whoever writes: each rule refuses a row that breaks it."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError

from benchmarking.models import Authority, Indicator, PublishedPosition, Source
from performance import triggers, workflow
from performance.demonstration import cycle
from performance.models import (
    Abbreviation,
    Action,
    Assessment,
    AssessmentRun,
    AuditEntry,
    CalculationInput,
    Category,
    Clearance,
    Column,
    ComparisonFigure,
    Confirmation,
    ContextNote,
    Contributor,
    Cover,
    Dimension,
    Directorate,
    Framework,
    ImportFile,
    KeptText,
    Measure,
    MeasureCode,
    MeasureComparison,
    MeasureRole,
    Override,
    Pack,
    PackAttachment,
    PackBuild,
    PackChunk,
    PackFile,
    PackSection,
    PackTemplate,
    Period,
    Person,
    Placement,
    RagRule,
    RagRuleLimit,
    Reorganisation,
    Restatement,
    ReturnFile,
    Role,
    Scorecard,
    Section,
    SeriesBreak,
    Service,
    SignOff,
    StatusLevel,
    StatusScale,
    Submission,
    Target,
    TargetLimit,
    TargetMonth,
    TargetProposal,
    TemplateSection,
)
from tests import world
from tests.benchmarks import rules as published

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
    if status in ("issued", "superseded", "withdrawn"):
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
    row = {"stage": "draft", "copy": "public", "form": "pdf", "content_hash": "0" * 64, "sha256": "1" * 64}
    row |= {"pages": 1, "created_at": NOW}
    return of_a_pack(PackFile, **row | {"data": b"%PDF"} | fields)


def supplement(**fields):
    original = of_a_pack(Pack)[1]["pack"]
    return Pack, pack()[1] | {"supplement_to": original, "supplement_number": 1} | fields


def attachment(**fields):
    row = {"name": "appendix.pdf", "data": b"%PDF", "sha256": "1" * 64, "pages": 1, "uploaded_at": NOW}
    return of_a_pack(PackAttachment, **row | {"uploaded_by": world.person("petra")} | fields)


def pack_section(**fields):
    return of_a_pack(PackSection, **{"position": 1, "kind": "contents"} | fields)


def pack_template(**fields):
    return PackTemplate, {"name": "Usual", "created_by": world.person("petra"), "created_at": NOW} | fields


def template_section(**fields):
    model, row = pack_template()
    made = model.objects.first() or model.objects.create(**row)
    return TemplateSection, {"template": made, "position": 1, "kind": "contents"} | fields


def pack_chunk(**fields):
    return PackChunk, {"key": "0" * 64, "data": b"%PDF", "made_at": NOW, "used_at": NOW} | fields


def build(**fields):
    row = {"stage": "draft", "prepared_on": NOW.date(), "requested_at": NOW}
    return of_a_pack(PackBuild, **row | {"requested_by": world.person("petra")} | fields)


def red():
    return StatusLevel.objects.get(code="red")


def rule_limit(**fields):
    return RagRuleLimit, {"rule": RagRule.objects.get(basis="points"), "level": red(), "reach": D(0)} | fields


def boundary(**fields):
    return rule_limit(**{"reach": None, "lower": D(80)} | fields)


def target_month(**fields):
    made = Target.objects.filter(kind="at_least", measure__slug="adult-learning-success").get()
    return TargetMonth, {"target": made, "month": 1, "value": D(90)} | fields


def rule(**fields):
    row = {"name": "Position among neighbours", "scale": StatusScale.objects.first(), "kind": "quartile"}
    return RagRule, row | fields


def level(**fields):
    row = {"scale": StatusScale.objects.first(), "position": 4, "code": "blue", "word": "Blue"}
    return StatusLevel, row | {"letter": "B", "shape": "star", "colour": "blue"} | fields


def scale(**fields):
    return StatusScale, {"name": "Stars"} | fields


def dimension(**fields):
    row = {"measure": world.measure("children-in-care-visits"), "code": "age-band", "name": "Age band"}
    return Dimension, row | fields


def category(**fields):
    made, _ = Dimension.objects.get_or_create(**dimension()[1])
    return Category, {"dimension": made, "code": "18-64", "name": "18 to 64"} | fields


def calculation_input(**fields):
    row = {"measure": world.measure("heritage-visits"), "source": world.measure("library-visits")}
    return CalculationInput, row | fields


def comparison(**fields):
    row = {"measure": world.measure("heritage-visits"), "basis": "same_period"}
    return MeasureComparison, row | fields


def against_baseline(**fields):
    row = {"basis": "baseline", "baseline": D(0), "baseline_label": "2015/16 outturn"}
    return comparison(**row | fields)


def series_break(**fields):
    row = {"measure": world.measure("heritage-visits"), "starts_on": DUE, "reason": "New definition"}
    return SeriesBreak, row | fields


def context_note(**fields):
    row = {"text": "Closed from March 2020.", "starts_on": DUE, "ends_on": DUE}
    return ContextNote, row | fields


def comparison_figure(**fields):
    row = {"measure": world.measure("heritage-visits"), "name": "England", "period": world.year_2020()}
    return ComparisonFigure, row | {"value": D(0)} | fields


def override(status="proposed", **fields):
    submission, _ = Submission.objects.get_or_create(**figure("approved")[1])
    row = {
        "submission": submission,
        "period": submission.period,
        "level": red(),
        "reason": "Inspectors saw it otherwise.",
        "expires_on": DUE,
        "status": status,
        "proposed_by": world.person("mary"),
        "proposed_at": NOW,
    }
    if status != "proposed":
        row |= {"decided_by": world.person("petra"), "decided_at": NOW}
    if status == "declined":
        row["decision_reason"] = "The figure speaks for itself."
    if status == "ended":
        row |= {"ended_by": world.person("petra"), "ended_at": NOW}
    return Override, row | fields


def of_a_heading(**fields):
    return override(**{"submission": None, "section": Section.objects.first()} | fields)


def import_file(status="previewed", **fields):
    row = {"name": "scorecard.xlsx", "data": b"PK", "sha256": "0" * 64, "status": status}
    row |= {"uploaded_by": world.person("ada"), "uploaded_at": NOW}
    if status == "applied":
        row["applied_at"] = NOW
    return ImportFile, row | fields


def scorecard(**fields):
    return Scorecard, {"slug": "corporate", "title": "Corporate scorecard"} | fields


def abbreviation(**fields):
    row = {"scorecard": Scorecard.objects.get(), "short": "DToC", "long": "Delayed transfer of care"}
    return Abbreviation, row | fields


def section(**fields):
    return Section, {"scorecard": Scorecard.objects.get(), "title": "Finance"} | fields


def column(shows="target", **fields):
    row = {"scorecard": Scorecard.objects.get(), "shows": shows}
    if shows == "comparison":
        row["comparison"] = "Budget"
    return Column, row | fields


def placement(**fields):
    made = Section.objects.filter(children=None).first()
    return Placement, {"section": made, "measure": world.measure("children-in-care-visits")} | fields


def position(**fields):
    source, _ = Source.objects.get_or_create(
        title="League tables", defaults={"publisher": "A council", "published_on": NOW.date()}
    )
    row = {
        "indicator": Indicator.objects.first(),
        "authority": Authority.objects.get(code="LEC"),
        "year": "2018/19",
        "group": "Neighbours",
        "quartile": 1,
        "source": source,
    }
    return PublishedPosition, row | fields


def ranked(**fields):
    return position(**{"quartile": None, "rank": 27, "out_of": 152, "rank_from": "highest"} | fields)


def proposal(kind="at_least", status="proposed", **fields):
    row = {
        "measure": world.measure("children-in-care-visits"),
        "year": world.year_2020(),
        "kind": kind,
        "basis": "Top quartile 2019/20.",
        "status": status,
        "proposed_by": world.person("otto"),
        "proposed_at": NOW,
    }
    figures = {"lower": D(90), "upper": D(90)} if kind == "band" else {}
    figures = {"value": D(90)} if kind in ("at_least", "at_most") else figures
    if status != "proposed":
        row |= {"decided_by": world.person("ada"), "decided_at": NOW}
    if status == "adopted":
        row["target"] = Target.objects.first()
    if status == "declined":
        row["decision_reason"] = "It was met last year."
    return TargetProposal, row | figures | fields


def restatement(status="submitted", **fields):
    row = {"reason": "Cases recorded late.", "status": status}
    row |= {"submitted_by": world.person("olive"), "submitted_at": NOW}
    if status == "returned":
        row |= {"returned_by": world.person("mary"), "returned_at": NOW, "returned_reason": "Of which?"}
    if status == "approved":
        row |= {"approved_by": world.person("mary"), "approved_at": NOW}
    return Restatement, row | fields


def confirmation(**fields):
    submission, _ = Submission.objects.get_or_create(**figure("draft")[1])
    row = {"submission": submission, "code": "units", "field": "value", "severity": "warning"}
    row |= {"sentence": "Ten times too large.", "figure": "900"}
    return Confirmation, row | {"by": world.person("otto"), "at": NOW} | fields


def kept_text(**fields):
    row = {"person": world.person("otto"), "measure": world.measure("children-in-care-visits")}
    return KeptText, row | {"period": world.november(), "typed": {"value": "4x"}, "saved_at": NOW} | fields


def cover(**fields):
    row = {"person": world.person("mary"), "deputy": world.person("dee"), "starts_on": DUE}
    return Cover, row | {"arranged_by": world.person("mary"), "arranged_at": NOW} | fields


def action(status="open", **fields):
    row = {
        "measure": world.measure("heritage-visits"),
        "period": world.november(),
        "what": "Open the museum on Sundays.",
        "post": "Head of Museums",
        "due_on": DUE,
        "status": status,
        "raised_by": world.person("oscar"),
        "raised_at": NOW,
    }
    if status != "open":
        row |= {"ended_by": world.person("oscar"), "ended_at": NOW}
    if status == "dropped":
        row["outcome"] = "There is no money for it."
    return Action, row | fields


def of_an_indicator(**fields):
    return action(**{"measure": None, "indicator": Indicator.objects.first()} | fields)


def return_file(status="previewed", **fields):
    row = {"name": "november.xlsx", "data": b"PK", "sha256": "0" * 64, "status": status}
    row |= {"uploaded_by": world.person("olive"), "uploaded_at": NOW}
    if status == "applied":
        row["applied_at"] = NOW
    return ReturnFile, row | fields


def reorganisation(kind="renamed", **fields):
    row = {"kind": kind, "directorate": adults(), "old_name": "Adults and Communities", "on": DUE}
    row |= {"reason": "Cabinet, 1 March 2021.", "by": world.person("ada"), "at": NOW}
    row |= {"new_name": "Adults"} if kind == "renamed" else {"into": children()}
    return Reorganisation, row | fields


def children():
    return Directorate.objects.get(name="Children and Family Services")


def directorate(**fields):
    return Directorate, {"name": "Public Health"} | fields


def service(**fields):
    return Service, {"directorate": adults(), "name": "Museums"} | fields


def given_up(**fields):
    return figure("abandoned", **second() | fields)


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
    ("submission_signed_while_submitted", lambda: figure("draft"), {"levels_signed": 1}),
    ("submission_signed_while_submitted", lambda: figure("returned"), {"levels_signed": 1}),
    ("submission_signed_while_submitted", lambda: figure("published"), {"levels_signed": 1}),
    ("submission_signed_while_submitted", lambda: given_up(), {"levels_signed": 1}),
    ("submission_abandoned_revision", lambda: given_up(), {"revision": 1}),
    ("submission_in_force_at", lambda: given_up(), {"in_force_at": NOW}),
    ("restatement_status", restatement, {"status": "lost"}),
    ("restatement_with_reason", restatement, {"reason": ""}),
    ("restatement_returned_with_reason", lambda: restatement("returned"), {"returned_by": None}),
    ("restatement_returned_with_reason", lambda: restatement("returned"), {"returned_at": None}),
    ("restatement_returned_with_reason", lambda: restatement("returned"), {"returned_reason": ""}),
    ("restatement_approved_by_and_at", lambda: restatement("approved"), {"approved_by": None}),
    ("restatement_approved_by_and_at", lambda: restatement("approved"), {"approved_at": None}),
    ("restatement_approved_by_and_at", restatement, {"approved_at": NOW}),
    (
        "restatement_four_eyes",
        lambda: restatement("approved"),
        lambda row: {"approved_by": row["submitted_by"]},
    ),
    ("confirmation_serious_with_reason", confirmation, {"severity": "serious"}),
    ("confirmation_serious_with_reason", confirmation, {"severity": "error"}),
    ("cover_by_somebody_else", cover, lambda row: {"deputy": row["person"]}),
    ("cover_ends_after_start", lambda: cover(ends_on=DUE), {"ends_on": date(2021, 3, 30)}),
    ("role_level", lambda: role(level=2), {"kind": "officer"}),
    ("role_level", role, {"level": 0}),
    ("role_level", role, {"level": 3}),
    ("directorate_sign_off_levels", directorate, {"sign_off_levels": 0}),
    ("directorate_sign_off_levels", lambda: directorate(sign_off_levels=2), {"sign_off_levels": 3}),
    ("action_of_one_thing", action, lambda row: {"indicator": Indicator.objects.first()}),
    ("action_of_one_thing", of_an_indicator, {"indicator": None}),
    ("action_what_and_post", action, {"what": ""}),
    ("action_what_and_post", action, {"post": ""}),
    ("action_ended_by_and_at", action, {"ended_at": NOW}),
    ("action_ended_by_and_at", action, lambda row: {"ended_by": world.person("oscar")}),
    ("action_ended_by_and_at", lambda: action("done"), {"ended_by": None}),
    ("action_ended_by_and_at", lambda: action("dropped"), {"ended_at": None}),
    ("action_ended_by_and_at", action, {"status": "lost"}),
    ("action_dropped_with_reason", lambda: action("dropped"), {"outcome": ""}),
    ("return_applied_at", lambda: return_file("applied"), {"applied_at": None}),
    ("return_applied_at", return_file, {"applied_at": NOW}),
    ("return_applied_at", lambda: return_file("discarded"), {"applied_at": NOW}),
    ("return_applied_at", return_file, {"status": "lost"}),
    ("target_proposal_kind_and_figures_agree", proposal, {"kind": "about"}),
    ("target_proposal_kind_and_figures_agree", proposal, {"value": None}),
    ("target_proposal_kind_and_figures_agree", proposal, {"lower": D(80)}),
    ("target_proposal_kind_and_figures_agree", lambda: proposal("at_most"), {"upper": D(95)}),
    ("target_proposal_kind_and_figures_agree", lambda: proposal("band"), {"value": D(90)}),
    ("target_proposal_kind_and_figures_agree", lambda: proposal("band"), {"lower": None}),
    ("target_proposal_kind_and_figures_agree", lambda: proposal("band"), {"upper": None}),
    ("target_proposal_kind_and_figures_agree", lambda: proposal("band"), {"upper": D("89.999999")}),
    ("target_proposal_kind_and_figures_agree", lambda: proposal("none"), {"value": D(0)}),
    ("target_proposal_kind_and_figures_agree", lambda: proposal("information"), {"lower": D(0)}),
    ("target_proposal_kind_and_figures_agree", lambda: proposal("to_be_confirmed"), {"upper": D(0)}),
    ("target_proposal_with_basis", proposal, {"basis": ""}),
    ("target_proposal_decided_by_and_at", proposal, {"decided_at": NOW}),
    ("target_proposal_decided_by_and_at", proposal, lambda row: {"decided_by": world.person("ada")}),
    ("target_proposal_decided_by_and_at", lambda: proposal(status="adopted"), {"decided_by": None}),
    ("target_proposal_decided_by_and_at", lambda: proposal(status="declined"), {"decided_at": None}),
    ("target_proposal_decided_by_and_at", proposal, {"status": "lost"}),
    ("target_proposal_declined_with_reason", lambda: proposal(status="declined"), {"decision_reason": ""}),
    ("target_proposal_adopted_as_target", lambda: proposal(status="adopted"), {"target": None}),
    ("target_proposal_adopted_as_target", proposal, lambda row: {"target": Target.objects.first()}),
    ("reorganisation_kind_and_fields_agree", reorganisation, {"kind": "split"}),
    ("reorganisation_kind_and_fields_agree", reorganisation, {"new_name": ""}),
    ("reorganisation_kind_and_fields_agree", reorganisation, lambda row: {"into": children()}),
    ("reorganisation_kind_and_fields_agree", lambda: reorganisation("merged"), {"into": None}),
    ("reorganisation_kind_and_fields_agree", lambda: reorganisation("merged"), {"new_name": "Adults"}),
    ("reorganisation_into_another", lambda: reorganisation("merged"), lambda row: {"into": adults()}),
    ("reorganisation_with_reason", reorganisation, {"reason": ""}),
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
    ("target_limit_distance_or_value", limit, {"reach": D("-0.000001")}),
    ("target_limit_distance_or_value", limit, {"reach": None}),
    ("target_limit_distance_or_value", limit, {"lower": D(80)}),
    ("target_limit_distance_or_value", limit, {"upper": D(80)}),
    ("rag_rule_limit_distance_or_value", rule_limit, {"reach": D("-0.000001")}),
    ("rag_rule_limit_distance_or_value", rule_limit, {"reach": None}),
    ("rag_rule_limit_distance_or_value", boundary, {"reach": D(0)}),
    ("rag_rule_limit_distance_or_value", lambda: boundary(lower=None, upper=D(5)), {"upper": None}),
    ("target_month_of_year", target_month, {"month": 0}),
    ("target_month_of_year", lambda: target_month(month=12), {"month": 13}),
    ("target_month_figures", target_month, {"value": None}),
    ("target_month_figures", target_month, {"lower": D(1)}),
    ("target_month_figures", target_month, {"upper": D(1)}),
    ("target_month_figures", lambda: banded_month(), {"value": D(1)}),
    ("target_month_figures", lambda: banded_month(), {"lower": None}),
    ("target_month_figures", lambda: banded_month(), {"upper": None}),
    ("target_month_figures", lambda: banded_month(), {"upper": D("0.999999")}),
    ("rag_rule_kind", rule, {"kind": "dice"}),
    ("rag_rule_basis", rule, {"basis": "furlongs"}),
    ("rag_rule_steps", lambda: rule(step_on_track=-4), {"step_on_track": -5}),
    ("rag_rule_steps", lambda: rule(step_in_place=4), {"step_in_place": 5}),
    ("rag_rule_steps", lambda: rule(step_not_enough=4), {"step_not_enough": 5}),
    ("status_level_one_to_five", lambda: level(position=5), {"position": 6}),
    ("status_level_one_to_five", level, {"position": 0}),
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
    ("measure_calculation_whole", measure, {"calculation": "total"}),
    (
        "measure_calculation_whole",
        lambda: measure(entry="calculated", calculation="total"),
        {"calculation": ""},
    ),
    ("measure_composition_has_parts", measure, {"entry": "parts"}),
    ("measure_composition_has_parts", lambda: measure("composition", entry="parts"), {"entry": "value"}),
    ("measure_baseline_named", lambda: measure(**BASELINE), {"baseline": None}),
    ("measure_baseline_named", lambda: measure(**BASELINE), {"baseline_label": ""}),
    ("measure_score_out_of", lambda: measure("score", score_out_of=D(24)), {"score_out_of": D(0)}),
    ("measure_score_out_of", measure, {"score_out_of": D(24)}),
    ("calculation_input_not_itself", calculation_input, lambda row: {"source": row["measure"]}),
    ("calculation_input_part", calculation_input, {"part": "third"}),
    ("measure_comparison_baseline", against_baseline, {"baseline": None}),
    ("measure_comparison_baseline", against_baseline, {"baseline_label": ""}),
    ("measure_comparison_baseline", comparison, {"baseline": D(0)}),
    ("measure_comparison_baseline", comparison, {"baseline_label": "2015/16 outturn"}),
    ("context_note_span", context_note, {"ends_on": date(2021, 3, 30)}),
    ("comparison_figure_or_note", comparison_figure, {"value": None}),
    ("override_of_one_thing", override, lambda row: {"section": Section.objects.first()}),
    ("override_of_one_thing", override, {"submission": None}),
    ("override_with_reason", override, {"reason": ""}),
    ("override_without_end_of_a_figure", of_a_heading, {"expires_on": None}),
    ("override_decided_by_and_at", override, {"decided_at": NOW}),
    ("override_decided_by_and_at", override, lambda row: {"decided_by": world.person("petra")}),
    ("override_decided_by_and_at", lambda: override("accepted"), {"decided_by": None}),
    ("override_decided_by_and_at", lambda: override("declined"), {"decided_at": None}),
    ("override_decided_by_and_at", lambda: override("ended"), {"decided_at": None}),
    ("override_decided_by_and_at", lambda: override("accepted"), {"status": "lost"}),
    ("override_four_eyes", lambda: override("accepted"), lambda row: {"decided_by": row["proposed_by"]}),
    ("override_declined_with_reason", lambda: override("declined"), {"decision_reason": ""}),
    ("override_ended_by_and_at", lambda: override("ended"), {"ended_by": None}),
    ("override_ended_by_and_at", lambda: override("ended"), {"ended_at": None}),
    ("override_ended_by_and_at", lambda: override("accepted"), {"ended_at": NOW}),
    ("override_ended_by_and_at", override, lambda row: {"ended_by": world.person("petra")}),
    ("import_applied_at", lambda: import_file("applied"), {"applied_at": None}),
    ("import_applied_at", import_file, {"applied_at": NOW}),
    ("import_applied_at", lambda: import_file("discarded"), {"applied_at": NOW}),
    ("import_applied_at", import_file, {"status": "lost"}),
    ("column_comparison_named", lambda: column("comparison"), {"comparison": ""}),
    ("column_comparison_named", column, {"comparison": "Budget"}),
    ("published_position_quartile", position, {"quartile": 0}),
    ("published_position_quartile", lambda: position(quartile=4), {"quartile": 5}),
    ("published_position_rank_whole", position, {"quartile": None}),
    ("published_position_rank_whole", position, {"rank": 1}),
    ("published_position_rank_whole", position, {"rank_from": "best"}),
    ("published_position_rank_whole", lambda: ranked(rank=1), {"rank": 0}),
    ("published_position_rank_whole", lambda: ranked(rank=152), {"rank": 153}),
    ("published_position_rank_whole", ranked, {"out_of": None}),
    ("published_position_rank_whole", ranked, {"rank_from": ""}),
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
    ("pack_audience", pack, {"audience": "everybody"}),
    ("pack_supplement_numbered", pack, {"supplement_number": 1}),
    ("pack_supplement_numbered", pack, {"replaces": True}),
    ("pack_supplement_numbered", supplement, {"supplement_number": 0, "committee": "Another"}),
    ("pack_section_exempt_with_reason", pack_section, {"exempt_paragraph": 3}),
    ("pack_section_exempt_with_reason", pack_section, {"exempt_reason": "Commercial."}),
    ("pack_section_exempt_with_reason", pack_section, {"exempt_paragraph": 8, "exempt_reason": "No such."}),
    ("template_section_exempt_with_reason", template_section, {"exempt_paragraph": 3}),
    ("pack_issued_by_and_at", lambda: pack("issued"), {"issued_by": None}),
    ("pack_issued_by_and_at", lambda: pack("issued"), {"issued_at": None}),
    ("pack_withdrawn_with_reason", lambda: pack("withdrawn"), {"withdrawn_by": None}),
    ("pack_withdrawn_with_reason", lambda: pack("withdrawn"), {"withdrawn_at": None}),
    ("pack_withdrawn_with_reason", lambda: pack("withdrawn"), {"withdrawn_reason": ""}),
    ("clearance_of_content", clearance, {"cleared_at": NOW}),
    ("clearance_of_content", clearance, {"content_hash": "0" * 64}),
    *published.BROKEN,
]

BASELINE = {"compared_with": "baseline", "baseline": D(0), "baseline_label": "2015/16 outturn"}


def banded_month():
    return target_month(value=None, lower=D(1), upper=D(1))


# The rule, a row that is there, and a row that is valid but for it.
DOUBLED = [
    ("submission_revision", lambda: figure("superseded"), lambda: figure("draft")),
    ("submission_one_open", lambda: figure("draft"), lambda: figure("submitted", **second())),
    ("submission_one_open", lambda: figure("submitted"), lambda: figure("returned", **second())),
    ("submission_one_open", lambda: figure("returned"), lambda: figure("draft", **second())),
    ("submission_one_in_force", lambda: figure("approved"), lambda: figure("approved", **second())),
    ("submission_one_in_force", lambda: figure("published"), lambda: figure("approved", **second())),
    ("contributor_once", touched, touched),
    ("sign_off_once_a_level", sign_off, lambda: sign_off(by=world.person("dora"))),
    (
        "confirmation_once",
        confirmation,
        lambda: confirmation(figure="90", severity="serious", reason="Mine."),
    ),
    ("kept_text_once", kept_text, lambda: kept_text(typed={"value": "5x"})),
    ("cover_once", cover, lambda: cover(ends_on=DUE)),
    ("target_proposal_one_open", proposal, lambda: proposal("none")),
    ("name", directorate, lambda: directorate(position=9)),
    ("service_once", service, service),
    ("submission", assessment, assessment),
    ("target_version", target, lambda: target("none")),
    ("target_limit_once", limit, lambda: limit(reach=D(9))),
    ("rag_rule_limit_once", rule_limit, lambda: rule_limit(reach=D(9))),
    ("target_month_once", target_month, lambda: target_month(value=D(9))),
    ("rag_rule_version", rule, lambda: rule(kind="manual")),
    ("status_level_position", level, lambda: level(code="violet")),
    ("status_level_code", level, lambda: level(position=5)),
    ("name", scale, scale),
    ("dimension_once", dimension, lambda: dimension(name="Age")),
    (
        "dimension_one_composition",
        lambda: dimension(is_composition=True),
        lambda: dimension(code="rating", is_composition=True),
    ),
    ("category_once", category, lambda: category(name="Working age")),
    ("calculation_input_once", calculation_input, calculation_input),
    ("measure_comparison_once", comparison, comparison),
    ("measure_comparison_once", against_baseline, lambda: against_baseline(baseline=D(1))),
    ("series_break_once", series_break, lambda: series_break(reason="Another system")),
    ("comparison_figure_once", comparison_figure, lambda: comparison_figure(value=None, note="n/a")),
    ("override_one_proposal", override, lambda: override(reason="Another reason.")),
    ("override_one_section_proposal", of_a_heading, lambda: of_a_heading(reason="Another reason.")),
    ("slug", scorecard, lambda: scorecard(title="Another")),
    ("abbreviation_once", abbreviation, lambda: abbreviation(long="Delayed transfers of care")),
    ("section_once", section, section),
    (
        "section_once",
        lambda: section(parent=Section.objects.first()),
        lambda: section(parent=Section.objects.first()),
    ),
    ("column_once", column, lambda: column(heading="Aim for the year")),
    ("column_once", lambda: column("comparison"), lambda: column("comparison")),
    (
        "column_once",
        lambda: column(section=Section.objects.first()),
        lambda: column(section=Section.objects.first()),
    ),
    ("placement_once", placement, lambda: placement(position=9)),
    ("published_position_once", position, ranked),
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
    ("pack_section_order", pack_section, lambda: pack_section(kind="key")),
    ("template_section_order", template_section, lambda: template_section(kind="key")),
    ("attachment_once", attachment, lambda: attachment(name="again.pdf")),
    ("name", pack_template, pack_template),
    ("key", pack_chunk, pack_chunk),
    ("pack_one_build_at_once", build, lambda: build(status="running")),
    *published.DOUBLED,
]

MODELS = [
    *(Submission, Contributor, SignOff, Assessment, Target, TargetLimit, Period),
    *(Measure, MeasureCode, MeasureRole, Role, Person, Pack, Clearance, PackFile, PackBuild),
    *(PackAttachment, PackSection, PackTemplate, TemplateSection, PackChunk),
    *(StatusScale, StatusLevel, RagRule, RagRuleLimit, TargetMonth, Override, ImportFile),
    *(Dimension, Category, CalculationInput, MeasureComparison, SeriesBreak, ContextNote, ComparisonFigure),
    *(Scorecard, Abbreviation, Section, Column, Placement, PublishedPosition),
    *(Restatement, Confirmation, KeptText, Cover, Directorate, Service),
    *(Action, ReturnFile, TargetProposal, Reorganisation),
    *published.MODELS,
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


@pytest.mark.wide
@pytest.mark.parametrize(("rules", "valid", "changes"), BROKEN)
def test_a_row_that_breaks_a_rule_is_refused(rules, valid, changes):
    model, row = valid()
    with transaction.atomic():
        assert model.objects.create(**row).pk
        transaction.set_rollback(True)
    broken = row | (changes(row) if callable(changes) else changes)
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
        lambda: boundary(upper=D(90)),
        lambda: measure(baseline=D(0)),
        lambda: measure("score", score_out_of=D("0.000001")),
        lambda: context_note(ends_on=None),
        lambda: comparison_figure(value=None, note="n/a"),
        lambda: column("difference"),
        lambda: column("difference", comparison="Budget"),
        lambda: ranked(quartile=1),
        of_a_heading,
        lambda: import_file("applied"),
        given_up,
        lambda: figure("submitted", levels_signed=1),
        lambda: figure("approved", levels_signed=2),
        lambda: figure("superseded", levels_signed=1),
        lambda: confirmation(severity="serious", reason="A new contract."),
        lambda: cover(ends_on=DUE),
        lambda: role(level=2),
        of_an_indicator,
        lambda: action("done"),
        lambda: return_file("applied"),
        lambda: proposal("information", status="adopted"),
        lambda: reorganisation("merged"),
        lambda: restatement("abandoned"),
        *published.AT_THE_EDGE,
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
        (override, lambda: override("declined")),
        (lambda: override("accepted"), override),
        (lambda: override("ended"), lambda: override("ended")),
        (dimension, lambda: dimension(code="rating", is_composition=True)),
        (calculation_input, lambda: calculation_input(part="second")),
        (comparison, against_baseline),
        (against_baseline, lambda: against_baseline(baseline_label="Three-year average")),
        (section, lambda: section(parent=Section.objects.first())),
        (column, lambda: column(section=Section.objects.first())),
        (lambda: column("comparison"), lambda: column("comparison", comparison="Median")),
        (scorecard, lambda: scorecard(slug="other")),
        (lambda: build(status="done"), lambda: build(status="done")),
        (sign_off, lambda: sign_off(version=5)),
        (sign_off, lambda: sign_off(level=2)),
        (role, lambda: role(level=2)),
        (cover, lambda: cover(deputy=world.person("nick"))),
        (confirmation, lambda: confirmation(code="far")),
        (lambda: proposal(status="declined"), proposal),
        (lambda: figure("approved"), given_up),
        (given_up, lambda: figure("draft", revision=3, opened_reason="Again.")),
        *published.TOGETHER,
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


@pytest.mark.wide
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
    written = [Submission, Contributor, SignOff, Target, AuditEntry, Pack, PackFile]
    written += [Restatement, Confirmation, Cover, Action, ReturnFile, TargetProposal, Reorganisation]
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

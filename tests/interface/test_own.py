"""Our own figures by the interface: approved ones alone, of the measures that a token's person may see."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from performance import recompute
from performance.models import Directorate, Measure, Override, Role, Submission, Target
from tests import scene, world
from tests.interface.scene import Reader, read, reader, token

pytestmark = pytest.mark.django_db

LISTINGS = ["measures", "targets", "assessments"]
WHOLE = {"period": "2020-11"}


def texts(reader):
    """All that the listings say, in both forms."""
    return " ".join(
        reader.get(name, {"format": kind, "page_size": 1000}).content.decode()
        for name in LISTINGS
        for kind in ("json", "csv")
    )


@pytest.mark.wide
@pytest.mark.parametrize("who", ["olive", "mary", "petra", "dora", "clive", "ada"])
def test_open_figures_and_internal_words_are_read_by_nobody(client, who):
    """Not even by those who see them on pages: Olive owns these figures, Mary and Petra see them."""
    figures = scene.figures_at_every_stage()
    scene.overrides_of(figures[scene.APPROVED])
    Submission.objects.filter(pk=figures[scene.APPROVED].pk).update(
        commentary_internal="hidden-internal-in-force"
    )
    Override.objects.filter(status="proposed").update(reason="hidden-proposed-reason")

    said = texts(reader(client, who, by="ada"))

    secrets = [secret.rstrip("%") for slug in scene.OPEN_FIGURES for secret in scene.secrets_of(slug)]
    secrets += [
        "hidden-returned-reason",
        "hidden-reopened-reason",
        "hidden-internal",
        "hidden-proposed-reason",
    ]
    assert {secret for secret in secrets if secret in said} == set()
    # The same pages say what is in force.
    assert '"value": 54,' in said
    assert "hidden-judged-reason" in said


@pytest.mark.wide
@pytest.mark.parametrize(
    ("who", "sees"),
    [("olive", False), ("mary", False), ("dora", False), ("stella", True), ("petra", True), ("clive", True)],
)
def test_another_directorates_measure_is_read_only_by_who_sees_it(client, who, sees):
    scene.figure_of_the_other_directorate()

    own = reader(client, who, by="ada")
    said = texts(own)
    named = own.get("assessments", {"measure": scene.CHILDREN})

    assert (scene.CHILDREN in said, "87.3" in said, named.status_code == 200) == (sees, sees, sees)
    if not sees:
        unknown = own.get("assessments", {"measure": "no-such-measure"})
        assert named.json()["error"] == unknown.json()["error"].replace("no-such-measure", scene.CHILDREN)


def test_a_role_that_shrinks_takes_what_the_token_reads_with_it(client):
    scene.figure_of_the_other_directorate()
    own = reader(client, "petra")
    before = set(own.column("measures", "directorate"))
    adults = Directorate.objects.get(name="Adults and Communities")
    Role.objects.filter(person=world.person("petra")).update(directorate=adults)

    assert before == {"Adults and Communities", "Children and Family Services"}
    assert set(own.column("measures", "directorate")) == {"Adults and Communities"}


def test_a_figure_and_its_judgement_stand_in_one_row(client, month):
    figure = Submission.objects.in_force().get(measure__slug=scene.DRAFT, period=world.november())
    judged = figure.assessment

    (row,) = reader(client).rows("assessments", measure=scene.DRAFT, **WHOLE)

    assert {
        name: row[name] for name in ("id", "measure", "period", "period_title", "period_kind", "year")
    } == {
        "id": figure.pk,
        "measure": scene.DRAFT,
        "period": "2020-11",
        "period_title": "November 2020",
        "period_kind": "month",
        "year": "2020/21",
    }
    assert (row["period_start"], row["period_end"]) == ("2020-11-01", "2020-11-30")
    assert (row["value"], row["status"], row["sentence"]) == (
        figure.value,
        judged.level.code,
        judged.sentence,
    )
    assert (row["gap"], row["not_rated"], row["override"]) == (judged.gap, "", None)


def test_a_missing_figure_is_nothing_with_its_reason_and_nought_is_nought(client):
    mary = world.person("mary")
    none = scene.enter(scene.DRAFT, None, absence="suppressed", absence_note="Fewer than five people.")
    scene.approve(scene.submit(none), mary)
    scene.approve(scene.submit(scene.enter(scene.SUBMITTED, "0.0")), mary)
    recompute.recompute_due()

    rows = {row["measure"]: row for row in reader(client).rows("assessments", **WHOLE)}

    missing, nought = rows[scene.DRAFT], rows[scene.SUBMITTED]
    assert (missing["value"], missing["absence"], missing["absence_text"], missing["status"]) == (
        None,
        "suppressed",
        "Fewer than five people.",
        None,
    )
    assert (missing["not_rated"], nought["value"], nought["absence"]) == ("no_value", 0, "")


def test_a_correction_takes_the_place_of_the_figure_before(client):
    figures = scene.figures_at_every_stage()
    own = reader(client)
    assert own.column("assessments", "value", measure=scene.REVISED, **WHOLE) == [Decimal("14.4")]

    scene.approve(scene.submit(scene.enter(scene.REVISED, "15.5")), world.person("mary"))
    # What is in force no longer is not read, also in the moment before the correction is judged.
    assert own.column("assessments", "value", measure=scene.REVISED, **WHOLE) == []
    recompute.recompute_due()

    (row,) = own.rows("assessments", measure=scene.REVISED, **WHOLE)
    assert (row["value"], row["revision"]) == (Decimal("15.5"), 2)
    assert row["id"] == figures[scene.REVISED].pk


def test_a_judged_status_stands_beside_the_computed_one(client):
    figure = scene.figures_at_every_stage()[scene.APPROVED]
    made = scene.overrides_of(figure)["standing"]

    (row,) = reader(client).rows("assessments", measure=scene.APPROVED, **WHOLE)

    assert (row["override"], row["override_reason"], row["override_expires_on"]) == (
        made.level.code,
        "hidden-judged-reason",
        "2021-03-31",
    )
    assert row["status"] == figure.assessment.level.code != made.level.code


def test_targets_are_the_last_version_with_its_limits(client):
    target = Target.objects.in_force().get(measure__slug=scene.DRAFT, year=world.year_2020())

    (row,) = reader(client).rows("targets", measure=scene.DRAFT, year="2020/21")

    assert (row["kind"], row["value"], row["version"]) == (target.kind, target.value, target.version)
    assert row["limits"] == "; ".join(target.limit_texts)
    assert row["limits"].startswith("Green to ")


def test_targets_recorded_since(client):
    own = reader(client)
    newest = Target.objects.in_force().get(measure__slug=scene.DRAFT, year=world.year_2020())
    Target.objects.filter(pk=newest.pk).update(recorded_at="2030-01-01T10:00:00Z")

    def found(since):
        return own.column("targets", "measure", updated_since=since)

    assert (found("2030-01-01T10:00:00Z"), found("2030-01-01T10:00:01Z")) == ([scene.DRAFT], [])


def test_assessments_changed_since(client):
    own = reader(client)
    before = timezone.now().isoformat()
    figure = scene.approve(scene.submit(scene.enter(scene.APPROVED, "54.0")), world.person("mary"))
    recompute.recompute_due()

    rows = own.rows("assessments", updated_since=before)

    assert [(row["measure"], row["id"]) for row in rows] == [(scene.APPROVED, figure.pk)]
    assert len(own.rows("assessments")) > 1
    assert own.rows("assessments", updated_since="2999-01-01") == []
    # A status that people decide changes no assessment, and still is a change.
    made = scene.overrides_of(figure)["standing"]
    Override.objects.filter(pk=made.pk).update(decided_at="2999-06-01T10:00:00Z")
    assert own.column("assessments", "id", updated_since="2999-06-01T10:00:00Z") == [figure.pk]
    assert own.column("assessments", "id", updated_since="2999-06-01T10:00:01Z") == []


def test_a_year_is_itself_and_what_is_in_it(client, month):
    own = reader(client)

    assert set(own.column("assessments", "year", year="2020/21")) == {"2020/21"}
    assert set(own.column("assessments", "period_kind", year="2020/21")) >= {"month"}
    refused = own.get("assessments", {"year": "2020-21"})
    assert (refused.status_code, refused.json()) == (
        400,
        {"error": "There is no year “2020-21”. Years are written 2020/21."},
    )


def test_measures_by_framework_come_once(client):
    own = reader(client)

    ascof = own.column("measures", "measure", framework="ASCOF")

    assert len(ascof) == len(set(ascof)) > 1
    assert set(ascof) < set(own.column("measures", "measure"))


def test_measures_say_no_time_of_change(client):
    response = reader(client).get("measures", {"updated_since": "2020-12-01"})

    assert (response.status_code, response.json()["error"][:34]) == (
        400,
        "Measures have no time of change: r",
    )


@pytest.mark.wide
@pytest.mark.parametrize("listing", LISTINGS)
def test_a_page_costs_as_many_queries_for_many_rows_as_for_one(client, month, listing):
    own = reader(client)
    own.get(listing)

    def queries(size):
        with CaptureQueriesContext(connection) as captured:
            rows = read(own.get(listing, {"page_size": size}))["data"]
        return len(rows), len(captured)

    (few, first), (many, second) = queries(1), queries(50)

    assert (few, many > 10, first == second) == (1, True, True)


def test_a_scope_that_was_not_given_reads_nothing(client):
    own = Reader(client, token(scopes=["benchmarks"])[1])

    response = own.get("assessments")

    assert (response.status_code, response.json()) == (
        403,
        {"error": "This token may not read assessments. Make one that also reads it."},
    )
    assert "assessments" not in own.column("", "resource")


def test_a_small_count_is_hidden_with_all_that_would_tell_it(client):
    """3 of 8 is 37.5%: neither the figure, nor its status, nor a search for that status says so."""
    Measure.objects.filter(slug=scene.DRAFT).update(suppress_below=5, entry="fraction")
    counts = {"numerator": Decimal(3), "denominator": Decimal(8), "absence": ""}
    scene.approve(scene.submit(scene.enter(scene.DRAFT, None, **counts)), world.person("mary"))
    recompute.recompute_due()
    own = reader(client)

    (row,) = own.rows("assessments", measure=scene.DRAFT, **WHOLE)

    numbers = ("value", "numerator", "denominator", "judged_value", "gap", "status", "arrow", "year_to_date")
    assert {row[name] for name in numbers} == {None, ""}
    assert (row["absence"], row["absence_text"]) == ("suppressed", "Suppressed [c]")
    kept = Submission.objects.in_force().get(measure__slug=scene.DRAFT, period=world.november())
    level = kept.assessment.level.code
    assert (kept.value, level) == (Decimal("37.5"), "amber")
    assert scene.DRAFT not in own.column("assessments", "measure", status=level, **WHOLE)

"""The scheduler's jobs: what each does, that twice does no harm, and that administrators run them by hand."""

import logging
from datetime import UTC, date, datetime, timedelta

import pytest
from celery import current_app
from django.conf import settings as configured
from django.db import DatabaseError, transaction

from performance import jobs, recompute_requests, tasks
from performance.models import Assessment, AssessmentRun, AuditEntry, Job, Mail, PackBuild
from performance.refusals import NotAllowed
from tests import scene, world
from tests.page import Page

pytestmark = pytest.mark.django_db

NOW = datetime(2020, 12, 10, 10, 0, tzinfo=UTC)
LIST = "/admin/performance/job/"
EVERYBODY_ELSE = "olive dan mary petra clive dora nick".split()  # noqa: SIM905


@pytest.fixture
def ada(client):
    client.force_login(world.person("ada"))
    return client


def run_page(name):
    jobs.ensure_rows()
    return f"{LIST}{Job.objects.get(name=name).pk}/run/"


def rows():
    """All that a job could have written."""
    return {
        model: list(model.objects.order_by("pk").values())
        for model in (Assessment, Mail, PackBuild, AuditEntry)
    }


# --- The schedule --------------------------------------------------------------------------------------


def test_every_job_has_its_time_and_every_time_its_job():
    schedule = configured.CELERY_BEAT_SCHEDULE

    assert {entry["args"][0] for entry in schedule.values()} == set(jobs.JOBS)
    assert {entry["task"] for entry in schedule.values()} == {tasks.run_job.name}
    assert tasks.run_job.name in current_app.tasks


@pytest.mark.parametrize(
    ("name", "hour", "minute"),
    [("daily-mails", {7}, {30}), ("returned-mails", set(range(8, 19)), {0})],
)
def test_mails_are_written_on_working_days_by_the_clock_of_the_council(name, hour, minute):
    when = configured.CELERY_BEAT_SCHEDULE[name]["schedule"]

    assert (when.hour, when.minute, when.day_of_week) == (hour, minute, {1, 2, 3, 4, 5})
    assert current_app.conf.timezone == "Europe/London"


@pytest.mark.parametrize(("day", "hour"), [(date(2020, 12, 10), 7), (date(2020, 7, 9), 6)])
def test_half_past_seven_is_that_in_summer_too(day, hour):
    """07:30 in London is 06:30 by universal time in July."""
    when = configured.CELERY_BEAT_SCHEDULE["daily-mails"]["schedule"]
    last = datetime(day.year, day.month, day.day, 0, 0, tzinfo=UTC)

    start, wait, _ = when.remaining_delta(last)
    due = (start + wait).astimezone(UTC)
    assert (due.date(), due.hour, due.minute) == (day, hour, 30)


# --- Running -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", jobs.JOBS)
def test_every_job_says_what_it_did_and_does_no_harm_twice(name):
    scene.figures_at_every_stage()
    first = jobs.run(name, task="a-task")
    after = rows()
    again = jobs.run(name)

    assert (first.name, first.problem, first.by, first.task) == (name, "", None, "a-task")
    assert first.did.endswith(".")
    assert first.finished_at >= first.started_at
    assert (again.problem, again.task, Job.objects.filter(name=name).count()) == ("", "", 1)
    assert rows() == after


def test_the_sweep_computes_what_is_due_and_says_so():
    figure = scene.approve(scene.submit(scene.enter(scene.DRAFT, "31.7")), world.person("mary"))

    first, again = jobs.run("sweep"), jobs.run("sweep")

    assert Assessment.objects.filter(submission=figure).exists()
    assert not recompute_requests.is_due()
    computed = AssessmentRun.objects.first().computed
    assert (first.did, again.did) == (
        f"{computed} ratings computed, 1 of them new or changed.",
        "Nothing was left over.",
    )


def test_the_sweep_takes_up_interrupted_packs():
    build = scene.built_pack().builds.first()
    long_ago = NOW - timedelta(days=1)
    PackBuild.objects.filter(pk=build.pk).update(status="running", started_at=long_ago)

    jobs.run("sweep")

    build.refresh_from_db()
    assert build.status == "failed"


def test_the_nightly_comparison_says_what_differed():
    Assessment.objects.first().delete()

    first, again = jobs.run("compare-everything"), jobs.run("compare-everything")

    total = Assessment.objects.count()
    assert first.did == f"1 of {total} ratings differed from what was stored: corrected."
    assert again.did == f"All {total} ratings are as they were stored."


def test_the_sending_says_that_a_demonstration_sends_nothing(settings):
    assert jobs.run("send-mails").did == "This is a demonstration: its mails are kept, and none is sent."
    settings.PRODUCT_DATE = None
    assert jobs.run("send-mails").did == "Nothing was sent."


def test_the_task_runs_the_job_of_its_name():
    tasks.run_job("sweep")

    assert Job.objects.get(name="sweep").did == "Nothing was left over."
    assert Job.objects.get(name="sweep").by is None


def test_a_job_that_fails_says_why_and_runs_again_at_its_next_time(caplog, settings):
    """What fails here is a mail server that is set up wrongly."""
    settings.PRODUCT_DATE = None
    settings.REMIND_WORKING_DAYS = "three"
    with caplog.at_level(logging.CRITICAL, "performance.jobs"):
        failed = jobs.run("daily-mails", today=date(2020, 12, 14), now=NOW)

    assert failed.problem.startswith("TypeError: ")
    assert (failed.did, failed.covered_to, Mail.objects.count()) == ("", None, 0)
    assert failed.finished_at is not None
    settings.REMIND_WORKING_DAYS = 3
    done = jobs.run("daily-mails", today=date(2020, 12, 14), now=NOW)
    assert (done.did, done.problem) == ("4 mails were written.", "")


def test_a_job_that_is_not_there_is_refused():
    with pytest.raises(KeyError):
        jobs.run("no-such-job")
    assert not Job.objects.filter(name="no-such-job").exists()


# --- By hand -------------------------------------------------------------------------------------------


def test_administrators_see_every_job_and_how_it_went(ada):
    Job.objects.create(name="of-an-earlier-version")
    jobs.run("sweep")
    Job.objects.filter(name="sweep").update(started_at=NOW, finished_at=NOW + timedelta(seconds=2.34))
    jobs.run("send-mails")
    Job.objects.filter(name="send-mails").update(started_at=NOW, finished_at=None, did="")

    listed = {row["Job"]: row for row in Page(ada.get(LIST)).rows}

    assert set(listed) == {work.title for work in jobs.JOBS.values()}
    sweep = listed["Sweep"]
    assert (sweep["Took"], sweep["What it did"], sweep["Problem"]) == ("2.3 s", "Nothing was left over.", "-")
    assert sweep["When"] == "Every minute"
    assert listed["Sending of mails"]["Took"] == "Not finished"
    assert listed["Daily digests"]["Took"] == "–"


def test_a_job_is_run_by_hand_and_the_trail_says_by_whom(ada):
    page = run_page("daily-mails")

    asked = ada.get(page)
    assert "running it twice does no harm" in Page(asked).text
    assert not Mail.objects.exists()
    done = ada.post(page, follow=True)
    again = ada.post(page, follow=True)

    assert "Daily digests: 4 mails were written." in Page(done).text
    assert "Daily digests: Nobody had to be written to." in Page(again).text
    job = Job.objects.get(name="daily-mails")
    trail = AuditEntry.objects.filter(verb="job run")
    assert job.by == world.person("ada")
    assert [(entry.by, entry.subject_label, entry.subject_id) for entry in trail] == [
        (world.person("ada"), "daily-mails", job.pk)
    ] * 2


def test_a_problem_is_shown_to_whoever_ran_it(ada, settings, caplog):
    settings.REMIND_WORKING_DAYS = "three"
    with caplog.at_level(logging.CRITICAL, "performance.jobs"):
        answer = ada.post(run_page("daily-mails"), follow=True)

    assert "Daily digests: TypeError" in Page(answer).text


@pytest.mark.parametrize("who", EVERYBODY_ELSE)
def test_nobody_else_runs_a_job(client, who):
    page = run_page("daily-mails")
    client.force_login(world.person(who))

    assert [client.get(page).status_code, client.post(page).status_code] == [302, 302]
    with pytest.raises(NotAllowed, match="Only an administrator"):
        jobs.run("daily-mails", by=world.person(who))
    assert (Job.objects.get(name="daily-mails").started_at, Mail.objects.count()) == (None, 0)
    assert not AuditEntry.objects.filter(verb="job run").exists()


def test_a_job_does_not_run_by_hand_when_the_trail_cannot_be_written(full_trail):
    with transaction.atomic():
        full_trail()
        with pytest.raises(DatabaseError, match="no room in the audit trail"):
            jobs.run("daily-mails", by=world.person("ada"))
        assert not Mail.objects.exists()
        transaction.set_rollback(True)


def test_jobs_are_neither_added_nor_changed_nor_deleted(ada):
    jobs.ensure_rows()
    job = Job.objects.get(name="sweep")

    answers = [
        ada.post(f"{LIST}{page}", {"post": "yes", "name": "x"}).status_code
        for page in ("add/", f"{job.pk}/change/", f"{job.pk}/delete/")
    ]

    assert answers == [403, 403, 403]
    assert Job.objects.filter(name="sweep").exists()
    assert ada.get(f"{LIST}999999/run/").status_code == 302

"""The demonstration's packs: prepared, built by the worker, cleared and issued through the verbs."""

import time
from dataclasses import dataclass
from datetime import date

from performance import recompute_requests
from performance.demonstration import kept
from performance.demonstration.load import PRODUCT_DATE, SCORECARD
from performance.models import (
    Copy,
    Form,
    Pack,
    PackBuild,
    PackFile,
    PackTemplate,
    Period,
    Person,
    Scorecard,
    Stage,
)
from performance.packs import building, planning, plans, workflow

PATIENCE_SECONDS = 120
# Asked for where a sample of an earlier meeting is issued after its day of dispatch.
URGENT = "Illustrative: the chair has agreed that this sample is taken after its day of dispatch."
COMMITTEE = "Adults and Communities Overview and Scrutiny Committee"


class NotDone(Exception):
    """The worker did not do something in time, or failed; the message says what."""


@dataclass(frozen=True)
class Meeting:
    """The paper for one meeting."""

    period: Period
    title: str
    meeting_on: date
    # The covering report, in the markup for narrative; "" leaves that of the template.
    words: str = ""
    agenda_item: str = ""


def wait_until(done, what, *, tick=lambda: None, patience=PATIENCE_SECONDS):
    """Poll until `done()` is true; `tick` is called in between. Raises NotDone with `what`."""
    deadline = time.monotonic() + patience
    while not done():
        if time.monotonic() > deadline:
            raise NotDone(f"{what} was not done within {patience} seconds. Is the worker running?")
        tick()
        time.sleep(0.1)


def wait_for_assessments(tick=lambda: None):
    """Wait for the worker to judge what was approved. Looks again now and then, as the scheduler would."""
    recompute_requests.send_look()
    wait_until(lambda: not recompute_requests.is_due(), "Recomputing the ratings", tick=tick)


def officer():
    return Person.objects.get(email="petra.officer@example.org")


def director():
    return Person.objects.get(email="dora.director@example.org")


def clerk():
    return Person.objects.get(email="clive.clerk@example.org")


def prepare(meeting, *, now=None):
    """The sample's pack for a meeting; where there is none yet it is made from a kept template.

    Raises NotDone where somebody has made the pack for that meeting: it is theirs to issue.
    """
    scorecard = Scorecard.objects.get(slug=SCORECARD)
    pack = Pack.objects.filter(
        scorecard=scorecard,
        period=meeting.period,
        meeting_on=meeting.meeting_on,
        committee=COMMITTEE,
        supplement_number=0,
    ).first()
    if pack is not None:
        _require_sample(pack)
        return pack
    kept.keep_templates(officer(), now=now)
    pack = planning.make(
        template=PackTemplate.objects.get(name=kept.REPORT),
        scorecard=scorecard,
        period=meeting.period,
        title=meeting.title,
        committee=COMMITTEE,
        meeting_on=meeting.meeting_on,
        agenda_item=meeting.agenda_item,
        clearances=[("Director of Adults and Communities (sample)", director())],
        illustrative=True,
        by=officer(),
        now=now,
    )
    report = pack.sections.get(kind="report")
    planning.change_section(
        section=report, was=plans.mark_of(report), text=meeting.words or report.text, by=officer(), now=now
    )
    pack.refresh_from_db()
    return pack


def _require_sample(pack):
    if not pack.illustrative:
        raise NotDone(
            f"“{pack.title}” was made by somebody for the meeting of this sample, so it is not issued here. "
            "Give it another day, or begin again without the folder var/."
        )


def take_to_issue(pack, *, tick=lambda: None, say=lambda step, text: None):
    """Build, clear and issue a pack, from wherever an interrupted run left it. Raises NotDone.

    `say` is told of each step that was taken.
    """
    if pack.status == Pack.Status.DRAFT:
        done = build(pack, tick=tick)
        say("Pack built", f"draft, by worker process {done.process}")
        done = clear(pack, tick=tick)
        say("Pack cleared", f"by 1 post; final file by worker process {done.process}")
        pack.refresh_from_db()
    if pack.status == Pack.Status.CLEARED:
        if not pack.files.filter(stage=Stage.FINAL).exists():
            build(pack, tick=tick)
        issue(pack)
        pack.refresh_from_db()
    if pack.status != Pack.Status.ISSUED:
        raise NotDone(f"The pack is {pack.get_status_display().lower()}, not issued.")


def build(pack, *, tick=lambda: None):
    """Have the worker build the draft, or a cleared pack's final file; returns the build. Raises NotDone."""
    # A command's own queue has no scheduler to give up the build of a worker that was killed.
    building.resume_builds()
    building.request_build(pack=pack, by=officer(), today=PRODUCT_DATE)
    return wait_for_build(pack, tick=tick)


def wait_for_build(pack, *, tick=lambda: None):
    """Wait for the pack's latest build. Raises NotDone where it failed."""
    latest = pack.builds.order_by("-pk")

    def finished():
        return not latest.first().is_going_on

    wait_until(finished, "Building the pack", tick=tick)
    done = latest.first()
    if done.status != PackBuild.Status.DONE:
        raise NotDone(f"The pack could not be built: {done.problem}")
    return done


def clear(pack, *, tick=lambda: None):
    """Clear the draft as the director, and wait for the final file; returns its build."""
    pack.refresh_from_db()
    workflow.clear(pack=pack, content_hash=pack.content_hash, by=director(), today=PRODUCT_DATE)
    return wait_for_build(pack, tick=tick)


def issue(pack):
    """Issue the cleared pack as the clerk; returns the final file."""
    pack.refresh_from_db()
    workflow.issue(
        pack=pack, content_hash=pack.content_hash, by=clerk(), urgency_reason=URGENT, today=PRODUCT_DATE
    )
    return final_file(pack)


def final_file(pack):
    return PackFile.objects.get(pack=pack, stage=Stage.FINAL, copy=Copy.PUBLIC, form=Form.PDF)

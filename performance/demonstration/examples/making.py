"""Makes an example's pack through the verbs: from a template, built, cleared and issued, in one process."""

from django.conf import settings

from benchmarking import recomputing
from performance import dates, recompute
from performance.demonstration import meeting
from performance.models import Copy, Form, Pack, PackBuild, PackFile, Stage
from performance.packs import building, kept_plans, planning, workflow

# The sample people sign nothing but samples.
ILLUSTRATIVE = True
SUFFIX = {Form.CSV: "csv.zip"}


def make(example) -> Pack:
    """Load an example and take its packs to issue; returns the last. Raises NotDone."""
    example.load()
    recomputing.recompute_due()
    recompute.recompute_due()
    plan = example.plan()
    for earlier in plan.earlier:
        _issued(earlier)
    return _issued(plan)


def files_of(pack):
    """The files of the public copy: suffix -> bytes."""
    files = PackFile.objects.filter(pack=pack, stage=Stage.FINAL, copy=Copy.PUBLIC)
    return {SUFFIX.get(file.form, file.form): bytes(file.data) for file in files}


def _issued(plan):
    template = kept_plans.keep(
        name=f"{plan.title}"[:120],
        description="The plan of this example.",
        audience=plan.audience,
        committee=plan.committee,
        sections=[section.as_plain() for section in plan.sections],
        by=meeting.officer(),
    )
    pack = planning.make(
        template=template,
        scorecard=plan.scorecard,
        period=plan.period,
        title=plan.title,
        committee=plan.committee,
        meeting_on=plan.meeting_on,
        audience=plan.audience,
        agenda_item=plan.agenda_item,
        clearances=[(plan.post, meeting.director())],
        illustrative=ILLUSTRATIVE,
        by=meeting.officer(),
    )
    building.request_build(pack=pack, by=meeting.officer())
    _run(pack)
    if pack.findings:
        why = pack.findings[0]["why"]
        raise meeting.NotDone(f"“{pack.title}” says what its tables do not bear out: {why}")
    workflow.clear(pack=pack, content_hash=pack.content_hash, by=meeting.director())
    _run(pack)
    # A sample of an earlier meeting is issued after its day of dispatch.
    return workflow.issue(
        pack=pack,
        content_hash=pack.content_hash,
        by=meeting.clerk(),
        urgency_reason=meeting.URGENT,
    )


def _run(pack):
    """What the worker would do with the build that waits."""
    waiting = PackBuild.objects.get(pack=pack, status=PackBuild.Status.QUEUED)
    building.run_build(waiting.pk)
    waiting.refresh_from_db()
    if waiting.status != PackBuild.Status.DONE:
        raise meeting.NotDone(f"“{pack.title}” could not be built: {waiting.problem}")
    pack.refresh_from_db()


def is_on_its_day(example):
    """Whether this process stands where the example does: its council, its day."""
    environment = example.ENVIRONMENT
    return (settings.COUNCIL_AUTHORITY, dates.today().isoformat()) == (
        environment["COUNCIL_AUTHORITY"],
        environment["PRODUCT_DATE"],
    )

"""States that several tests start from: figures at every stage, packs at every stage, somebody who has left.

Everything is made through the verbs; only a pack's file is a stand-in, because rendering one takes seconds.
"""

import hashlib
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.utils import timezone

from benchmarking.models import Authority, Observation, Source
from performance import actions, cover, overrides, recompute, workflow
from performance.models import (
    Copy,
    Form,
    MeasureRole,
    Pack,
    PackFile,
    Period,
    Person,
    Placement,
    Role,
    Scorecard,
    Section,
    Stage,
    StatusLevel,
    Submission,
)
from performance.packs import building
from performance.packs import content as contents
from performance.packs import workflow as packs
from tests import remembered, world

# Each figure that is not in force has a value and words that stand nowhere else.
DRAFT = "users-direct-payments"
SUBMITTED = "carers-direct-payments"
RETURNED = "reablement-no-further-need"
APPROVED = "contacts-prevent-need"
REVISED = "contacts-meet-need"
LIBRARIES = "adult-learning-success"
CHILDREN = "children-in-care-visits"
OPEN_FIGURES = {DRAFT: "31.7", SUBMITTED: "32.9", RETURNED: "33.1", REVISED: "34.3"}
SAID = "Fewer visits than planned."
# Three empty pages, with bytes that no text could have.
BYTES = (
    b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 3/MediaBox[0 0 595 842]"
    b"/Kids[3 0 R 4 0 R 5 0 R]>>endobj 3 0 obj<</Type/Page/Parent 2 0 R>>endobj 4 0 obj<</Type/Page/Parent "
    b"2 0 R>>endobj 5 0 obj<</Type/Page/Parent 2 0 R>>endobj trailer<</Root 1 0 R>>\n%\x00\xff\r\n end"
)


def secrets_of(slug):
    """What must not be read by those who may not see a measure's open figure."""
    return [f"{OPEN_FIGURES[slug]}%", f"hidden-public-{slug}", f"hidden-internal-{slug}"]


def enter(slug, value, *, by=None, period=None, **content):
    """A draft of a figure by its owner, over the open one; with the words that figures off target need."""
    measure, period = world.measure(slug), period or world.november()
    current = measure.submissions.open().filter(period=period).first()
    return workflow.save_draft(
        measure=measure,
        period=period,
        content={"value": value, "outlook": "not_known", "commentary_public": SAID, **content},
        version=current.version if current else None,
        by=by or owner_of(measure),
    )


def owner_of(measure):
    return Person.objects.get(measure_roles__measure=measure, measure_roles__kind=MeasureRole.Kind.OWNER)


def submit(draft, by=None, answers=None):
    """The figure sent by its owner; `answers` as `workflow.submit` takes them."""
    by = by or owner_of(draft.measure)
    return workflow.submit(submission=draft, version=draft.version, by=by, answers=answers)


def approve(submitted, by):
    return workflow.approve(submission=submitted, version=submitted.version, by=by)


def _open(slug, by=None):
    words = {f"commentary_{kind}": f"hidden-{kind}-{slug}" for kind in ("public", "internal")}
    return enter(slug, OPEN_FIGURES[slug], by=by, **words)


def figures_at_every_stage():
    """November of adult social care: a draft, a submitted, a returned, an approved and a reopened figure.

    Call it before the test changes rows that were there (`remembered.put`).
    """
    remembered.put("stages", _make_every_stage)
    figures = Submission.objects.filter(period=world.november(), measure__slug__in=[*OPEN_FIGURES, APPROVED])
    # Of the reopened figure the last revision, which is the open one.
    return {figure.measure.slug: figure for figure in figures.select_related("measure").order_by("revision")}


def _make_every_stage():
    mary = world.person("mary")
    _open(DRAFT)
    submit(_open(SUBMITTED))
    returned = submit(_open(RETURNED))
    workflow.send_back(
        submission=returned, version=returned.version, reason="hidden-returned-reason", by=mary
    )
    approve(submit(enter(APPROVED, "54.0")), mary)
    first = approve(submit(enter(REVISED, "14.4")), mary)
    workflow.reopen(submission=first, reason="hidden-reopened-reason", by=world.person("olive"))
    _open(REVISED)
    recompute.recompute_due()


def overrides_of(figure):
    """A judged status that stands for a figure in force, and a proposal to take its place."""
    scale = StatusLevel.objects.filter(scale__name__startswith="Red")
    computed, _ = overrides.choice_for(submission=figure)
    given = {"submission": figure, "reason": "hidden-judged-reason", "by": world.person("mary")}
    first, second = scale.exclude(pk=computed.pk)
    until = date(2021, 3, 31)
    made = overrides.propose(level=first, expires_on=until, **given)
    standing = overrides.decide(override=made, version=1, accept=True, by=world.person("petra"))
    return {"standing": standing, "proposed": overrides.propose(level=second, expires_on=until, **given)}


def figure_of_the_other_directorate():
    """A figure in force of Children and Family Services, whose measure stands on the same scorecard."""
    measure = world.measure(CHILDREN)
    Placement.objects.create(section=Section.objects.filter(children=None).first(), measure=measure)
    figure = approve(submit(enter(CHILDREN, "87.3")), world.person("stella"))
    recompute.recompute_due()
    return figure


def cover_for_mary(deputy="dee", *, starts_on=world.TODAY, ends_on=None, by="mary"):
    """Dee signs off for Mary from today until further notice."""
    return cover.arrange(
        person=world.person("mary"),
        deputy=world.person(deputy),
        starts_on=starts_on,
        ends_on=ends_on,
        note="Annual leave",
        by=world.person(by),
        today=world.TODAY,
    )


def inactive_person():
    """Somebody who held every role and may not sign in any more."""
    person = Person.objects.create_user("ivor.inactive@example.org", "a-long-password", name="Ivor Inactive")
    for kind in Role.Kind.values:
        Role.objects.create(person=person, kind=kind)
    MeasureRole.objects.create(measure=world.measure(DRAFT), person=person, kind=MeasureRole.Kind.DEPUTY)
    Person.objects.filter(pk=person.pk).update(is_active=False)
    return person


def action_of(measure, *, what="hidden-action-what", due_on=date(2021, 3, 31), by=None):
    """What is being done about a measure, raised by its owner."""
    return actions.raise_action(
        measure=measure,
        what=what,
        post="Head of adult social care",
        due_on=due_on,
        by=by or owner_of(measure),
        today=world.TODAY,
    )


# --- Packs ---------------------------------------------------------------------------------------------


def draft_pack(*, meeting_on=date(2021, 1, 18), title="Performance report November 2020", period=None):
    """A pack that nobody has built yet, cleared by the director alone."""
    return packs.create(
        scorecard=Scorecard.objects.get(),
        period=period or world.november(),
        title=title,
        committee="Adults and Communities Overview and Scrutiny Committee",
        meeting_on=meeting_on,
        clearances=[("Director of Adults and Communities", world.person("dora"))],
        by=world.person("petra"),
    )


def planned(pack, kind, **fields):
    """A section at the end of a pack's plan."""
    return pack.sections.create(kind=kind, position=pack.sections.count() + 1, **fields)


def add_file(pack, stage, data=BYTES, *, copy=Copy.PUBLIC, form=Form.PDF):
    return PackFile.objects.create(
        pack=pack,
        stage=stage,
        copy=copy,
        form=form,
        content_hash=pack.content_hash,
        sha256=hashlib.sha256(data).hexdigest(),
        pages=3 if form == Form.PDF else None,
        data=data,
        created_at=timezone.now(),
    )


def built_pack(**options):
    """A draft as the worker leaves it: the snapshot taken and a stand-in for the watermarked file."""
    remembered.put(("built pack", *sorted(options.items())), lambda: _build_pack(options))
    return Pack.objects.order_by("pk").last()


def _build_pack(options):
    pack = draft_pack(**options)
    snapshot = contents.build(pack, prepared_on=world.TODAY)
    pack.content, pack.content_hash, pack.version = snapshot, contents.content_hash(snapshot), 2
    pack.save(update_fields=["content", "content_hash", "version"])
    build = building.request_build(pack=pack, by=world.person("petra"))
    type(build).objects.filter(pk=build.pk).update(status=build.Status.DONE, percent=100)
    add_file(pack, Stage.DRAFT, BYTES + b"draft")


def cleared_pack(*, final=True, **options):
    """Cleared by the director; `final` has the final file made as well."""
    pack = built_pack(**options)
    pack = packs.clear(pack=pack, content_hash=pack.content_hash, by=world.person("dora"))
    build = pack.builds.first()
    if final:
        add_file(pack, Stage.FINAL)
        type(build).objects.filter(pk=build.pk).update(status=build.Status.DONE, percent=100)
    return pack


def issued_pack(**options):
    pack = cleared_pack(**options)
    return packs.issue(pack=pack, content_hash=pack.content_hash, by=world.person("clive"))


def withdrawn_pack(**options):
    pack = issued_pack(**options)
    return packs.withdraw(pack=pack, reason="A figure was wrong.", by=world.person("clive"))


def superseded_pack(**options):
    pack = issued_pack(**options)
    Pack.objects.filter(pk=pack.pk).update(status=Pack.Status.SUPERSEDED)
    pack.refresh_from_db()
    return pack


def packs_at_every_stage():
    """One pack of each status, each for a meeting of its own."""
    makers = {
        Pack.Status.DRAFT: built_pack,
        Pack.Status.CLEARED: cleared_pack,
        Pack.Status.ISSUED: issued_pack,
        Pack.Status.SUPERSEDED: superseded_pack,
        Pack.Status.WITHDRAWN: withdrawn_pack,
    }
    return {
        status: make(meeting_on=date(2021, 1, day), title=f"hidden-title-{status}")
        for day, (status, make) in enumerate(makers.items(), 11)
    }


def december():
    return Period.objects.get(kind=Period.Kind.MONTH, start=date(2020, 12, 1))


def published_figure_of(measure):
    """Our figure of 2019/20 as a national file has it, other than our own outturn."""
    source = Source.objects.create(
        title="A national file", publisher="Somebody", published_on=date(2020, 10, 1)
    )
    council, _ = Authority.objects.get_or_create(
        code=settings.COUNCIL_AUTHORITY, defaults={"name": "Ours", "short_name": "Ours"}
    )
    return Observation.objects.create(
        authority=council,
        indicator=measure.indicator,
        source=source,
        value=Decimal("12.3"),
        year="2019/20",
        starts_on=date(2019, 4, 1),
        ends_on=date(2020, 3, 31),
    )

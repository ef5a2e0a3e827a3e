"""Planning a pack: for whom it is, who clears it, and its sections in their order.

Only a draft is planned, and only while no post has cleared it. Every change moves the pack's version, so that
a build of the plan before it is not stored, and has its row in the trail. `was` is the mark of what a form
showed (`performance.packs.plans`): where that has changed meanwhile nothing is overwritten.
"""

import hashlib

from django.db import IntegrityError, transaction
from django.utils import timezone

from performance import audit
from performance.models import Pack, PackSection
from performance.packs import kinds, narrative, plans, workflow
from performance.packs.plans import FRONT, PLANNED, called
from performance.refusals import NotComplete, WorkflowProblem

MOST_SECTIONS = 100
LONGEST_TEXT = 100_000  # characters: a covering report of forty pages


# --- A pack and its front --------------------------------------------------------------------------------


@transaction.atomic
def make(*, by, template=None, copy_of=None, only=kinds.USUAL, now=None, **front):
    """A new draft with its sections: those of a template, of an earlier pack, or of these kinds.

    `front` is what `workflow.create` takes. An earlier pack's uploaded files stay with it.
    """
    now = now or timezone.now()
    pack = workflow.create(by=by, now=now, **front)
    source = template or copy_of
    if source is None:
        plans.put(pack, [PackSection(kind=kind) for kind in only])
    else:
        copy_sections(source, pack)
    kept = pack.sections.count()
    audit.record(
        by=by,
        at=now,
        verb="planned",
        subject=pack,
        period=pack.period,
        after={"sections": kept, "from": str(source or "")},
    )
    return pack


def copy_sections(source, target, *, attachments=False):
    """Give a pack the sections of a template or of another pack; what it had before goes.

    Uploaded files come along only where that is wanted, as for a supplement to the same meeting: without
    them nothing is left "to follow" either.
    """
    copied = [
        PackSection(**{name: getattr(section, name) for name in PLANNED})
        for section in source.sections.order_by("position")
    ]
    if attachments:
        files = _copied_files(source, target)
        for section, old in zip(copied, source.sections.order_by("position"), strict=True):
            section.attachment = files.get(old.attachment_id)
    else:
        for section in copied:
            section.to_follow = False
    plans.put(target, copied)


def _copied_files(source, target):
    """The files that sections of one pack have, as files of another: by the first one's key."""
    files = {}
    for file in source.attachments.filter(sections__isnull=False).distinct():
        old, file.pk, file.pack = file.pk, None, target
        file.save(force_insert=True)
        files[old] = file
    return files


@transaction.atomic
def change_front(*, pack, was, clearances, by, now=None, **front):
    """Change what a draft is called, for whom it is, its meeting, and the posts that clear it in order."""
    pack = plans.draft(pack, by)
    if not clearances:
        raise NotComplete({"post_1": "Name at least one post that clears this pack."})
    plans.require(plans.mark_of_front(pack), was, pack, by)
    before = _front_of(pack)
    for name, value in front.items():
        setattr(pack, name, value)
    try:
        with transaction.atomic():
            _write(pack, front, clearances)
    except IntegrityError:
        raise NotComplete({"meeting_on": workflow.TAKEN}) from None
    if _front_of(pack) != before:
        plans.changed(pack, by, now, "meeting changed", before=before, after=_front_of(pack))
    return pack


def _write(pack, front, clearances):
    Pack.objects.filter(pk=pack.pk).update(**front)
    if list(pack.clearances.values_list("post", "person_id")) != [(p, who.pk) for p, who in clearances]:
        workflow.name_posts(pack, clearances)


def _front_of(pack):
    posts = "; ".join(f"{row.post}: {row.person}" for row in pack.clearances.select_related("person"))
    shown = {name: getattr(pack, name.removesuffix("_id")) for name in FRONT}
    return {name.removesuffix("_id"): audit.plain(value) for name, value in shown.items()} | {
        "clearing posts": posts
    }


# --- Sections --------------------------------------------------------------------------------------------


@transaction.atomic
def plan_usual(*, pack, by, now=None):
    """Write down the usual sections of a draft that nobody planned, so that they can be changed."""
    pack = plans.draft(pack, by)
    if pack.sections.exists():
        return pack
    plans.put(pack, [PackSection(kind=kind) for kind in kinds.USUAL])
    plans.changed(pack, by, now, "planned", after={"sections": "the usual ones"})
    return pack


@transaction.atomic
def add_section(*, pack, kind, by, after=None, now=None):
    """A new section of a kind, behind the section with the key `after`, or last.

    A covering report begins with the committee's usual headings.
    """
    pack = plans.draft(pack, by)
    if kind not in kinds.KINDS:
        raise NotComplete({"kind": "Choose one of the kinds of section."})
    if not pack.sections.exists():
        plans.put(pack, [PackSection(kind=usual) for usual in kinds.USUAL])
    sections = list(pack.sections.all())
    if not kinds.KINDS[kind].many and any(section.kind == kind for section in sections):
        raise NotComplete(
            {"kind": f"This pack has “{kinds.KINDS[kind].label}” already, and can have it once."}
        )
    if len(sections) >= MOST_SECTIONS:
        raise NotComplete({"kind": f"A pack has at most {MOST_SECTIONS} sections. Remove one first."})
    text = narrative.DEFAULT_REPORT if kind == "report" else ""
    added = PackSection.objects.create(pack=pack, kind=kind, text=text, position=plans.OUT_OF_THE_WAY)
    places = [section.pk for section in sections]
    place = places.index(after) + 1 if after in places else len(places)
    plans.renumber(pack, [*places[:place], added.pk, *places[place:]])
    added.refresh_from_db()
    plans.changed(pack, by, now, "section added", after={"added": called(added), "place": added.position})
    return added


@transaction.atomic
def move_section(*, section, to, was, by, now=None):
    """Move a section to a place, 1 the first; a place beyond either end is that end."""
    pack = plans.draft(section.pack, by)
    plans.require(plans.mark_of_order(pack), was, pack, by)
    order = list(pack.sections.values_list("pk", flat=True))
    from_place = order.index(section.pk) + 1
    to = min(max(to, 1), len(order))
    if to == from_place:
        return section
    order.insert(to - 1, order.pop(from_place - 1))
    plans.renumber(pack, order)
    plans.changed(
        pack,
        by,
        now,
        "section moved",
        before={f"place of “{called(section)}”": from_place},
        after={f"place of “{called(section)}”": to},
    )
    section.position = to
    return section


@transaction.atomic
def change_section(*, section, was, by, verb="section changed", now=None, **planned):
    """Change a section's title, words, choices, and whether it is exempt or to follow.

    What is left out of `planned` stays. The trail says of words how many they are: a report that saves
    itself would fill it.
    """
    pack = plans.draft(section.pack, by)
    section = plans.found(section, pack)
    plans.require(plans.mark_of(section), was, pack, by, section)
    before = {name: getattr(section, name) for name in planned}
    for name, value in planned.items():
        setattr(section, name, value)
    _check(section)
    if before == planned:
        return section
    section.save(update_fields=list(planned))
    plans.changed(
        pack,
        by,
        now,
        verb,
        before=_in_words(section, before),
        after=_in_words(section, planned),
    )
    return section


def _check(section):
    problems = {}
    if len(section.text) > LONGEST_TEXT:
        problems["text"] = (
            f"These are {len(section.text):,} characters. "
            f"Write at most {LONGEST_TEXT:,}, or make two sections of them."
        )
    if section.exempt_paragraph and not section.exempt_reason.strip():
        problems["exempt_reason"] = (
            "Say why the public interest in keeping this section exempt outweighs that in publishing it."
        )
    if section.exempt_reason and not section.exempt_paragraph:
        problems["exempt_paragraph"] = "Choose the paragraph under which this section is exempt."
    if problems:
        raise NotComplete(problems)


def _in_words(section, values):
    """What the trail says of a section's values: each under its name, words as how many they are."""
    said = {f"{called(section)}: {name.replace('_', ' ')}": value for name, value in values.items()}
    if "text" in values:
        said[f"{called(section)}: text"] = _extent(values["text"])
    return said


def _extent(text):
    """ "312 words (3fa2b1c9)": how many, and the beginning of their SHA-256, so that two texts differ."""
    count = len(text.split())
    words = "1 word" if count == 1 else f"{count:,} words"
    return f"{words} ({hashlib.sha256(text.encode()).hexdigest()[:8]})" if text else ""


@transaction.atomic
def remove_section(*, section, was, by, now=None):
    """Take a section out of the plan. The trail keeps all of it, so that it can be put back by hand."""
    pack = plans.draft(section.pack, by)
    section = plans.found(section, pack)
    plans.require(plans.mark_of(section), was, pack, by, section)
    if pack.sections.count() == 1:
        raise WorkflowProblem("A pack has at least one section. Add another before you remove this one.")
    gone = {name: getattr(section, name) for name in PLANNED}
    section.delete()
    plans.renumber(pack, list(pack.sections.values_list("pk", flat=True)))
    plans.drop_loose_files(pack)
    plans.changed(
        pack,
        by,
        now,
        "section removed",
        before=gone,
        after=dict.fromkeys(gone),
        reason=f"Removed “{called(section)}”.",
    )


@transaction.atomic
def apply_template(*, pack, template, was, by, now=None):
    """Put a template's sections in the place of a draft's own."""
    pack = plans.draft(pack, by)
    plans.require(plans.mark_of_order(pack), was, pack, by)
    before = "; ".join(map(called, pack.sections.all()))
    copy_sections(template, pack)
    after = "; ".join(map(called, pack.sections.all()))
    reason = f"From the template “{template}”."
    said = {"before": {"sections": before}, "after": {"sections": after}, "reason": reason}
    plans.changed(pack, by, now, "template taken", **said)
    return pack

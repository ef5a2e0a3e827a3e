"""Templates: plans of sections that are kept, to make the next meeting's pack from."""

from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils import timezone

from performance import access, audit
from performance.models import PackTemplate, TemplateSection
from performance.packs import kinds
from performance.packs.plans import PLANNED
from performance.refusals import NotAllowed, NotComplete, SomebodyElseWasFirst


def keep_pack(*, pack, name, by, description="", now=None):
    """Keep a pack's plan as a template: its sections with their words and choices, without uploaded files."""
    sections = [{field: getattr(section, field) for field in PLANNED} for section in pack.sections.all()] or [
        {"kind": kind} for kind in kinds.USUAL
    ]
    return keep(
        name=name,
        description=description,
        audience=pack.audience,
        committee=pack.committee,
        sections=sections,
        by=by,
        now=now,
    )


@transaction.atomic
def keep(*, name, sections, by, audience, committee="", description="", now=None):
    """A new template. `sections` are mappings of what is planned: {"kind": "text", "title": "Foreword"}."""
    now = now or timezone.now()
    _require_officer(by)
    with _named(name):
        template = PackTemplate.objects.create(
            name=name,
            description=description,
            audience=audience,
            committee=committee,
            created_by=by,
            created_at=now,
        )
    # What is to follow at one meeting is not at the next.
    TemplateSection.objects.bulk_create(
        TemplateSection(template=template, position=place, **planned | {"to_follow": False})
        for place, planned in enumerate(sections, 1)
    )
    said = {"name": name, "description": description, "sections": len(sections)}
    audit.record(by=by, at=now, verb="kept", subject=template, after=said)
    return template


@transaction.atomic
def rename(*, template, version, name, by, description="", now=None):
    """Give a template another name and description."""
    _require_officer(by)
    before = {"name": template.name, "description": template.description}
    with _named(name):
        found = PackTemplate.objects.filter(pk=template.pk, version=version)
        moved = found.update(name=name, description=description, version=version + 1)
    if moved != 1:
        raise SomebodyElseWasFirst("Somebody changed this template after you opened it. Look at it again.")
    template.refresh_from_db()
    after = {"name": name, "description": description}
    audit.record(
        by=by, at=now or timezone.now(), verb="renamed", subject=template, before=before, after=after
    )
    return template


@transaction.atomic
def delete(*, template, version, by, now=None):
    """Delete a template. Packs that were made from it stay as they are."""
    _require_officer(by)
    if not PackTemplate.objects.select_for_update().filter(pk=template.pk, version=version).exists():
        raise SomebodyElseWasFirst("Somebody changed this template after you opened it. Look at it again.")
    kept = {field: list(template.sections.values_list(field, flat=True)) for field in ("kind", "title")}
    audit.record(
        by=by,
        at=now or timezone.now(),
        verb="deleted",
        subject=template,
        before={"name": template.name} | kept,
        after={"name": None, "kind": None, "title": None},
    )
    template.delete()


def _require_officer(by):
    if not access.may_prepare_packs(by):
        raise NotAllowed("Only a performance officer keeps templates.")


@contextmanager
def _named(name):
    """What writes a name: one that another template has is refused with a sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise NotComplete(
            {"name": f"There is a template called “{name}” already. Choose another name."}
        ) from None

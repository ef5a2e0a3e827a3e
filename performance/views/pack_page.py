"""One pack's page: where it stands, what comes next, its files, and who may do what."""

from dataclasses import dataclass, field

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from performance import access, audit, dates, keeping
from performance.forms.desk import IssueForm
from performance.forms.entry import ReasonForm
from performance.models import Copy, Form, Pack, PackFile, Role, Stage
from performance.packs import bundle, content, deadline, kinds, plans, supplements, workflow
from performance.packs.sections import glossary

UNDER_WAY = deadline.UNDER_WAY
# Forms of a pack within a sentence, in the order in which they are listed.
CALLED = {
    Form.PDF: "PDF",
    Form.HTML: "web page",
    Form.XLSX: "spreadsheet",
    Form.CSV: "tables as CSV",
    Form.DOCX: "covering report",
}


def pack_or_404(person, pk):
    """A pack that this person may see."""
    packs = access.visible_packs(person).select_related(
        "scorecard", "period", "issued_by", "withdrawn_by", "supplement_to"
    )
    return get_object_or_404(packs.defer("supplement_to__content", "supplement_to__findings"), pk=pk)


@dataclass(frozen=True)
class CopyOfPack:
    """The files of one copy as the page lists them; `pdf` is the one whose pages can be looked at."""

    code: str
    label: str
    stage: str
    files: list[PackFile] = field(default_factory=list)

    @property
    def pdf(self):
        return next((file for file in self.files if file.form == Form.PDF), None)


@require_safe
def show(request, pk):
    """One pack."""
    return show_pack(request, pack_or_404(request.user, pk))


def show_pack(request, pack, *, form=None, issue_form=None, status=200):
    """A pack's page; with a form that was refused."""
    person, build = request.user, latest_build(request.user, pack)
    waiting = pack.clearances.filter(cleared_at__isnull=True).select_related("person").first()
    going_on = build is not None and build.is_going_on
    copies = copies_of(pack, person)
    unfinished = pack.status == Pack.Status.CLEARED and not pack.files.filter(stage=Stage.FINAL).exists()
    today = dates.today()
    context = {
        "pack": pack,
        "said": _said(pack),
        "clearances": pack.clearances.select_related("person"),
        "waiting": waiting,
        "build": build,
        "copies": copies,
        "deadline": deadline.of(pack, today=today),
        "is_published": pack.audience != Pack.Audience.MANAGEMENT,
        "data_changed": pack.status in UNDER_WAY and not going_on and _differs(pack),
        "next_step": _next_step(pack, unfinished=unfinished, going_on=going_on),
        "findings": findings_for(person, pack),
        "unexplained": _unexplained(person, pack),
        "supplements": access.visible_packs(person)
        .filter(supplement_to=pack)
        .without_content()
        .order_by("supplement_number"),
        "hashes": _hashes(pack),
        "downloads": pack.downloads.exists() and access.may_see_downloads(person, pack),
        "form": form or ReasonForm(),
        "issue_form": issue_form or IssueForm(asks=reasons_asked(pack, today)),
        "history": _history(person, pack),
        **_may(person, pack, waiting=waiting, going_on=going_on, unfinished=unfinished),
    }
    return render(request, "desk/pack.html", context, status=status)


def _may(person, pack, *, waiting, going_on, unfinished):
    """Which buttons this person has; the verbs ask again."""
    prepares, issues = access.may_prepare_packs(person), access.may_issue_pack(person, pack)
    is_draft, is_cleared = pack.status == Pack.Status.DRAFT, pack.status == Pack.Status.CLEARED
    return {
        "prepares": prepares,
        "may_build": prepares and is_draft and not going_on,
        "may_cancel": prepares and going_on,
        "may_finish": prepares and unfinished and not going_on,
        "may_clear": is_draft
        and waiting is not None
        and waiting.person_id == person.pk
        and bool(pack.content_hash)
        and content.is_of(pack, pack.content)
        and not going_on,
        "may_issue": issues and is_cleared and not unfinished,
        "may_withdraw": issues and pack.status in Pack.WAS_ISSUED,
        "may_supplement": prepares and pack.status in supplements.CAN_HAVE_ONE,
        "may_send_back": pack.status in UNDER_WAY
        and access.prepares_or_clears(person, pack)
        and pack.clearances.filter(cleared_at__isnull=False).exists(),
    }


def reasons_asked(pack, today):
    """Which reasons issuing this pack asks for, by the names of the form's fields."""
    asked = {
        "findings_reason": bool(pack.findings),
        "urgency_reason": deadline.needs_urgency(pack, today=today),
    }
    return [name for name, needed in asked.items() if needed]


def copies_of(pack, person):
    """The copies of a pack that this person may have, each with its files: drafts until it is cleared."""
    stage = Stage.DRAFT if pack.status == Pack.Status.DRAFT else Stage.FINAL
    copies = {code: CopyOfPack(code, label, stage) for code, label in Copy.choices}
    for file in _in_order(access.visible_files(person, pack, stage)):
        file.address = reverse("pack-file", args=[pack.pk, stage, file.copy, file.form])
        file.name = bundle.name_of(pack, file)
        copies[file.copy].files.append(file)
    return [copy for copy in copies.values() if copy.files]


def findings_for(person, pack):
    """What was found in a pack's prose: for a clerk in the copies that they may read."""
    if pack.status not in UNDER_WAY or not pack.findings:
        return []
    sees_all = access.prepares_or_clears(person, pack)
    addresses = _where_written(person, pack)
    return [
        found | {"leads_to": addresses.get(found.get("section"), "")}
        for found in pack.findings
        if sees_all or access.may_see_copy(person, found["copy"])
    ]


def _where_written(person, pack):
    """Where each written section is changed, by its place in the content; for those who may change it."""
    if not access.may_prepare_packs(person) or plans.why_not_planned(pack):
        return {}
    return {
        content.anchor_of(section): reverse("pack-section", args=[pack.pk, section.pk])
        for section in pack.sections.all()
        if kinds.KINDS[section.kind].written
    }


def _unexplained(person, pack):
    """Abbreviations that the pack spells out nowhere, while who prepares it can still add them."""
    said = _said(pack) if pack.status == Pack.Status.DRAFT and access.may_prepare_packs(person) else {}
    return glossary.unexplained(said) if said else []


def _history(person, pack):
    """What happened to a pack; how it was planned only for those who prepare or clear it."""
    entries = audit.entries_of(pack)
    if not access.prepares_or_clears(person, pack):
        entries = entries.filter(verb__in=workflow.OF_ITS_LIFE)
    return keeping.sittings(entries)


def _hashes(pack):
    """The final files' hashes: beside the files while they are served, all that is left when withdrawn."""
    if pack.status not in (*Pack.WAS_ISSUED, Pack.Status.WITHDRAWN):
        return []
    return _in_order(pack.files.filter(stage=Stage.FINAL).defer("data"))


def _in_order(files):
    """Files with what each is called, copy by copy and in the order of their forms."""
    files = list(files)
    for file in files:
        file.called = CALLED[file.form]
    return sorted(files, key=lambda file: (Copy.values.index(file.copy), list(CALLED).index(file.form)))


def _next_step(pack, *, unfinished, going_on):
    """Who must do what with a cleared pack, in a sentence; "" for any other, whose page asks for it."""
    if pack.status != Pack.Status.CLEARED:
        return ""
    is_published = pack.audience != Pack.Audience.MANAGEMENT
    who = "A scrutiny clerk" if is_published else "A performance officer"
    if unfinished and not going_on:
        return "It is cleared, but its final file could not be made. A performance officer has it made again."
    if is_published and not _has_clerk():
        return "It is cleared. A scrutiny clerk issues it; an administrator has to make somebody one first."
    if unfinished:
        return f"It is cleared, and its final file is being made. Then {who[0].lower()}{who[1:]} issues it."
    return f"It is cleared. {who} issues it."


def _has_clerk():
    return Role.objects.filter(kind=Role.Kind.CLERK, person__is_active=True).exists()


def latest_build(person, pack):
    """The latest build, or None. What an error says of the content is for those who see the drafts."""
    build = pack.builds.first()
    if build is not None and not access.prepares_or_clears(person, pack):
        build.problem = ""
    return build


def _said(pack):
    """The content of the copy that the page quotes; empty before the first build, and once withdrawn."""
    if not pack.content or pack.status == Pack.Status.WITHDRAWN:
        return {}
    return content.copies_of(pack.content).get(pack.own_copy, {})


def _differs(pack):
    """Whether approved figures, or the plan, have changed since the snapshot was taken."""
    if not pack.content:
        return False
    day = content.prepared_on(pack.content)
    return content.content_hash(content.build(pack, prepared_on=day)) != pack.content_hash

"""One section of a pack while it is written: its page, saving as somebody types, how it reads, its file."""

from itertools import groupby

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from performance import lost_session
from performance.forms.pack_options import FORMS
from performance.forms.packs import AttachForm, SectionForm
from performance.packs import findings, kinds, narrative, planning, plans, uploads
from performance.refusals import NotComplete, SomebodyElseWasFirst, WorkflowProblem
from performance.views.pack_designer import ANOTHER, add_problems, pack_or_404, typed_before
from performance.views.problems import CONFLICT, UNPROCESSABLE, status_of

EXEMPT = {"exempt_paragraph", "exempt_reason"}


class _Typed:
    """A section's own form, that of its kind's choices and that of its file, which are sent as one."""

    def __init__(self, section, pack, data=None, files=None):
        self.own = SectionForm(data, section=section)
        self.attach = AttachForm(data, files) if section.kind == "appendix" else None
        choices = FORMS.get(section.kind)
        self.choices = choices and choices(data, pack=pack, initial=section.options, prefix="choice")

    def is_valid(self):
        forms = (self.own, self.choices, self.attach)
        found = [form.is_valid() for form in forms if form is not None]
        return all(found)

    @property
    def file(self):
        """The PDF that was sent with it, or None."""
        return self.attach and self.attach.cleaned_data["file"]

    def add_problems(self, problem):
        """A refusal's sentences: what is wrong with the file at the file."""
        add_problems(self.attach if self.attach and "file" in problem.problems else self.own, problem)

    @property
    def planned(self):
        """What was entered and can be kept: what is exempt goes with its reason or not at all."""
        wrong = set(self.own.errors)
        wrong |= EXEMPT if wrong & EXEMPT else set()
        given = {name: value for name, value in self.own.planned.items() if name not in wrong}
        if self.choices is not None and not self.choices.errors:
            given["options"] = self.choices.kept()
        return given

    @property
    def wrong(self):
        """The fields that hold what cannot be kept, each with why."""
        forms = [form for form in (self.own, self.choices) if form is not None]
        return {
            form.add_prefix(name): f"{form[name].label}: {' '.join(errors)}"
            if name in form.fields
            else errors[0]
            for form in forms
            for name, errors in form.errors.items()
        }


def _section_or_404(pack, section_id):
    return get_object_or_404(pack.sections.with_files(), pk=section_id)


@lost_session.keeps_typed
def section(request, pk, section_id):
    """A section's title, choices and words."""
    pack = pack_or_404(request.user, pk)
    planned = pack.sections.with_files().filter(pk=section_id).first()
    if planned is None:
        return _gone(request, pack)
    typed, note = typed_before(request)
    if request.method != "POST":
        return _page(request, pack, planned, _Typed(planned, pack, typed), note=note)
    if lost_session.is_another(request):
        return _page(
            request, pack, planned, _Typed(planned, pack, request.POST), note=ANOTHER, status=CONFLICT
        )
    form = _Typed(planned, pack, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, pack, planned, form, status=UNPROCESSABLE)
    try:
        said = _save(planned, form, request.user)
    except NotComplete as problem:
        form.add_problems(problem)
        return _page(request, pack, planned, form, status=UNPROCESSABLE)
    except SomebodyElseWasFirst as problem:
        return _overtaken(request, pack, section_id, problem)
    except WorkflowProblem as problem:
        return _page(request, pack, planned, form, note=str(problem), status=status_of(problem))
    lost_session.drop(request)
    messages.success(request, said)
    stays = "stay" in request.POST or "upload" in request.POST
    return redirect("pack-section", pk, section_id) if stays else redirect("pack-plan", pk)


def _save(planned, form, by):
    """Keep what a valid form holds, and a file that was sent with it; returns what was done."""
    entered = {"section": planned, "was": form.own.cleaned_data["version"], "by": by, **form.planned}
    if not form.file:
        planning.change_section(**entered)
        return "Saved."
    uploads.attach(name=form.file.name, data=form.file.read(), **entered)
    return f"“{form.file.name}” is bound in."


def _gone(request, pack):
    """What was typed into a section that somebody has removed meanwhile, so that it can be copied."""
    if request.method != "POST":
        raise Http404
    context = {"pack": pack, "typed": request.POST.get("text", "")}
    return render(request, "designer/gone.html", context, status=CONFLICT)


def _overtaken(request, pack, section_id, problem):
    """The form as it was typed, and beside it what somebody else saved; saving again puts it in its place."""
    now = pack.sections.with_files().filter(pk=section_id).first()
    if now is None:
        return _gone(request, pack)
    typed = request.POST.copy()
    typed["version"] = plans.mark_of(now)
    form = _Typed(now, pack, typed)
    form.is_valid()
    return _page(request, pack, now, form, note=str(problem), theirs=now, status=CONFLICT)


def _page(request, pack, planned, form, *, note="", theirs=None, status=200):
    kind = kinds.KINDS[planned.kind]
    why_not = plans.why_not_planned(pack)
    text = form.own["text"].value() or "" if kind.written else ""
    context = {
        "pack": pack,
        "section": planned,
        "kind": kind,
        "called": plans.called(planned),
        "form": form.own,
        "choices": form.choices,
        "note": note,
        "theirs": theirs,
        "why_not": why_not,
        "may_change": not why_not,
        # After somebody else was first, nothing is saved over theirs before the button is pressed.
        "autosaves": not why_not and status != CONFLICT,
        "is_typed": form.own.is_bound,
        "attach_form": form.attach,
    }
    if kind.written:
        context |= _writing(pack, planned, text, numbered=_is_numbered(planned, form))
    return render(request, "designer/section.html", context, status=status)


def _writing(pack, planned, text, *, numbered):
    """What helps to write: figures to refer to, first sentences, and how it reads."""
    reading = narrative.reading_of(pack)
    rows = narrative.references(reading)
    figures = [
        {"measure": measure, "rows": list(of_it)}
        for measure, of_it in groupby(rows, key=lambda row: row["measure"])
    ]
    return {
        "figures": figures,
        "drafts": narrative.drafts(reading),
        "marks": narrative.HELP,
        "skeleton": narrative.DEFAULT_REPORT if planned.kind == "report" else "",
    } | _reads(reading, text, numbered=numbered)


def _is_numbered(planned, form):
    """Whether a section's paragraphs have numbers: a covering report's, and where its choices say so."""
    if planned.kind == "report" or form.choices is None:
        return planned.kind == "report"
    return bool(form.choices["numbered"].value())


def _reads(reading, text, *, numbered):
    if not text.strip():
        return {"blocks": [], "findings": []}
    blocks, found = findings.of_text(text, reading, numbered=numbered)
    return {"blocks": blocks, "findings": found}


@require_POST
def preview(request, pk, section_id):
    """How the words read, and what in them the tables do not bear out: a fragment. Saves nothing."""
    pack = pack_or_404(request.user, pk)
    planned = _section_or_404(pack, section_id)
    if not kinds.KINDS[planned.kind].written:
        raise Http404
    form = _Typed(planned, pack, request.POST)
    form.is_valid()
    text = (form.own["text"].value() or "").replace("\r\n", "\n")[: planning.LONGEST_TEXT]
    context = _reads(narrative.reading_of(pack), text, numbered=_is_numbered(planned, form))
    return render(request, "designer/reads.html", context)


@require_POST
def autosave(request, pk, section_id):
    """Save what can be saved of a section, as somebody types.

    Answers {version, sentence, kept, is_partly}: the mark that the form now stands on, what to tell the
    person, the fields that could not be saved, and whether there are any, so that the browser keeps them.
    """
    pack = pack_or_404(request.user, pk)
    planned = pack.sections.filter(pk=section_id).first()
    if planned is None:
        return _not_saved("somebody removed this section.", CONFLICT)
    if lost_session.is_another(request):
        return _not_saved(f"{request.user} is signed in now, who did not open this page.", CONFLICT)
    form = _Typed(planned, pack, request.POST)
    form.is_valid()
    try:
        saved = planning.change_section(
            section=planned,
            was=form.own.cleaned_data.get("version", ""),
            by=request.user,
            verb="saved",
            **form.planned,
        )
    except WorkflowProblem as problem:
        return _not_saved(str(problem), status_of(problem))
    wrong = form.wrong
    when = f"{timezone.localtime():%H:%M}"
    sentence = f"Saved {when}, except for this. {' '.join(wrong.values())}" if wrong else f"Saved {when}."
    return JsonResponse(
        {
            "version": plans.mark_of(saved),
            "sentence": sentence,
            "kept": list(wrong),
            "is_partly": bool(wrong),
        }
    )


def _not_saved(why, status):
    return JsonResponse({"sentence": f"Not saved: {why}"}, status=status)


def remove(request, pk, section_id):
    """Ask, and take a section out of the plan."""
    pack = pack_or_404(request.user, pk)
    planned = _section_or_404(pack, section_id)
    problem, status = None, 200
    if request.method == "POST":
        try:
            planning.remove_section(section=planned, was=request.POST.get("version", ""), by=request.user)
        except WorkflowProblem as refused:
            problem, status = refused, status_of(refused)
        else:
            messages.success(request, f"“{plans.called(planned)}” is removed.")
            return redirect("pack-plan", pk)
    context = {
        "pack": pack,
        "section": planned,
        "called": plans.called(planned),
        "version": plans.mark_of(planned),
        "words": len(planned.text.split()),
        "problem": problem,
        "why_not": plans.why_not_planned(pack),
    }
    return render(request, "designer/remove.html", context, status=status)

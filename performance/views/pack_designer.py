"""The pack designer: a new pack, and the plan of its sections in their order."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from performance import access, audit, dates, keeping, lost_session
from performance.forms.figures import DayField
from performance.forms.packs import AddSectionForm, ApplyForm, FrontForm, NewPackForm, front_of
from performance.models import PackTemplate
from performance.packs import deadline, kinds, planning, plans
from performance.refusals import NotComplete, SomebodyElseWasFirst, WorkflowProblem
from performance.views import posted
from performance.views.problems import CONFLICT, UNPROCESSABLE, status_of

SIGNED_OUT = "You had been signed out. Nothing is lost: check what you typed and save."
ANOTHER = (
    "Somebody else opened this page, and you have signed in since. "
    "What was typed is below: save it if it is yours."
)


def pack_or_404(person, pk):
    """A pack whose plan this person may see."""
    packs = access.planned_packs(person).without_content()
    return get_object_or_404(packs.select_related("scorecard", "period"), pk=pk)


def add_problems(form, problem):
    """A refusal's sentences at their fields, or above the form."""
    for name, sentence in problem.problems.items():
        form.add_error(name if name in form.fields else None, sentence)


def typed_before(request):
    """What was typed before the session ended, and what to say of it."""
    typed = lost_session.typed(request) if request.method in ("GET", "HEAD") else None
    return typed, SIGNED_OUT if typed is not None else ""


# --- A new pack ------------------------------------------------------------------------------------------


@lost_session.keeps_typed
def new(request):
    """A new pack for a meeting, from a template, an earlier pack, or the usual sections."""
    if not access.may_prepare_packs(request.user):
        raise Http404
    typed, note = typed_before(request)
    if request.method != "POST":
        form = NewPackForm(typed, initial={"start": request.GET.get("start", NewPackForm.USUAL)})
        return _new_page(request, form, note=note)
    form = NewPackForm(request.POST)
    if lost_session.is_another(request):
        return _new_page(request, form, note=ANOTHER, status=CONFLICT)
    if form.is_valid():
        try:
            pack = planning.make(by=request.user, **form.source, **form.front)
        except NotComplete as problem:
            add_problems(form, problem)
        else:
            lost_session.drop(request)
            messages.success(request, "Draft made. Plan its sections here, then build it.")
            return redirect("pack-plan", pack.pk)
    return _new_page(request, form, status=UNPROCESSABLE)


def _new_page(request, form, *, note="", status=200):
    context = {"form": form, "note": note, "deadline": _deadline(form["meeting_on"].value())}
    return render(request, "designer/new.html", context, status=status)


@require_safe
def dispatch(request):
    """When a pack for a meeting has to be dispatched: a fragment beside the date while it is typed."""
    if not access.may_prepare_packs(request.user):
        raise Http404
    return render(request, "designer/dispatch.html", {"deadline": _deadline(request.GET.get("meeting_on"))})


def _deadline(typed):
    """The day of dispatch for a meeting's date as it was typed; None where it is no likely date."""
    try:
        meeting_on = DayField(required=False).clean(typed)
    except ValidationError:
        return None
    today = dates.today()
    if meeting_on is None or not deadline.is_plausible(meeting_on, today=today):
        return None
    return deadline.by_day(meeting_on, today=today)


@lost_session.keeps_typed
def front(request, pk):
    """What a draft is called, for whom it is, its meeting, and who clears it."""
    pack = pack_or_404(request.user, pk)
    typed, note = typed_before(request)
    if request.method != "POST":
        form = FrontForm(typed, initial=front_of(pack), pack=pack)
        return _front_page(request, pack, form, note=note)
    form = FrontForm(request.POST, initial=front_of(pack), pack=pack)
    if lost_session.is_another(request):
        return _front_page(request, pack, form, note=ANOTHER, status=CONFLICT)
    if form.is_valid():
        try:
            planning.change_front(
                pack=pack, was=request.POST.get("version", ""), by=request.user, **form.front
            )
        except NotComplete as problem:
            add_problems(form, problem)
        except WorkflowProblem as problem:
            return _front_page(request, pack, form, note=str(problem), status=status_of(problem))
        else:
            lost_session.drop(request)
            messages.success(request, "Saved.")
            return redirect("pack-plan", pk)
    return _front_page(request, pack, form, status=UNPROCESSABLE)


def _front_page(request, pack, form, *, note="", status=200):
    context = {
        "pack": pack,
        "form": form,
        "note": note,
        "why_not": plans.why_not_planned(pack),
        "version": plans.mark_of_front(pack),
        "deadline": _deadline(form["meeting_on"].value()) if "meeting_on" in form.fields else None,
    }
    return render(request, "designer/front.html", context, status=status)


# --- The plan --------------------------------------------------------------------------------------------


@require_safe
def plan(request, pk):
    """A pack's sections in their order, and what to do with them."""
    return _plan_page(request, pack_or_404(request.user, pk))


def _plan_page(request, pack, *, problem=None):
    sections = list(pack.sections.with_files())
    shown = [_shown(section, place, len(sections)) for place, section in enumerate(sections, 1)]
    why_not = plans.why_not_planned(pack)
    context = {
        "pack": pack,
        "sections": shown,
        "usual": [] if sections else [kinds.KINDS[kind] for kind in kinds.USUAL],
        "to_do": [row for row in shown if row["lacks"]],
        "order": plans.mark_of_order(pack),
        "why_not": why_not,
        "may_change": not why_not,
        "clearances": pack.clearances.select_related("person"),
        "deadline": deadline.of(pack, today=dates.today()),
        "has_templates": PackTemplate.objects.exists(),
        "problem": problem,
        "history": keeping.sittings(audit.entries_of(pack).filter(verb__in=plans.VERBS)),
    }
    # htmx shows what is answered with 200 alone.
    status = status_of(problem) if problem is not None and not request.htmx else 200
    return render(request, "designer/plan.html", context, status=status)


def _shown(section, place, count):
    kind = kinds.KINDS[section.kind]
    return {
        "section": section,
        "kind": kind,
        "called": plans.called(section),
        "place": place,
        "up": place - 1 if place > 1 else None,
        "down": place + 1 if place < count else None,
        "lacks": _lacks(section, kind),
    }


def _lacks(section, kind):
    """What a section still needs before it says anything, in a few words; "" for nothing."""
    if section.to_follow:
        return ""
    if section.kind == "appendix" and section.attachment_id is None:
        return "No PDF yet"
    return "No words yet" if kind.written and not section.text.strip() else ""


@require_POST
def usual(request, pk):
    """Write the usual sections down, so that they can be changed."""
    pack = pack_or_404(request.user, pk)
    try:
        planning.plan_usual(pack=pack, by=request.user)
    except WorkflowProblem as problem:
        return _plan_page(request, pack, problem=problem)
    return redirect("pack-plan", pk)


@require_POST
def move(request, pk):
    """Move one section to another place."""
    pack = pack_or_404(request.user, pk)
    section = pack.sections.filter(pk=posted.number(request.POST.get("section"), None)).first()
    to = posted.number(request.POST.get("to"), None)
    if to is None:
        raise Http404
    try:
        if section is None:
            raise SomebodyElseWasFirst("Somebody removed that section after you opened the page.")
        planning.move_section(section=section, to=to, was=request.POST.get("order", ""), by=request.user)
    except WorkflowProblem as problem:
        return _plan_page(request, pack, problem=problem)
    messages.success(request, f"“{plans.called(section)}” now stands in place {section.position}.")
    return redirect(f"{reverse('pack-plan', args=[pk])}#section-{section.pk}")


def add(request, pk):
    """Choose what a new section shows, and where it stands."""
    pack = pack_or_404(request.user, pk)
    form = AddSectionForm(request.POST or None, sections=pack.sections.all())
    status, problem = 200, None
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                section = planning.add_section(pack=pack, by=request.user, **form.cleaned_data)
            except NotComplete as incomplete:
                add_problems(form, incomplete)
            except WorkflowProblem as refused:
                problem = refused
            else:
                messages.success(request, f"“{plans.called(section)}” added in place {section.position}.")
                return redirect("pack-section", pk, section.pk)
    context = {"pack": pack, "form": form, "problem": problem, "why_not": plans.why_not_planned(pack)}
    return render(request, "designer/add.html", context, status=status)


def apply_template(request, pk):
    """Put a template's sections in the place of a draft's own, after asking."""
    pack = pack_or_404(request.user, pk)
    form = ApplyForm(request.POST or None)
    status, problem = 200, None
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            template = form.cleaned_data["template"]
            try:
                planning.apply_template(
                    pack=pack, template=template, was=request.POST.get("order", ""), by=request.user
                )
            except WorkflowProblem as refused:
                problem, status = refused, status_of(refused)
            else:
                messages.success(request, f"The sections are now those of “{template}”.")
                return redirect("pack-plan", pk)
    context = {
        "pack": pack,
        "form": form,
        "problem": problem,
        "order": plans.mark_of_order(pack),
        "sections": list(map(plans.called, pack.sections.all())),
        "why_not": plans.why_not_planned(pack),
    }
    return render(request, "designer/apply.html", context, status=status)

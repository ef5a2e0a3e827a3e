"""Templates of packs: the list, keeping a pack's plan as one, renaming and deleting."""

import django_tables2 as tables
from django.contrib import messages
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import get_template
from django.urls import reverse
from django.views.decorators.http import require_safe

from performance import access, audit
from performance.forms.packs import TemplateForm
from performance.models import PackTemplate
from performance.packs import kept_plans, kinds, plans
from performance.refusals import NotComplete, WorkflowProblem
from performance.tables import ListTable
from performance.views import posted
from performance.views.lists import render_list
from performance.views.pack_designer import add_problems, pack_or_404
from performance.views.problems import UNPROCESSABLE, status_of


class TemplateTable(ListTable):
    """Templates by name."""

    singular, plural = "template", "templates"

    name = tables.Column()
    description = tables.Column(orderable=False, verbose_name="What it is for")
    audience = tables.Column(verbose_name="For")
    committee = tables.Column()
    section_count = tables.Column(verbose_name="Sections", attrs={"td": {"class": "app-number"}})
    action = tables.Column(orderable=False, verbose_name="What to do", empty_values=())

    not_downloaded = ("action",)

    class Meta(ListTable.Meta):
        empty_text = "No template is kept yet. Plan a pack, and keep its plan as a template from there."

    def render_name(self, record):
        return get_template("partials/link.html").render(
            {"url": reverse("pack-template", args=[record.pk]), "text": record.name}
        )

    def value_name(self, record):
        return record.name

    def render_audience(self, record):
        return record.get_audience_display()

    def value_audience(self, record):
        return record.get_audience_display()

    def render_action(self, record):
        url = f"{reverse('pack-new')}?start=template:{record.pk}"
        return get_template("designer/use.html").render({"url": url, "name": record.name})


@require_safe
def index(request):
    """The templates that are kept."""
    if not access.may_prepare_packs(request.user):
        raise Http404
    table = TemplateTable(PackTemplate.objects.annotate(section_count=Count("sections")))
    return render_list(request, "designer/templates.html", table, name="pack-templates")


def _template_or_404(person, pk):
    if not access.may_prepare_packs(person):
        raise Http404
    return get_object_or_404(PackTemplate, pk=pk)


def show(request, pk):
    """One template: its sections, and its name to change."""
    template = _template_or_404(request.user, pk)
    kept = {"name": template.name, "description": template.description, "version": template.version}
    form, status = TemplateForm(request.POST or None, initial=kept), 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                version = posted.version(request.POST.get("version"))
                kept_plans.rename(
                    template=template,
                    version=version,
                    name=form.cleaned_data["name"],
                    description=form.cleaned_data["description"],
                    by=request.user,
                )
            except NotComplete as problem:
                add_problems(form, problem)
            except WorkflowProblem as problem:
                form.add_error(None, str(problem))
                status = status_of(problem)
            else:
                messages.success(request, "Saved.")
                return redirect("pack-template", pk)
    sections = [
        {"section": section, "kind": kinds.KINDS[section.kind], "called": plans.called(section)}
        for section in template.sections.all()
    ]
    context = {
        "template": PackTemplate.objects.get(pk=pk),
        "form": form,
        "sections": sections,
        "history": audit.entries_of(template),
    }
    return render(request, "designer/template.html", context, status=status)


def delete(request, pk):
    """Ask, and delete a template."""
    template, status = _template_or_404(request.user, pk), 200
    if request.method == "POST":
        version = posted.version(request.POST.get("version"))
        try:
            kept_plans.delete(template=template, version=version, by=request.user)
        except WorkflowProblem as problem:
            messages.error(request, str(problem))
            status = status_of(problem)
        else:
            messages.success(request, f"The template “{template.name}” is deleted.")
            return redirect("pack-template-list")
    return render(request, "designer/delete_template.html", {"template": template}, status=status)


def keep(request, pk):
    """Keep a pack's plan as a template."""
    pack = pack_or_404(request.user, pk)
    form, status = TemplateForm(request.POST or None), 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                template = kept_plans.keep_pack(
                    pack=pack,
                    name=form.cleaned_data["name"],
                    description=form.cleaned_data["description"],
                    by=request.user,
                )
            except NotComplete as problem:
                add_problems(form, problem)
            else:
                messages.success(request, f"Kept as “{template.name}”. New packs can start from it.")
                return redirect("pack-template", template.pk)
    return render(request, "designer/keep.html", {"pack": pack, "form": form}, status=status)

"""Pages of the administrators' site beside Django's own: a form, or something to look at and confirm."""

from dataclasses import dataclass, field

from django.contrib.admin import helpers
from django.template.response import TemplateResponse
from django.urls import reverse


@dataclass(frozen=True)
class Listing:
    """Lines under a heading; where there are none, a sentence instead."""

    heading: str
    lines: list
    empty: str = ""


@dataclass(frozen=True)
class Page:
    """What a page shows: a title, one sentence, a form in Django's own look, lists, and a button."""

    title: str
    lead: str = ""
    form: object = None
    fieldsets: tuple = ()
    listings: list = field(default_factory=list)
    submit: str = "Save"
    back: str = ""
    # What is sent along: (name, value), for a page that asks "are you sure?".
    hidden: list = field(default_factory=list)
    may_submit: bool = True


def address(model, page, *args):
    """The address of a model's page in the administrators' site."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def render(model_admin, request, page, *, status=200):
    """The page within the administrators' site, with the way back to the model's list."""
    opts = model_admin.model._meta
    adminform = helpers.AdminForm(page.form, list(page.fieldsets), {}) if page.form is not None else None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": page.title,
        "page": page,
        "adminform": adminform,
        "errors": helpers.AdminErrorList(page.form, []) if page.form is not None else [],
        "opts": opts,
        "media": model_admin.media,
    }
    return TemplateResponse(request, "admin/page.html", context, status=status)

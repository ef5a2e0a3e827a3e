"""The administrators' site as a browser without scripts uses it: forms are read and sent back."""

from django.contrib import admin
from django.urls import reverse

from performance.models import AuditEntry
from tests import world
from tests.page import Page

MODELS = {model._meta.label: model for model in admin.site._registry}


def page_of(model, page="changelist", *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def form_of(browser, address):
    """What a browser would send of an admin form, the empty row for adding left out."""
    return {name: text for name, text in _fields(browser, address).items() if "__prefix__" not in name}


def _fields(browser, address):
    response = browser.get(address)
    assert response.status_code == 200
    return Page(response).fields


def change(browser, row, *, follow=False, **changes):
    """Change a row through its form; the response, which is a redirect where it was saved."""
    address = page_of(type(row), "change", row.pk)
    return browser.post(address, form_of(browser, address) | changes, follow=follow)


def add(browser, model, *, follow=False, **fields):
    address = page_of(model, "add")
    return browser.post(address, form_of(browser, address) | fields, follow=follow)


def add_inline(browser, row, prefix, **fields):
    """One more row in an inline of a row's form, besides those that are there."""
    address = page_of(type(row), "change", row.pk)
    data = _fields(browser, address)
    number = int(data[f"{prefix}-TOTAL_FORMS"])
    # What a script copies: the empty row with what stands in it.
    row = {name.replace("__prefix__", str(number)): text for name, text in data.items() if prefix in name}
    data = {name: text for name, text in (row | data).items() if "__prefix__" not in name}
    data[f"{prefix}-TOTAL_FORMS"] = str(number + 1)
    return browser.post(address, data | {f"{prefix}-{number}-{name}": text for name, text in fields.items()})


def entries(verb):
    return list(AuditEntry.objects.filter(verb=verb, by=world.person("ada")).order_by("pk"))

"""Answers: a page of a listing, the list of listings, or a sentence; each with its headers."""

import hashlib

from django.http import HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag

from performance.interface import asking, writing
from performance.interface.fields import text, yes_no
from performance.interface.resources import RESOURCES

CONTENT_TYPES = {"json": "application/json; charset=utf-8", "csv": "text/csv; charset=utf-8"}


def listing(request, resource, asked):
    """One page of a resource's rows, with the address of the next and how many there are in all."""
    rows = resource.rows(asked)
    for one, values in asked.filters:
        rows = one.keep(rows, values, asked)
    if asked.since is not None:
        rows = resource.since(rows, asked.since)
    count = rows.count()
    page, after = _page(rows, resource, asked)
    if resource.prepare is not None:
        resource.prepare(page, asked)
    following = _address_after(request, after) if after is not None else None
    if asked.format == "csv":
        body = writing.csv_body(resource.fields, page)
    else:
        body = writing.json_body(resource.fields, page, next=following, count=count)
    response = _conditional(request, body, asked.format)
    if following:
        response["Link"] = f'<{following}>; rel="next"'
    if asked.format == "csv":
        response["Content-Disposition"] = f'inline; filename="{resource.name}.csv"'
    return response


def _page(rows, resource, asked):
    """The rows of this page, and the key that the next begins after; None on the last one.

    By key and not by number: what is added or taken away meanwhile moves no other row to another page.
    """
    key = resource.order
    found = list(rows.filter(**{f"{key}__gt": asked.after}).order_by(key)[: asked.page_size + 1])
    if len(found) <= asked.page_size:
        return found, None
    page = found[: asked.page_size]
    return page, getattr(page[-1], key)


def _address_after(request, after):
    """The absolute address of the next page: this one's parameters with another key."""
    query = request.GET.copy()
    query["after"] = str(after)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def index(request, scopes):
    """The listings that a token may read."""
    fields = (
        text("resource", "", "name"),
        text("title", ""),
        text("address", "", lambda resource: request.build_absolute_uri(f"{request.path}{resource.name}/")),
        text("filters", "", lambda resource: ", ".join(one.name for one in resource.filters)),
        yes_no("updated_since", "", "has_since"),
    )
    rows = [resource for resource in RESOURCES.values() if resource.scope in scopes]
    if asking.format_of(request) == "csv":
        return _conditional(request, writing.csv_body(fields, rows), "csv")
    return _conditional(request, writing.json_body(fields, rows, next=None, count=len(rows)), "json")


def _conditional(request, body, kind):
    """The body, or 304 where the reader has it already."""
    content = body.encode()
    etag = quote_etag(hashlib.sha256(content).hexdigest())
    response = HttpResponse(content, content_type=CONTENT_TYPES[kind], headers={"ETag": etag})
    return get_conditional_response(request, etag=etag, response=response)


def sentence(problem):
    """Why there are no rows, for a program and for the person who reads its log."""
    return JsonResponse({"error": problem.sentence}, status=problem.status, headers=problem.headers)


def finish(response):
    """What every answer says to caches: it is one person's, and asked for again each time."""
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Authorization", "Accept"])
    return response

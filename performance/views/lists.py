"""What every list page does: sort, page, and download what is filtered."""

from django.shortcuts import render
from django_tables2 import RequestConfig

from performance import export

PER_PAGE = 50


def render_list(request, template, table, *, name, context=None):
    """A page with a table, or its download when `_export` names a format."""
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    kind = request.GET.get("_export")
    if kind in table.download_formats:
        return export.download(table, name=name, kind=kind)
    return render(request, template, {"table": table, **(context or {})})

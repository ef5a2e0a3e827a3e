"""What every list page does: sort, page, and download what is filtered."""

from django import forms
from django.shortcuts import render

from performance import export

PER_PAGE = 50


def render_list(request, template, table, *, name, context=None, status=200):
    """A page with a table, or its download when `_export` names a format.

    An address can say anything: an unknown column does not sort, a page beyond the last one is the last one,
    and how many rows a page has is not for the address to say.
    """
    table.request = request
    wanted = [column for column in request.GET.getlist("sort") if column.removeprefix("-") in table.columns]
    if wanted:
        table.order_by = wanted
    table.paginate(per_page=PER_PAGE)
    table.page = table.paginator.get_page(request.GET.get("page"))
    kind = request.GET.get("_export")
    if kind in table.download_formats:
        return export.download(table, name=name, kind=kind)
    return render(request, template, {"table": table, **(context or {})}, status=status)


class ListFilter(forms.Form):
    """One bar above a list of plain rows: words, and a state. Each list names its own fields.

    A choice that the bar does not know shows everything.
    """

    def words_of(self, row):
        """Where the words are looked for; measures are found by code and title."""
        return f"{row['measure'].code_text} {row['title']}"

    def keep(self, rows):
        if not self.is_valid():
            return rows
        words, state = self.cleaned_data["q"].lower(), self.cleaned_data["state"]
        return [row for row in rows if words in self.words_of(row).lower() and state in ("", row["state"])]

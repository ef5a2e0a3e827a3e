"""The grid: all my figures of the open periods in one form, saved and submitted row by row."""

import re
from dataclasses import dataclass
from itertools import groupby

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from performance import access, dates, due, grid, kept_text, lost_session
from performance.forms.grid import COLUMNS, NUMBERS, as_text, sum_of
from performance.models import Measure, Period
from performance.views.grid_rows import Row, look
from performance.views.problems import CONFLICT, UNPROCESSABLE

# A form may send 2,000 fields (DATA_UPLOAD_MAX_NUMBER_FIELDS): a row has up to eleven, and three a warning.
PER_PAGE = 60
_KEY = re.compile(r"(\d{1,18}-\d{1,18})-shown")

SIGNED_OUT = "You had been signed out. Nothing is lost: check what you typed and save."
ANOTHER = (
    "Somebody else opened this page, and you have signed in since. "
    "What was typed is below: save it if it is yours."
)
# In the row itself, where a script has sent it.
LOST = (
    "This row takes nothing any more: its period has closed, or it is no longer yours to enter. What you "
    "typed since then is not saved; copy what you need."
)


@dataclass(frozen=True)
class Column:
    heading: str
    is_number: bool
    name: str


@require_http_methods(["GET", "HEAD", "POST"])
@lost_session.keeps_typed
def show(request):
    """Type in, save and submit many figures."""
    lines = _lines_or_404(request)
    if request.method == "POST":
        return _posted(request, lines)
    typed = lost_session.typed(request)
    if typed is not None:
        messages.warning(request, SIGNED_OUT)
    return _page(request, lines, typed)


def _lines_or_404(request, keys=None):
    if not access.has_measures(request.user):
        raise Http404
    return grid.lines(request.user, today=dates.today(), keys=keys)


def _posted(request, lines):
    keys, person = _keys_in(request.POST), request.user
    if lost_session.is_another(request):
        messages.error(request, ANOTHER)
        return _page(request, lines, request.POST, status=CONFLICT)
    if "discard" in request.POST:
        return _discarded(request, [line for line in lines if line.key in keys])
    rows = {line.key: Row(line, request.POST) for line in lines if line.key in keys}
    for row in rows.values():
        row.save(person)
        if "submit" in request.POST and row.is_ticked:
            row.submit(person)
    look(list(rows.values()))
    lost = _lost(request, keys - set(rows))
    wrong = [row for row in rows.values() if row.needs_you]
    _say(request, rows.values(), wrong)
    if not wrong and not lost:
        lost_session.drop(request)
        return redirect(request.get_full_path())
    status = wrong[0].status_code if len({row.status_code for row in wrong}) == 1 else UNPROCESSABLE
    return _page(request, lines, rows=rows, lost=lost, status=status)


def _discarded(request, lines):
    """Forget what was typed in the rows of this page and is not saved; drafts stay as they are."""
    for line in lines:
        if line.kept:
            kept_text.forget(person=request.user, measure=line.measure, period=line.period)
    lost_session.drop(request)
    messages.success(request, "What was not saved is thrown away. The drafts are as they were.")
    return redirect(request.get_full_path())


@require_POST
def preview(request):
    """What the rows that are sent would be rated, and what is wrong in them. Saves nothing."""
    lines = _lines_or_404(request, _keys_in(request.POST))
    rows = [Row(line, request.POST) for line in lines]
    look(rows)
    return JsonResponse({"rows": {row.key: _as_seen(row) for row in rows}})


@require_POST
def autosave(request):
    """Save the rows that are sent as drafts, by the same way as the button, and say what became of them."""
    if lost_session.is_another(request):
        return JsonResponse({"sentence": ANOTHER}, status=CONFLICT)
    keys = _keys_in(request.POST)
    rows = [Row(line, request.POST) for line in _lines_or_404(request, keys)]
    for row in rows:
        row.save(request.user)
    look(rows)
    lost = _lost(request, keys - {row.key for row in rows})
    waiting = sum(1 for row in rows if row.needs_you) + len(lost)
    return JsonResponse(
        {
            "sentence": _saved_at(waiting),
            "waiting": waiting,
            "lost": {one["key"]: LOST for one in lost},
            "rows": {
                row.key: {
                    **_as_seen(row),
                    "refused": row.refused,
                    "version": row.version,
                    "shown": row.shown,
                    "state": render_to_string("partials/state.html", {"item": row.state}),
                }
                for row in rows
            },
        }
    )


def _keys_in(data):
    """The rows that a form holds."""
    return {match[1] for name in data if (match := _KEY.fullmatch(name))}


def _saved_at(waiting):
    """What the page says after it has saved itself; `waiting` rows could not be saved as they stand."""
    clock = f"{timezone.localtime():%H:%M}"
    if not waiting:
        return f"All changes saved {clock}"
    needs = "1 row needs" if waiting == 1 else f"{waiting} rows need"
    return f"Saved {clock} as far as it can be. {needs} you."


def _as_seen(row):
    """A row's status, errors and warnings, as a script puts them into the page."""
    return {
        "status": render_to_string("grid/status.html", {"row": row}),
        "beneath": render_to_string("grid/beneath.html", {"row": row}),
        "errors": row.errors,
        "figure": row.computed,
        "word": row.preview.status.word if row.has_status else "",
    }


# --- The page ------------------------------------------------------------------------------------------


def _page(request, lines, typed=None, *, rows=None, lost=(), status=200):
    """The page of a period or of all; `rows` are those that were dealt with already."""
    periods = list(dict.fromkeys(line.period for line in lines))
    chosen = [line for line in lines if str(line.period.pk) == request.GET.get("period")] or lines
    page = Paginator(chosen, PER_PAGE).get_page(request.GET.get("page"))
    rows = rows or {}
    shown = [rows.get(line.key) or Row(line, typed) for line in page]
    look([row for row in shown if row.key not in rows])
    context = {
        "groups": _groups(shown),
        "problems": [item for row in shown for item in row.items] if rows else [],
        "lost": lost,
        "periods": periods,
        "chosen": chosen[0].period if chosen and len(chosen) < len(lines) else None,
        "page": page,
        "headline": due.headline([row.state for row in shown]),
        "may_submit": any(row.line.may_submit and row.is_editable for row in shown),
        "has_unsaved": any(row.is_kept for row in shown) or typed is not None,
        "is_editable": any(row.is_editable for row in shown),
    }
    return render(request, "grid/grid.html", context, status=status)


def _groups(rows):
    """The rows of each period with the columns that one of them has."""
    groups = []
    for period, of_period in groupby(rows, key=lambda row: row.period):
        of_period = list(of_period)
        names = [name for name in COLUMNS if any(row.has_column(name) for row in of_period)]
        for row in of_period:
            row.set_cells(names)
        columns = [Column(COLUMNS[name], name in NUMBERS, name) for name in names]
        groups.append({"period": period, "rows": of_period, "columns": columns, "width": len(columns) + 3})
    return groups


# --- What is said --------------------------------------------------------------------------------------


def _say(request, rows, wrong):
    submitted = [row for row in rows if row.submitted]
    saved = [row for row in rows if row.saved and not row.submitted]
    said = []
    if submitted:
        said.append(f"{_count(submitted, 'figure')} submitted for approval.")
    if saved:
        said.append(f"{_count(saved, 'row')} saved as {'a draft' if len(saved) == 1 else 'drafts'}.")
    if said:
        messages.success(request, " ".join(said))
    if wrong:
        messages.warning(request, f"{_count(wrong, 'row')} {'needs' if len(wrong) == 1 else 'need'} you.")
    elif "submit" in request.POST and not submitted:
        messages.warning(request, "Tick the rows that you want to submit, then press the button again.")
    elif not said:
        messages.info(request, "Nothing had changed, so nothing was saved.")
    _say_who_lacks(request, [row for row in submitted if not access.has_approver(row.line.current)])


def _say_who_lacks(request, orphans):
    """Name the rows that nobody can sign off, and those of which only the first sign-off can be given."""
    half = [row.measure.title for row in orphans if access.has_next_approver(row.line.current)]
    whole = [row.measure.title for row in orphans if row.measure.title not in half]
    if whole:
        messages.warning(
            request,
            f"Nobody can approve this yet: {', '.join(whole)}. Ask an administrator to give somebody who "
            "did not enter it the role of manager.",
        )
    if half:
        messages.warning(
            request,
            f"The first sign-off can be given; nobody gives the second yet: {', '.join(half)}. Ask an "
            "administrator to give somebody else the role of second-level manager.",
        )


def _count(rows, word):
    return f"1 {word}" if len(rows) == 1 else f"{len(rows)} {word}s"


def _lost(request, keys):
    """What was typed in rows that are no longer there: the period has closed, or the right has gone.

    Where it is still this person's to enter, it is kept for the figure's own page, to be copied there.
    """
    found = []
    for key in sorted(keys):
        sent = [name for name in COLUMNS if f"{key}-{name}" in request.POST]
        texts = {name: as_text(request.POST[f"{key}-{name}"]) for name in sent}
        if sum_of(texts) == request.POST[f"{key}-shown"]:
            continue
        measure_id, _, period_id = key.partition("-")
        measure = Measure.objects.filter(pk=measure_id).first()
        period = Period.objects.filter(pk=period_id).first()
        if measure and period and access.may_enter(request.user, measure):
            kept_text.keep(person=request.user, measure=measure, period=period, typed=texts)
        may_see = measure is not None and access.may_see_open_figure(request.user, measure)
        title = measure.title if may_see else "A measure that you no longer enter"
        typed = [(COLUMNS[name], text) for name, text in texts.items() if text]
        found.append({"key": key, "title": title, "typed": typed})
    return found

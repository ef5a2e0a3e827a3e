"""A pack's files as they were stored: one by one, all as one zip, and their pages as pictures."""

import hashlib

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from performance import access
from performance.models import Copy, Form, Stage
from performance.packs import bundle, pictures, workflow

ZIP = "application/zip"
OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    Form.PDF: "application/pdf",
    Form.HTML: "text/html; charset=utf-8",
    Form.XLSX: f"{OFFICE}.spreadsheetml.sheet",
    Form.CSV: ZIP,
    Form.DOCX: f"{OFFICE}.wordprocessingml.document",
}
# A stored page brings its own style sheet and needs nothing else: no script, no network, no way to our pages.
STORED_PAGE = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; sandbox"
)


def _pack_or_404(person, pk):
    """A pack that this person may see. Each of its pages' pictures asks: its content is not read."""
    packs = access.visible_packs(person).without_content().select_related("scorecard")
    return get_object_or_404(packs, pk=pk)


@require_safe
def file(request, pk, stage, copy, form):
    """One file, unchanged. Who took it is kept; to ask whether it is there is not to take it."""
    pack = _pack_or_404(request.user, pk)
    found = get_object_or_404(access.visible_files(request.user, pack, stage), copy=copy, form=form)
    etag = quote_etag(found.sha256)
    if (unchanged := get_conditional_response(request, etag=etag)) is not None:
        # The headers of this answer replace those that the browser keeps with the page.
        if form == Form.HTML:
            unchanged["Content-Security-Policy"] = STORED_PAGE
        return unchanged
    if not _is_intact(found, request.user):
        return _damaged(request, pack)
    if request.method == "GET":
        _note(request, pack, stage, copy, form, found.sha256)
    response = _answer(bytes(found.data), TYPES[form], bundle.name_of(pack, found), etag)
    _keep_for(response, stage, copy)
    if form == Form.HTML:
        response["Content-Security-Policy"] = STORED_PAGE
        response["Content-Disposition"] = response["Content-Disposition"].replace("attachment", "inline", 1)
    return response


@require_safe
def everything(request, pk, stage, copy):
    """All files of a copy as one zip, with the list of their hashes."""
    pack = _pack_or_404(request.user, pk)
    files = list(access.visible_files(request.user, pack, stage).filter(copy=copy).defer(None))
    if not files:
        raise Http404
    damaged = [found for found in files if not _is_intact(found, request.user)]
    if damaged:
        return _damaged(request, pack)
    data = bundle.zipped(pack, files)
    sha256 = hashlib.sha256(data).hexdigest()
    etag = quote_etag(sha256)
    if (unchanged := get_conditional_response(request, etag=etag)) is not None:
        return unchanged
    if request.method == "GET":
        _note(request, pack, stage, copy, "", sha256)
    response = _answer(data, ZIP, f"{bundle.stem(pack, stage, copy)}.zip", etag)
    _keep_for(response, stage, copy)
    return response


@require_safe
def pages(request, pk, stage, copy):
    """All pages of a PDF, small, each a link to itself."""
    pack, found = _pdf_or_404(request.user, pk, stage, copy)
    context = {
        "pack": pack,
        "file": found,
        "small": pictures.SMALL,
        "numbers": range(1, found.pages + 1),
    }
    return render(request, "desk/pages.html", context)


@require_safe
def page(request, pk, stage, copy, number):
    """One page of a PDF, with the ways to those beside it."""
    pack, found = _pdf_or_404(request.user, pk, stage, copy)
    _require_page(found, number)
    context = {
        "pack": pack,
        "file": found,
        "large": pictures.LARGE,
        "number": number,
        "before": number - 1 if number > 1 else None,
        "after": number + 1 if number < found.pages else None,
    }
    return render(request, "desk/page.html", context)


@require_safe
def picture(request, pk, stage, copy, number, width):
    """One page of a PDF as a picture."""
    pack, found = _pdf_or_404(request.user, pk, stage, copy)
    _require_page(found, number)
    if width not in pictures.WIDTHS:
        raise Http404
    etag = quote_etag(f"{found.sha256}-{number}-{width}")
    if (unchanged := get_conditional_response(request, etag=etag)) is not None:
        return unchanged
    if not _is_intact(found, request.user):
        return _damaged(request, pack)
    drawn = pictures.picture(bytes(found.data), number=number, width=width)
    response = HttpResponse(drawn, content_type="image/png", headers={"ETag": etag})
    _keep_for(response, stage, copy)
    return response


def _pdf_or_404(person, pk, stage, copy):
    pack = _pack_or_404(person, pk)
    return pack, get_object_or_404(access.visible_files(person, pack, stage), copy=copy, form=Form.PDF)


def _require_page(found, number):
    if not 1 <= number <= found.pages:
        raise Http404


def _is_intact(found, person):
    """Whether a stored file is what was stored; where it is not, that is kept."""
    now = bundle.found_hash(found)
    if now == found.sha256:
        return True
    workflow.note_damage(file=found, found=now, by=person)
    return False


def _damaged(request, pack):
    return render(request, "desk/damaged.html", {"pack": pack}, status=500)


def _note(request, pack, stage, copy, form, sha256):
    workflow.note_download(pack=pack, stage=stage, copy=copy, form=form, sha256=sha256, by=request.user)


def _answer(data, kind, name, etag):
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "ETag": etag}
    return HttpResponse(data, content_type=kind, headers=headers)


def _keep_for(response, stage, copy):
    """A browser may keep what is published, and asks each time whether it still is; nothing else is kept."""
    is_published = stage == Stage.FINAL and copy == Copy.PUBLIC
    patch_cache_control(
        response, private=True, **({"no_cache": True} if is_published else {"no_store": True})
    )

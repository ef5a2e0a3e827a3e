"""A pack's content as a PDF: content in, bytes out.

No database and no clock: the same content makes the same bytes, today and in ten years of the same
libraries. Import this module where a pack is rendered and nowhere else: WeasyPrint takes most of a second
to load and needs libraries of the system.
"""

import gc
import os
from contextlib import contextmanager
from pathlib import Path

from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from performance.packs import pdf_ua, printed, typeface
from performance.packs.fetcher import PackFetcher

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "packs"
# Behind the text, as an artifact, and without a named page: a draft breaks its pages where the final does.
WATERMARK = f'@page {{ background: url("{(TEMPLATES / "draft.svg").as_uri()}") no-repeat center / 178mm }}'


def pdf(content, *, content_hash, draft=False) -> tuple[bytes, int]:
    """The pack as a PDF/UA-1 file, and its number of pages. A draft carries a watermark."""
    page = printed.context(content, content_hash=content_hash, draft=draft)
    with _collection_paused(), _clock_stopped():
        document = _lay_out(page)
        data = document.write_pdf(
            pdf_variant="pdf/ua-1",
            pdf_identifier=f"{content_hash[:32]}{'-draft' if draft else ''}".encode(),
            finisher=pdf_ua.finisher(printed.link_words(page)),
        )
        return data, len(document.pages)


def _lay_out(page):
    """The pages of a pack, set but not yet written."""
    loading = {"font_config": FontConfiguration(), "url_fetcher": PackFetcher(typeface.FOLDER, TEMPLATES)}
    own = typeface.css() + f":root {{ --accent: {page['accent']} }}"
    styles = [
        CSS(string=own + WATERMARK if page["draft"] else own, **loading),
        CSS(filename=TEMPLATES / "pack.css", **loading),
    ]
    source = HTML(string=render_to_string("packs/pack.html", page), url_fetcher=loading["url_fetcher"])
    return source.render(font_config=loading["font_config"], stylesheets=styles)


@contextmanager
def _collection_paused():
    """No garbage collection while the boxes of a document are made: it finds nothing and costs time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def _clock_stopped():
    """Keep the time of day out of the embedded typeface: fontTools writes it into every font it cuts."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = "0"
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before

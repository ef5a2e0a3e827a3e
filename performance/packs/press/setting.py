"""Setting one chunk of a pack: HTML in, a tagged PDF out.

No database, no settings and no clock. WeasyPrint takes most of a second to load and needs libraries of the
system: import this module where a pack is set and nowhere else.
"""

import gc
import hashlib
import os
from contextlib import contextmanager
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from performance.packs import pdf_ua, typeface
from performance.packs.fetcher import PackFetcher

TEMPLATES = Path(__file__).resolve().parents[3] / "templates" / "packs"
STYLE = TEMPLATES / "pack.css"


def lay_out(html: str):
    """The pages of some HTML, set but not yet written."""
    loading = {"font_config": FontConfiguration(), "url_fetcher": PackFetcher(typeface.FOLDER, TEMPLATES)}
    styles = [CSS(string=typeface.css(), **loading), CSS(filename=STYLE, **loading)]
    source = HTML(string=html, url_fetcher=loading["url_fetcher"])
    return source.render(font_config=loading["font_config"], stylesheets=styles)


def tagged(html: str) -> bytes:
    """A chunk as a PDF/UA-1 file without page numbers. No other chunk's table cells have the same names."""
    prefix = hashlib.sha256(html.encode()).hexdigest()[:10]
    with _collection_paused(), _clock_stopped():
        return lay_out(html).write_pdf(pdf_variant="pdf/ua-1", finisher=pdf_ua.finisher(prefix))


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

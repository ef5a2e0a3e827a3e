"""A pack's content as a page of the web: one file with its style sheet in it, no script and no network.

The same templates as the printed pack's, so that both say the same; only what has to differ on a screen does:
links in place of page numbers, captions for tables, and room for wide tables to move in.
"""

from pathlib import Path

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from performance.packs import printed

STYLE = Path(__file__).resolve().parents[2] / "templates" / "packs" / "page.css"


def html(copy, *, content_hash, draft) -> bytes:
    """A copy of a pack as an HTML page. The same content makes the same bytes."""
    page = printed.context(copy, content_hash=content_hash, draft=draft, screen=True)
    style = f":root {{ --accent: {page['accent']} }}\n{STYLE.read_text(encoding='utf-8')}"
    # The sheet is ours, and the accent six digits or our own.
    return render_to_string("packs/page.html", page | {"style": mark_safe(style)}).encode()  # noqa: S308

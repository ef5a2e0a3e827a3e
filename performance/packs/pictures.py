"""Pages of a PDF as pictures, for looking a pack over before it is issued.

Drawn when they are asked for and bounded: two widths, one page at a time in a process, and no page higher
than three times its width, whatever a bound-in file says of itself.
"""

import io
from threading import Lock

import pypdfium2

SMALL, LARGE = 300, 1000
WIDTHS = (SMALL, LARGE)
_HIGHEST = 3
# PDFium keeps state of its own for the whole process.
_ONE_AT_A_TIME = Lock()


def picture(data, *, number, width):
    """Page `number` (from 1) of a PDF as a PNG of this width, narrower where the page is very high."""
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(data)
        try:
            page = document[number - 1]
            across, up = page.get_size()
            drawn = page.render(scale=min(width / across, _HIGHEST * width / up)).to_pil()
        finally:
            document.close()
    kept = io.BytesIO()
    drawn.save(kept, "PNG")
    return kept.getvalue()

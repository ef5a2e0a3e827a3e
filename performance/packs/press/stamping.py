"""Page numbers: "Page 3 of 96" on every page, and "on page 17" where the text refers to another.

They are known when all chunks are set. The digits of the typeface are all of one width, so that a reference
has its room before it has its number.
"""

import re

from performance.packs.press import fonts

MILLIMETRE = 72 / 25.4
# Where "Page n of m" stands: its end from the right edge, its line from the lower one, as the title's.
RIGHT, BASELINE = 16 * MILLIMETRE, 35.03
SIZE = 8
GREY = "0.313725 0.352941 0.372549 rg"  # 505a5f
# In a page's drawing: the font, then the place as `pdf_ua` noted it, then the digits.
OPEN = re.compile(rb"/(\w+) ([-\d.]+) Tf\n%page ([^\n]+)\n\[[^\]]*\] TJ")


class Digits:
    """What draws digits in each weight: the glyphs and widths of the page of specimens."""

    def __init__(self, specimen):
        """`specimen` are the fonts of that page by their names."""
        self._glyphs = {name: fonts.glyphs(font) for name, font in specimen.items()}
        self._widths = {name: fonts.widths(font) for name, font in specimen.items()}
        # Of the specimens' fonts the one that has letters is the usual weight.
        self.usual = next(name for name, found in self._glyphs.items() if "g" in found)

    def drawn(self, text, name):
        """Some text as a string of glyphs, and how wide it is in thousandths of its size."""
        numbers = [self._glyphs[name][character] for character in text]
        shown = "".join(f"{number:04x}" for number in numbers)
        return f"<{shown}>", sum(self._widths[name][number] for number in numbers)


def page_number(digits, number, total, *, width) -> bytes:
    """ "Page 3 of 96" at the lower right of a page that is `width` points wide, as an artifact."""
    shown, long = digits.drawn(f"Page {number} of {total}", digits.usual)
    left = width - RIGHT - long * SIZE / 1000
    return (
        f"/Artifact <</Type /Pagination /Subtype /Footer>> BDC q {GREY} BT {digits.usual} {SIZE} Tf "
        f"{left:.3f} {BASELINE:.2f} Td {shown} Tj ET Q EMC"
    ).encode()


def filled(drawing: bytes, page_of, digits) -> bytes:
    """A page's drawing with the numbers of the pages that it refers to; `page_of(place)` tells each."""

    def fill(found):
        name = f"/{found[1].decode()}"
        room = found[0].rsplit(b"[", 1)[1].count(b"<")
        number = str(page_of(found[3].decode()))
        shown, long = digits.drawn(number, name)
        # Short of a digit it stands at the right of its room, like the digits of a column.
        indent = (room - len(number)) * long / len(number)
        return b"/%s %s Tf\n[%.2f %s] TJ" % (found[1], found[2], -indent, shown.encode())

    return OPEN.sub(fill, drawing)


def is_open(drawing: bytes) -> bool:
    """Whether a page's drawing refers to pages whose numbers are not filled in."""
    return b"\n%page " in drawing

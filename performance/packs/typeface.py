"""The one typeface of packs, and which characters it can draw."""

import functools
import unicodedata

import fontpkg_source_sans_3
from fontTools.ttLib import TTFont

FAMILY = fontpkg_source_sans_3.FAMILY
FOLDER = fontpkg_source_sans_3.ROOT / "files"
FILE = FOLDER / "SourceSans3[wght].ttf"
# Printed where the typeface has no glyph: a reader sees that something is missing.
UNKNOWN = "□"


def css():
    """The @font-face rule: one variable file that holds every weight."""
    return f'@font-face {{ font-family: "{FAMILY}"; src: url("{FILE.as_uri()}") }}'


def drawable(text: str) -> str:
    """Text with a box for every character that the typeface cannot draw.

    Otherwise such a character would be drawn with whatever font the machine happens to have: other
    machines would make other bytes, and a file with a foreign font in it.
    """
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    known = _characters()
    return "".join(c if c in known or c == "\n" else " " if c == "\t" else UNKNOWN for c in text)


@functools.cache
def _characters():
    with TTFont(FILE, lazy=True) as font:
        return frozenset(chr(code) for code in font.getBestCmap())

"""One typeface for all chunks of a pack.

WeasyPrint embeds in each chunk the glyphs that it needs, all cut from the same file and numbered as there.
So the chunks' fonts of one weight are joined into one that has the glyphs of all, and stands in their place.
"""

import io
import re

from fontTools.ttLib import TTFont
from pikepdf import Array

PAIR = re.compile(rb"<([0-9a-f]+)> <([0-9a-f]+)>")
BATCH = 100  # as many pairs may stand in one block of a /ToUnicode map


class Fonts:
    """The fonts of the chunks, gathered as they come, and joined by `close`.

    A name such as /UDKGVI stands for the same weight in every chunk.
    """

    def __init__(self, out):
        self._out = out
        self._dictionaries = []
        self._seen = set()
        self._found = {}

    def take(self, dictionary):
        """Note the fonts of a /Font dictionary; it is given the joined ones at the end."""
        if dictionary.objgen in self._seen:
            return
        self._seen.add(dictionary.objgen)
        self._dictionaries.append(dictionary)
        for name, font in dictionary.items():
            self._found.setdefault(name, []).append(font)

    def close(self):
        """Put one font for each weight in the place of all; returns them by their names."""
        joined = {name: self._out.make_indirect(_joined(fonts)) for name, fonts in self._found.items()}
        for dictionary in self._dictionaries:
            for name, font in joined.items():
                dictionary[name] = font
        return joined


def glyphs(font) -> dict:
    """For each character of a font its glyph's number."""
    return {bytes.fromhex(text.decode()).decode("utf-16-be"): int(g, 16) for g, text in _unicode(font)}


def widths(font) -> dict:
    """For each glyph its width, in thousandths of the size."""
    found, entries = {}, list(font.DescendantFonts[0].W)
    for place in range(0, len(entries), 2):
        for offset, width in enumerate(entries[place + 1]):
            found[int(entries[place]) + offset] = float(width)
    return found


def _unicode(font):
    """The pairs of glyph and text in a font's /ToUnicode, as they are written."""
    body = font.ToUnicode.read_bytes()
    return PAIR.findall(body[body.index(b"endcodespacerange") :])


def _joined(found):
    """A font with the glyphs of all the given ones. All but glyphs, widths and texts is that of the first."""
    first = found[0]
    if len(found) == 1:
        return first
    owner = first.ToUnicode
    descendant = first.DescendantFonts[0]
    descriptor = descendant.FontDescriptor
    file = _joined_files([font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes() for font in found])
    descriptor.FontFile2.write(file)
    descriptor.FontFile2.Length1 = len(file)
    wide = {glyph: width for font in found for glyph, width in widths(font).items()}
    descendant.W = _as_runs(wide)
    descriptor.FontBBox = Array([0, descriptor.Descent, int(max(wide.values())), descriptor.Ascent])
    owner.write(_unicode_map(dict(pair for font in found for pair in _unicode(font))))
    return first


def _joined_files(files):
    """A TrueType file with every glyph that one of the files has. Their glyphs have the same numbers."""
    fonts = sorted(
        (TTFont(io.BytesIO(file), recalcBBoxes=False, recalcTimestamp=False) for file in files), key=_count
    )
    base = fonts.pop()
    names = base.getGlyphOrder()
    for font in fonts:
        for number, name in enumerate(font.getGlyphOrder()):
            glyph = font["glyf"].glyphs[name]
            # Only an empty glyph has no data; none was looked into and so unpacked.
            if hasattr(glyph, "data") and not hasattr(base["glyf"].glyphs[names[number]], "data"):
                base["glyf"].glyphs[names[number]] = glyph
                base["hmtx"].metrics[names[number]] = font["hmtx"].metrics[name]
        for limit, value in vars(font["maxp"]).items():
            if isinstance(value, int) and limit.startswith("max"):
                setattr(base["maxp"], limit, max(value, getattr(base["maxp"], limit)))
    written = io.BytesIO()
    base.save(written)
    return written.getvalue()


def _count(font):
    return font["maxp"].numGlyphs


def _as_runs(wide):
    """Widths as a /W array: the first glyph of a run, then the widths of the run.

    >>> [str(part) for part in _as_runs({1: 200.0, 28: 504.0, 29: 555.0})]
    ['1', 'pikepdf.Array([ 200 ])', '28', 'pikepdf.Array([ 504, 555 ])']
    """
    runs, before = [], None
    for glyph in sorted(wide):
        if before is None or glyph != before + 1:
            runs.append((glyph, []))
        width = wide[glyph]
        runs[-1][1].append(int(width) if width == int(width) else width)
        before = glyph
    return Array([part for glyph, run in runs for part in (glyph, Array(run))])


def _unicode_map(pairs):
    """A /ToUnicode map of pairs of glyph and text, both in hexadecimal."""
    lines = [
        b"/CIDInit /ProcSet findresource begin",
        b"12 dict begin",
        b"begincmap",
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        b"/CMapName /Adobe-Identity-UCS def",
        b"/CMapType 2 def",
        b"1 begincodespacerange <0000> <ffff> endcodespacerange",
    ]
    entries = sorted(pairs.items())
    for place in range(0, len(entries), BATCH):
        batch = entries[place : place + BATCH]
        lines.append(b"%d beginbfchar" % len(batch))
        lines += [b"<%s> <%s>" % pair for pair in batch]
        lines.append(b"endbfchar")
    return b"\n".join([*lines, b"endcmap", b"CMapName currentdict /CMap defineresource pop", b"end", b"end"])

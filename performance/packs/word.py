"""A pack's written sections for Word, for those who clear them: with tracking of changes switched on.

What changed since the text was read last is marked as Word marks changes, so that a post sees at once what is
new. Pure: the same content makes the same bytes.
"""

import io
import re
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import groupby

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from performance.packs.sheets import without_time
from performance.packs.tables import tables_of
from performance.rules import calendar

AUTHOR = "Performance team"
# What may not stand in XML: control characters that word processors paste.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# The settings of a Word file have an order; tracking stands before these.
AFTER_TRACKING = (
    "w:doNotTrackMoves",
    "w:documentProtection",
    "w:defaultTabStop",
    "w:characterSpacingControl",
)
STYLES = {"heading": "Heading 2", "subheading": "Heading 3", "bullet": "List Bullet"}


@dataclass(frozen=True)
class Piece:
    """A piece of a paragraph that is set in one way."""

    text: str
    strong: bool = False
    emphasis: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph with its style and, where it is numbered, its number."""

    pieces: tuple[Piece, ...]
    style: str
    number: str = ""

    @property
    def text(self):
        return "".join(piece.text for piece in self.pieces)


def docx(copy, *, content_hash, draft, previous=None) -> bytes | None:
    """The written sections of a copy; None where nobody wrote any.

    `previous` is the same copy as it was built before: what differs from it is a tracked change.
    """
    paragraphs = _written(copy)
    if not paragraphs:
        return None
    document = Document()
    _set_up(document)
    _head(document, copy, draft)
    marking = _Marking(date.fromisoformat(copy["prepared_on"]))
    before = _written(previous) if previous else paragraphs
    for was, now in _pairs(before, paragraphs):
        marking.write(document, was, now)
    for table in tables_of(copy | {"sections": _sections(copy)}):
        _table(document, table)
    _foot(document, copy, content_hash)
    written = io.BytesIO()
    document.save(written)
    return without_time(written.getvalue())


def _sections(copy):
    return [section for section in copy.get("sections", []) if section["kind"] in ("report", "text")]


def _written(copy):
    """Every paragraph of the written sections, each section after its own heading."""
    found = []
    for section in _sections(copy):
        if section["withheld"] or not section["blocks"]:
            continue
        found.append(Paragraph((Piece(_plain(section["title"])),), "title"))
        for block in section["blocks"]:
            if block["block"] == "prose":
                found += [_paragraph(entry) for entry in block["paragraphs"]]
    return found


def _paragraph(entry):
    pieces = []
    for run in entry["runs"]:
        pieces.append(Piece(_plain(run["text"]), run["strong"], run["emphasis"]))
        if run["href"] and run["href"] != run["text"]:
            pieces.append(Piece(f" ({_plain(run['href'])})"))
    return Paragraph(tuple(pieces), entry["style"], entry["number"])


def _plain(text):
    return CONTROL.sub("", text)


# --- What changed ----------------------------------------------------------------------------------------


def _pairs(before, now):
    """Paragraphs as they were and are, in order; None where one is new or gone.

    >>> words = lambda *texts: [Paragraph((Piece(text),), "paragraph") for text in texts]
    >>> [(a and a.text, b and b.text) for a, b in _pairs(words("a", "b"), words("a", "c", "d"))]
    [('a', 'a'), ('b', 'c'), (None, 'd')]
    """
    keys = [[(p.style, p.text) for p in side] for side in (before, now)]
    for verb, i, j, k, m in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        old, new = before[i:j], now[k:m]
        if verb == "equal":
            yield from zip(old, new, strict=True)
            continue
        longest = max(len(old), len(new))
        yield from (
            (old[n] if n < len(old) else None, new[n] if n < len(new) else None) for n in range(longest)
        )


class _Marking:
    """Writes paragraphs, with what differs as Word's own insertions and deletions."""

    def __init__(self, day):
        self._day, self._last = f"{day.isoformat()}T00:00:00Z", 0

    def write(self, document, was, now):
        shown = now or was
        paragraph = _begun(document, shown)
        if was == now:
            _runs(paragraph._p, now.pieces)
        elif was is None or now is None:
            self._marked(paragraph._p, shown.pieces, is_new=was is None)
        else:
            self._differences(paragraph._p, was, now)

    def _differences(self, element, was, now):
        old, new = _words(was), _words(now)
        texts = [[piece.text for piece in side] for side in (old, new)]
        for verb, i, j, k, m in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
            if verb == "equal":
                _runs(element, new[k:m])
                continue
            self._marked(element, old[i:j], is_new=False)
            self._marked(element, new[k:m], is_new=True)

    def _marked(self, element, pieces, *, is_new):
        if not pieces:
            return
        self._last += 1
        change = OxmlElement("w:ins" if is_new else "w:del")
        change.set(qn("w:id"), str(self._last))
        change.set(qn("w:author"), AUTHOR)
        change.set(qn("w:date"), self._day)
        _runs(change, pieces, deleted=not is_new)
        element.append(change)


def _words(paragraph):
    """A paragraph word by word, each as it is set."""
    return [
        Piece(word, piece.strong, piece.emphasis)
        for piece in paragraph.pieces
        for word in re.findall(r"\s+|\S+", piece.text)
    ]


# --- Writing ---------------------------------------------------------------------------------------------


def _begun(document, shown):
    """An empty paragraph of the right style, with its number."""
    if shown.style == "title":
        return document.add_paragraph(style="Heading 1")
    paragraph = document.add_paragraph(style=STYLES.get(shown.style))
    if shown.number:
        paragraph.paragraph_format.left_indent = Cm(1)
        paragraph.paragraph_format.first_line_indent = Cm(-1)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(1))
        paragraph.add_run(f"{shown.number}\t")
    return paragraph


def _runs(element, pieces, *, deleted=False):
    for (strong, emphasis), alike in groupby(pieces, lambda piece: (piece.strong, piece.emphasis)):
        run = OxmlElement("w:r")
        if strong or emphasis:
            how = OxmlElement("w:rPr")
            if strong:
                how.append(OxmlElement("w:b"))
            if emphasis:
                how.append(OxmlElement("w:i"))
            run.append(how)
        text = OxmlElement("w:delText" if deleted else "w:t")
        text.text = "".join(piece.text for piece in alike)
        text.set(qn("xml:space"), "preserve")
        run.append(text)
        element.append(run)


def _set_up(document):
    """A4, English, one plain typeface, tracking switched on."""
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2.5)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(11)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "Arial")
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    normal.element.rPr.append(language)
    for name, size in (("Heading 1", 16), ("Heading 2", 13), ("Heading 3", 11), ("Title", 20)):
        font = document.styles[name].font
        font.name, font.size, font.bold = "Arial", Pt(size), True
        font.color.rgb = RGBColor(0, 0, 0)
        fonts = document.styles[name].element.rPr.rFonts
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    settings = document.settings.element
    later = next((kid for kid in settings if kid.tag in map(qn, AFTER_TRACKING)), None)
    tracking = OxmlElement("w:trackRevisions")
    if later is None:
        settings.append(tracking)
    else:
        later.addprevious(tracking)


def _head(document, copy, draft):
    properties = document.core_properties
    # A property of a Word file holds 255 characters; the heading below has them all.
    properties.title, properties.author = _plain(copy["title"])[:255], _plain(copy["council"])[:255]
    properties.language, properties.comments = "en-GB", ""
    document.add_paragraph(_plain(copy["title"]), style="Title")
    lines = [copy["council"], copy["committee"]]
    lines.append(calendar.in_words(date.fromisoformat(copy["meeting_on"])))
    lines += [f"Agenda item {copy['agenda_item']}"] if copy.get("agenda_item") else []
    lines += ["Draft for clearance. Changes are tracked."] if draft else []
    lines += ["Illustrative sample."] if copy["illustrative"] else []
    if copy.get("copy") in ("exempt", "internal"):
        lines.append("Not for publication.")
    for line in lines:
        document.add_paragraph(_plain(line))


def _table(document, table):
    document.add_heading(_plain(table.name), 3)
    made = document.add_table(rows=1, cols=len(table.headings), style="Table Grid")
    for cell, heading in zip(made.rows[0].cells, table.headings, strict=True):
        cell.text = _plain(heading)
    # Word repeats the row on each page, and a screen reader says it with each cell.
    heads = made.rows[0]._tr.get_or_add_trPr()
    heads.append(OxmlElement("w:tblHeader"))
    for row in table.rows:
        for cell, found in zip(made.add_row().cells, row, strict=True):
            cell.text = _plain(found.text)


def _foot(document, copy, content_hash):
    prepared = calendar.in_words(date.fromisoformat(copy["prepared_on"]))
    document.add_paragraph(
        f"Figures as they stood on {prepared}. Fingerprint of the content: {content_hash[:16]}. Changes made "
        "here are made again in the pack by the performance team; the pack is what is cleared."
    )

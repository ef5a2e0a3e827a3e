"""Joining chunks into one tagged PDF: pages, structure tree, bookmarks, places and links, fonts.

Joining programs drop the structure tree of all files but the first. Here the trees are spliced: one
Document with the elements of all chunks in their order, one index from marks to elements, one index of the
names of table cells.
"""

import io
from dataclasses import dataclass
from urllib.parse import unquote

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from performance.packs.press import binding, fonts, outlines, stamping
from performance.packs.press.chunks import ELSEWHERE

# The pages of the frame (`templates/packs/frame.html`): the first page, others, turned ones; then the digits.
FIRST, UPRIGHT, TURNED, SPECIMEN, MARK = range(5)


@dataclass(frozen=True)
class Part:
    """A chunk, whether it goes on in a section, and the files bound in after it: (name, data) each."""

    data: bytes
    goes_on: bool = False
    bound_in: tuple = ()


def joined(parts: list[Part], *, frame: bytes, words: dict, identifier: str) -> tuple[bytes, int]:
    """One PDF/UA-1 file of all parts, and its number of pages.

    `frame` has what stands around the pages; `words` name the places that links lead to.
    """
    press = _Press()
    for part in parts:
        press.add(part)
    press.stamp(frame)
    press.name_links(words)
    return press.close(identifier)


def places(parts: list[Part]) -> dict[str, int]:
    """The page number of every place of the pack."""
    found, before = {}, 0
    for part in parts:
        with Pdf.open(io.BytesIO(part.data)) as source:
            numbers = {page.objgen: number for number, page in enumerate(source.pages, before + 1)}
            found |= {name: numbers[there[0].objgen] for name, there in _destinations(source)}
            before += len(source.pages)
        before += sum(binding.count(data) for _, data in part.bound_in)
    return found


def _destinations(pdf):
    """The named places of a file with where each is."""
    names = pdf.Root.get("/Names", {}).get("/Dests", {}).get("/Names", [])
    return [(str(names[place]), names[place + 1]) for place in range(0, len(names), 2)]


class _Press:
    """The file that is being joined."""

    def __init__(self):
        self.out = Pdf.new()
        self._document = self.out.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, K=Array()))
        self._marks = []  # the index from marks to elements, flat
        self._next = 0  # the next number in it
        self._cells = {}
        self._places = {}
        self._bookmarks = outlines.Outlines(self.out)
        self._fonts = fonts.Fonts(self.out)
        self._bound = set()  # places of pages that are not ours
        self._sources = []  # files that were changed, and are read until the end

    # --- Parts ------------------------------------------------------------------------------------------

    def add(self, part):
        # Let go of when it is read, or its objects would be in memory twice: what was copied from a file that
        # nobody changed has its bytes by itself.
        source = Pdf.open(io.BytesIO(part.data))
        begins = len(self.out.pages)
        for page in source.pages:
            self.out.pages.append(page)
        if not begins:
            self._take_front_matter(source)
        pages = self.out.pages[begins:]
        # After the pages, so that the elements' references lead to the copies of the pages.
        self._splice(self.out.copy_foreign(source.Root.StructTreeRoot), pages)
        if "/Dests" in source.Root.get("/Names", {}):
            there = self.out.copy_foreign(source.make_indirect(source.Root.Names.Dests)).Names
            self._places |= {str(there[place]): there[place + 1] for place in range(0, len(there), 2)}
        if "/Outlines" in source.Root:
            self._bookmarks.add(self.out.copy_foreign(source.Root.Outlines), goes_on=part.goes_on)
        for page in pages:
            self._fonts.take(page.Resources.Font)
        for name, data in part.bound_in:
            self._bind_in(name, data)

    def _take_front_matter(self, source):
        """Title, language and metadata of the whole are those of the first chunk."""
        root = self.out.Root
        for key in ("/Lang", "/ViewerPreferences", "/MarkInfo"):
            root[key] = self.out.copy_foreign(source.make_indirect(source.Root[key]))
        root.Metadata = self.out.copy_foreign(source.Root.Metadata)
        for key, value in source.docinfo.items():
            self.out.docinfo[key] = str(value)

    def _splice(self, tree, pages):
        """Take a chunk's structure tree into ours."""
        for element in tree.K[0].K:
            element.P = self._document
            self._document.K.append(element)
        self._index(tree.ParentTree.Nums, pages)
        names = tree.get("/IDTree", {}).get("/Names", [])
        self._cells |= {str(names[place]): names[place + 1] for place in range(0, len(names), 2)}

    def _index(self, numbers, pages):
        """Take over an index from marks to elements, with numbers of ours."""
        highest = -1
        for place in range(0, len(numbers), 2):
            highest = max(highest, int(numbers[place]))
            self._marks += [int(numbers[place]) + self._next, numbers[place + 1]]
        for page in pages:
            if "/StructParents" in page.obj:
                page.obj.StructParents = int(page.obj.StructParents) + self._next
            for annotation in page.obj.get("/Annots", []):
                if "/StructParent" in annotation:
                    annotation.StructParent = int(annotation.StructParent) + self._next
        self._next += highest + 1

    def _bind_in(self, name, data):
        """The pages of an uploaded file."""
        begins = len(self.out.pages)
        bound = binding.bound(self.out, name, data, parent=self._document, first_mark=self._next)
        self._document.K.append(bound.element)
        self._marks += bound.marks
        self._next += len(bound.marks) // 2
        self._sources.append(bound.source)
        self._bound.update(range(begins, len(self.out.pages)))

    # --- What is known at the end -----------------------------------------------------------------------

    def stamp(self, frame):
        """Running heads and watermark beneath our pages, page numbers on all, and within the text.

        A draft's frame has the watermark by itself as well, for the pages of uploaded files.
        """
        source = Pdf.open(io.BytesIO(frame))
        self._sources.append(source)
        drawn = stamping.Digits(dict(self.out.copy_foreign(source.pages[SPECIMEN].Resources.Font).items()))
        around = [
            self.out.copy_foreign(source.make_indirect(page.as_form_xobject()))
            for page in source.pages[:SPECIMEN]
        ]
        mark = None
        if len(source.pages) > MARK:
            mark = self.out.copy_foreign(source.make_indirect(source.pages[MARK].as_form_xobject()))
        self._fonts.take(around[0].Resources.Font)
        joined = self._fonts.close()
        numbers = {page.objgen: number for number, page in enumerate(self.out.pages, 1)}

        def page_of(place):
            return numbers[self._places[place][0].objgen]

        for place, page in enumerate(self.out.pages):
            number = stamping.page_number(drawn, place + 1, len(numbers), width=float(page.mediabox[2]))
            if place in self._bound:
                if mark is not None:
                    binding.mark(page, mark)
                binding.number(page, number, name=drawn.usual, font=joined[drawn.usual])
                continue
            drawing = page.Contents.read_bytes()
            if stamping.is_open(drawing):
                page.Contents = Stream(self.out, stamping.filled(drawing, page_of, drawn))
            kind = TURNED if page.mediabox[2] > page.mediabox[3] else UPRIGHT if place else FIRST
            page.Resources.XObject[f"/Frame{kind}"] = around[kind]
            around_it = b"/Artifact <</Type /Pagination>> BDC q /Frame%d Do Q EMC " % kind
            page.contents_add(around_it + number, prepend=True)

    def name_links(self, words):
        """Have links between chunks lead to their places, and every link in the pack say where it leads."""
        for place, page in enumerate(self.out.pages):
            if place in self._bound:
                continue
            for link in page.obj.get("/Annots", []):
                address = str(link.A.URI) if "/A" in link else ""
                if address.startswith(ELSEWHERE):
                    del link.A
                    link.Dest = String(unquote(address.removeprefix(ELSEWHERE)))
                if "/Dest" in link:
                    link.Contents = String(words.get(str(link.Dest), str(link.Dest)))

    def close(self, identifier):
        """Write the file."""
        out, root = self.out, self.out.Root
        tree = out.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=Array([self._document])))
        self._document.P = tree
        tree.ParentTree = out.make_indirect(Dictionary(Nums=Array(self._marks)))
        tree.ParentTreeNextKey = self._next
        if self._cells:
            tree.IDTree = out.make_indirect(Dictionary(Names=_flat(self._cells)))
        root.StructTreeRoot = tree
        if self._places:
            root.Names = Dictionary(Dests=Dictionary(Names=_flat(self._places)))
        self._bookmarks.close()
        out.trailer.ID = Array([String(identifier), String(identifier)])
        written = io.BytesIO()
        out.save(
            written,
            min_version="1.7",
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            deterministic_id=True,
        )
        return written.getvalue(), len(out.pages)


def _flat(named):
    """A name tree in one leaf: sorted names, each with what it is."""
    return Array([part for name in sorted(named) for part in (String(name), named[name])])

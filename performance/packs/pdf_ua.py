"""What WeasyPrint's tagged PDF still lacks for PDF/UA-1 (ISO 14289-1), added just before it is written.

WeasyPrint writes the structure tree: one element for each piece of HTML, with marks in the page's drawing
that say which ink belongs to which element. This walks that tree once and sees to it that

- a picture without alternative text is decoration: it leaves the tree (7.3);
- every mark that no element claims is an artifact: running heads, page numbers, decoration (7.1);
- a table that goes on over several pages is one table, and every header cell says what it heads (7.5);
- every link prints (7.18); where it leads is said when the chunks are joined;
- a page number that is not known yet is left open, to be filled in when the chunks are joined.

It keeps to the objects of pydyf, so that nothing is parsed and nothing is written twice.
"""

from collections import defaultdict
from urllib.parse import unquote

import pydyf

from performance.packs.press.chunks import PAGE_OF

PRINTED = 4  # the annotation flag "Print" (ISO 32000-1, 12.5.3)


def finisher(prefix=""):
    """A finisher for `write_pdf`. `prefix` makes the names of table cells different from other chunks'."""

    def finish(document, pdf):
        tree = _Tree(pdf)
        tree.drop_decoration()
        tree.join_tables(_made_from(document))
        tree.name_header_cells(prefix)
        tree.leave_numbers_open()
        claimed = tree.claimed_marks()
        tree.forget_unclaimed(claimed)
        for page in tree.pages:
            _mark_artifacts(tree.streams[page["Contents"]], claimed[page.reference])
        for annotation in tree.links:
            annotation["F"] = PRINTED

    return finish


class _Tree:
    """The structure tree of a document that is about to be written."""

    def __init__(self, pdf):
        self._pdf = pdf
        self._objects = {o.reference: o for o in pdf.objects if isinstance(o, pydyf.Dictionary)}
        self._root = self._objects[pdf.catalog["StructTreeRoot"]]
        self.pages = [self._objects[reference] for reference in pdf.page_references]
        self.streams = {o.reference: o for o in pdf.objects if isinstance(o, pydyf.Stream)}
        self.links = [o for o in self._objects.values() if o.get("Subtype") == "/Link"]

    def _elements(self, kids):
        """The elements among an element's kids; the others are marks and links."""
        found = (self._objects.get(kid) for kid in kids if isinstance(kid, bytes))
        return [kid for kid in found if kid is not None and "S" in kid]

    def _walk(self, element=None):
        """Every element under `element`, or of the whole document, in reading order."""
        for kid in self._elements((element or self._root)["K"]):
            yield kid
            yield from self._walk(kid)

    def drop_decoration(self):
        """Take pictures without alternative text out of the tree, and elements that are left empty."""
        self._drop_from(self._root)

    def _drop_from(self, element):
        kept = []
        for kid in element["K"]:
            below = self._objects.get(kid) if isinstance(kid, bytes) else None
            if below is not None and "S" in below:
                self._drop_from(below)
                if (below["S"] == "/Figure" and "Alt" not in below) or _is_empty_shell(below):
                    continue
            kept.append(kid)
        element["K"][:] = kept

    def join_tables(self, made_from):
        """Make a table that goes on over several pages one table again, with its header once.

        WeasyPrint writes a table for each page. `made_from` has the piece of HTML behind each cell: a header
        cell of HTML that was met before is repeated. The rows beneath it move to where the table began, and
        the repeated header is left behind and so becomes an artifact.
        """
        begun = {}
        for table in [element for element in self._walk() if element["S"] == "/Table"]:
            head, *bodies = self._elements(table["K"])
            if head["S"] != "/THead":
                continue  # a header that is higher than the page is left out there
            names = [cell["ID"].string for cell in self._cells(head)]
            first = made_from[next(self._cells(head)).reference]
            if first not in begun:
                begun[first] = bodies[-1], names
                continue
            body, own_names = begun[first]
            for more in bodies:
                self._move_rows(more, body, dict(zip(names, own_names, strict=True)))
            self._objects[table["P"]]["K"].remove(table.reference)

    def _move_rows(self, source, body, renamed):
        for cell in self._cells(source):
            if "Headers" in cell["A"]:
                headers = [header.string for header in cell["A"]["Headers"]]
                cell["A"]["Headers"][:] = [pydyf.String(renamed.get(name, name)) for name in headers]
        for row in self._elements(source["K"]):
            row["P"] = body.reference
        body["K"].extend(source["K"])

    def name_header_cells(self, prefix):
        """Say what each header cell heads, and index the identifiers by which cells refer to them."""
        names = {}
        for cell in self._walk():
            if "ID" in cell:
                cell["ID"] = pydyf.String(prefix + cell["ID"].string)
            if "Headers" in cell.get("A", ()):
                cell["A"]["Headers"][:] = [
                    pydyf.String(prefix + name.string) for name in cell["A"]["Headers"]
                ]
        for section in [element for element in self._walk() if element["S"] in ("/THead", "/TBody")]:
            for cell in self._cells(section):
                if cell["S"] == "/TH":
                    cell["A"]["Scope"] = "/Column" if section["S"] == "/THead" else "/Row"
                    names[cell["ID"].string] = cell.reference
        if names:
            flat = [part for name in sorted(names) for part in (pydyf.String(name), names[name])]
            self._root["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array(flat)})

    def _cells(self, section):
        for row in self._elements(section["K"]):
            yield from self._elements(row["K"])

    def leave_numbers_open(self):
        """Turn links that stand for a page number back into plain words, each noted in the page's drawing.

        In the drawing a comment before the digits names the place: `%page measure-3`.
        """
        places = {link.reference: address for link in self.links if (address := _page_of(link))}
        if not places:
            return
        numbers = self._objects[self._root["ParentTree"]]["Nums"]
        for element in [element for element in self._walk() if element["S"] == "/Link"]:
            for kid in [kid for kid in element["K"] if isinstance(kid, bytes)]:
                link = self._objects[kid].get("Obj")
                if link in places:
                    element["S"] = "/Span"
                    element["K"].remove(kid)
                    at = numbers.index(element.reference, 2 * len(self.pages))
                    del numbers[at - 1 : at + 1]
                    drawing = self.streams[self._objects[element["Pg"]]["Contents"]].stream
                    _note_number(drawing, element["K"], places[link])
        for page in self.pages:
            if "Annots" in page:
                page["Annots"][:] = [link for link in page["Annots"] if link not in places]
        self.links = [link for link in self.links if link.reference not in places]

    def claimed_marks(self):
        """For each page the numbers of the marks that an element claims."""
        claimed = defaultdict(set)
        for element in self._walk():
            claimed[element.get("Pg")].update(kid for kid in element["K"] if isinstance(kid, int))
        return claimed

    def forget_unclaimed(self, claimed):
        """Take what left the tree out of the index from marks to elements."""
        numbers = self._objects[self._root["ParentTree"]]["Nums"]
        for place, page in enumerate(self.pages):
            marks = numbers[2 * place + 1]
            marks[:] = [
                element if mark in claimed[page.reference] else b"null" for mark, element in enumerate(marks)
            ]


def _made_from(document):
    """The piece of HTML behind each table cell of the tree: WeasyPrint notes a cell on its box."""
    return {
        box.mark.reference: box.element
        for page in document.pages
        for box in page._page_box.descendants()
        if getattr(box, "mark", None) is not None
    }


def _page_of(link):
    """The place whose page number a link stands for; empty for any other link."""
    address = link["A"]["URI"].string if "A" in link else ""
    return unquote(address.removeprefix(PAGE_OF)) if address.startswith(PAGE_OF) else ""


def _note_number(drawing, marks, place):
    """Name the place before the digits that are drawn within the first of an element's marks."""
    mark = next(kid for kid in marks if isinstance(kid, int))
    begun = next(
        at for at, operator in enumerate(drawing) if operator == b"BDC" and drawing[at - 1]["MCID"] == mark
    )
    shown = next(at for at in range(begun, len(drawing)) if drawing[at].endswith(b"TJ"))
    drawing.insert(shown, f"%page {place}".encode())


def _is_empty_shell(element):
    """An element without any content that means nothing by being there (an empty table cell does)."""
    return not element["K"] and element["S"] in ("/Div", "/NonStruct", "/Span", "/P")


def _mark_artifacts(stream, claimed):
    """Make every mark of a page's drawing that no element claims an artifact."""
    drawing = stream.stream
    for place, operator in enumerate(drawing):
        if operator == b"BDC" and drawing[place - 1]["MCID"] not in claimed:
            drawing[place - 2 : place] = [b"/Artifact", pydyf.Dictionary({"Type": "/Pagination"})]

"""Uploaded PDFs: what may be bound into a pack, and making its pages fit to stand among ours.

`inspect` looks at a file when it is uploaded, `bound` takes its pages over. An upload is other people's: what
it could do by itself (scripts, actions, forms, files within it) is refused, and whatever else of that kind
hangs on a page is left behind. Links to web addresses stay.
"""

import io
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

MOST_BYTES = 10 * 1024 * 1024
MOST_PAGES = 200
MOST_OBJECTS = 200_000
# A0 in points; nobody reads a larger page.
LONGEST_SIDE = 3400
# Keys that make a file do something, each with what it is called.
DOING = {
    "/JavaScript": "a script",
    "/JS": "a script",
    "/Launch": "an action that starts a program",
    "/EmbeddedFiles": "files within it",
    "/EmbeddedFile": "files within it",
    "/RichMedia": "film or sound",
    "/AcroForm": "a form to fill in",
    "/XFA": "a form to fill in",
    "/SubmitForm": "a form to send off",
    "/ImportData": "an action that loads data",
}


class Unfit(ValueError):
    """A file that cannot be bound in; says why, and what to do, in a sentence."""


def require_size(data: bytes):
    """Raises Unfit for a file that is too large to be looked at."""
    if len(data) > MOST_BYTES:
        raise Unfit(
            f"The file is larger than {MOST_BYTES // 1024 // 1024} MB. Make it smaller, or split it in two."
        )


def inspect(data: bytes) -> int:
    """The number of pages of an uploaded PDF. Raises Unfit for what cannot be bound into a pack.

    Other people's files go through `trial.inspect`, which asks this in a process of its own.
    """
    require_size(data)
    if b"%PDF-" not in data[:1024]:
        raise Unfit("This is not a PDF file. Save the document as PDF and upload that.")
    try:
        with Pdf.open(io.BytesIO(data)) as pdf:
            _inspect(pdf)
            return len(pdf.pages)
    except pikepdf.PasswordError:
        raise Unfit("The file is locked with a password. Save it without one and upload it again.") from None
    except pikepdf.PdfError:
        raise Unfit(
            "The file is broken and cannot be read. Save it as PDF once more and upload it."
        ) from None


def count(data: bytes) -> int:
    """The number of pages of a file that was inspected."""
    with Pdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)


def _inspect(pdf):
    if pdf.is_encrypted:
        raise Unfit("The file is protected. Save it without protection and upload it again.")
    if pdf.get_warnings():
        raise Unfit("The file is damaged. Save it as PDF once more and upload it.")
    if not len(pdf.pages):
        raise Unfit("The file has no pages.")
    if len(pdf.pages) > MOST_PAGES:
        raise Unfit(f"The file has {len(pdf.pages)} pages; at most {MOST_PAGES} can be bound in. Split it.")
    if len(pdf.objects) > MOST_OBJECTS:
        raise Unfit("The file is too complicated to be bound in. Print it to PDF and upload that.")
    for page in pdf.pages:
        sides = [abs(float(side)) for side in page.mediabox]
        if max(sides) > LONGEST_SIDE or float(page.obj.get("/UserUnit", 1)) != 1:
            raise Unfit("A page of the file is larger than A0. Print it to a smaller size and upload that.")
    for found in pdf.objects:
        for key, what in DOING.items():
            if isinstance(found, Dictionary | Stream) and _does(found, key):
                raise Unfit(f"The file has {what} in it. Print it to PDF and upload that.")
    if "/OpenAction" in pdf.Root and not isinstance(pdf.Root.OpenAction, Array):
        raise Unfit("The file does something when it is opened. Print it to PDF and upload that.")


def _does(found, key, depth=0):
    """Whether an object, or what is written within it, has a key or is of a kind."""
    if depth > 20:
        return True  # nobody nests like this but to hide something
    if isinstance(found, Array):
        return any(_does(inner, key, depth + 1) for inner in found if not _is_indirect(inner))
    if not isinstance(found, Dictionary | Stream):
        return False
    if key in found and not _is_empty_form(key, found[key]):
        return True
    if any(found.get(kind) == key for kind in ("/S", "/Subtype", "/Type")):
        return True
    return any(_does(inner, key, depth + 1) for _, inner in found.items() if not _is_indirect(inner))


def _is_indirect(thing):
    return isinstance(thing, pikepdf.Object) and thing.is_indirect


def _is_empty_form(key, value):
    """Word processors write a form without fields into every file."""
    return key == "/AcroForm" and not value.get("/Fields", []) and "/XFA" not in value


# --- Binding in ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bound:
    """What the pages of a file add to the structure tree."""

    element: Dictionary
    marks: list  # number and element in turn, for the index from marks to elements
    source: Pdf


def bound(out, name, data, *, parent, first_mark) -> Bound:
    """Append the pages of a file to `out`, each at its own size.

    Each page is one picture with its number as its alternative text, also where the file is tagged: nobody
    here has checked its tags, and faults in them would be faults of the pack. `first_mark` is the next number
    in the index from marks to elements.
    """
    source = Pdf.open(io.BytesIO(data))
    begins = len(out.pages)
    for page in source.pages:
        _keep_web_links(page)
    out.pages.extend(source.pages)
    pages = out.pages[begins:]
    element = out.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.Sect, T=String(name), P=parent, K=Array())
    )
    tagging = _Tagging(out, name, element, first_mark)
    for number, page in enumerate(pages, 1):
        tagging.as_picture(page, number, len(pages))
    return Bound(element, tagging.marks, source)


def _keep_web_links(page):
    """Leave everything behind that hangs on a page, but links to web addresses."""
    for key in ("/AA", "/Thumb", "/B", "/PieceInfo", "/Metadata", "/PresSteps", "/Dur", "/Trans"):
        if key in page.obj:
            del page.obj[key]
    kept = Array()
    for annotation in page.obj.get("/Annots", []):
        action = annotation.get("/A", {})
        address = str(action.get("/URI", "")) if annotation.get("/Subtype") == "/Link" else ""
        if address.startswith(("https://", "http://", "mailto:")):
            kept.append(
                Dictionary(
                    Type=Name.Annot,
                    Subtype=Name.Link,
                    Rect=annotation.Rect,
                    Border=Array([0, 0, 0]),
                    F=4,
                    Contents=String(address),
                    A=Dictionary(S=Name.URI, URI=String(address)),
                )
            )
    if "/Annots" in page.obj:
        del page.obj["/Annots"]
    if len(kept):
        page.obj.Annots = kept


class _Tagging:
    """The structure of the pages of one file."""

    def __init__(self, out, name, element, first_mark):
        self._out, self._name, self._element, self._next = out, name, element, first_mark
        self.marks = []

    def as_picture(self, page, number, total):
        """Make a page one picture. What it draws goes into a form, with whatever marks it has."""
        box = [float(side) for side in page.mediabox]
        figure = self._out.make_indirect(
            Dictionary(
                Type=Name.StructElem,
                S=Name.Figure,
                P=self._element,
                Pg=page.obj,
                Alt=String(f"Page {number} of {total} of {self._name}, bound in as a picture"),
                A=Dictionary(O=Name.Layout, BBox=Array(box), Placement=Name.Block),
                K=Array([0]),
            )
        )
        drawn = self._out.make_indirect(page.as_form_xobject(handle_transformations=False))
        # Its drawing would be read from the page when it is written, and by then the page is changed.
        drawn.write(drawn.read_bytes())
        for key in ("/StructParents", "/StructParent"):
            if key in drawn:
                del drawn[key]
        page.obj.Resources = Dictionary(XObject=Dictionary(Bound=drawn))
        page.obj.Contents = Stream(self._out, b"q /Figure <</MCID 0>> BDC /Bound Do EMC Q")
        page.obj.StructParents = self._next
        page.obj.Tabs = Name.S
        self._element.K.append(figure)
        self._add(self._out.make_indirect(Array([figure])))
        for link in page.obj.get("/Annots", []):
            self._add_link(self._out.make_indirect(link) if not link.is_indirect else link, page)

    def _add_link(self, link, page):
        link.StructParent = self._next
        element = self._out.make_indirect(
            Dictionary(
                Type=Name.StructElem,
                S=Name.Link,
                P=self._element,
                Pg=page.obj,
                Alt=link.Contents,
                K=Array([Dictionary(Type=Name.OBJR, Obj=link, Pg=page.obj)]),
            )
        )
        self._element.K.append(element)
        self._add(element)

    def _add(self, entry):
        self.marks += [self._next, entry]
        self._next += 1


def number(page, drawing, *, name, font):
    """Put our page number on a page that was bound in, over whatever it draws."""
    page.obj.Resources.Font = Dictionary({name: font})
    page.contents_add(b"q\n" + drawing + b"\nQ")


def mark(page, drawn):
    """Put a draft's watermark over the middle of a page that was bound in, as large as the page allows.

    It darkens what is beneath it and hides nothing: beneath, a scanned page would hide it.
    """
    left, low, right, high = (float(side) for side in page.mediabox)
    x, y, wide, tall = _box(drawn)
    scale = min((right - left) / wide, (high - low) / tall)
    across = (left + right - scale * (2 * x + wide)) / 2
    up = (low + high - scale * (2 * y + tall)) / 2
    page.obj.Resources.XObject.Draft = drawn
    page.obj.Resources.ExtGState = Dictionary(Darken=Dictionary(BM=Name.Multiply))
    page.contents_add(
        f"/Artifact <</Type /Pagination /Subtype /Watermark>> BDC q /Darken gs "
        f"{scale:.5f} 0 0 {scale:.5f} {across:.3f} {up:.3f} cm /Draft Do Q EMC".encode()
    )


def _box(drawn):
    """A form's left and lower edge, its width and its height."""
    left, low, right, high = (float(side) for side in drawn.BBox)
    return left, low, right - left, high - low

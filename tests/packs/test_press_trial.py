"""Uploads that would take the site or the worker with them are tried in a process of their own."""

import io

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from performance.packs.press import binding, trial

WORDS = b"BT /F 20 Tf 30 100 Td (Words of its own) Tj ET"


def pdf(*, draws=WORDS, xobject=None, annotations=()):
    """A page that draws something."""
    out = Pdf.new()
    out.add_blank_page(page_size=(400, 300))
    page = out.pages[0].obj
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.Resources = Dictionary(Font=Dictionary(F=font))
    if xobject is not None:
        page.Resources.XObject = Dictionary(F=xobject(out))
    page.Contents = Stream(out, draws)
    page.Annots = Array(annotations)
    written = io.BytesIO()
    out.save(written)
    return written.getvalue()


def nested(out):
    """Ten forms that draw a form ten times each: three kilobytes, and ten thousand million squares."""
    inner = None
    for _ in range(11):
        form = Stream(out, b"0 0 5 5 re f" if inner is None else b"/F Do " * 10)
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 400, 300])
        if inner is not None:
            form.Resources = Dictionary(XObject=Dictionary(F=inner))
        inner = out.make_indirect(form)
    return inner


def link(action, **more):
    return Dictionary(Type=Name.Annot, Subtype=Name.Link, A=action, **more)


def test_a_plain_file_comes_through_with_its_pages():
    assert trial.inspect(pdf()) == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"%PDF-1.7 <script>alert(1)</script>", "The file is broken and cannot be read."),
        (pdf(annotations=[link(Dictionary(URI=String("https://a.example")))]), trial.NOT_BOUND),
        (b"%PDF-1.7" + b" " * binding.MOST_BYTES, "The file is larger than 10 MB."),
    ],
)
def test_what_fails_is_refused_with_a_sentence(data, sentence):
    with pytest.raises(binding.Unfit) as refused:
        trial.inspect(data)
    assert str(refused.value).startswith(sentence)


@pytest.mark.wide
def test_what_unpacks_without_end_is_stopped_and_refused():
    data = pdf(draws=b"/F Do", xobject=nested)
    assert len(data) < 5_000
    with pytest.raises(binding.Unfit) as refused:
        trial.inspect(data)
    assert str(refused.value) == trial.TOO_MUCH


def test_a_page_that_is_bound_in_shows_its_own_words_and_leads_to_web_addresses_alone():
    data = pdf(
        annotations=[
            link(Dictionary(S=Name.URI, URI=String(address)), Rect=Array([0, 0, 9, 9]))
            for address in ("javascript:alert(1)", "file:///etc/passwd", "https://a.example/")
        ]
    )
    out = Pdf.new()
    kept = binding.bound(out, "a.pdf", data, parent=out.make_indirect(Dictionary()), first_mark=0)
    written = io.BytesIO()
    out.save(written)

    page = pypdfium2.PdfDocument(written.getvalue())[0]
    assert page.get_textpage().get_text_range() == "Words of its own"
    assert page.render(scale=1).to_numpy().min() < 100
    with pikepdf.open(io.BytesIO(written.getvalue())) as read:
        assert [str(found.A.URI) for found in read.pages[0].obj.Annots] == ["https://a.example/"]
    assert len(kept.element.K) == 2

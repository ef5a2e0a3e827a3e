"""Which uploaded PDFs are bound into a pack, and which are refused with what to do."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from performance.packs.press import binding


def upload(change=lambda pdf: None, *, pages=2, **how):
    """An uploaded PDF as bytes."""
    pdf = Pdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(400, 300))
    change(pdf)
    written = io.BytesIO()
    pdf.save(written, **how)
    return written.getvalue()


def script(pdf):
    action = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), action])))


def opens(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.URI, URI=String("https://example.org/"))


def launches(pdf):
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=Dictionary(S=Name.Launch, F=String("x.exe"))
    )
    pdf.pages[0].obj.Annots = Array([link])


def asks(pdf):
    pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("a")))]))


def carries(pdf):
    pdf.attachments["a.txt"] = b"text"


def is_huge(pdf):
    pdf.pages[0].obj.MediaBox = Array([0, 0, 400, 3401])


def holds_an_empty_form(pdf):
    pdf.Root.AcroForm = Dictionary(Fields=Array())


def test_a_plain_file_is_fit_and_its_pages_are_counted():
    assert binding.inspect(upload()) == 2
    assert binding.inspect(upload(holds_an_empty_form, pages=binding.MOST_PAGES)) == binding.MOST_PAGES


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (script, "a script"),
        (launches, "starts a program"),
        (asks, "a form to fill in"),
        (carries, "files within it"),
        (opens, "when it is opened"),
        (is_huge, "larger than A0"),
    ],
)
def test_what_could_do_something_is_refused(change, said):
    with pytest.raises(binding.Unfit, match=said):
        binding.inspect(upload(change))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "not a PDF"),
        (b"PK\x03\x04 a document", "not a PDF"),
        (b"%PDF-1.7\nno more", "broken"),
        (upload(pages=binding.MOST_PAGES + 1), "201 pages"),
        (upload(pages=0), "no pages"),
        (upload(encryption=pikepdf.Encryption(owner="a", user="b")), "password"),
        (upload(encryption=pikepdf.Encryption(owner="a", user="")), "protected"),
        (b"%PDF-1.7\n" + b" " * binding.MOST_BYTES, "larger than 10 MB"),
    ],
)
def test_what_cannot_be_read_is_refused(data, said):
    with pytest.raises(binding.Unfit, match=said):
        binding.inspect(data)

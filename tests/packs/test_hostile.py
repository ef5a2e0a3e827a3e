"""Nothing that people type into a pack reads a file, calls anybody, runs, or breaks its pages.

Everything in every form at once: the pages are made a single time, and looked at from all sides.
"""

import csv
import html.parser
import io
import itertools
import re
import subprocess
import time
import zipfile
from types import SimpleNamespace

import openpyxl
import pikepdf
import pytest

from performance.models import Form
from performance.packs import cleaning, page, sheets, word
from tests.needs import need
from tests.packs import blocks_content
from tests.packs.listening import listening
from tests.packs.test_secrets import text_of

SECRET = "the-secret-of-the-machine"
RUNS = "<script>alert(1)</script>"
# What holds words that somebody typed, or that come from somebody's file.
TYPED = {
    *("text", "title", "subtitle", "heading", "name", "commentary", "outlook", "footnote", "committee"),
    *("label", "absence", "companion", "note", "owner_post", "explanation", "term", "reason", "long"),
    *("words", "unit", "post", "what", "agenda_item", "measures", "notes", "beneath", "qualifier"),
}
# Longer ones fit where somebody writes at length; everywhere else the forms take 250 characters.
AT_LENGTH, SHORT = ("text", "commentary", "reason"), 250
LONG_WORD = "W" * 10_000


def payloads(server, path):
    """Short ones, each of which stands in many places."""
    web, file = f"http://{server}/x", path.as_uri()
    uses = (f'<use href="#{each}"/>' * 10 for each in "abcdef")
    bomb = "".join(f'<g id="{name}">{use}</g>' for name, use in zip("bcdefg", uses, strict=True))
    return [
        RUNS,
        f'<img src="{file}"><img src="{web}">',
        f'<link rel="stylesheet" href="{web}"><style>@import url({web}); * {{ display: none }}</style>',
        f"<object data='{file}'></object><iframe src='{web}'></iframe><embed src='{file}'>",
        f'<svg><image href="{web}"/><use href="{file}#a"/></svg>',
        f"<svg>{bomb}</svg>",
        '<img src="data:image/svg+xml;base64,PHN2Zz48dXNlIGhyZWY9IiNhIi8+PC9zdmc+">',
        '<table><tr><td colspan="65534" rowspan="65534">x</td></tr></table>',
        f'<a rel="attachment" href="{file}">attached</a>',
        '"><a href="javascript:alert(1)" onmouseover=\'alert(1)\'>',
        f'=HYPERLINK("{web}","click")',
        "=cmd|' /C calc'!A0",
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "\u202egnp.exe\u2066 turned \u200f",
        "\x00\x07\x1b[31m\ud800\ufffe\u2028",
        "Z" + "\u0301\u0316\u0489" * 40 + "algo",
        "\U0001f600\U0001f3f3\ufe0f\u200d\U0001f308 \u4e2d\u6587 \u0627\u0644\u0639\u0631\u0628\u064a\u0629",
        "{{ settings.SECRET_KEY }}{% include '/etc/passwd' %}",
        "../../../../etc/cron.d/x:*?[]\\/",
        f"]]><!--</style></title></head><body onload=alert(1)> url({web}) &#x202e; &lt;b&gt;",
    ]


def poison(thing, given, key=None):
    """The same content with something in every text that somebody may have typed."""
    if isinstance(thing, dict):
        return {name: poison(value, given, name) for name, value in thing.items()}
    if isinstance(thing, list):
        return [poison(value, given, key) for value in thing]
    if isinstance(thing, str) and key in TYPED and thing:
        bad = next(given)[: None if key in AT_LENGTH else SHORT]
        return f"{bad} {thing}" if bad.startswith(("=", "@", "..")) else f"{thing} {bad}"
    return thing


def poisoned(server, path):
    content = blocks_content.every_block()
    for block in (block for section in content["sections"] for block in section["blocks"]):
        # A few rows are as good as sixty, and sooner set.
        block["rows"] = block.get("rows", [])[:5]
    for group in (group for layer in content["layers"] for group in layer["groups"]):
        group["rows"] = group["rows"][:2]
    made = poison(content, itertools.cycle(payloads(server, path)))
    report = next(each for each in made["sections"] if each["kind"] == "report")
    report["blocks"][0]["paragraphs"][1]["runs"][0]["text"] = LONG_WORD
    row = made["layers"][0]["groups"][0]["rows"][0]
    row["title"], row["commentary"] = f"Title {LONG_WORD[:250]}", f"{LONG_WORD} {'<div>' * 500}"
    return cleaning.cleaned(made)


@pytest.fixture(scope="module")
def listener():
    with listening() as server:
        yield server


@pytest.fixture(scope="module")
def made(render, listener, tmp_path_factory):
    """Every form of the poisoned pack, its words, and how long it took."""
    need(bool(subprocess.run(["which", "pdftotext"], capture_output=True).stdout), "pdftotext")
    folder = tmp_path_factory.mktemp("hostile")
    secret = folder / "secret.svg"
    secret.write_text(f"<svg xmlns='http://www.w3.org/2000/svg'><text>{SECRET}</text></svg>")
    content = poisoned(listener.address, secret)
    given = {"content_hash": "0" * 64, "draft": False}
    began = time.process_time()
    data, pages = render.pdf(content, **given, attachments=blocks_content.attachments())
    files = {
        Form.PDF: data,
        Form.HTML: page.html(content, **given),
        Form.XLSX: sheets.xlsx(content, **given),
        Form.CSV: sheets.tables_as_csv(content, **given),
        Form.DOCX: word.docx(content, **given),
    }
    took = time.process_time() - began
    path = folder / "pack.pdf"
    texts = {form: text_of(form, each, path) for form, each in files.items()}
    return SimpleNamespace(
        content=content, files=files, texts=texts, pages=pages, took=took, path=path, calls=listener.calls
    )


def squeezed(text):
    return re.sub(r"\s|,", "", text)


pack = pytest.mark.pack


@pack
def test_no_file_is_read_and_nobody_is_called(made):
    assert made.calls == []
    assert {form for form, text in made.texts.items() if SECRET in text} == set()


@pack
def test_it_takes_bounded_time_and_pages(made):
    assert made.took < 60
    assert made.pages < 150


@pack
def test_markup_is_shown_as_text_in_every_form(made):
    printed = squeezed(subprocess.run(["pdftotext", made.path, "-"], capture_output=True).stdout.decode())
    assert RUNS in printed
    assert '<tdcolspan="65534"' in printed
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in made.texts[Form.HTML]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in made.texts[Form.XLSX]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in made.texts[Form.DOCX]


@pack
def test_the_pdf_does_nothing_by_itself(made):
    with pikepdf.open(io.BytesIO(made.files[Form.PDF])) as pdf:
        keys, addresses = set(), set()
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                keys |= {str(key) for key in thing}
                keys |= {str(value) for _, value in thing.items() if isinstance(value, pikepdf.Name)}
                if "/URI" in thing:
                    addresses.add(str(thing.URI))
    assert keys & {"/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/OpenAction"} == set()
    assert {address for address in addresses if not address.startswith("https://")} == set()


@pack
def test_nothing_stands_outside_its_page_and_no_other_typeface_is_in_it(made):
    boxes = subprocess.run(["pdftotext", "-bbox", made.path, "-"], capture_output=True).stdout.decode(
        "utf-8", "replace"
    )
    outside, width, height = [], 0.0, 0.0
    number = re.compile(r'(\w+)="(-?[\d.]+)"')
    for line in boxes.splitlines():
        said = {name: float(value) for name, value in number.findall(line)}
        if "<page " in line:
            width, height = said["width"], said["height"]
        elif "<word " in line and not (
            said["xMin"] >= 0 and said["xMax"] <= width and said["yMin"] >= -1 and said["yMax"] <= height + 1
        ):
            outside.append(line.strip()[:160])
    fonts = subprocess.run(["pdffonts", made.path], capture_output=True).stdout.decode().splitlines()[2:]

    assert outside == []
    assert {line.split()[0].partition("+")[2].partition("-")[0] for line in fonts} == {"Source"}


class _Tags(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.loads, self.handlers = set(), set(), set()

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        for name, value in attributes:
            if name in ("src", "data", "xlink:href", "srcset", "action") or (
                tag in ("use", "link", "image") and name == "href"
            ):
                self.loads.add(value)
            if (
                name.startswith("on")
                or name == "style"
                or (name == "href" and ":" in value.partition("/")[0].removeprefix("https:"))
            ):
                self.handlers.add((tag, name, value))


@pack
def test_the_page_loads_and_runs_nothing(made):
    parser = _Tags()
    parser.feed(made.files[Form.HTML].decode())
    assert (
        parser.tags & {"script", "img", "iframe", "object", "embed", "link", "image", "form", "base"} == set()
    )
    assert {address for address in parser.loads if not address.startswith("#")} == set()
    assert parser.handlers == set()


@pack
def test_a_spreadsheet_has_no_formula_and_keeps_its_names(made):
    book = openpyxl.load_workbook(io.BytesIO(made.files[Form.XLSX]))
    formulas = [
        cell.coordinate
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert formulas == []
    assert [name for name in book.sheetnames if len(name) > 31 or re.search(r"[\[\]:*?/\\]", name)] == []
    with zipfile.ZipFile(io.BytesIO(made.files[Form.CSV])) as archive:
        names = archive.namelist()
        texts = [archive.read(name).decode("utf-8-sig") for name in names]
    assert [name for name in names if re.search(r"[/\\:*?]|^[.=]", name)] == []
    cells = [cell for text in texts for row in csv.reader(io.StringIO(text)) for cell in row]
    assert [cell for cell in cells if re.match(r"[=@\t\r]|[+-](?!\d)", cell)] == []


@pack
def test_nothing_unseen_is_left_in_any_file(made):
    unseen = re.compile("[\x00\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe]")
    texts = {Form.HTML: made.texts[Form.HTML]}
    for form in (Form.XLSX, Form.CSV, Form.DOCX):
        with zipfile.ZipFile(io.BytesIO(made.files[form])) as archive:
            written = [name for name in archive.namelist() if name.endswith((".xml", ".rels", ".csv"))]
            texts[form] = "".join(archive.read(name).decode("utf-8-sig") for name in written)
    texts[Form.PDF] = subprocess.run(["pdftotext", made.path, "-"], capture_output=True).stdout.decode()
    assert {form: unseen.findall(text) for form, text in texts.items()} == {form: [] for form in texts}


# --- What a file is made of ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("one\r\ntwo\rthree\u2028four\x0bfive\tsix", "one\ntwo\nthree\nfour\nfive\tsix"),
        ("a\x00b\x07c\x7fd\x9fe", "abcde"),
        ("\u202egnp.exe\u2066\u200f\ufeff", "gnp.exe"),
        ("half \ud83d of it", "half � of it"),
        ("Z" + "\u0301" * 40 + "a", "Z" + "\u0301" * 3 + "a"),
        ("Llŷr, naïve, e\u0301, 😀, العربية", "Llŷr, naïve, e\u0301, 😀, العربية"),
        ("x" * 60_000, "x" * 60_000),
    ],
)
def test_texts_lose_what_nobody_sees(typed, kept):
    assert cleaning.clean(typed) == kept


def test_what_is_too_long_is_cut_and_says_so():
    text = cleaning.clean("word " * 200_000)
    assert text.startswith("word word")
    assert text.endswith("… (cut here: the text has 1,000,000 characters)")
    assert len(text) < 60_100


def test_what_refers_to_a_name_still_does():
    assert cleaning.cleaned({"Eng\u202eland": ["Eng\u202eland", 1, None]}) == {
        "England": ["England", 1, None]
    }

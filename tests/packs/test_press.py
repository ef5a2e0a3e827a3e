"""A pack of several chunks and a bound-in file, joined: nothing of any is lost, and the numbers are right."""

import collections
import copy
import io
import os
import re
import socket
import subprocess
from types import SimpleNamespace

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from performance.packs import kinds
from performance.packs.press import chunks, pool
from tests.needs import need
from tests.packs.conftest import FROZEN
from tests.packs.test_pdf_ua import elements

pytestmark = pytest.mark.pack

APPENDIX = "f" * 64
PLAIN = {"exempt": None, "withheld": False, "to_follow": False, "own_page": False, "turned": False}


@pytest.fixture(scope="module")
def uploaded():
    """A PDF of two pages that is not tagged, with a link to the web and one that does something."""
    pdf = Pdf.new()
    for number in (1, 2):
        page = pdf.add_blank_page(page_size=(400, 300))
        page.Contents = Stream(pdf, b"0 0 1 rg 20 20 100 %d re f" % (number * 50))
    links = [
        Dictionary(S=Name.URI, URI=String("https://example.org/")),
        Dictionary(S=Name.GoToR, F=String("x")),
    ]
    pdf.pages[0].Annots = Array(
        [Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action) for action in links]
    )
    written = io.BytesIO()
    pdf.save(written)
    return written.getvalue()


@pytest.fixture(scope="module")
def planned(frozen):
    """The frozen content with its usual sections and, before the last, an appendix."""
    sections = [
        {"kind": kind, "title": kinds.KINDS[kind].label, "anchor": kind, "blocks": [], **PLAIN}
        for kind in kinds.USUAL
    ]
    block = {"block": "pdf", "name": "A survey", "sha256": APPENDIX, "pages": 2}
    appendix = {"kind": "appendix", "title": "Appendix", "anchor": "appendix", "blocks": [block], **PLAIN}
    return copy.deepcopy(frozen) | {"sections": [*sections[:-1], appendix, sections[-1]]}


@pytest.fixture(scope="module")
def press(render, planned, uploaded):
    """Prints a pack in chunks of two pages, by two processes; keeps the chunks and what it was told."""
    store = Store()

    def printed(**how):
        told = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(chunks, "TAGS", 800)
            data, pages = render.pdf(
                planned,
                content_hash="ab" * 32,
                attachments={APPENDIX: uploaded},
                kept=store,
                told=lambda *progress: told.append(progress),
                **how,
            )
        return SimpleNamespace(data=data, pages=pages, told=told, kept=dict(store))

    return printed


class Store(dict):
    def put(self, key, data):
        self[key] = data


@pytest.fixture(scope="module")
def cold(press):
    return press()


@pytest.fixture
def pdf(cold):
    with Pdf.open(io.BytesIO(cold.data)) as opened:
        yield opened


def kinds_of(root):
    return collections.Counter(str(element.S) for element in elements(root))


def title_of(data):
    with Pdf.open(io.BytesIO(data)) as chunk:
        return str(chunk.docinfo.get("/Title", ""))


def named(pdf):
    names = pdf.Root.Names.Dests.Names
    return {str(names[at]): names[at + 1] for at in range(0, len(names), 2)}


def test_the_tree_has_every_element_of_every_chunk_and_one_document(cold, pdf):
    whole, by_title = kinds_of(pdf.Root.StructTreeRoot), {}
    for data in cold.kept.values():
        with Pdf.open(io.BytesIO(data)) as chunk, chunk.open_outline() as outline:
            if title_of(data) != "Frame":
                # What was set once more, with room for longer page numbers, counts once.
                by_title[outline.root[0].title] = kinds_of(chunk.Root.StructTreeRoot)
    parts = sum(by_title.values(), collections.Counter())
    assert parts["/Document"] > 2
    appendix = {"/Document": 1, "/Sect": 1, "/Figure": 2, "/Link": 1}
    del parts["/Document"]
    assert whole == parts + collections.Counter(appendix)


def test_marks_cells_and_links_lead_to_elements_of_their_page(pdf):
    tree = pdf.Root.StructTreeRoot
    numbers = tree.ParentTree.Nums
    index = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
    assert sorted(index) == list(index)
    assert 2 * len(index) == len(numbers)
    for page in pdf.pages:
        marks = index[int(page.obj.StructParents)]
        assert {mark.Pg.objgen for mark in marks if mark is not None} == {page.objgen}
        for link in page.obj.get("/Annots", []):
            element = index[int(link.StructParent)]
            assert element.S == "/Link"
            assert link.objgen in {kid.Obj.objgen for kid in element.K if isinstance(kid, Dictionary)}
    names = tree.IDTree.Names
    cells = {str(names[at]): names[at + 1].S for at in range(0, len(names), 2)}
    assert list(cells) == sorted(cells)
    headers = [str(name) for cell in elements(tree, "/TD") for name in cell.A.Headers]
    assert {cells[name] for name in headers} == {"/TH"}
    assert len(cells) == len(list(elements(tree, "/TH")))


def test_links_lead_to_places_of_the_pack_and_to_the_web(pdf):
    links = [link for page in pdf.pages for link in page.obj.get("/Annots", [])]
    web = [str(link.A.URI) for link in links if "/A" in link]
    assert web == ["https://example.org/"]
    leading = [str(link.Dest) for link in links if "/Dest" in link]
    assert set(leading) <= set(named(pdf))
    assert {"dashboard", "exceptions"} & set(leading)
    assert all(int(link.F) == 4 for link in links)


def test_the_contents_and_every_page_give_their_numbers(cold, pdf, tmp_path):
    need("pdftotext", "pdftotext is not installed (poppler-utils)")
    (tmp_path / "pack.pdf").write_bytes(cold.data)
    done = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "pack.pdf", "-"], capture_output=True, check=True
    )
    texts = done.stdout.decode().split("\f")[:-1]
    assert [re.findall(r"Page (\d+) of (\d+)", text)[-1] for text in texts] == [
        (str(number), str(cold.pages)) for number in range(1, cold.pages + 1)
    ]
    there = {name: pdf.pages.index(pikepdf.Page(place[0])) + 1 for name, place in named(pdf).items()}
    listed = dict(re.findall(r"^\s*(\S.*?)(?:\s{2,}\d+)?\s{2,}(\d+)$", texts[1], re.MULTILINE))
    for title, anchor in {
        "Off target or bottom quartile": "exceptions",
        "Key to columns": "key",
        "Appendix": "appendix",
    }.items():
        assert int(listed[title]) == there[anchor], title
    assert int(listed["Explanation of statuses"]) == there["statuses"] == there["appendix"] + 3


def test_pages_that_are_bound_in_keep_their_size_and_say_what_they_are(pdf):
    bound = [page for page in pdf.pages if float(page.mediabox[2]) == 400]
    assert [page.obj.get("/Rotate", 0) for page in bound] == [0, 0]
    said = [str(figure.Alt) for figure in elements(pdf.Root.StructTreeRoot, "/Figure")]
    assert said == [f"Page {number} of 2 of A survey, bound in as a picture" for number in (1, 2)]


def test_bookmarks_are_those_of_the_sections_in_their_order(pdf, planned):
    with pdf.open_outline() as outline:
        titles = [entry.title for entry in outline.root]
    layers = [layer["title"] for layer in planned["layers"]]
    assert titles[:3] == [planned["title"], "Contents", "Off target or bottom quartile"]
    assert titles[3 : 3 + len(layers)] == layers
    assert titles[-2:] == ["Appendix", "Explanation of statuses"]
    assert "goes on" not in titles


def test_each_weight_of_the_one_typeface_is_embedded_once(pdf):
    fonts = [
        str(thing.FontName)
        for thing in pdf.objects
        if isinstance(thing, Dictionary) and thing.get("/Type") == "/FontDescriptor"
    ]
    assert len(fonts) == len(set(fonts))
    assert {name.partition("+")[2].rstrip(",")[:13] for name in fonts} == {"Source-Sans-3"[:13]}


def test_issued_again_nothing_is_set_and_the_bytes_are_the_same(press, cold):
    again = press()
    assert again.told == []
    assert again.data == cold.data
    done, of = cold.told[-1]
    assert done == of > 2


def test_a_draft_is_set_anew_where_it_says_so_and_else_shares_the_final_pages(press, cold, planned):
    draft = press(draft=True)
    # Its first chunk, and what stands around the pages; chunks within have no title.
    new = {title_of(data) for key, data in draft.kept.items() if key not in cold.kept}
    assert new == {planned["title"], "Frame"}
    with Pdf.open(io.BytesIO(draft.data)) as one, Pdf.open(io.BytesIO(cold.data)) as other:
        assert one.trailer.ID[0] != other.trailer.ID[0]
        # What was bound in is a draft too, and the final pages of it bear no mark.
        assert (marks_on_bound_in(one), marks_on_bound_in(other)) == ([True, True], [False, False])


def marks_on_bound_in(pdf):
    return [
        b"/Draft Do" in page.Contents.read_bytes()
        if isinstance(page.Contents, Stream)
        else any(b"/Draft Do" in part.read_bytes() for part in page.Contents)
        for page in pdf.pages
        if float(page.mediabox[2]) == 400
    ]


def test_the_checkers_find_nothing(cold, tmp_path):
    import pdfua  # noqa: PLC0415  (loads slowly, and only this test uses it here)

    path = tmp_path / "pack.pdf"
    path.write_bytes(cold.data)
    assert [f"{found.rule_id}: {found.message}" for found in pdfua.validate(str(path)).findings] == []
    program = os.environ.get("OUTLOUD", str(FROZEN.parents[2] / ".venv-outloud" / "bin" / "outloud"))
    need(program, "outloud, the second PDF/UA checker, is not installed")
    done = subprocess.run([program, "--fail-on", "warning", path], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


# --- Processes -----------------------------------------------------------------------------------------


def set_by_one(pages, *, seconds=60, told=None):
    with pool.Pool(1, seconds=seconds) as processes:
        return processes.tagged(pages, told=told)


def test_a_chunk_that_takes_too_long_is_stopped_with_a_sentence(render):
    with pytest.raises(pool.NotSet, match=r"took longer than 0.05 seconds to set, and was stopped\. Shorten"):
        set_by_one(["<p>Words</p>"], seconds=0.05)


def test_a_process_that_is_killed_from_outside_is_said_and_another_sets_the_chunk(render):
    killed, another = pool._Setter(60), pool._Setter(60)
    killed._process.kill()
    try:
        said, made = killed.set("<p>Words</p>"), another.set("<html lang=en><title>a</title><p>Words")
    finally:
        killed.end()
        another.end()

    assert said[0] is None
    assert said[1].endswith("was ended from outside, most likely for want of memory. Build the pack again.")
    assert (made[0][:5], made[1]) == (b"%PDF-", "")


def test_what_hears_of_progress_may_stop_it(render):
    class Cancelled(Exception):
        pass

    def cancel(done):
        raise Cancelled

    with pytest.raises(Cancelled):
        set_by_one(["<html lang=en><p>Words</p>"] * 3, told=cancel)


def test_a_process_that_sets_pages_opens_no_connection_and_reads_no_file(render, tmp_path):
    secret = tmp_path / "secret.svg"
    secret.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"><rect width="9"/></svg>'
    )
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/a.png"
        html = (
            f'<html lang="en"><style>@import url({address}); p {{ background: url({address}) }}</style>'
            f'<img alt="a" src="{address}"><img alt="b" src="{secret.as_uri()}"><p>Words</p>'
        )
        (data,) = set_by_one([html])
        with pytest.raises(TimeoutError):
            server.accept()
    with Pdf.open(io.BytesIO(data)) as pdf:
        assert "/XObject" not in pdf.pages[0].Resources or not pdf.pages[0].Resources.XObject.keys()

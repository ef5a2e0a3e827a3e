"""The structure tree of a pack: what a screen reader is given."""

import pikepdf
import pytest

from tests.packs.conftest import stretch, wide

pytestmark = pytest.mark.pack


def elements(node, kind=None):
    """Every structure element under a node, in reading order."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            if kind in (None, kid.S):
                yield kid
            yield from elements(kid, kind)


@pytest.fixture
def tree(final):
    with pikepdf.open(final.path) as pdf:
        yield pdf.Root.StructTreeRoot


def test_glyphs_are_not_read_twice(tree):
    """The word stands beside each glyph, so the picture is decoration and not in the tree at all."""
    assert list(elements(tree, "/Figure")) == []


def test_a_line_of_figures_is_read_out_in_words_and_the_bar_above_words_is_not(print_pack, content):
    with pikepdf.open(print_pack(wide(content)).path) as pdf:
        figures = list(elements(pdf.Root.StructTreeRoot, "/Figure"))
        assert [str(figure.Alt) for figure in figures] == [
            "Three figures: 1 in April 2020 to 2.5 in July 2020"
        ]


def test_every_header_cell_says_what_it_heads(tree):
    heads = list(elements(tree, "/TH"))
    assert {str(head.A.Scope) for head in heads} == {"/Column", "/Row"}
    assert len({str(head.ID) for head in heads}) == len(heads)


def test_every_cell_names_header_cells_that_exist(tree):
    names = tree.IDTree.Names
    index = {str(names[place]): names[place + 1] for place in range(0, len(names), 2)}
    assert list(index) == sorted(index)
    cells = list(elements(tree, "/TD"))
    assert cells
    for cell in cells:
        assert len(cell.A.Headers) >= 1
        assert all(index[str(header)].S == "/TH" for header in cell.A.Headers)


def test_links_print_and_say_where_they_lead(final):
    with pikepdf.open(final.path) as pdf:
        links = [annotation for page in pdf.pages for annotation in page.get("/Annots", [])]
        said = [str(link.Contents) for link in links]
    assert all(link.F == 4 for link in links)
    assert said[:2] == ["Off target or bottom quartile", "Prevent need"]
    assert "Note 4" in said


def test_every_mark_belongs_to_an_element_or_is_an_artifact(final):
    with pikepdf.open(final.path) as pdf:
        numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
        for place, page in enumerate(pdf.pages):
            marks, depth = numbers[2 * place + 1], 0
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) in ("BDC", "BMC"):
                    depth += 1
                    if operands[0] != "/Artifact":
                        assert marks[int(operands[1].MCID)].S
                elif str(operator) == "EMC":
                    depth -= 1
                elif str(operator) in ("Tj", "TJ", "f", "S", "Do"):
                    assert depth, f"something is drawn on page {place + 1} that is neither"


def test_a_table_over_several_pages_is_one_table(print_pack, content):
    stretched = stretch(content)
    with pikepdf.open(print_pack(stretched).path) as pdf:
        tables = list(elements(pdf.Root.StructTreeRoot, "/Table"))
        longest = max(tables, key=lambda table: len(list(elements(table, "/TR"))))
        assert len(list(elements(longest, "/THead"))) == 1
        rows = list(elements(longest, "/TR"))
        forecasts = sum(1 for row in stretched["layers"][0]["groups"][1]["rows"] if row["to_date"])
        assert len(rows) == 1 + 60 + forecasts
        assert len({row.Pg.objgen for row in rows}) > 3
        heads = {str(cell.ID) for cell in elements(longest, "/TH")}
        for cell in elements(longest, "/TD"):
            assert {str(header) for header in cell.A.Headers} <= heads


def test_title_and_language(final, frozen):
    with pikepdf.open(final.path) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        assert str(pdf.docinfo.Title) == frozen["title"]
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert b"pdfuaid:part" in pdf.Root.Metadata.read_bytes()

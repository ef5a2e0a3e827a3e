import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.rules.prose import markup
from performance.rules.prose.markup import Block, Reference, Words, parse, token
from tests.rules import PROPERTY


def plain(text):
    """The parts of a text of one block."""
    [block], problems = parse(text)
    return block.parts, [problem.sentence for problem in problems]


def test_lines_make_paragraphs_headings_and_bullets():
    text = "## Background\nFirst line\nsecond line\n\n### Libraries\n- One\n  goes on\n- Two\n\nNone."
    assert parse(text) == (
        [
            Block("heading", 1, (Words("Background"),)),
            Block("paragraph", 2, (Words("First line second line"),)),
            Block("subheading", 5, (Words("Libraries"),)),
            Block("bullet", 6, (Words("One goes on"),)),
            Block("bullet", 8, (Words("Two"),)),
            Block("paragraph", 10, (Words("None."),)),
        ],
        [],
    )


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a **b** c", [Words("a "), Words("b", strong=True), Words(" c")]),
        ("a *b* c", [Words("a "), Words("b", emphasis=True), Words(" c")]),
        ("**a *b* c**", [Words("a ", True), Words("b", True, True), Words(" c", True)]),
        ("[a b](https://x.org/?q=1)", [Words("a b", href="https://x.org/?q=1")]),
        ("[a](MAILTO:a@b.org)", [Words("a", href="MAILTO:a@b.org")]),
        ("2 * 3 ** 4 * 5", [Words("2 * 3 ** 4 * 5")]),
        ("a**", [Words("a**")]),
        ("<b>&amp;</b> # 1", [Words("<b>&amp;</b> # 1")]),
        ("{{visits}}", [Reference("visits", "figure", "{{visits}}", 1)]),
        ("**{{ a | target }}**", [Reference("a", "target", "{{ a | target }}", 1, strong=True)]),
        ("{{indicator:a-b|rank}}", [Reference("a-b", "rank", "{{indicator:a-b|rank}}", 1, published=True)]),
        ("{{indicator:a}}", [Reference("a", "value", "{{indicator:a}}", 1, published=True)]),
    ],
)  # fmt: skip
def test_marks_set_words_and_everything_else_is_text(text, parts):
    assert plain(text) == (tuple(parts), [])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{{a b}}", "Line 1: “{{a b}}” is no reference to a figure; pick one from the list."),
        ("{{a", "Line 1: a reference to a figure is not closed; end it with “}}”."),
        (
            "[x](javascript:a)",
            "Line 1: the link “x” leads to “javascript:a”; links begin with https://, http:// or mailto:.",
        ),
    ],
)
def test_what_cannot_be_read_is_kept_as_it_was_typed_and_said(text, sentence):
    assert plain(text) == ((Words(text),), [sentence])


def test_a_wrong_kind_of_figure_names_the_right_ones():
    parts, [sentence] = plain("{{visits|mean}}")
    assert parts == (Words("{{visits|mean}}"),)
    assert sentence.startswith("Line 1: the reference “{{visits|mean}}” asks for “mean”, which nothing has;")
    assert "figure, companion, target" in sentence


@pytest.mark.parametrize("what", [*markup.WHATS])
def test_a_token_is_read_as_what_it_was_made_for(what):
    [reference], problems = plain(token("some-measure", what))
    assert (reference.name, reference.what, problems) == ("some-measure", what, [])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a" * (markup.LONGEST + 1), "The text has 100,001 characters; marks are read in the first 100,000."),
        ("a\n\n" * (markup.MOST_BLOCKS + 1), "The text has 601 paragraphs; marks are read in the first 600."),
        (
            "{{a}} " * (markup.MOST_REFERENCES + 1) + "\n\n{{a}}",
            "The text has more than 600 references; later ones are printed as typed.",
        ),
    ],
)
def test_beyond_its_bounds_a_text_is_kept_and_said(text, sentence):
    blocks, problems = parse(text)
    assert [problem.sentence for problem in problems] == [f"{sentence} Divide it into several sections."]
    assert sum(len(words_of(block)) for block in blocks) == len("".join(text.split()))


@pytest.mark.parametrize("text", ["**a " * 9000, "*a " * 9000, "[a](" * 9000, "{{a" * 9000, "[" * 9000])
def test_marks_that_are_never_closed_take_no_time(text):
    assert "".join(words_of(block) for block in parse(text)[0]) == "".join(text.split())


@PROPERTY
@given(st.text(alphabet="ab *#-[](){}|:\n\r<>&\"'\u202e\x00/ht", max_size=200))
def test_no_text_is_lost_but_its_marks(text):
    """What is printed and what stands as a reference hold every letter that was typed, in its order."""
    blocks, problems = parse(text)
    letters = "".join(c for block in blocks for c in words_of(block) if c in "ab<>&\"'")
    assert letters == "".join(c for c in text if c in "ab<>&\"'")
    assert all(problem.sentence.startswith(f"Line {problem.line}:") for problem in problems)


def words_of(block):
    """A block's words without spaces; a reference counts as it was typed and a link with its address."""
    said = (p.typed if isinstance(p, Reference) else p.text + p.href for p in block.parts)
    return "".join("".join(said).split())

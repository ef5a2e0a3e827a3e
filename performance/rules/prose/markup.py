"""The markup in which narrative is written: plain text, a few marks, and references to figures.

- An empty line begins a new paragraph; lines without one between them are one paragraph.
- `## Heading` and `### Subheading` on lines of their own; `- ` begins a bullet.
- `**strong**`, `*emphasis*`, and `[words](https://…)` with http, https and mailto alone.
- `{{measure}}` is a measure's figure, `{{measure|target}}` its target (`WHATS`), `{{indicator:name|rank}}` a
  published one (`PUBLISHED`). Names are identities: they stay when titles and codes change.

Everything else is text. What cannot be read is kept as it was typed and said as a `Problem`: no text is lost.
"""

import re
from dataclasses import dataclass, replace

WHATS = {
    "figure": "Figure",
    "companion": "Figure as a count",
    "target": "Target",
    "previous": "Earlier figure",
    "year_to_date": "Year to date",
    "change": "Change since the earlier figure",
    "gap": "Distance from the target",
    "status": "Status",
    "direction": "Direction of travel",
    "quartile": "Position",
    "outlook": "Outlook",
    "period": "What the figure covers",
    "title": "Title",
    "owner": "Post of its owner",
}
PUBLISHED = {
    "value": "Published value",
    "mean": "England's average",
    "rank": "Rank in England",
    "quartile": "Quartile in England",
    "year": "Year of the published value",
    "title": "Title",
}
# Beyond these bounds text is kept as plain text, and a problem says so.
LONGEST, MOST_BLOCKS, MOST_REFERENCES = 100_000, 600, 600
HEADING, SUBHEADING, BULLET, PARAGRAPH = "heading", "subheading", "bullet", "paragraph"
_MARKS = {"### ": SUBHEADING, "## ": HEADING, "- ": BULLET}
_LINKS = ("https://", "http://", "mailto:")
# Each excludes what ends it, so that a search of a text takes time in proportion to its length.
_INLINE = re.compile(
    r"\{\{(?P<reference>[^{}]{0,200})\}\}"
    r"|\[(?P<words>[^\[\]]{1,400})\]\((?P<address>[^()\s]{1,1000})\)"
    r"|\*\*(?=[^\s*])(?P<strong>(?:[^*]|(?<!\*)\*(?!\*)){1,4000})(?<=[^\s*])\*\*"
    r"|(?<![\w*])\*(?=[^\s*])(?P<emphasis>[^*]{1,4000})(?<=\S)\*(?![\w*])"
)
_REFERENCE = re.compile(r"\s*(?:(indicator)\s*:)?\s*([a-z0-9][a-z0-9_-]*)\s*(?:\|\s*([a-z_]+)\s*)?", re.I)


@dataclass(frozen=True)
class Words:
    """Text as it is printed, with how it is set; `href` where it leads somewhere."""

    text: str
    strong: bool = False
    emphasis: bool = False
    href: str = ""


@dataclass(frozen=True)
class Reference:
    """A figure by identity: `what` of a measure, or of an indicator if `published`. `typed` is its token."""

    name: str
    what: str
    typed: str
    line: int
    published: bool = False
    strong: bool = False
    emphasis: bool = False


@dataclass(frozen=True)
class Block:
    """A paragraph, bullet, heading or subheading, and the line (from 1) on which it begins."""

    style: str
    line: int
    parts: tuple[Words | Reference, ...]


@dataclass(frozen=True)
class Problem:
    """What could not be read, on which line, as a sentence that says what to do."""

    line: int
    sentence: str


def parse(text: str) -> tuple[list[Block], list[Problem]]:
    """The blocks of a text and what is wrong with it.

    >>> blocks, problems = parse("## Background\\n\\nIt was {{visits}} of {{visits|target}}.")
    >>> [(block.style, block.line, len(block.parts)) for block in blocks], problems
    ([('heading', 1, 1), ('paragraph', 3, 5)], [])
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    problems, references = [], 0
    written, rest = text[:LONGEST], text[LONGEST:]
    blocks = []
    for style, line, body in _blocks(written):
        if len(blocks) >= MOST_BLOCKS or references > MOST_REFERENCES:
            blocks.append(Block(style, line, (Words(body),)))
            continue
        parts, found = _parts(body, line)
        problems += found
        references += sum(isinstance(part, Reference) for part in parts)
        blocks.append(Block(style, line, tuple(parts)))
    if rest.strip():
        blocks.append(Block(PARAGRAPH, written.count("\n") + 1, (Words(rest.strip()),)))
    return blocks, problems + _bounds(text, blocks, references)


def token(name: str, what: str = "figure", *, published: bool = False) -> str:
    """A reference as it is written: `{{visits}}`, `{{visits|target}}`, `{{indicator:visits|rank}}`.

    >>> token("visits"), token("visits", "target"), token("visits", "value", published=True)
    ('{{visits}}', '{{visits|target}}', '{{indicator:visits}}')
    """
    begins = "indicator:" if published else ""
    usual = "value" if published else "figure"
    return f"{{{{{begins}{name}{'' if what == usual else f'|{what}'}}}}}"


def _bounds(text, blocks, references):
    last = text.count("\n") + 1
    if len(text) > LONGEST:
        said = f"The text has {len(text):,} characters; marks are read in the first {LONGEST:,}."
    elif len(blocks) > MOST_BLOCKS:
        said = f"The text has {len(blocks):,} paragraphs; marks are read in the first {MOST_BLOCKS}."
    elif references > MOST_REFERENCES:
        said = f"The text has more than {MOST_REFERENCES} references; later ones are printed as typed."
    else:
        return []
    return [Problem(last, f"{said} Divide it into several sections.")]


def _blocks(text):
    """(style, line, words) of each block; the lines of one paragraph are joined by a space."""
    style, line, held = PARAGRAPH, 0, []
    for place, typed in enumerate(text.split("\n"), 1):
        stripped = typed.strip()
        mark = next((mark for mark in _MARKS if stripped.startswith(mark)), "")
        heads = style in (HEADING, SUBHEADING)
        if held and (mark or not stripped or heads):
            yield style, line, " ".join(held)
            style, held = PARAGRAPH, []
        if stripped:
            if not held:
                style, line = _MARKS.get(mark, PARAGRAPH), place
            held.append(stripped[len(mark) :].strip())
    if held:
        yield style, line, " ".join(held)


def _parts(text, line):
    """The parts of a block, and its problems."""
    parts, problems = [], []
    _read(text, Words(""), line, parts, problems)
    left = "".join(part.text for part in parts if isinstance(part, Words))
    if "{{" in left and not any("reference" in problem.sentence for problem in problems):
        problems.append(
            Problem(line, f"Line {line}: a reference to a figure is not closed; end it with “}}}}”.")
        )
    return _joined(parts), problems


def _read(text, setting, line, parts, problems):
    place = 0
    for match in _INLINE.finditer(text):
        parts.append(replace(setting, text=text[place : match.start()]))
        place = match.end()
        if match["reference"] is not None:
            parts.append(_reference(match, setting, line, problems))
        elif match["words"] is not None:
            parts.append(_link(match, setting, line, problems))
        elif match["strong"] is not None:
            # Marks nest two deep at the most: neither holds itself, and emphasis holds no mark of either.
            _read(match["strong"], replace(setting, strong=True), line, parts, problems)
        else:
            _read(match["emphasis"], replace(setting, emphasis=True), line, parts, problems)
    parts.append(replace(setting, text=text[place:]))


def _reference(match, setting, line, problems):
    typed = match[0]
    read = _REFERENCE.fullmatch(match["reference"])
    if read is None:
        problems.append(
            Problem(line, f"Line {line}: “{typed}” is no reference to a figure; pick one from the list.")
        )
        return replace(setting, text=typed)
    published = bool(read[1])
    whats = PUBLISHED if published else WHATS
    what = (read[3] or next(iter(whats))).lower()
    if what not in whats:
        problems.append(
            Problem(
                line,
                f"Line {line}: the reference “{typed}” asks for “{what}”, which nothing has; "
                f"write one of {', '.join(whats)}.",
            )
        )
        return replace(setting, text=typed)
    return Reference(read[2].lower(), what, typed, line, published, setting.strong, setting.emphasis)


def _link(match, setting, line, problems):
    words, address = match["words"], match["address"]
    if address.lower().startswith(_LINKS):
        return replace(setting, text=words, href=address)
    problems.append(
        Problem(
            line,
            f"Line {line}: the link “{words}” leads to “{address}”; "
            "links begin with https://, http:// or mailto:.",
        )
    )
    return replace(setting, text=match[0])


def _joined(parts):
    """Neighbours that are set alike as one, and nothing empty."""
    found = []
    for part in parts:
        if isinstance(part, Words):
            if not part.text:
                continue
            last = found[-1] if found else None
            if isinstance(last, Words) and not part.href and replace(last, text="") == replace(part, text=""):
                found[-1] = replace(last, text=last.text + part.text)
                continue
        found.append(part)
    return found

"""Narrative whose figures come from the tables: written in a small markup, filled from the same snapshot."""

from performance import dates
from performance.models import Copy, Pack
from performance.packs import blocks as made
from performance.packs import references as filling
from performance.packs.reading import Reading
from performance.rules.prose import drafting, markup
from performance.rules.prose.markup import PUBLISHED, WHATS, Reference

HELP = (
    "An empty line begins a new paragraph. “## ” begins a heading, “### ” a subheading and “- ” a bullet. "
    "Write **strong**, *emphasis* and [words](https://address). “{{measure|target}}” is a figure from the "
    "tables: pick it from the list, so that it stays right when the figure changes."
)
# Of these a paragraph is no statement to refer to: it has no number.
UNNUMBERED = ("none.", "none", "not applicable.", "not applicable")
# The headings of a covering report, in the order in which a committee reads them. "None." is an entry.
_HEADINGS = (
    ("Purpose of Report", "The purpose of this report is to present the position on performance."),
    ("Policy Framework and Previous Decisions", "None."),
    ("Background", ""),
    ("Performance Update", ""),
    ("Conclusions", ""),
    ("Recommendations", ""),
    ("Background papers", "None."),
    ("Circulation under the Local Issues Alert Procedure", "None."),
    ("Equality and Human Rights Implications", "None."),
    ("Other Relevant Impact Assessments", "None."),
    ("Partnership Working and Associated Issues", "None."),
    ("Appendices", "None."),
    ("Officers to Contact", "- Post, telephone, e-mail"),
)
DEFAULT_REPORT = "\n\n".join(
    f"## {heading}\n\n{text}".strip() if text else f"## {heading}" for heading, text in _HEADINGS
)


def blocks_of(text, reading, *, numbered=True):
    """The blocks that a text makes, its references filled from the reading, and its problems as sentences.

    Paragraphs are numbered through the whole pack (`reading.next_number()`), except "None.".
    """
    parsed, problems = markup.parse(text)
    said = [problem.sentence for problem in problems]
    named = {part.name for block in parsed for part in block.parts if _is_published(part)}
    figures = filling.Figures(reading, sorted(named))
    paragraphs = [_paragraph(block, figures, reading, numbered, said) for block in parsed]
    return ([made.prose(*paragraphs)] if paragraphs else []), said


def references(reading) -> list[dict]:
    """Everything that a text of this pack can refer to, in the order of its tables, with what it prints."""
    own = [
        {"token": markup.token(slug, what), "measure": title, "what": WHATS[what], "value": text}
        for slug, title, what, text in filling.all_of(reading)
    ]
    return own + [
        {
            "token": markup.token(slug, what, published=True),
            "measure": f"Published: {title}",
            "what": PUBLISHED[what],
            "value": text,
        }
        for slug, title, what, text in filling.published_of(reading)
    ]


def drafts(reading) -> list[dict]:
    """A factual first sentence for each figure that is off target, its figures as references."""
    actions = reading.behind.actions
    return [
        {
            "measure": row.title,
            "slug": row.slug,
            "token": markup.token(row.slug),
            "sentence": drafting.draft(filling.facts(row), said=_token(row), doing=actions.get(row.slug, ())),
        }
        for row in reading.rows.values()
        if row.status.off_target
    ]


def reading_of(pack):
    """What is behind the copy of a pack that its writers write for, as it is today."""
    copy = Copy.INTERNAL if pack.audience == Pack.Audience.MANAGEMENT else Copy.PUBLIC
    return Reading(pack, copy=copy, known_on=dates.today())


def _token(row):
    """How a draft says one of a row's figures: as a reference where that prints the very same."""

    def said(what, text):
        return markup.token(row.slug, what) if filling.of_row(row, what) == text else text

    return said


def _is_published(part):
    return isinstance(part, Reference) and part.published


def _paragraph(block, figures, reading, numbered, problems):
    runs = [_run(part, figures, problems) for part in block.parts]
    if block.style != markup.PARAGRAPH or not numbered:
        return made.paragraph(*runs, style=block.style)
    words = "".join(run["text"] for run in runs).strip().lower()
    if words in UNNUMBERED:
        return made.paragraph(*runs)
    return made.paragraph(*runs, style="numbered", number=str(reading.next_number()))


def _run(part, figures, problems):
    if not isinstance(part, Reference):
        return made.run(part.text, strong=part.strong, emphasis=part.emphasis, href=part.href)
    filled = figures.fill(part)
    if filled.problem:
        problems.append(filled.problem)
    which = {("indicator" if part.published else "measure"): part.name, "what": part.what}
    return made.run(filled.text, strong=part.strong, emphasis=part.emphasis, figure=which)

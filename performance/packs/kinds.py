"""The kinds of section that a pack can have, each with what it is called and what builds it.

A kind's builder is a function `build(reading, section) -> dict | None`: what the frozen content keeps of the
section beside its title, most often `{"blocks": [...]}` (`performance.packs.blocks`). None leaves a section
out that has nothing to say. A builder reads the database through `reading` alone, prints nothing, and may
not ask more queries for more measures.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module


@dataclass(frozen=True)
class Kind:
    """One kind of section. `module` of `performance.packs.sections` has its `build`."""

    code: str
    label: str
    help: str
    module: str
    # Whether somebody writes its text; its options' form is `OPTIONS[code]` of `performance.forms.packs`.
    written: bool = False
    # Whether a pack may have several.
    many: bool = False
    # Whether it begins a page of its own in the PDF.
    own_page: bool = False

    @property
    def build(self) -> Callable:
        return import_module(f"performance.packs.sections.{self.module}").build


KINDS = {
    kind.code: kind
    for kind in (
        Kind("contents", "Contents", "The sections with their pages.", "standard", own_page=True),
        Kind(
            "report",
            "Covering report",
            "The committee's headings and numbered paragraphs, with figures from the tables.",
            "narrative",
            written=True,
            many=True,
            own_page=True,
        ),
        Kind("text", "Text", "Words of your own, under a title.", "narrative", written=True, many=True),
        Kind("exceptions", "Off target", "Figures that are off target, the worst first.", "standard"),
        Kind("missing", "Figures that are not in this pack", "What is late, and why.", "standard"),
        Kind("commentary", "Commentary", "What owners say of their figures.", "standard"),
        Kind("judged", "Statuses by judgement", "Statuses that people judged otherwise.", "standard"),
        Kind("dashboard", "Dashboard", "The scorecard's tables in its own columns.", "standard"),
        Kind("key", "Key to columns", "What each column means.", "standard"),
        Kind("abbreviations", "Abbreviations", "Short forms spelled out.", "standard"),
        Kind("sources", "Sources", "Where published figures come from.", "standard"),
        Kind("statuses", "Explanation of statuses", "Levels, limits and who set them.", "standard"),
    )
}
# What a pack has that nobody planned.
USUAL = (
    "contents",
    "exceptions",
    "missing",
    "commentary",
    "judged",
    "dashboard",
    "key",
    "abbreviations",
    "sources",
    "statuses",
)

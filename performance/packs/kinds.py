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
    # Whether somebody writes its text. Its choices are a form of `performance.forms.pack_options`.
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
        Kind(
            "appendix",
            "Appendix",
            "An uploaded PDF, bound in as it is.",
            "appendix",
            many=True,
            own_page=True,
        ),
        Kind(
            "summary",
            "Summary",
            "How many measures have which status, what moved, and what that says.",
            "summary",
        ),
        Kind("since", "What changed", "What changed since the last pack of this committee.", "since"),
        Kind(
            "exceptions",
            "Off target or bottom quartile",
            "Figures that are off target, the worst first, and those in the bottom quartile of councils.",
            "standard",
        ),
        Kind("missing", "Figures that are not in this pack", "What is late, and why.", "missing"),
        Kind("commentary", "Commentary", "What owners say of their figures.", "standard"),
        Kind("judged", "Statuses by judgement", "Statuses that people judged otherwise.", "standard"),
        Kind(
            "corrections", "Corrections", "Figures that were revised since the last pack, and why.", "since"
        ),
        Kind("actions", "Actions", "What is being done, by which post and by when.", "actions"),
        Kind("scorecard", "Scorecard", "All measures on one landscape page.", "scorecard", own_page=True),
        Kind(
            "dashboard",
            "Dashboard",
            "The scorecard's tables in its own columns; one of chosen headings, or of all the rest.",
            "dashboard",
            many=True,
        ),
        Kind(
            "monthly",
            "Monthly figures",
            "The last months of chosen measures as tables and charts.",
            "months",
            many=True,
            own_page=True,
        ),
        Kind(
            "trends",
            "Trends",
            "A page for each measure with a run of figures: chart, commentary, actions and position.",
            "trends",
            many=True,
            own_page=True,
        ),
        Kind(
            "comparison",
            "How we compare",
            "Each measure beside last year, the region, nearest neighbours and England.",
            "published_tables",
            many=True,
        ),
        Kind(
            "benchmark_table",
            "Benchmarks",
            "Indicators beside England, its percentiles, the region and neighbours, for two years.",
            "published_tables",
            many=True,
        ),
        Kind(
            "quartiles",
            "Quartile summary",
            "How many indicators stand in each quartile, and which.",
            "published_quartiles",
            many=True,
        ),
        Kind(
            "benchmark_charts",
            "Benchmark charts",
            "Lines beside groups over the years, or all councils with ours marked.",
            "published_charts",
            many=True,
        ),
        Kind(
            "value_for_money",
            "Value for money",
            "Cost and outcomes: own figure, the group's mean, rank, quartile and the line of years.",
            "published_value",
            many=True,
        ),
        Kind(
            "positions",
            "Positions",
            "Where each of our measures stands among councils, and how far the next quartile is.",
            "published_positions",
        ),
        Kind("key", "Key to columns", "What each column means.", "standard"),
        Kind("abbreviations", "Abbreviations", "Short forms spelled out.", "standard"),
        Kind("glossary", "Glossary", "The abbreviations that this pack uses, spelled out.", "glossary"),
        Kind(
            "provenance",
            "Where the figures come from",
            "Revision, approval, target and rule of each figure, and how to check the pack.",
            "provenance",
        ),
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

"""The templates that the demonstration keeps, so that a newcomer's first pack shows what a pack can be."""

from pathlib import Path

from performance.models import Pack, PackTemplate
from performance.packs import kept_plans, narrative

REPORT = "Report to a scrutiny committee"
# The covering report of the earlier pack, on 2019/20.
YEAR_END = """## Purpose of Report

The purpose of this report is to present the figures of the whole year.

## Background Papers

None.

## Officers to Contact

- Performance officer (sample)
"""


def words() -> str:
    """The covering report of the demonstration's November pack, its figures as references."""
    return (Path(__file__).parent / "report.txt").read_text(encoding="utf-8")


def report(*, text=narrative.DEFAULT_REPORT) -> list[dict]:
    """A report to a scrutiny committee: what is said first, and the tables behind it as appendices."""
    return [
        {"kind": "contents"},
        {"kind": "report", "title": "Report", "text": text},
        {"kind": "summary", "title": "Summary", "options": {"by": "directorate"}},
        {"kind": "exceptions"},
        {"kind": "missing"},
        {"kind": "judged"},
        {"kind": "dashboard", "title": "Appendix A: dashboard"},
        {"kind": "key"},
        {"kind": "since", "title": "Appendix B: what changed since the last report"},
        {"kind": "statuses", "title": "Appendix C: explanation of statuses"},
        {"kind": "glossary"},
        {"kind": "sources"},
        {"kind": "provenance"},
    ]


def _templates():
    yield {
        "name": REPORT,
        "description": "Covering report, summary, off target, dashboard, what changed, explanations.",
        "sections": report(),
    }
    yield {
        "name": "Scorecard on one page",
        "description": "All measures on one landscape page, with what is missing and how statuses are given.",
        "sections": [{"kind": kind} for kind in ("scorecard", "missing", "statuses", "glossary")],
    }
    yield {
        "name": "Monthly figures for the management team",
        "description": "Summary, off target with actions, monthly tables and charts, corrections.",
        "audience": Pack.Audience.MANAGEMENT,
        "sections": [
            {"kind": kind}
            for kind in ("summary", "exceptions", "actions", "missing", "monthly", "corrections")
        ],
    }
    yield {
        "name": "A page for each measure",
        "description": "Contents, summary, and each measure's chart, figures, commentary and actions.",
        "sections": [{"kind": kind} for kind in ("contents", "summary", "missing", "trends", "statuses")],
    }


def keep_templates(by, *, now=None) -> list[PackTemplate]:
    """Keep the templates that are not there yet, in an officer's name; returns those that were added."""
    held = set(PackTemplate.objects.values_list("name", flat=True))
    usual = {"audience": Pack.Audience.SCRUTINY}
    return [
        kept_plans.keep(**usual | given, by=by, now=now)
        for given in _templates()
        if given["name"] not in held
    ]

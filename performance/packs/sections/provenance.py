"""Where each figure comes from and what judged it, and how a reader can check the pack."""

from performance import dates
from performance.models import Submission
from performance.packs import behind, software
from performance.packs.blocks import NUMBER, cell, column, paragraph, prose, row, run, table
from performance.packs.sections import own

CHECK = (
    "The fingerprint on the first page is the beginning of a SHA-256 of everything that this report says: "
    "its words, figures, statuses and rules. Reports made from the same content have the same fingerprint. "
    "The file itself has a SHA-256 of its own, which the council keeps since the day of issue: who has "
    "doubts about a copy may ask the council to compare it."
)


def build(reading, section):
    """A row for each figure that is shown, and sentences on how to check it."""
    shown = reading.behind.shown
    signed = behind.approvals([figure.pk for figure in shown.values()])
    lines = [_line(reading, slug, shown[slug], signed) for slug in reading.rows if slug in shown]
    columns = [
        column("Measure"),
        column("Figure", NUMBER, width=24),
        column("Revision", NUMBER, width=17),
        column("Approved by"),
        column("Target", width=22),
        column("Judged by"),
    ]
    said = [
        f"Figures as they stood on {own.day_of(reading.known_on.isoformat())}. Made with Scrutineer, version "
        f"{software.version()}.",
    ]
    how = [paragraph(run("How to check this report"), style="heading"), paragraph(run(CHECK))]
    blocks = [prose(*(paragraph(run(text)) for text in said))]
    if lines:
        blocks.append(table("Provenance", columns, lines))
    return {"blocks": [*blocks, prose(*how)]}


def _line(reading, slug, figure, signed):
    found, target = reading.plain[slug], reading.behind.targets.get(slug)
    rule = target.rule if target is not None else None
    return row(
        cell(found["title"], beneath=[found["span"]]),
        cell(found["figure"]["text"] or found["figure"]["absence"], value=found["figure"]["value"] or None),
        cell(str(figure.revision), value=figure.revision),
        _approved(figure, signed.get(figure.pk)),
        cell("" if target is None else f"version {target.version}", beneath=[found["target"]["text"]]),
        cell("" if rule is None else f"{rule.name}, version {rule.version}"),
    )


def _approved(figure, sign_off):
    if sign_off is not None:
        return cell(sign_off.by.post or "Manager", beneath=[own.day(dates.day_of(sign_off.at))["text"]])
    if figure.origin == Submission.Origin.CALCULATED:
        return cell("Calculated from approved figures")
    return cell(f"Nobody: {figure.get_origin_display().lower()}", beneath=[figure.source])

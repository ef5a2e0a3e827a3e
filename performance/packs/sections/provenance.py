"""Where each figure comes from and what judged it, and how a reader can check the pack."""

from collections import Counter

from performance import dates
from performance.models import Submission
from performance.packs import behind, software
from performance.packs.blocks import NUMBER, cell, column, paragraph, prose, row, run, table
from performance.packs.sections import own

TAKEN_OVER = (Submission.Origin.PUBLISHED, Submission.Origin.IMPORTED)
CHECK = (
    "The fingerprint on the first page is the beginning of a SHA-256 of everything that this report says: "
    "its words, figures, statuses and rules. Reports made from the same content have the same fingerprint. "
    "The file itself has a SHA-256 of its own, which the council keeps since the day of issue: who has "
    "doubts about a copy may ask the council to compare it."
)


def build(reading, section):
    """A row for each figure that is shown, and sentences on how to check it."""
    shown = reading.behind.shown
    said = [
        f"Figures as they stood on {own.day_of(reading.known_on.isoformat())}. Made with Scrutineer, version "
        f"{software.version()}.",
    ]
    how = [paragraph(run("How to check this report"), style="heading"), paragraph(run(CHECK))]
    # Before the table: after it they would often stand on a page by themselves.
    blocks = [prose(*(paragraph(run(text)) for text in said)), prose(*how)]
    if shown:
        blocks.append(_table(reading, shown))
    return {"blocks": blocks}


def _table(reading, shown):
    signed = behind.approvals([figure.pk for figure in shown.values()])
    # What most figures cover is said once.
    covers = Counter(reading.plain[slug]["span"] for slug in shown).most_common(1)[0][0]
    unsigned = [f for f in shown.values() if f.pk not in signed and f.origin in TAKEN_OVER]
    taken_over = {f.source: f.get_origin_display().lower() for f in unsigned}
    sources = {source: f"source {number}" for number, source in enumerate(sorted(taken_over), 1)}
    lines = []
    for slug in (slug for slug in reading.rows if slug in shown):
        came = _came(shown[slug], signed.get(shown[slug].pk), sources)
        lines.append(_line(reading.plain[slug], shown[slug], reading.behind.targets.get(slug), came, covers))
    columns = [
        column("Measure"),
        column("Figure", NUMBER, width=17),
        column("Revision", NUMBER, width=14),
        column("Approved by", width=42),
        column("Target", width=16),
        column("Judged by", width=25),
    ]
    notes = [f"Figures of {covers}, where no other period is given."]
    notes += [
        f"{name.capitalize()} ({taken_over[source]}): {source.rstrip('.')}."
        for source, name in sources.items()
    ]
    return table("Provenance", columns, lines, notes=notes, shape="benchmark")


def _line(found, figure, target, came, covers):
    rule, printed = target.rule if target is not None else None, found["figure"]
    # Words have no room in a column of numbers.
    words = "" if printed["value"] else printed["share"] or printed["text"] or printed["absence"]
    version = "" if target is None else f"version {target.version}"
    aim, span = found["target"]["text"], "" if found["span"] == covers else found["span"]
    return row(
        cell(found["title"], beneath=[": ".join(filter(None, [span, words]))]),
        cell(printed["text"] if printed["value"] else "–", value=printed["value"] or None),
        cell(str(figure.revision), value=figure.revision),
        came,
        cell(f"{aim}, {version}" if aim and version else ""),
        cell("" if rule is None else f"{rule.name}, version {rule.version}"),
    )


def _came(figure, sign_off, sources):
    """By whom a figure was approved, and when; or that nobody here did, and where it comes from."""
    if sign_off is not None:
        return cell(f"{sign_off.by.post or 'Manager'}, {own.day(dates.day_of(sign_off.at))['text']}")
    if figure.origin == Submission.Origin.CALCULATED:
        return cell("Calculated from approved figures")
    return cell(f"Nobody here: {sources[figure.source]}")

"""Notes: what a reader should know about a cell, numbered in the order of the tables, each text once."""

from performance import cells
from performance.models import Submission
from performance.rules.numbers import (
    UnitKind,
    as_printed,
    format_figure,
    format_number,
    last_count_meeting,
    rate,
)

TAKEN_OVER = (Submission.Origin.PUBLISHED, Submission.Origin.IMPORTED)


def number(board, behind) -> list[dict]:
    """Give every row the numbers of its notes; the notes, each with its measures and where it stands first.

    `layer` is the place of the layer under whose tables the note is printed.
    """
    notes = {}
    for place, layer in enumerate(board.layers):
        for row in rows_of(layer):
            for text in _texts(row, behind):
                fresh = {"number": len(notes) + 1, "layer": place, "measures": [], "text": text}
                note = notes.setdefault(text, fresh)
                if row.title not in note["measures"]:
                    note["measures"].append(row.title)
                row.notes.append(note["number"])
            row.notes.sort()
            if row.footnote:
                row.footnote_number = notes[row.footnote]["number"]
    return list(notes.values())


def rows_of(layer):
    """A layer's headline facts and rows, in the order in which they are read."""
    return [
        *layer.headlines,
        *(row for group in layer.groups for row in [*group.headlines, *group.rows]),
    ]


def _texts(row, behind):
    """Everything to be noted about a row, each once."""
    texts = [row.footnote, *row.context]
    shown = behind.shown.get(row.slug)
    if shown is not None and shown.origin in TAKEN_OVER:
        texts.append(f"Taken over from {shown.source.strip().rstrip('.')}.")
    texts += [figure.source_note for figure in behind.history.get(row.slug, [])]
    if row.to_date and row.to_date.note:
        texts.append(f"Position to date. {row.to_date.note}")
    if shown is not None:
        texts += _pair_notes(shown, behind.targets.get(row.slug))
    texts += [row.not_compared, row.chance]
    return dict.fromkeys(text for text in texts if text)


def _pair_notes(figure, target):
    """Where a published rate and its count disagree by more than rounding, both, with the difference.

    462.0 with 669 admissions among 144,892 people: 669 is 461.7 per 100,000.
    """
    measure, people = figure.measure, figure.denominator
    unit = measure.unit
    if unit.kind != UnitKind.RATE or measure.companion_kind != UnitKind.COUNT or people is None:
        return []
    among = f"among {format_number(people, 0)} people"
    notes = []
    if figure.forecast is not None and figure.forecast_companion is not None:
        made = rate(figure.forecast_companion, people, unit.per)
        if as_printed(made, unit) != as_printed(figure.forecast, unit):
            notes.append(
                f"The forecast of {format_figure(figure.forecast, unit)} and its "
                f"{cells.companion_text(measure, figure.forecast_companion)} are kept as entered: {among} "
                f"that count makes {format_figure(made, unit)}."
            )
    if target is not None and target.value is not None and target.companion is not None:
        meets = last_count_meeting(target.value, people, unit.per, low_is_good=target.kind == "at_most")
        if meets != target.companion:
            notes.append(
                f"The target of {target.as_entered} is kept with its published "
                f"{cells.companion_text(measure, target.companion)}: {among} the last count that meets it "
                f"is {format_number(meets, 0)}."
            )
    return notes

"""What changed since the last pack, and the figures that were corrected."""

from datetime import datetime, time

from django.utils import timezone

from performance import cells, dates
from performance.differences import change_between
from performance.packs import behind, explanations, since
from performance.packs.blocks import DATE, NUMBER, STATUS, cell, column, paragraph, prose, row, run, table
from performance.packs.sections import own


def build(reading, section):
    """The section of either kind."""
    if section.kind == "corrections":
        return {"blocks": [_corrections(reading) or _said("No figure was corrected.")]}
    if reading.changes is None:
        return {"blocks": [_said("This is the first report of this scorecard to this committee.")]}
    blocks = [_said(*_opening(reading)), *_tables(reading.changes), *_goals(reading)]
    corrected = _corrections(reading)
    return {"blocks": [*blocks, corrected] if corrected else blocks}


def _said(*sentences):
    return prose(*(paragraph(run(sentence)) for sentence in sentences))


def _opening(reading):
    last, changes = reading.last_copy, reading.changes
    yield (
        f"The last report went to the meeting of {own.day_of(last['meeting_on'])}, with figures for "
        f"{last['period']['label']}."
    )
    changed = len(changes.changed)
    if not any((changed, changes.arrived, changes.added, changes.gone)):
        yield "No status has changed since, no measure came or went, and nothing missing has come in."
    elif not changed:
        yield "No status has changed since."


# --- Statuses, and what came and went --------------------------------------------------------------------


def _tables(changes):
    if changes.changed:
        words = [
            ("Worse", changes.worse),
            ("Better", changes.better),
            ("Rated now", changes.newly_rated),
            ("Not rated any more", changes.not_rated_now),
            ("On another scale", changes.otherwise),
        ]
        lines = [_changed(word, pair) for word, pairs in words for pair in pairs]
        yield table(
            "Statuses that changed",
            [column("Measure"), column("Then", STATUS), column("Now", STATUS), column("Change")],
            lines,
            title="Statuses that changed",
        )
    if changes.arrived:
        columns = [column("Measure"), column("Figure", NUMBER), column("Status", STATUS)]
        lines = [row(cell(p.title), own.figure(p.now["figure"]), own.status(p.now)) for p in changes.arrived]
        title = "Missing in the last report, and here now"
        yield table("Arrived since", columns, lines, title=title)
    came = [("Added", found) for found in changes.added] + [("Left out", found) for found in changes.gone]
    if came:
        lines = [row(cell(found["title"]), cell(what)) for what, found in came]
        title = "Measures added and left out"
        yield table(title, [column("Measure"), column("Change")], lines, title=title)


def _goals(reading):
    """Targets and limits that changed within the year: what a better status may be owed to."""
    last = reading.last_copy
    was = {name: last.get(name, []) for name in ("limits", "scales")}
    was |= {"year": last["period"].get("year"), "rows": since.rows_of(last)}
    now = {
        "year": reading.board.year.label,
        "rows": reading.plain,
        "limits": explanations.limits(reading.board, reading.behind),
        "scales": explanations.scales(reading.board, reading.behind),
    }
    found = since.goals(was, now)
    if found:
        columns = [column("Measure"), column("What"), column("Then"), column("Now")]
        lines = [row(cell(goal.title), cell(goal.what), cell(goal.was), cell(goal.now)) for goal in found]
        yield table("Targets that changed", columns, lines, title="Targets and limits that changed")


def _changed(word, pair):
    # A number that is suppressed by now is not given away by what it was.
    hidden = pair.now["figure"]["absence"] == cells.SUPPRESSED
    was = pair.now["figure"] if hidden else pair.was["figure"]
    return row(
        cell(pair.title), _standing(pair.was, was), _standing(pair.now, pair.now["figure"]), cell(word)
    )


def _standing(found, figure):
    # A forecast is of the whole year, and what is carried forward of an earlier one.
    covers = found["span"] if figure["qualifier"] in ("", "year to date") else figure["qualifier"]
    said = f"{figure['text']}, {covers}" if figure["text"] else figure["absence"]
    goal = found["target"]["text"]
    return own.status(found, said, f"target {goal}" if goal else "")


# --- Corrections -----------------------------------------------------------------------------------------


def _moment(reading):
    """From when on a correction is news: the snapshot of the last pack, else the first day of the period.

    What was corrected between that snapshot and its issue is in neither pack otherwise.
    """
    if reading.last_pack is not None:
        return behind.taken_at(reading.last_pack)
    return timezone.make_aware(datetime.combine(reading.pack.period.start, time.min))


def _corrections(reading):
    """The table of corrected figures; None where there are none. Those of one set stand together."""
    found = behind.revised_since(reading.rows, _moment(reading))
    pairs = [tuple(reading.publishable(pair)) for pair in found]
    pairs = [pair for pair in pairs if cells.figure_cell(pair[0]) != cells.figure_cell(pair[1])]
    if not pairs:
        return None
    signed = behind.approvals([now.pk for _, now in pairs])
    columns = [
        column("Measure"),
        column("Period", width=24),
        column("Was", NUMBER, width=20),
        column("Is now", NUMBER, width=20),
        column("Why"),
        column("Approved", DATE, width=30),
    ]
    pairs.sort(key=lambda pair: _set_of(pair[1]))
    lines = [_correction(was, now, signed.get(now.pk)) for was, now in pairs]
    reasons = {_set_of(now) for _, now in pairs}
    note = f"{own.many(len(pairs), 'figure')} corrected, for {own.many(len(reasons), 'reason')}."
    title = "Figures that were corrected"
    return table("Corrections", columns, lines, title=title, notes=[note])


def _set_of(figure):
    """What corrections of one reason have in common: their set, else the words."""
    return (figure.restatement_id or 0, _reason(figure))


def _reason(figure):
    return figure.restatement.reason if figure.restatement is not None else figure.opened_reason


def _correction(was, now, sign_off):
    numbers = cells.number_of(now), cells.number_of(was)
    change = ""
    if None not in numbers:
        change = change_between(*numbers, cells.judged_unit(now.measure)).text
    approved = dates.day_of(now.in_force_at)
    post = sign_off.by.post if sign_off is not None else ""
    return row(
        cell(now.measure.title),
        cell(now.period.label),
        _printed(was),
        _printed(now, change),
        cell(_reason(now)),
        own.day(approved) | {"beneath": [post] if post else []},
    )


def _printed(figure, beneath=""):
    found = cells.figure_cell(figure)
    return cell(found.text or found.absence, value=found.value or None, beneath=[beneath])

"""The content of a pack: one plain mapping that every file of it is made from, and that is frozen.

Built from figures in force alone. The same content always has the same hash, whatever happens to the
database afterwards.
"""

import hashlib
import json

from django.conf import settings

from performance import cells, dashboard
from performance.models import Assessment, Framework, Measure, Submission, Target
from performance.models.targets import reach_text
from performance.rules.numbers import (
    UnitKind,
    as_printed,
    format_figure,
    format_number,
    last_count_meeting,
    rate,
)

FORMAT = 1


def canonical(content) -> bytes:
    """Content as bytes that do not depend on the order of keys or on the machine."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def content_hash(content) -> str:
    """SHA-256 of the canonical content."""
    return hashlib.sha256(canonical(content)).hexdigest()


def build(pack, *, prepared_on) -> dict:
    """The snapshot of a pack on a day: every word and figure that will be printed."""
    board = dashboard.build(
        pack.scorecard, pack.period, measures=Measure.objects.active(), known_on=prepared_on
    )
    submissions = _submissions(board, pack.period)
    notes = _number_notes(board, submissions)
    targets = _targets(board)
    return {
        "format": FORMAT,
        "council": settings.COUNCIL_NAME,
        "colour": settings.COUNCIL_COLOUR,
        "committee": pack.committee,
        "meeting_on": pack.meeting_on.isoformat(),
        "title": pack.title,
        "illustrative": pack.illustrative,
        "prepared_on": prepared_on.isoformat(),
        "period": {
            "label": pack.period.label,
            "to_date": pack.period.to_date_label,
            "year": board.year.label,
            "previous_year": board.previous_year,
            "is_year": pack.period.pk == board.year.pk,
        },
        "scorecard": {
            "title": pack.scorecard.title,
            "layer_word": pack.scorecard.layer_word,
            "theme_word": pack.scorecard.theme_word,
            "outcome_word": pack.scorecard.outcome_word,
            "note": pack.scorecard.note,
        },
        "summary": {
            "sentence": board.sentence,
            "counts": board.counts,
            "not_rated": board.not_rated,
            "reasons": board.reasons,
            "total": len(board.rows),
        },
        "missing": [{"code": row.code, "title": row.title, "period": row.period} for row in board.missing],
        "layers": [_layer(layer) for layer in board.layers],
        "notes": notes,
        "key": _key(pack.scorecard, board),
        "statuses": _statuses(targets),
        "limits": _limits(targets),
        "abbreviations": [
            {"short": entry.short, "long": entry.long} for entry in pack.scorecard.abbreviations.all()
        ],
        "sources": _sources(board, submissions),
    }


def _layer(layer):
    return {
        "title": layer.title,
        "counts": layer.counts,
        "not_rated": layer.not_rated,
        "groups": [
            {
                "theme": group.theme,
                "outcome": group.outcome,
                "rows": [cells.as_plain(row) for row in group.rows],
            }
            for group in layer.groups
        ],
    }


def _submissions(board, period):
    """The figures in force behind the board's rows and their earlier figures, by measure."""
    slugs = [row.slug for row in board.rows]
    found = {}
    in_force = Submission.objects.in_force().filter(measure__slug__in=slugs).with_measure()
    for submission in in_force.filter(period__start__lte=period.end).order_by(
        "period__start", "-period__end"
    ):
        found.setdefault(submission.measure.slug, []).append(submission)
    return found


def _targets(board):
    """The target versions that judged the board's figures, and their limits."""
    ids = Assessment.objects.filter(
        measure__slug__in=[row.slug for row in board.rows], target__rule__isnull=False
    ).values("target")
    return list(
        Target.objects.filter(pk__in=ids, year=board.year)
        .with_limits()
        .select_related("measure")
        .order_by("measure__title")
    )


# --- Notes: what a reader should know about a cell ----------------------------------------------------


def _number_notes(board, submissions):
    """Notes in the order of the table, one for each text; each row lists the numbers of its own."""
    notes = {}
    for row in board.rows:
        texts = [s.source_note for s in submissions.get(row.slug, []) if s.source_note]
        if row.to_date and row.to_date.note:
            texts.append(f"Position to date. {row.to_date.note}")
        texts += _pair_notes(submissions.get(row.slug, []), board.year)
        for text in texts:
            note = notes.setdefault(text, {"number": len(notes) + 1, "measures": [], "text": text})
            note["measures"].append(row.title)
            row.notes.append(note["number"])
    return [
        {"number": note["number"], "measure": "; ".join(note["measures"]), "text": note["text"]}
        for note in notes.values()
    ]


def _pair_notes(submissions, year):
    """Where a published rate and its count disagree by more than rounding, both, with the difference.

    462.0 with 669 admissions among 144,892 people: 669 is 461.7 per 100,000.
    """
    notes = []
    for submission in submissions:
        unit = submission.measure.unit
        people = submission.denominator
        if unit.kind != UnitKind.RATE or people is None:
            continue
        label = submission.measure.companion_label
        if submission.forecast is not None and submission.forecast_companion is not None:
            made = rate(submission.forecast_companion, people, unit.per)
            if as_printed(made, unit) != as_printed(submission.forecast, unit):
                notes.append(
                    f"The forecast of {format_figure(submission.forecast, unit)} and its "
                    f"{cells.count_text(submission.forecast_companion, label)} are kept as entered: among "
                    f"{format_number(people, 0)} people that count makes {format_figure(made, unit)}."
                )
        target = Target.objects.in_force().filter(measure=submission.measure, year=year).first()
        if target is not None and target.value is not None and target.companion is not None:
            meets = last_count_meeting(target.value, people, unit.per, low_is_good=target.kind == "at_most")
            if meets != target.companion:
                notes.append(
                    f"The target of {target.as_entered} is kept with its published "
                    f"{cells.count_text(target.companion, label)}: among {format_number(people, 0)} people "
                    f"the last count that meets it is {format_number(meets, 0)}."
                )
    return notes


# --- Key, statuses, limits, sources --------------------------------------------------------------------


def _key(scorecard, board):
    """What each column means, in this scorecard's own words."""
    used = {row.code.split(" ")[0] for row in board.rows} | {tag for row in board.rows for tag in row.tags}
    entries = [
        {"column": "Measure", "term": framework.short_name, "explanation": framework.explanation}
        for framework in Framework.objects.all()
        if framework.short_name in used
    ]
    aims = {row.aim for row in board.rows}
    words = [
        (scorecard.aim_high, "A high figure is good."),
        (scorecard.aim_low, "A low figure is good."),
        (scorecard.aim_band, "The figure should lie within the range that the target gives."),
        (scorecard.aim_none, "Neither a high nor a low figure is good in itself."),
    ]
    entries += [{"column": "Aim", "term": word, "explanation": text} for word, text in words if word in aims]
    if any(row.to_date for row in board.rows):
        entries.append(
            {
                "column": "Status",
                "term": "Full-year forecast",
                "explanation": "Where the council forecasts the year's end, the status judges the forecast "
                "against the year's target. The status to date stands beneath it.",
            }
        )
    for group in sorted({row.quartile.group for row in board.rows if row.quartile}):
        entries.append(
            {
                "column": "Quartile",
                "term": f"Top to Bottom ({board.previous_year})",
                "explanation": f"The council's position among councils in {group}, as published. Top is the "
                "best quarter, whichever way is good for the measure.",
            }
        )
    return entries


def _statuses(targets):
    levels = {}
    for target in targets:
        for level in target.rule.scale.levels.all():
            levels[level.pk] = level
    ordered = sorted(levels.values(), key=lambda level: (level.scale_id, level.position))
    return [
        {
            "code": level.code,
            "word": level.word,
            "letter": level.letter,
            "shape": level.shape,
            "colour": level.colour,
            "meaning": level.meaning,
        }
        for level in ordered
    ]


def _limits(targets):
    """The limits in force, one entry for each rule, set of limits and author, with the measures under it."""
    groups = {}
    for target in targets:
        reaches = tuple(
            (limit.level.word, reach_text(limit.reach, target.rule.basis)) for limit in target.limits.all()
        )
        key = (str(target.rule), target.rule.explanation, reaches, target.limits_note)
        groups.setdefault(key, []).append(f"{target.measure.title}: {target.as_entered}")
    return [
        {
            "rule": rule,
            "explanation": explanation,
            "limits": [{"word": word, "reach": reach} for word, reach in reaches],
            "note": note,
            "measures": measures,
        }
        for (rule, explanation, reaches, note), measures in sorted(groups.items())
    ]


def _sources(board, submissions):
    """Where the published figures and positions come from."""
    texts = {s.source for found in submissions.values() for s in found if s.source}
    texts |= {f"Quartile positions: {row.quartile.source}" for row in board.rows if row.quartile}
    return sorted(texts)

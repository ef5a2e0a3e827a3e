"""What a pack explains: its columns, its scales, the limits in force, and what people judged otherwise."""

from dataclasses import asdict

from performance import cells
from performance.models import Column, Framework, StatusScale
from performance.packs import layout
from performance.row import MARK
from performance.rules.limit_words import limits_in_words
from performance.rules.rule import RuleKind

Shows = Column.Shows
# What a column means, where its cells alone do not say so.
COLUMNS = {
    Shows.MILESTONE: "This year's step on the way to the final target.",
    Shows.FINAL_TARGET: "The target of the last year for which one is set; the year stands beneath.",
    Shows.DIFFERENCE: "The figure less what the heading names. With a minus sign it is the lower one.",
    Shows.YEAR_TO_DATE: "How the year adds up so far. Where periods are missing, it says how many are in.",
    Shows.OUTLOOK: "What the measure's owner expects of the year's end.",
    Shows.SPARKLINE: "The last figures, the oldest first. The dashed line is the target; no line is drawn "
    "over a gap, or over a break in the series.",
}


HOW_RANKED = {
    "published": "The council's position among councils in {group}, as published. Top is the best quarter, "
    "whichever way is good for the measure.",
    "computed": "The council's position among the councils in {group} for which a figure was published; how "
    "many they are stands beneath it. Top is the best quarter, whichever way is good for the measure. Cut "
    "points are made as the Department for Education makes them (quantile type 7).",
}


# --- Key to columns ------------------------------------------------------------------------------------


def key(scorecard, board) -> list[dict]:
    """What each column means, in this scorecard's own words, in the order of the columns."""
    rows = [*board.headlines, *board.rows]
    shown = {}
    for head in _heads(board):
        shown.setdefault(head.shows, {})[head.heading] = None
    entries = _frameworks(rows)
    entries += _aims(scorecard, rows) if Shows.AIM in shown else []
    entries += _figures(rows)
    entries += _statuses(rows, _direction_heading(board))
    ranked = [row.quartile for row in board.rows if row.quartile and row.quartile.rank]
    for group, how in sorted({(cell.group, cell.how) for cell in ranked}):
        years = ", ".join(sorted({cell.year for cell in ranked if (cell.group, cell.how) == (group, how)}))
        entries.append(_entry("Quartile", f"Top to Bottom ({years})", HOW_RANKED[how].format(group=group)))
    return entries + [_entry(", ".join(shown[s]), "", COLUMNS[s]) for s in COLUMNS if s in shown]


def _heads(board):
    return [head for layer in board.layers for group in layer.groups for head in group.columns]


def _direction_heading(board):
    """Where the arrows are: in a column of their own, or beneath the status among the usual columns."""
    tables = [[head.shows for head in group.columns] for layer in board.layers for group in layer.groups]
    if any(layout.is_usual(shows) for shows in tables):
        return "Status"
    return next((head.heading for head in _heads(board) if head.shows == Shows.DIRECTION), "Status")


def _entry(column, term, explanation):
    return {"column": column, "term": term, "explanation": explanation}


def _frameworks(rows):
    used = {row.code.split(" ")[0] for row in rows} | {tag for row in rows for tag in row.tags}
    return [
        _entry("Measure", framework.short_name, framework.explanation)
        for framework in Framework.objects.all()
        if framework.short_name in used and framework.explanation
    ]


def _aims(scorecard, rows):
    words = [
        (scorecard.aim_high, "A high figure is good."),
        (scorecard.aim_low, "A low figure is good."),
        (scorecard.aim_band, "The figure should lie within the range that the target gives."),
        (scorecard.aim_none, "Neither a high nor a low figure is good in itself."),
    ]
    used = {row.aim for row in rows}
    return [_entry("Aim", word, text) for word, text in words if word in used]


def _figures(rows):
    entries = []
    if any(row.target.is_milestone for row in rows):
        entries.append(
            _entry("Target", "Milestone", "A step of this year on the way to the target of a later year.")
        )
    if any(row.figure.qualifier == "year to date" for row in rows):
        text = "The figures of the year's periods so far, put together; how many are in stands beneath."
        entries.append(_entry("Performance", "Year to date", text))
    carried = {row.figure.qualifier.partition(" ")[0] for row in rows if row.figure.carried}
    if "earlier" in carried:
        text = "The last figure of a measure that has none in this year. It is not rated as this year's."
        entries.append(_entry("Performance", "Earlier figure", text))
    if "carried" in carried:
        text = "The last figure of a survey that is not run every year. It is not rated as this year's."
        entries.append(_entry("Performance", "Carried forward", text))
    if any(MARK in text for row in rows for text in _figure_texts(row)):
        text = (
            "Suppressed: a small count, or a figure that one could be worked out from. A nought is printed; "
            "the status of a suppressed figure is not."
        )
        entries.append(_entry("Performance", MARK, text))
    if any(row.in_development for row in rows):
        text = "The measure is being set up and has no figures yet. The post that answers for it is named."
        entries.append(_entry("Performance", "In development", text))
    return entries


def _figure_texts(row):
    for cell in (row.figure, row.previous, row.year_to_date):
        yield from (cell.absence, cell.text, *(breakdown.text for breakdown in cell.breakdowns))


def _statuses(rows, heading):
    entries = []
    if any(row.to_date for row in rows):
        text = (
            "Where the council forecasts the year's end, the status judges the forecast against the year's "
            "target. The status to date stands beneath it."
        )
        entries.append(_entry("Status", "Full-year forecast", text))
    if any(row.override for row in rows):
        text = "People judged this status otherwise than the rule. What the rule gives stands beneath it."
        entries.append(_entry("Status", "Judged", text))
    if any(row.direction for row in rows):
        text = (
            "Which way the number moved since the earlier figure, which stands in the same row or is named "
            "beside the arrow. The word says what that means: improving, worsening, or no clear change."
        )
        entries.append(_entry(heading, "Arrow", text))
    return entries


# --- Scales, limits, judgement -------------------------------------------------------------------------


def scales(board, behind) -> list[dict]:
    """The status scales that anything in the pack is judged on, with their levels, best first."""
    cells_printed = [cell for row in board.rows for cell in (row.status, row.computed) if cell]
    cells_printed += [status.status for _, status in _heading_statuses(board)]
    used = {cell.scale for cell in cells_printed if cell.scale}
    used |= {str(target.rule.scale_id) for target in behind.targets.values() if target.rule}
    return [
        {
            "id": str(scale.pk),
            "name": scale.name,
            "levels": [
                {
                    "code": level.code,
                    "word": level.word,
                    "letter": level.letter,
                    "shape": level.shape,
                    "colour": level.colour,
                    "off_target": level.off_target,
                    "meaning": level.meaning,
                }
                for level in scale.levels.all()
            ],
        }
        for scale in StatusScale.objects.filter(pk__in=used).prefetch_related("levels").order_by("pk")
    ]


def limits(board, behind) -> list[dict]:
    """The limits in force in words, one entry for each rule, set of limits and author, with its measures."""
    groups = {}
    for row in board.rows:
        target = behind.targets.get(row.slug)
        if target is None or target.rule is None:
            continue
        rule, words = target.rule, tuple(_limit_words(target))
        has_limits = rule.kind not in rule.WITHOUT_LIMITS
        author = _author(target) if has_limits else ""
        entry = (str(rule), _explanation(rule), str(rule.scale_id), words, author, has_limits)
        measures = groups.setdefault(entry, {})
        measures[row.title] = _aim_of(target)
    return [
        {
            "rule": rule,
            "explanation": explanation,
            "scale": scale,
            "levels": [{"code": code, "reach": reach} for code, reach in words],
            "note": note,
            "has_limits": has_limits,
            "measures": [f"{title}: {aim}" if aim else title for title, aim in sorted(measures.items())],
        }
        for (rule, explanation, scale, words, note, has_limits), measures in sorted(groups.items())
    ]


def _limit_words(target):
    rule, unit = target.judging_rule, cells.judged_unit(target.measure)
    goal = target.goal if target.kind in ("at_least", "at_most", "band") else None
    earlier = "in the same period last year" if rule.kind == RuleKind.IMPROVING else ""
    for level, words in limits_in_words(rule, goal, unit, earlier_label=earlier):
        yield level.code, words


def _explanation(rule):
    among = f"The position is that among {rule.group}." if rule.group else ""
    return " ".join(text for text in (rule.explanation.strip(), among) if text)


def _author(target):
    """Who set these limits: the note given with them, else the post that recorded the target, else ""."""
    if target.limits_note:
        return target.limits_note
    if target.recorded_by is None:
        return ""
    return f"Set by the {target.recorded_by.post}." if target.recorded_by.post else "Set by an administrator."


def _aim_of(target):
    text = target.as_entered or ("" if target.kind == "none" else target.get_kind_display())
    return f"{text} (milestone)" if text and target.is_milestone else text


def judged(board) -> list[dict]:
    """Every standing override: what it is about, the status that the rule gives, the judged one, and why."""
    found = [
        {"what": row.title, "period": row.span, "anchor": row.slug, **_judgement(row)}
        for row in [*board.headlines, *board.rows]
        if row.override
    ]
    found += [
        {"what": title, "period": board.period.label, "anchor": "", **_judgement(status)}
        for title, status in _heading_statuses(board)
        if status.override
    ]
    return found


def _judgement(thing):
    """Of a row or of a heading's status alike."""
    return {
        "status": asdict(thing.status),
        "computed": asdict(thing.computed),
        "reason": thing.override.reason,
        "proposed_by": thing.override.proposed_by,
        "decided_by": thing.override.decided_by,
        "until": thing.override.until,
    }


def _heading_statuses(board):
    """The statuses of headings, each once, with the heading's title."""
    found = {}
    for layer in board.layers:
        found[(layer.title,)] = layer.status
        for group in layer.groups:
            # A theme stands over several groups, and an outcome without a status of its own under a theme.
            found.setdefault((layer.title, group.theme), group.theme_status)
            if group.outcome_status is not None:
                found[layer.title, group.theme, group.outcome] = group.outcome_status
    return [(titles[-1], status) for titles, status in found.items() if status is not None]

"""The content of a pack: one plain mapping that every file of it is made from, and that is frozen.

Built from figures in force alone. The same content always has the same hash, whatever happens to the
database afterwards.
"""

import hashlib
import json
from datetime import date

from django.conf import settings

from performance import cells, sections
from performance.models import Copy, Measure, Pack, PackSection, Period, Submission
from performance.packs import cleaning, exceptions, explanations, kinds, notes, withholding
from performance.packs.reading import Reading

# Raise it where the shape changes: content of a format that is not readable any more is not set again.
FORMAT = 6
# Before 6 there was one copy, with the usual sections; in 3 rows had no actions.
READABLE = (3, 4, 5, FORMAT)
Basis = Measure.ComparedWith
# What stands before words that only the internal copy has.
INTERNAL = "Internal, not for publication:"


def canonical(content) -> bytes:
    """Content as bytes that do not depend on the order of keys or on the machine."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def content_hash(content) -> str:
    """SHA-256 of the canonical content."""
    return hashlib.sha256(canonical(content)).hexdigest()


def copies_of(content) -> dict:
    """The copies in some content by their code; content of before there were several is the public one."""
    return content.get("copies", {Copy.PUBLIC: content})


def prepared_on(content) -> date:
    """The product's day on which some content was taken."""
    return date.fromisoformat(next(iter(copies_of(content).values()))["prepared_on"])


def is_of(pack, content) -> bool:
    """Whether some content was built for a pack as it is called now: its audience, meeting and figures."""
    now = _front(pack) | {
        "scorecard": {"title": pack.scorecard.title},
        "period": {"label": pack.period.label},
    }
    return all(_says(copy, cleaning.cleaned(now)) for copy in copies_of(content).values())


def _says(said, wanted) -> bool:
    """Whether plain data holds what is wanted; what an earlier format does not have is no other value."""
    if isinstance(wanted, dict):
        return all(name not in said or _says(said[name], value) for name, value in wanted.items())
    return said == wanted


def build(pack, *, prepared_on) -> dict:
    """The snapshot of a pack on a day: every word and figure that will be printed, for each of its copies.

    A fixed number of queries, whatever the number of measures.
    """
    planned = list(pack.sections.with_files()) or [
        PackSection(kind=kind, position=place) for place, kind in enumerate(kinds.USUAL, 1)
    ]
    copies = {
        str(copy): copy_of(Reading(pack, copy=copy, known_on=prepared_on), planned)
        for copy in _copies(pack, planned)
    }
    return cleaning.cleaned({"format": FORMAT, "copies": copies})


def _copies(pack, planned):
    """Which copies a pack has: an internal one, or a public one and beside it one with what is exempt."""
    if pack.audience == Pack.Audience.MANAGEMENT:
        return [Copy.INTERNAL]
    has_exempt = any(section.exempt_paragraph for section in planned)
    return [Copy.PUBLIC, Copy.EXEMPT] if has_exempt else [Copy.PUBLIC]


def copy_of(reading, planned) -> dict:
    """One copy of a pack as it reads, with these sections."""
    pack, board, behind = reading.pack, reading.board, reading.behind
    # Writes each row's numbers of notes, which the layers keep.
    numbered = notes.number(board, behind)
    made = {
        "copy": str(reading.copy),
        "council": settings.COUNCIL_NAME,
        "colour": settings.COUNCIL_COLOUR,
        **_front(pack),
        "supplement": _supplement(pack),
        "illustrative": pack.illustrative,
        "prepared_on": reading.known_on.isoformat(),
        "period": _period(pack.period, board),
        "scorecard": _scorecard(pack.scorecard),
        "summary": _summary(board),
        "missing": [{"code": row.code, "title": row.title, "period": row.period} for row in board.missing],
        "layers": [_layer(layer, behind, reading.is_internal) for layer in board.layers],
        "notes": numbered,
        "judged": explanations.judged(board),
        "key": explanations.key(pack.scorecard, board),
        "scales": explanations.scales(board, behind),
        "limits": explanations.limits(board, behind),
        "abbreviations": list(pack.scorecard.abbreviations.values("short", "long")),
        "sources": _sources(board, behind),
        "sections": _sections(reading, planned),
    }
    return withholding.strip(made)


def _front(pack):
    """What a pack is called, and for whom and which meeting it is: what is changed on one page."""
    return {
        "title": pack.title,
        "audience": pack.audience,
        "committee": pack.committee,
        "meeting_on": pack.meeting_on.isoformat(),
        "agenda_item": pack.agenda_item,
    }


def _supplement(pack):
    """What a supplement says on its first page: its number, what it is to, and whether it replaces that."""
    if pack.supplement_to is None:
        return None
    return {
        "number": pack.supplement_number,
        "to_title": pack.supplement_to.title,
        "replaces": pack.replaces,
    }


def _period(period, board):
    return {
        "label": period.label,
        "to_date": period.to_date_label,
        "year": board.year.label,
        "previous_year": board.previous_year,
        "is_year": period.pk == board.year.pk,
    }


def _scorecard(scorecard):
    words = ("title", "layer_word", "theme_word", "outcome_word", "note")
    return {name: getattr(scorecard, name) for name in words}


def _summary(board):
    return {
        "sentence": board.sentence,
        "counts": board.counts,
        "not_rated": board.not_rated,
        "reasons": board.reasons,
        "total": len(board.rows),
    }


def _sections(reading, planned):
    """The sections in their order; one that is kept from a copy leaves its title and why."""
    found = []
    for section in planned:
        kind = kinds.KINDS[section.kind]
        exempt = section.exempt_paragraph is not None
        withheld = exempt and reading.is_public
        made = {} if withheld or section.to_follow else kind.build(reading, section)
        if made is None:
            continue
        found.append(
            {
                "kind": section.kind,
                "title": section.title or kind.label,
                "anchor": anchor_of(section),
                "exempt": {"paragraph": section.exempt_paragraph, "reason": section.exempt_reason}
                if exempt
                else None,
                "withheld": withheld,
                "to_follow": section.to_follow,
                "own_page": kind.own_page,
                "turned": False,
                "blocks": [],
            }
            | made
        )
    return found


def anchor_of(section) -> str:
    """The name of a planned section's place in the content."""
    return f"{section.kind}-{section.position}" if kinds.KINDS[section.kind].many else section.kind


def _layer(layer, behind, internal):
    return {
        "title": layer.title,
        "status": sections.as_plain(layer.status),
        "counts": layer.counts,
        "not_rated": layer.not_rated,
        "headlines": [_row(row, behind, internal) for row in layer.headlines],
        "groups": [
            {
                "theme": group.theme,
                "outcome": group.outcome,
                "theme_status": sections.as_plain(group.theme_status),
                "outcome_status": sections.as_plain(group.outcome_status),
                "columns": [
                    {"shows": head.shows, "heading": head.heading, "comparison": head.comparison}
                    for head in group.columns
                ],
                "headlines": [_row(row, behind, internal) for row in group.headlines],
                "rows": [_row(row, behind, internal) for row in group.rows],
            }
            for group in layer.groups
        ],
    }


def _row(row, behind, internal):
    plain, figure = cells.as_plain(row), behind.shown.get(row.slug)
    # How the figure came here: whether somebody approved it, or it was taken over as it was published.
    plain["origin"] = figure.origin if figure is not None else ""
    if internal and figure is not None and figure.commentary_internal:
        plain["commentary"] = f"{plain['commentary']}\n\n{INTERNAL} {figure.commentary_internal}".strip()
    if plain["direction"]:
        plain["direction"]["basis"] = _basis(figure)
    plain["actions"] = behind.actions.get(row.slug, []) if exceptions.is_exception(plain) else []
    return plain


def _basis(figure):
    """What a figure's direction of travel is beside, in words: "the year before", a baseline's name."""
    if figure is None:
        return ""
    measure, period = figure.measure, figure.period
    if measure.compared_with == Basis.BASELINE:
        return measure.baseline_label
    kind, start = measure.compared_span(period, forecast=figure.forecast is not None)
    if kind == Period.Kind.YEAR:
        return "the year before"
    return "the period before" if start == period.start_before else "the same period last year"


def _sources(board, behind):
    """Where the published figures and positions come from."""
    rows = [*board.headlines, *board.rows]
    figures = [figure for found in behind.history.values() for figure in found]
    own = {figure.source for figure in figures if figure.origin != Submission.Origin.CALCULATED}
    beside = {}
    for row in rows:
        for name, found in row.comparisons.items():
            if found.source not in own:
                beside.setdefault(found.source, set()).add(name)
    texts = own | {f"Quartile positions: {row.quartile.source}" for row in rows if row.quartile}
    texts |= {f"{', '.join(sorted(names))}: {source}" for source, names in beside.items() if source}
    return sorted(texts - {""})

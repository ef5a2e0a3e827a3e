"""What a returned file would do, or did, as plain values: for its page, its list and its download."""

from collections import Counter

from performance.returns.typed import KINDS

CHANGE, LOADED, LEFT, REFUSED, SAME = "change", "loaded", "left", "refused", "same"


def report_of(compared, notices):
    """A preview: how many rows of each kind, and every row that would change something or is refused."""
    rows = [_row(one) for one in compared]
    return with_counts(
        {
            "notices": list(notices),
            "measures": sorted({one.measure.pk for one in compared if one.measure is not None}),
            "rows": [row for row in rows if row["state"] != SAME],
            "same": sum(1 for row in rows if row["state"] == SAME),
        }
    )


def with_counts(report):
    counts = Counter(row["state"] for row in report["rows"])
    return {**report, "counts": {state: counts[state] for state in (CHANGE, LOADED, LEFT, REFUSED)}}


def refused(row, problems):
    """A row of a report as one that was not loaded."""
    return {**row, "state": REFUSED, "problems": [_problem(place, sentence) for place, sentence in problems]}


def _row(one):
    state = REFUSED if one.problems else CHANGE if one.changes else SAME
    keys = one.row.keys
    return {
        "line": one.row.line,
        "sheet": one.row.sheet,
        "place": one.row.place,
        "state": state,
        "slug": keys["measure"][:80],
        "title": one.measure.title if one.measure is not None else keys.get("title", "")[:250],
        "code": one.measure.code_text if one.measure is not None else "",
        "period": one.period.label if one.period is not None else keys["period"][:60],
        "period_id": one.period.pk if one.period is not None else None,
        "changes": [
            {
                "label": change.label,
                "was": change.was,
                "now": change.now,
                "place": change.place,
                "asks": change.asks,
                "is_text": KINDS.get(change.name) in ("short", "long"),
            }
            for change in one.changes
        ],
        "asks": ", ".join(_emptied(change) for change in one.changes if change.asks),
        "problems": [_problem(place, sentence) for place, sentence in one.problems],
        "missing": one.missing,
        "warnings": one.warnings,
        "notices": [_problem(*notice) for notice in one.typed.notices] if one.typed else [],
    }


def _emptied(change):
    was = change.was if len(change.was) <= 40 else f"{change.was[:40].rstrip()}…"
    return f"{change.label} ({was})"


def _problem(place, sentence):
    return {"place": place, "sentence": sentence}


def in_words(report, status) -> str:
    """One line for the list of uploads: "12 loaded, 2 not loaded, 3 unchanged"."""
    counts = report.get("counts", {})
    if status == "discarded":
        return "Nothing was loaded."
    if status == "previewed":
        parts = [(counts.get(CHANGE, 0), "would change")]
    else:
        parts = [(counts.get(LOADED, 0), "loaded"), (counts.get(LEFT, 0), "left as it was")]
    parts += [(counts.get(REFUSED, 0), "not loaded" if status == "applied" else "cannot be loaded")]
    parts += [(report.get("same", 0), "unchanged")]
    said = ", ".join(f"{count} {words}" for count, words in parts if count)
    return f"{said[:1].upper()}{said[1:]}." if said else "No row of it says anything."


def headline(report, status) -> str:
    """The first line of a return's page: what would happen, or what did."""
    counts = report["counts"]
    if status == "discarded":
        return "This return was thrown away. Nothing of it was loaded."
    if status == "applied":
        loaded = _count(counts[LOADED], "was loaded as a draft", "were loaded as drafts")
        rest = _count(counts[REFUSED], "was not loaded", "were not loaded")
        return f"{loaded}; {rest}." if counts[REFUSED] else f"{loaded}."
    would = _count(counts[CHANGE], "would change", "would change")
    rest = _count(counts[REFUSED], "cannot be loaded", "cannot be loaded")
    return f"{would}; {rest}." if counts[REFUSED] else f"{would}."


def _count(count, one, many):
    if count == 1:
        return f"1 row {one}"
    return f"{count} rows {many}" if count else f"No row {one}"


def refusals(report):
    """What was not loaded and why, as the rows of a table with its headings first."""
    yield ["Where", "Measure ID", "Measure", "Period", "What is wrong"]
    for row in report.get("rows", []):
        if row["state"] == REFUSED:
            for problem in row["problems"]:
                yield [problem["place"], row["slug"], row["title"], row["period"], problem["sentence"]]

"""How many measures have which status, by directorate and by layer, what moved, and what that says."""

from decimal import Decimal

from performance.models import Submission
from performance.packs.blocks import NUMBER, cell, column, paragraph, prose, row, run, table
from performance.packs.sections import own

LOOK = ("code", "word", "letter", "shape", "colour")
# So many measures are named in a sentence; more are counted.
NAMED = 3


def build(reading, section):
    """Sentences that answer "so what", a table of statuses, and one of what moved."""
    rows = [reading.plain[row.slug] for row in reading.board.rows]
    if not rows:
        return {"blocks": [prose(paragraph(run("There are no measures on this scorecard yet.")))]}
    levels = [{name: level[name] for name in LOOK} for level in reading.board.counts]
    blocks = [prose(*(paragraph(run(sentence)) for sentence in sentences(reading, rows, levels)))]
    by = section.options.get("by", "both")
    directorates = _by_directorate(reading)
    # One directorate is the whole of it, which the other table sums up too.
    if by == "directorate" or (by == "both" and len(directorates) > 1):
        blocks.append(_counted("directorate", directorates, rows, levels))
    if by in ("layer", "both"):
        word = reading.pack.scorecard.layer_word.lower()
        layers = [
            (layer.title, [reading.plain[row.slug] for row in layer.rows]) for layer in reading.board.layers
        ]
        blocks.append(_counted(word, layers, rows, levels))
    return {"blocks": [*blocks, *_moved(reading, rows)]}


def _by_directorate(reading):
    found = {}
    for slug in (one.slug for one in reading.board.rows):
        directorate = reading.past.measures[slug].directorate
        found.setdefault((directorate.position, directorate.name), []).append(reading.plain[slug])
    return [(name, rows) for (_, name), rows in sorted(found.items(), key=lambda entry: entry[0])]


# --- Statuses ------------------------------------------------------------------------------------------


def count(rows, level) -> int:
    """How many rows have a level, by how it looks to a reader."""
    return sum(1 for row in rows if all(row["status"][name] == level[name] for name in LOOK))


def rated(rows) -> int:
    """How many rows have a status at all."""
    return sum(1 for row in rows if row["status"]["shape"])


def _counted(word, groups, rows, levels):
    columns = [column(word.capitalize())]
    columns += [column(level["word"], NUMBER) for level in levels]
    columns += [column("Rated", NUMBER), column("Not rated", NUMBER), column("Measures", NUMBER)]
    lines = [_line(name, found, levels) for name, found in groups]
    if len(groups) > 1:
        lines.append(_line("All", rows, levels, total=True))
    return table(
        f"Statuses by {word}",
        columns,
        lines,
        title=f"Statuses by {word}",
        notes=["Per cent of the measures that are rated, rounded to whole numbers."],
    )


def _line(name, rows, levels, *, total=False):
    of = rated(rows)
    numbers = [(n := count(rows, level), own.share(Decimal(n), of)) for level in levels]
    cells = [_number(n, part) for n, part in numbers]
    rest = [_number(of), _number(len(rows) - of), _number(len(rows))]
    return row(cell(name), *cells, *rest, total=total)


def _number(number, beneath=""):
    return cell(str(number), value=number, beneath=[beneath])


# --- What moved, and what it says ------------------------------------------------------------------------


def sentences(reading, rows, levels) -> list[str]:
    """How many are rated and how; what moved; what asks for attention."""
    of = rated(rows)
    parts = [
        f"{n} {level['word'].lower()} ({own.share(Decimal(n), of)})"
        for level in levels
        if (n := count(rows, level))
    ]
    measures = own.many(len(rows), "measure")
    verb = "is" if of == 1 else "are"
    first = (
        f"{of} of {measures} {verb} rated: {own.listed(parts)}." if of else f"None of {measures} is rated."
    )
    return [sentence for sentence in (first, _movement(reading), attention(rows)) if sentence]


def _movement(reading):
    if reading.changes is None:
        return reading.board.movement
    since, when = reading.changes, own.day_of(reading.last_copy["meeting_on"])
    counted = (
        (since.better, "with a better status"),
        (since.worse, "with a worse status"),
        (since.same, "with the same status"),
        (since.newly_rated, "rated now and not then"),
        (since.not_rated_now, "rated then and not now"),
    )
    parts = [f"{len(pairs)} {words}" for pairs, words in counted if pairs]
    if not parts:
        return f"Nothing was rated in the report to the meeting of {when}, and nothing is now."
    return f"Since the report to the meeting of {when}: {own.listed(parts)}."


def attention(rows) -> str:
    """The measures furthest from the best of their scale, and whether enough is being done about them."""
    off = [row for row in rows if row["status"]["off_target"]]
    if not off:
        return "No rated figure is off target."
    worst = max(row["status"]["position"] for row in off)
    found = [row for row in off if row["status"]["position"] == worst]
    word = found[0]["status"]["word"].lower()
    if len(found) > NAMED:
        short = sum(1 for row in found if row["outlook"] == Submission.Outlook.NOT_ENOUGH.label)
        helpless = f"; owners of {short} of them say that what is done is not enough" if short else ""
        return f"{len(found)} measures are {word}{helpless}."
    names = own.listed(f"{row['title']}{own.within(row)}" for row in found)
    verb = "is" if len(found) == 1 else "are"
    # Said of all of them, and so by all of their owners.
    said = {row["outlook"] for row in found}
    outlook = f" Outlook: {only.lower()}." if len(said) == 1 and (only := said.pop()) else ""
    return f"{names} {verb} {word}.{outlook}"


def _moved(reading, rows):
    lines = []
    if reading.changes is not None:
        since = reading.changes
        kinds = (
            ("Better status", [pair.title for pair in since.better]),
            ("Worse status", [pair.title for pair in since.worse]),
            ("New measure", [row["title"] for row in since.added]),
            ("Missing then, here now", [pair.title for pair in since.arrived]),
        )
        lines += [_which(what, titles) for what, titles in kinds if titles]
    for meaning in ("Improving", "Worsening"):
        titles = [row["title"] for row in rows if row["direction"] and row["direction"]["meaning"] == meaning]
        lines += [_which(f"{meaning} figure", titles)] if titles else []
    if not lines:
        return []
    columns = [column("What moved", width=48), column("Measures", NUMBER, width=20), column("Which")]
    return [table("What moved", columns, lines, title="What moved")]


def _which(what, titles):
    return row(cell(what), _number(len(titles)), cell("; ".join(titles)))

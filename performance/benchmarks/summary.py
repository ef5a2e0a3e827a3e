"""How many indicators stand in each quartile or quintile, counted from the lists themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

from performance.benchmarks import profile, words
from performance.benchmarks.changes import MEANINGS
from performance.benchmarks.standing import Held, Standing
from performance.rules.direction import Meaning

QUINTILES = {1: "Best fifth", 2: "Second fifth", 3: "Middle fifth", 4: "Fourth fifth", 5: "Worst fifth"}
NEUTRAL, FEW, NONE = "neutral", "few", "none"
APART = {
    NEUTRAL: "Neither end is good",
    FEW: "No position in this group",
    NONE: "No figure",
}


@dataclass(frozen=True)
class Bucket:
    """One quartile, or one reason for having none, with the lines that are in it. The count is the list's."""

    key: str
    title: str
    lines: Sequence[Standing]
    part: int | None = None

    @property
    def count(self):
        return len(self.lines)


def part_title(part: int, parts: int) -> str:
    """ "Bottom quartile"; "Worst fifth"."""
    return QUINTILES[part] if parts == 5 else words.quartile_words(part)


def buckets(lines: Sequence[Standing], *, parts: int, rule: str) -> list[Bucket]:
    """Each line in exactly one bucket: the quartiles or quintiles, best first, and then those apart."""
    held = {key: [] for key in (*range(1, parts + 1), *APART)}
    for line in lines:
        held[_key(line, parts, rule)].append(line)
    ranked = [Bucket(str(part), part_title(part, parts), held[part], part) for part in range(1, parts + 1)]
    apart = [Bucket(key, title, held[key]) for key, title in APART.items() if held[key]]
    return ranked + apart


def _key(line, parts, rule):
    if line.value is None:
        return NONE
    if line.is_neutral:
        return NEUTRAL
    return line.part(parts, rule) or FEW


def ranked(found: Sequence[Bucket]) -> int:
    """How many lines have a quartile or quintile at all."""
    return sum(bucket.count for bucket in found if bucket.part is not None)


def moves(lines: Sequence[Standing]) -> dict[str, int]:
    """How many lines moved which way, by the word."""
    counted = {MEANINGS[meaning]: 0 for meaning in (Meaning.IMPROVING, Meaning.WORSENING)}
    for line in lines:
        if line.change.meaning in counted:
            counted[line.change.meaning] += 1
    return counted


def moved_rows(lines: Sequence[Standing]) -> list[dict]:
    """What moved, by the word: "Worsening" first, for that is what is asked about."""
    return [
        {"word": word, "lines": [line for line in lines if line.change.meaning == word]}
        for word in (MEANINGS[Meaning.WORSENING], MEANINGS[Meaning.IMPROVING])
    ]


def listed(held: Held, found: Sequence[Bucket], *, rule: str, england) -> list[tuple[Bucket, list[dict]]]:
    """Each bucket with its rows as the page and the file print them."""
    return [
        (
            bucket,
            [
                row | {"bucket": bucket.title, "why": row["no_quartile"] if bucket.part is None else ""}
                for row in profile.rows(held, bucket.lines, rule=rule, england=england)
            ],
        )
        for bucket in found
    ]


def headline(found: Sequence[Bucket], lines: Sequence[Standing], *, name: str, group: str, year: str) -> str:
    """The answer in a sentence or two.

    "Of 14 indicators in 2019/20, Leicestershire is in the top quartile of England for 3, second 5, third 4,
    bottom 2. Since the year before 4 are improving and 3 are worsening."
    """
    if not lines:
        return f"No figures of {name} are held for {year}." if year else f"No figures of {name} are held."
    when = f"in {year}" if year else "each in its latest year"
    all_of = f"{len(lines)} indicator{'' if len(lines) == 1 else 's'}"
    if ranked(found) == 0:
        said = f"Of {all_of}, {when}, {name} has a position among {group} for none."
    else:
        counts = ", ".join(
            f"{bucket.title.lower()} {bucket.count}" for bucket in found if bucket.part is not None
        )
        said = f"Of {all_of}, {when}, {name} stands among {group} in: {counts}"
        apart = len(lines) - ranked(found)
        said += f"; {apart} listed apart." if apart else "."
    moved = moves(lines)
    better, worse = moved.values()
    return f"{said} Since the survey before, {better} improved and {worse} worsened."

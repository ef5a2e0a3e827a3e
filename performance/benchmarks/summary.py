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
    """The answer in a sentence or three.

    "Compared with England, Leicestershire is in the top quartile for 3 indicators, the second for 5, the
    third for 4 and the bottom for 2, in 2019/20: 14 of 16 indicators. The other 2 are listed apart. ..."
    """
    when = f"in {year}" if year else "each in its latest year"
    if not lines:
        return f"No figures of {name} are held{f' for {year}' if year else ''}."
    said = [_counts(found, len(lines), name, group, when)]
    apart = len(lines) - ranked(found)
    if apart and apart < len(lines):
        said.append("One is listed apart." if apart == 1 else f"The other {apart} are listed apart.")
    better, worse = moves(lines).values()
    said.append(f"Since the figures before, {better} improved and {worse} worsened.")
    return " ".join(said)


def _counts(found, total, name, group, when):
    listed = [bucket for bucket in found if bucket.part is not None]
    if ranked(found) == 0:
        some = "the one indicator" if total == 1 else f"any of the {total} indicators"
        return f"Compared with {group}, {name} has no position for {some}, {when}."
    first, *rest = listed
    noun = "indicator" if first.count == 1 else "indicators"
    words_of = [f"the {bucket.title.lower().removesuffix(' quartile')} for {bucket.count}" for bucket in rest]
    said = (
        f"the {first.title.lower()} for {first.count} {noun}, {', '.join(words_of[:-1])} and {words_of[-1]}"
    )
    return f"Compared with {group}, {name} is in {said}, {when}: {ranked(found)} of {total} indicators."

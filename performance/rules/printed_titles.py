"""What councils print within a title or heading: a position, parts with figures, labels, two units."""

import re
from decimal import Decimal

from performance.rules.alphabets import normalised
from performance.rules.printed_numbers import NUMBER, number_of
from performance.rules.printed_periods import read_period
from performance.rules.printed_types import Problem, Rank, Trouble, problem

_RANK = re.compile(
    r"(?:joint )?(?P<rank>\d{1,4})\s*(?:st|nd|rd|th)\b(?:\s+(?P<end>highest|lowest|best|worst))?"
    r"(?:\s*(?:out of|of|/|in)\s*(?:the\s+)?(?P<of>\d{1,4})(?:\s+[a-z][a-z ]{0,30})?)?",
    re.I | re.A,
)
_PART = re.compile(
    rf"(?P<label>.*?[^\d\s.,£])[\s:=-]*\s(?P<number>{NUMBER})|(?P<before>{NUMBER})\s+(?P<after>[A-Za-z].*)",
    re.A,
)
_UNIT = re.compile(r"%|£|fte|no\.?|number|rate|days?|count|headcount|hours?|cases|per [a-z ]+", re.I)


def read_rank(text: str) -> Rank | Problem | None:
    """A position: "27 th highest / 152 councils" is 27th highest of 152; None where the text is none."""
    match = _RANK.fullmatch(text.removeprefix("=").strip())
    if not match or not (match["end"] or match["of"]):
        return None
    rank, of = int(match["rank"]), int(match["of"]) if match["of"] else None
    if rank == 0 or (of is not None and rank > of):
        rest = "is no position: the first number has to be among the second. Put one of the two right."
        return problem(text, Trouble.NOT_A_FIGURE, rest)
    return Rank(text, rank, of, (match["end"] or "").lower())


def find_rank(title: str) -> tuple[str, Rank | None]:
    """A position printed within a title, and the title without it.

    >>> find_rank("VfM: ASC spend per adult (all adults) 27 th highest / 152 councils")[0]
    'VfM: ASC spend per adult (all adults)'
    """
    plain = re.sub(r"</?sup>", "", normalised(title)[0])
    for match in _RANK.finditer(plain):
        rank = read_rank(match[0].strip())
        if isinstance(rank, Rank):
            rest = f"{plain[: match.start()]} {plain[match.end() :]}"
            return " ".join(rest.split()).strip(" ,;:-("), rank
    return title, None


def labelled_parts(pieces: list[str]) -> tuple[tuple[str, Decimal], ...]:
    """Parts with their figures, "RI 69" or "69 RI"; () where any piece is something else or two are alike."""
    parts = []
    for piece in pieces:
        match = _PART.fullmatch(piece)
        value = number_of(match["number"] or match["before"]) if match else None
        if value is None:
            return ()
        label = (match["label"] or match["after"]).strip(" :=-")
        if not label or read_period(label):
            return ()
        parts.append((label, value))
    return tuple(parts) if len({label for label, _ in parts}) == len(parts) > 1 else ()


def find_parts(title: str) -> tuple[str, tuple[tuple[str, Decimal], ...]]:
    """The parts that a title lists with their figures, and the title without them; () where it lists none.

    >>> find_parts("Total client volumes: (18+ 3,050; LD 1,050; MH 1,001, Reab't 272)")[0]
    'Total client volumes'
    """
    for match in re.finditer(r"\(([^()]*)\)", title):
        pieces = [piece.strip() for piece in re.split(r";|\||,(?!\d)", normalised(match[1])[0])]
        parts = labelled_parts([piece for piece in pieces if piece])
        if parts:
            return _without(title, match), parts
    return title, ()


def find_labels(title: str) -> tuple[str, tuple[str, ...]]:
    """The parts that a title names without figures, and the title without them; () where it names none.

    >>> find_labels("Registered services CQC Ratings (Inadequate, RI, Good or Outstanding)")[1]
    ('Inadequate', 'RI', 'Good or Outstanding')

    Only a list of two or more short names counts; "(incl. AMHP, EDS)" says what is included.
    """
    for match in re.finditer(r"\(([^()\d]*)\)", title):
        labels = [label.strip() for label in re.split(r"[,;|]", match[1])]
        short = all(0 < len(label) <= 30 for label in labels)
        if len(labels) > 1 and short and not re.match(r"(?i)incl|inc\b|e\.?g|i\.?e|excl|such as", labels[0]):
            return _without(title, match), tuple(labels)
    return title, ()


def find_pair(text: str) -> tuple[str, str] | None:
    """The two units that a heading or title names: "Vacancies (FTE / %)" is ("FTE", "%"); else None."""
    part = r"[^()/\d]{1,20}?"
    match = re.search(rf"\(\s*(?P<first>{part})\s*/\s*(?P<second>{part})\s*\)\s*$", text)
    match = match or re.fullmatch(rf"\s*(?P<first>{part})\s*/\s*(?P<second>{part})\s*", text)
    if match and _UNIT.fullmatch(match["first"]) and _UNIT.fullmatch(match["second"]):
        return match["first"], match["second"]
    return None


def _without(title, match):
    rest = f"{title[: match.start()]} {title[match.end() :]}"
    return " ".join(rest.split()).strip(" :,;-")

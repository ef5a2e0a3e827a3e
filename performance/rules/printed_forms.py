"""One cell as councils print it, read into what it says; never guessed.

A published table holds far more than numbers: "3.1 (13 Adm's) (Full-year Forecast)", "58% (15.2k out of
26.4k)", "*1.1%", "27 th highest / 152 councils", "Survey is biennial and not completed in 2019-20". Each form
becomes a typed result with the figure in whole units; what could mean two things becomes a `Problem` with a
sentence for whoever has the file. No function here raises, whatever the text.

Source of the forms: the tables of three published committee papers, and what performance teams type.
"""

import re
from dataclasses import replace

from performance.rules.alphabets import normalised
from performance.rules.numbers import UnitKind
from performance.rules.printed_absences import no_figure, read_absence, read_error
from performance.rules.printed_numbers import NUMBER, SUFFIX, SUFFIXES, decimals_of, kind_of_words, number_of
from performance.rules.printed_periods import read_period
from performance.rules.printed_titles import labelled_parts, read_rank
from performance.rules.printed_types import (
    Companion,
    Composition,
    Figure,
    Nothing,
    Problem,
    Reading,
    Trouble,
    problem,
)

LONGEST = 400

_HEAD = re.compile(
    rf"(?P<minus>-)?\s*(?P<pound>£)?\s*(?P<minus2>-)?\s*(?P<number>{NUMBER})\s?"
    rf"(?P<suffix>{SUFFIX}(?![A-Za-z]))?\s*(?P<percent>%)?(?P<words>.*)",
    re.S | re.A,
)
_ONE = rf"£?-?{NUMBER}{SUFFIX}?%?"
_TWO = re.compile(rf"(?P<first>{_ONE})\s*(?:/|\||;|&|and|\s-\s)\s*(?P<second>{_ONE})", re.A)
_OUT_OF = re.compile(
    rf"(?P<top>{NUMBER}{SUFFIX}?)\s*(?P<word>out of|of|/)\s*(?P<bottom>{NUMBER}{SUFFIX}?)(?:\s+[A-Za-z]\D*)?",
    re.I | re.A,
)
_SHARE_AFTER = re.compile(rf"(?P<fraction>.*?)\s*(?:\(|=|\s-)\s*(?P<share>{NUMBER}\s*%)\s*\)?", re.A)
_BOUND = re.compile(r"[<>≤≥]\s*=?\s*[\d£.]")
_PER = re.compile(r"\bper\s+(?P<base>\d[\d,]*)\s?(?P<suffix>k|m)?\b", re.I | re.A)
_SCORE = re.compile(r"(?:out of|/)\s*(?P<top>\d{1,3})", re.I | re.A)
# What may stand right behind a figure without a space; any other letter there is a slip of the keyboard.
_ATTACHED = re.compile(r"(pp|pts?|points?|days?|ftes?|wtes?|hrs?|hours?|weeks?|mins?|per)\b", re.I)
_LEADING = re.compile(r"(?P<before>.{2,30}?)\s*(?::|\s)\s*(?P<head>[£-]{0,2}\s?(?:\d|\.\d)\S*)")
_NOT_LEADING = ("at ", "less", "more", "over", "under", "up to", "above", "below", "no ", "about", "between")
# "12m" for days: nobody means millions.
_UNSCALED = frozenset({UnitKind.PERCENT, UnitKind.DAYS, UnitKind.SCORE, UnitKind.RATIO})
_QUALIFIERS = (
    ("forecast", re.compile(r"forecast|projected|projection|predicted|outlook", re.I)),
    ("estimate", re.compile(r"estimated?\b|\best\b|\[?\be\b\]?$|unaudited", re.I)),
    ("revised", re.compile(r"revised|corrected|^r$", re.I)),
)
_PROVISIONAL = re.compile(r"provisional|\bprov\b|^p$", re.I)


def read_figure(
    text: str, *, pair: tuple[str, str] | None = None, labels: tuple[str, ...] = (), kind: str = ""
) -> Reading:
    """What a cell says where a figure belongs.

    `pair` names the two figures of a cell where its heading or title does ("FTE / %"), `labels` the parts of
    a composition, and `kind` the measure's unit where it is known.

    >>> read_figure("3.1 (13 Adm's) (Full-year Forecast)").companion
    Companion(value=Decimal('13'), label="Adm's")
    >>> read_figure("100.87/14.3").sentence
    '“100.87/14.3” holds two figures and does not say which is which. Give each a cell of its own.'
    """
    printed = text.strip()
    if len(printed) > LONGEST:
        return problem(printed, Trouble.NOT_A_FIGURE, "is too long for a figure. Put it into a commentary.")
    body = re.sub(r"</?(?:sup|sub|b|i|p|strong|em)>", "", normalised(printed)[0])
    body = re.sub(r"[\t\r\n ]+", " ", body).strip()
    if not body or (re.fullmatch(r"[-.\s_]+", body) and body != ".."):
        return Nothing(printed)
    reading = read_error(body) or read_absence(body) or read_rank(body) or _parts(printed, body, labels)
    reading = reading or _fraction(printed, body) or _figure(printed, body, pair)
    if isinstance(reading, Figure) and reading.scale and kind in _UNSCALED:
        return no_figure(printed, body)
    return replace(reading, text=printed)


def _parts(printed, body, labels):
    """A composition in one cell: labelled parts, or bare ones whose labels the title gives."""
    for separator in ("|", ";", ", "):
        pieces = [piece.strip() for piece in body.split(separator) if piece.strip()]
        if parts := labelled_parts(pieces):
            return Composition(printed, parts)
    pieces = [piece.strip() for piece in re.split(r"[|/;]", body)]
    values = [number_of(piece) if re.fullmatch(NUMBER, piece, re.A) else None for piece in pieces]
    if len(pieces) < 2 or None in values:
        return None
    if len(labels) == len(values):
        return Composition(printed, tuple(zip(labels, values, strict=True)))
    if len(values) > 2:
        rest = f"holds {len(values)} figures and does not say which is which. Name them: “Good 193 | Poor 4”."
        return problem(printed, Trouble.TWO_FIGURES, rest)
    return None


def _fraction(printed, body):
    """A numerator and denominator: "1,089 of 2,502", "1,089 of 2,502 (43.5%)", "1089/2502 = 43.5%"."""
    share, rest = None, body
    if match := _SHARE_AFTER.fullmatch(body):
        rest, share = match["fraction"].strip(), match["share"]
    match = _OUT_OF.fullmatch(rest)
    if not match or (match["word"] == "/" and share is None):
        return None
    top, bottom = number_of(match["top"]), number_of(match["bottom"])
    # "19.1 out of 24" is a score: nobody counts tenths of cases.
    if top is None or bottom is None or (share is None and "." in match["top"] and bottom <= 100):
        return None
    figure = Figure(printed, None, numerator=top, denominator=bottom)
    if share is None:
        return figure
    digits = share.rstrip("% ")
    return replace(figure, value=number_of(digits), kind=UnitKind.PERCENT.value, decimals=decimals_of(digits))


def _figure(printed, body, pair):
    rest, groups = _groups(body)
    bracketed = re.fullmatch(rf"\(\s*(?P<inner>£?\s*{NUMBER}\s?{SUFFIX}?\s*%?)\s*\)", rest, re.A)
    if bracketed:
        rest = f"-{bracketed['inner']}"  # accounts print what is below 0 in brackets
    rest, provisional = _without_marks(rest)
    if _TWO.fullmatch(rest):
        return _two_figures(printed, _TWO.fullmatch(rest), pair)
    if _BOUND.match(rest):
        advice = "is a bound, not a figure. Give the figure, or “[c]” where it is suppressed."
        return problem(printed, Trouble.BOUND, advice)
    span, before, head = _leading(rest)
    match = _HEAD.fullmatch(head)
    figure = _from_head(printed, match) if match else no_figure(printed, body)
    if isinstance(figure, Problem):
        return figure
    figure = replace(figure, before=before, provisional=provisional, span=figure.span or span)
    for group in groups:
        figure = _with_group(printed, figure, group)
        if isinstance(figure, Problem):
            return figure
    return figure


def _groups(body):
    """What stands before brackets at the end, and what stands in each; all in brackets stays as it is."""
    groups = []
    while match := re.fullmatch(r"(?P<rest>.*?\S)\s*[(\[](?P<inner>[^()\[\]]*)[)\]]", body):
        groups.insert(0, match["inner"].strip())
        body = match["rest"].strip()
    return body, groups


def _without_marks(rest):
    """ "*1.1%" and "1.1%*": a mark says that a figure is provisional or has a note."""
    bare = re.sub(r"^[*†‡^#]+\s*|\s*[*†‡^]+$", "", rest)
    return bare, bare != rest


def _two_figures(printed, match, pair):
    first, second = (read_figure(match[name]) for name in ("first", "second"))
    if not isinstance(first, Figure) or not isinstance(second, Figure):
        return no_figure(printed, match[0])
    if pair is None:
        return _which_is_which(printed)
    companion = Companion(second.value, pair[1].strip())
    kind = first.kind or kind_of_words(pair[0])
    return replace(first, kind=kind, unit_words=pair[0].strip(), companion=companion)


def _which_is_which(printed):
    rest = "holds two figures and does not say which is which. Give each a cell of its own."
    return problem(printed, Trouble.TWO_FIGURES, rest)


def _leading(rest):
    """The period or the words that stand before a figure: "Q2 2014-15: 45%", "med £411"."""
    if match := _LEADING.fullmatch(rest):
        before = match["before"].strip()
        if read_period(before):
            return before, "", match["head"]
        words = re.fullmatch(r"[A-Za-z][A-Za-z .&:-]{0,20}", before)
        if words and not before.lower().startswith(_NOT_LEADING):
            return "", before.strip(" .:-"), match["head"]
    return "", "", rest


def _from_head(printed, match):
    """The figure of a matched text: number, suffix, sign, £ or %, and the words behind it."""
    suffix = SUFFIXES.get((match["suffix"] or "").lower(), "")
    value = number_of(match["number"], suffix)
    if value is None:
        rest = "is not a number that can be read. Write it in figures, for example 1,861 or 45.6."
        return problem(printed, Trouble.NOT_A_FIGURE, rest)
    both = match["minus"] and match["minus2"]
    if both or (match["percent"] and (match["pound"] or suffix)):
        return no_figure(printed, printed)
    decimals = decimals_of(match["number"])
    if suffix == "bn":
        suffix, decimals = "m", max(decimals - 3, 0)
    kind = UnitKind.MONEY.value if match["pound"] else UnitKind.PERCENT.value if match["percent"] else ""
    negative = match["minus"] or match["minus2"]
    figure = Figure(printed, -value if negative else value, kind, suffix, decimals)
    words = match["words"]
    # "12O" is a slip, "12 visits" a unit.
    if words[:1].isalpha() and not match["percent"] and not _ATTACHED.match(words) and not _spaced(match):
        return no_figure(printed, printed)
    return _with_words(printed, figure, words.strip(" ,"))


def _spaced(match):
    return match.string[match.end("number") : match.end("number") + 1] in ("", " ") or bool(
        match["suffix"] and match.string[match.end("suffix") : match.end("suffix") + 1] == " "
    )


def _with_words(printed, figure, words):
    """What follows a figure: its unit in words, its period, the base of a rate, the top of a score."""
    if not words:
        return figure
    if period := read_period(words):
        return replace(figure, span=period.text)
    if match := _SCORE.fullmatch(words):
        return replace(figure, kind=UnitKind.SCORE.value, out_of=int(match["top"]))
    if match := _PER.search(words):
        base = number_of(match["base"], (match["suffix"] or "").lower())
        return replace(figure, kind=UnitKind.RATE.value, per=int(base or 0), unit_words=words)
    if re.search(r"\d", words) or not re.search(r"[A-Za-z]{2}", words):
        return no_figure(printed, printed)
    return replace(figure, kind=figure.kind or kind_of_words(words), unit_words=words)


def _with_group(printed, figure, group):
    """What a bracket after a figure says: a period, a qualifier, a fraction, a second figure, or a note."""
    if period := read_period(group):
        return replace(figure, span=period.text)
    if match := _OUT_OF.fullmatch(group):
        top, bottom = number_of(match["top"]), number_of(match["bottom"])
        if top is not None and bottom is not None:
            return replace(figure, numerator=top, denominator=bottom)
    for name, pattern in _QUALIFIERS:
        if pattern.search(group) and not re.search(r"\d", group):
            return replace(figure, qualifier=name, note=group)
    if _PROVISIONAL.search(group):
        return replace(figure, provisional=True)
    match = _HEAD.fullmatch(group)
    value = number_of(match["number"], SUFFIXES.get((match["suffix"] or "").lower(), "")) if match else None
    if value is None:
        return replace(figure, note=f"{figure.note}; {group}" if figure.note else group)
    label = match["words"].strip() or ("%" if match["percent"] else "£" if match["pound"] else "")
    if not label or figure.companion is not None:
        return _which_is_which(printed)
    return replace(figure, companion=Companion(-value if match["minus"] or match["minus2"] else value, label))

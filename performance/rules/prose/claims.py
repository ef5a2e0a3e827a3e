"""Finds what a sentence claims: numbers, changes, comparisons, positions, statuses, counts, sums and shares.

What is no claim is blanked out first: years and dates, ages, codes, paragraph numbers, "91 days", "per
100,000", Covid-19.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from performance.rules.prose.said import COUNT, WORD, Number, counted, numbers_in


class Kind(StrEnum):
    """What is claimed."""

    NUMBER = "number"
    POINTS = "points"
    CHANGE = "change"
    TARGET = "target"
    BESIDE = "comparison"
    QUARTILE = "quartile"
    RANK = "rank"
    STATUS = "status"
    COUNT = "count"
    SUM = "sum"
    SHARE = "share"
    FRACTION = "fraction"


@dataclass(frozen=True)
class Claim:
    """One claim and its place. `word` is what is said of it ("improved", "top", "red"), `role` which number
    of a measure is meant (figure, previous, target, to_date or ""), `negated` that it is denied."""

    kind: Kind
    start: int
    end: int
    said: str
    word: str = ""
    role: str = ""
    number: Number | None = None
    counts: tuple[int | None, ...] = ()
    parts: tuple[Number, ...] = ()
    negated: bool = False


_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_NO_CLAIMS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^\s*\d{1,3}\.(?=\s)",
        rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}(?:\s+\d{{4}})?",
        rf"\b{_MONTH}\s+\d{{4}}",
        r"\b(?:19|20)\d{2}\s?[/–-]\s?(?:20)?\d{2}\b",
        r"(?<![\d,£.])\b(?:19|20)\d{2}\b(?!\s?(?:%|per ?cent|points?|visits|issues|admissions|hours)|[,.]\d)",
        r"\b(?:aged|ages|age)\s+(?:of\s+)?\d{1,3}(?:\s?[–-]\s?\d{1,3}|\s?\+|\s+(?:to|and"
        r"|or)\s+(?:\d{1,3}\b|over|above|older|under))?",
        r"\b\d{1,3}\s?\+|\b\d{2}\s+(?:and|or)\s+over\b|\b\d{2}[–-]\d{2}[- ]year[- ]olds?\b"
        r"|\b\d{2}\s?[–-]\s?64\b",
        r"\bper\s+\d[\d,]*(?:\s+(?:of|people|population))?",
        r"\b(?:paragraphs?|appendix|appendices|page|pages|section|sections|item|table|chart|figure|note|"
        r"schedule|parts?|annex|recommendation)\s+\d+(?:\.\d+)?(?:\s*(?:,|and|to|[–-])\s*\d+(?:\.\d+)?)*",
        r"\b\d(?-i:[A-Z])(?:\s*\([ivab\d]+\))*(?:,?\s*(?:pt|part)\.?\s*(?:i{1,3}|\d)?\s*[ab]?)?\b",
        r"\b(?:top|bottom)\s+(?!25\b)\d+\s?%",
        r"\bCovid-19\b|\bQ[1-4]\b|\bquarter\s+[1-4]\b|\b\d+\s?(?:am|pm)\b|\b\d{1,2}[:.]\d{2}\s?(?:am|pm)",
        r"\b\d+(?:st|nd|rd|th)\s+century\b",
        r"\b\d[\d,]*\s+(?:(?:clear\s+|calendar\s+)?(?:working\s+)?days?|weeks?|months?"
        r"|years?)\b(?!\s+(?:late|delay))",
        r"\b0\d{3,4}\s\d{3}\s?\d{3,4}\b",
    )
]
_LEVELS = ("green", "amber", "red")
_NEGATION = re.compile(r"\b(?:not|never|no longer|n't|failed to|neither)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_FUTURE = re.compile(
    r"\b(?:will|would|should|could|may|might|expected to|expects to|aims? to|plans? to|in order to|help|"
    r"helps|need(?:s|ed)? for|likely to|hoped to|intended to|if)\s+(?:\w+\s+){0,2}(?:be\s+|have\s+)?$"
    r"|\bto\s+(?:be\s+|have\s+)?$",
    re.IGNORECASE,
)
_CHANGES = {
    "improved": r"(?<=not )improve\b|(?:has |have |had )?improved(?! (?:outcomes|services|access"
    r"|support|data|reporting"
    r"|recording))"
    r"|is improving|are improving|got better|an? (?:\w+ )?improvement (?:of|on|in|from)"
    r"|improving (?:from|on|by)",
    "worsened": r"(?<=not )worsen\b|worsened|worsening|deteriorated|got worse|a deterioration",
    "rose": r"the (?:rise|increase) of (?=\d)|(?<=not )(?:rise|increase)\b|rose|risen"
    r"|increased(?! (?:number|support|access|demand"
    r"|needs?|use)\b)|went up|gone up|grew|grown|climbed"
    r"|up (?:from|by|on)"
    r"|an? (?:\w+ )?(?:rise|increase) (?:of|on|from|in|to)|higher than (?=in \d|last|the (?:previous"
    r"|year|figure|same)|a year)",
    "fell": r"the (?:fall|drop|decrease|reduction) of (?=\d)|(?<=not )(?:fall|decrease)\b|fell|fallen"
    r"|decreased|dropped|went down|gone down|reduced"
    r"|declined|down (?:from|by|on)"
    r"|an? (?:\w+ )?(?:fall|drop|decrease|decline|reduction) (?:of|on|from|in|to)"
    r"|lower than (?=in \d|last|the (?:previous|year|figure|same)|a year)",
    "unchanged": r"unchanged|no change(?! of)|the same as (?=in \d|last|the (?:previous|year)|a year)"
    r"|stayed the same"
    r"|did not change|has not changed|has not moved",
    "steady": r"no clear change|remained (?:broadly )?(?:stable|steady|similar|level)"
    r"|broadly (?:stable|similar|unchanged)"
    r"|little changed|(?:was|is|were) stable|similar to (?=in \d|last|the (?:previous|year)|a year)",
    "better": r"better than (?=in \d|last|the (?:previous|year|figure|same)|a year|\d[\d.,k]*%? (?:in"
    r"|a|the|last))",
    "worse": r"worse than (?=in \d|last|the (?:previous|year|figure|same)|a year|\d[\d.,k]*%? (?:in|a"
    r"|the|last))",
    "doubled": r"(?:more than )?doubled?(?= |,|\.|$)",
    "halved": r"(?:more than )?halved",
}
_CHANGE = re.compile(
    r"\b(?:" + "|".join(f"(?P<{word}>{pattern})" for word, pattern in _CHANGES.items()) + r")", re.IGNORECASE
)
_AIM = (
    r"(?:(?:its|their|the|this|our)\s+)?(?:year(?:'s|’s|-end)?\s+|annual\s+|council(?:'s"
    r"|’s)\s+)?(?:target|milestone|target band|band)\b"
)
_TARGETS = {
    "above": rf"(?:above|over|higher than|exceed(?:s|ed|ing)|in excess of|more than)\s+{_AIM}",
    "below": rf"(?:below|under|lower than|less than)\s+{_AIM}",
    "met": rf"(?:met|(?<=not )(?:meet|achieve|reach)|meets|meeting|achieved|achieves|achieving|reached"
    rf"|hit|hits|better than|ahead of"
    rf"|within|inside)\s+{_AIM}",
    "missed": rf"(?:missed|misses|missing|short of|off|behind|worse than|outside|fails? to meet"
    rf"|failed to meet|failing to meet)\s+{_AIM}",
    "ontarget": r"(?<!not )on (?:target|track)\b",
}
_TARGET = re.compile(
    r"\b(?:" + "|".join(f"(?P<{word}>{pattern})" for word, pattern in _TARGETS.items()) + r")", re.IGNORECASE
)
_GROUP = (
    r"(?:the\s+)?(?:(?:national|England|English|shire|regional|region|East Midlands"
    r"|nearest neighbours?|neighbours?|"
    r"peer|comparator|county|council|authorit(?:y|ies)|statistical)(?:'s|’s|s’)?\s*)+(?:average|mean"
    r"|median|figure|position|group|authorities)?"
)
_BESIDE = re.compile(
    r"\b(?:(?P<above>above|higher than|over)|(?P<below>below|lower than|under)|(?P<better>better than"
    r"|ahead of)"
    r"|(?P<worse>worse than|behind)|(?P<level>in line with|similar to|the same as|equal to))\s+"
    rf"(?:those of\s+|that of\s+)?(?P<group>{_GROUP})",
    re.IGNORECASE,
)
_PARTS = {
    "best": "top",
    "upper": "top",
    "highest": "top",
    "lowest": "bottom",
    "worst": "bottom",
    "lower": "bottom",
}
_QUARTILE = re.compile(
    r"\b(?P<word>top|best|upper|highest|second|third|bottom|worst|lowest|lower)[\s-](?:performance\s+)?"
    r"(?:quartile|quarter(?= of (?:councils|authorities|English|all|the country|England)))"
    r"|\b(?P<share>top|best|bottom|worst)\s+25(?:%|\s+per\s+cent)|\bquartile\s+(?P<number>[1-4])\b",
    re.IGNORECASE,
)
_NOT_IN = re.compile(
    r"\b(?:short of|outside|out of|miss(?:ed|es|ing)?|below|threshold (?:for|of)|away from"
    r"|not (?:\w+ ){0,2}in|"
    r"from|than)\s+(?:\w+\s+){0,3}$",
    re.IGNORECASE,
)
_RANK = re.compile(
    r"\b(?P<n>\d{1,3})(?:st|nd|rd|th)\s+(?:highest |lowest |best "
    r"|worst )?(?:place )?(?:out )?of\s+(?:the\s+)?(?P<of>\d{1,3})\b",
    re.IGNORECASE,
)
_NOUNS = r"(?:measures?|indicators?|metrics?|figures?|targets?)"
# Before a total at most so much is read for its parts: a search for both at once takes for ever on a list.
_REACH = 160
_TOTAL = re.compile(
    r"\b(?:making(?: a total of)?|totalling|a total of|giving(?: a total of)?|add(?:s|ed|ing)? up to"
    r"|which makes|makes?|made|sum(?:s|ming)? to|totals?|totalled|in total|together)"
    r"\s+(?P<total>\d[\d,]*(?:\.\d+)?)"
    r"|=\s?(?P<equals>\d[\d,]*(?:\.\d+)?)",
    re.IGNORECASE,
)
_JOINED = re.compile(r"(?:[^\W\d]|[\s·–-])*(?:,|\band\b|\+|\bplus\b)(?:[^\W\d]|[\s·–-])*", re.IGNORECASE)
_LEADS = re.compile(r"(?:[^\W\d]|[\s·,–-]){0,60}")
_SHARE = re.compile(
    r"(?<![\d.,])(?P<percent>\d[\d.]*\s?%)\s*(?:\(|,\s*|[–-]\s*"
    r"|, or\s*)(?P<n>\d[\d,]*)\s+(?:\w+\s+){0,2}?(?:out )?of\s+(?:the\s+)?(?P<of>\d[\d,]*)"
    r"|(?<![\d.,])(?P<n2>\d[\d,]*)\s+(?:out )?of\s+(?:the\s+)?(?P<of2>\d[\d,]*)"
    r"\s*(?:[a-z]+\s+){0,4}\(?(?P<percent2>\d[\d.]*\s?%)",
    re.IGNORECASE,
)
_FRACTION = re.compile(
    r"\b(?P<n>one|two|three|four|five|six|seven|eight|nine|\d+)\s+(?:in|out of(?: every)?)\s+"
    r"(?P<of>two|three|four|five|six|seven|eight|nine|ten|twenty|\d+)\b(?!\s+(?:measures|indicators|metrics))"
    r"|\b(?P<half>half|a third|two[- ]thirds|a quarter|three[- ]quarters)\s+of\b",
    re.IGNORECASE,
)
_FRACTIONS = {
    "half": (1, 2),
    "a third": (1, 3),
    "two thirds": (2, 3),
    "a quarter": (1, 4),
    "three quarters": (3, 4),
}


def find(text: str, levels=_LEVELS, nouns=()) -> list[Claim]:
    """Every claim of one sentence, in order; `nouns` are what the tables count ("admissions", "visits")."""
    left = blanked(text)
    found = []
    for finder in (
        _sums,
        _shares,
        _counts,
        _ranks,
        _fractions,
        _quartiles,
        _statuses,
        _beside,
        _targets,
        _changes,
    ):
        for claim in finder(left, [level.lower() for level in levels]):
            found.append(claim)
            left = left[: claim.start] + "¤" * (claim.end - claim.start) + left[claim.end :]
    found += _worded(left, nouns)
    found += [_numbered(number, text) for number in numbers_in(left)]
    return sorted(found, key=lambda claim: claim.start)


def blanked(text: str) -> str:
    """The text with everything that holds digits and claims nothing blanked out, of the same length."""
    for pattern in _NO_CLAIMS:
        text = pattern.sub(lambda match: "·" * len(match[0]), text)
    return text


def _claim(kind, match, **more):
    return Claim(kind, match.start(), match.end(), match[0].strip(), **more)


def _sums(text, levels):
    for match in _TOTAL.finditer(text):
        parts = _parts_before(text, match.start())
        total = numbers_in(match["total"] or match["equals"])
        if len(parts) > 1 and total:
            start, end = parts[0].start, match.end()
            yield Claim(Kind.SUM, start, end, text[start:end], parts=tuple(parts), number=total[0])


def _parts_before(text, end):
    """The numbers that are joined with each other and lead up to a total, first to last."""
    start = max(0, end - _REACH)
    found = [
        replace(number, start=number.start + start, end=number.end + start)
        for number in numbers_in(text[start:end])
    ]
    parts, after = [], end
    for number in reversed(found):
        between = text[number.end : after]
        joined = _JOINED if parts else _LEADS
        if number.kind != COUNT or len(between) > 60 or not joined.fullmatch(between):
            break
        parts.insert(0, number)
        after = number.start
    return parts


def _shares(text, levels):
    for match in _SHARE.finditer(text):
        percent = numbers_in(match["percent"] or match["percent2"])[0]
        counts = (counted(match["n"] or match["n2"]), counted(match["of"] or match["of2"]))
        yield _claim(Kind.SHARE, match, number=percent, counts=counts)


def _counts(text, levels):
    """How many measures are what: "eight measures are green", "2 of the 14 measures", "none is red"."""
    levels = "|".join(map(re.escape, levels))
    what = (
        rf"(?P<level>{levels})|off target|on target|not rated|could not be rated|cannot be rated"
        rf"|unrated|rated|missing|improv(?:ed|ing)"
        rf"|worsen(?:ed|ing)"
        r"|got worse|in the (?P<part>top|second|third|bottom) quartile"
    )
    number = (
        rf"(?P<n>\b{WORD}\b|\b\d{{1,3}}\b)(?:\s+(?:out\s+)?of\s+(?:the\s+"
        rf"|our\s+)?(?P<of>\b{WORD}\b|\d{{1,3}}\b))?"
    )
    verb = (
        r"(?:\s+(?:is|are|was|were|have|has|remain|remains|rated|now|been|being|currently|at|that"
        r"|which|shown|as))*"
    )
    pattern = re.compile(
        rf"{number}(?:\s+(?:of\s+(?:the|them|these)\s*)?(?:rated\s+)?(?P<noun>{_NOUNS}"
        rf"|exceptions)(?:\s+(?:under|within|for)\s+(?:\w+\s+){{0,4}}?\w+)?)?{verb}\s+(?P<what>{what})\b"
        rf"(?:\s+(?:{_NOUNS}))?",
        re.IGNORECASE,
    )
    bare = re.compile(
        rf"(?P<all>^\s*of\s+the\s+)?{number}\s+(?:{_NOUNS})\b(?(all)(?=,|\s+in (?:this"
        rf"|the)\b))",
        re.IGNORECASE,
    )
    spans = []
    for match in pattern.finditer(text):
        part = f"{match['part']} quartile" if match["part"] else ""
        spans.append(match.span())
        yield _claim(Kind.COUNT, match, word=(part or match["what"]).lower(), counts=_pair(match))
    for match in bare.finditer(text):
        taken = any(start < match.end() and match.start() < end for start, end in spans)
        # "The two measures of reablement" counts nothing that a table does; "2 of 14 measures" does.
        if not taken and (match["of"] or match["all"]):
            yield _claim(Kind.COUNT, match, counts=_pair(match))


def _pair(match):
    return counted(match["n"]), counted(match["of"]) if match["of"] else None


def _ranks(text, levels):
    for match in _RANK.finditer(text):
        yield _claim(Kind.RANK, match, counts=(int(match["n"]), int(match["of"])))


def _fractions(text, levels):
    for match in _FRACTION.finditer(text):
        if match["half"]:
            yield _claim(Kind.FRACTION, match, counts=_FRACTIONS[match["half"].lower().replace("-", " ")])
        else:
            yield _claim(Kind.FRACTION, match, counts=_pair(match))


def _quartiles(text, levels):
    for match in _QUARTILE.finditer(text):
        word = (match["word"] or match["share"] or "").lower()
        word = _PARTS.get(word, word) or ("top", "second", "third", "bottom")[int(match["number"]) - 1]
        before = text[: match.start()]
        if _FUTURE.search(before):
            continue
        role = "from" if re.search(r"\bfrom\s+(?:the\s+)?$", before, re.I) else ""
        yield _claim(Kind.QUARTILE, match, word=word, role=role, negated=bool(_NOT_IN.search(before)))


def _statuses(text, levels):
    pattern = re.compile(
        r"\b(?:is|are|was|were|rated|remains?|remained|turned|became|judged|at|as|status(?: of)?|to"
        r"|now|still|still at)\s+"
        r"(?:rated\s+|now\s+|still\s+|shown\s+as\s+|currently\s+)?(?P<not>not\s+(?:rated\s+)?)?"
        rf"(?P<word>{'|'.join(map(re.escape, levels))}|not rated)\b",
        re.IGNORECASE,
    )
    for match in pattern.finditer(text):
        yield _claim(Kind.STATUS, match, word=match["word"].lower(), negated=bool(match["not"]))


def _beside(text, levels):
    for match in _BESIDE.finditer(text):
        word = next(name for name in ("above", "below", "better", "worse", "level") if match[name])
        yield _claim(Kind.BESIDE, match, word=word, role=match["group"].strip())


def _targets(text, levels):
    for match in _TARGET.finditer(text):
        if not _FUTURE.search(text[: match.start()]):
            negated = bool(_NEGATION.search(text[: match.start()]))
            yield _claim(Kind.TARGET, match, word=match.lastgroup, negated=negated)


def _changes(text, levels):
    for match in _CHANGE.finditer(text):
        if not _FUTURE.search(text[: match.start()]):
            negated = bool(_NEGATION.search(text[: match.start()]))
            yield _claim(Kind.CHANGE, match, word=match.lastgroup, negated=negated)


def _worded(text, nouns):
    """Counts in words before what the tables count: "nine admissions"."""
    if not nouns:
        return
    pattern = re.compile(
        rf"\b(?P<n>{WORD})\s+(?:\w+\s+)?(?:{'|'.join(map(re.escape, nouns))})\b", re.IGNORECASE
    )
    for match in pattern.finditer(text):
        number = numbers_in(str(counted(match["n"])))[0]
        yield _claim(Kind.NUMBER, match, number=number)


_WAS_BEFORE = re.compile(
    r"(?:\bfrom|\bafter|\bprevious(?: year|ly| figure)?(?:'s|’s)?(?: figure)?(?: of| was|:)?"
    r"|\blast year(?:'s|’s)?(?: figure)?(?: of| was|:)?"
    r"|\ba year (?:before|earlier|ago) (?:it )?(?:was|of)|\b(?:better|worse|higher"
    r"|lower) than)\s*(?:the\s+)?\(?$",
    re.IGNORECASE,
)
_IS_BEFORE = re.compile(
    r"^\s*(?:\w+\s+)?(?:in the previous year|the year before|last year|a year (?:before|earlier|ago)"
    r"|in the year before|the previous year)",
    re.IGNORECASE,
)
_TARGET_BEFORE = re.compile(
    r"\b(?:target|milestone)(?:\s+band)?(?:\s+(?:for\s+\S+\s+)?(?:of|is|was|to be|set at|at)"
    r"|:)?\s*(?:at (?:least|most)\s+)?[(<>≤≥]?\s*$",
    re.IGNORECASE,
)
_TARGET_AFTER = re.compile(r"^\s*(?:target|milestone)\b", re.IGNORECASE)
_FIGURE_BEFORE = re.compile(
    r"\b(?:was|is|are|were|be|stood at|stands at|reached|achieved|now|at|to|becoming)\s*(?:only\s+"
    r"|just\s+|now\s+)?$",
    re.IGNORECASE,
)


def _numbered(number: Number, text: str) -> Claim:
    """A number with the role that the words around it give it."""
    before, after = text[: number.start], text[number.end :]
    kind, role = Kind.POINTS if number.kind == "points" else Kind.NUMBER, ""
    if kind == Kind.POINTS:
        if re.search(r"\bby\s*$", before) or re.search(
            r"\b(?:improvement|rise|increase|fall|drop|decrease|decline|reduction) of\s*$", before
        ):
            role = "change"
        elif re.match(
            r"\s*(?:short|off|(?:below|under|above|over|from|ahead of|outside)\s+(?:of\s+)?(?:its|the"
            r"|their)?\s*(?:target|milestone))",
            after,
        ):
            role = "gap"
    elif _TARGET_BEFORE.search(before) or _TARGET_AFTER.match(after):
        role = "target"
    elif _IS_BEFORE.match(after):
        role = "earlier"
    elif _WAS_BEFORE.search(before):
        role = "previous"
    elif re.search(r"\bby\s*$", before):
        role = "by"
    elif re.match(
        r"\s+(?:\w+\s+)?(?:short|off)\b|\s+(?:below|under|above|over|better than|worse than)\s+(?:its"
        r"|the|their)?\s*(?:target|milestone)",
        after,
    ):
        role = "gap"
    elif _FIGURE_BEFORE.search(before):
        role = "figure"
    elif re.match(r"\s+(?:\w+\s+){0,2}to date", after):
        role = "to_date"
    return Claim(kind, number.start, number.end, number.text, role=role, number=number)

"""Finds what a sentence claims: numbers, changes, comparisons, positions, statuses, counts, sums and shares.

What is no claim is blanked out first: years and dates, ages, codes, paragraph numbers, "91 days", "per
100,000", Covid-19.
"""

import re
from dataclasses import replace

from performance.rules.prose import counting
from performance.rules.prose.claim import Claim, Kind, claim
from performance.rules.prose.said import COUNT, WORD, Number, counted, numbers_in

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
        r"\b(?:paragraphs?|minute|appendix|appendices|page|pages|section|sections|item|table|chart|figure|note|"
        r"schedule|parts?|annex|recommendation)\s+\d+(?:\.\d+)?(?:\s*(?:,|and|to|[–-])\s*\d+(?:\.\d+)?)*",
        r"\b\d(?-i:[A-Z])(?:\s*\([ivab\d]+\))*(?:,?\s*(?:pt|part)\.?\s*(?:i{1,3}|\d)?\s*[ab]?)?\b",
        r"\b(?:top|bottom)\s+(?!25\b)\d+\s?%",
        r"\bCovid-19\b|\bQ[1-4]\b|\bquarter\s+[1-4]\b|\b\d+\s?(?:am|pm)\b|\b\d{1,2}[:.]\d{2}\s?(?:am|pm)",
        r"\b\d+(?:st|nd|rd|th)\s+century\b",
        r"\b\d[\d,]*\s+(?:(?:clear\s+|calendar\s+)?(?:working\s+)?days?|weeks?|months?"
        r"|years?)\b(?!\s+(?:late|delay)\b)",
        r"\b0\d{3,4}\s\d{3}\s?\d{3,4}\b",
        r"\b(?:of|in)\s+every\s+100\b|\b(?:out )?of\s+100\s+people\b",
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
_FORECAST = re.compile(r"\b(?:forecast|projected|estimated)\s+to\s+(?:be\s+)?$", re.IGNORECASE)
_TO_COME = re.compile(r"\s+(?:[a-z]+\s+){0,3}(?:will|would|may)\s+be\b", re.IGNORECASE)
_CHANGES = {
    "improved": r"(?<=not )improve\b|(?:has |have |had )?improved(?! (?:outcomes|services|access"
    r"|support|data|reporting"
    r"|recording))"
    r"|is improving|are improving|got better|an? (?:\w+ )?improvement (?:of|on|in|from)"
    r"|improving (?:from|on|by)",
    "worsened": r"(?<=not )worsen\b|worsened|worsening|deteriorated|got worse|a deterioration",
    "rose": r"up (?=\d)|the (?:rise|increase) of (?=\d)|(?<=not )(?:rise|increase)\b|rose|risen"
    r"|increased(?! (?:number|support|access|demand"
    r"|needs?|use)\b)|went up|gone up|grew|grown|climbed|surged|soared|jumped"
    r"|up (?:from|by|on)"
    r"|an? (?:\w+ )?(?:rise|increase) (?:of|on|from|in|to)|higher than (?=in [\d·]|last|the (?:previous"
    r"|year|figure|same)|a year)",
    "fell": r"down (?=\d)|"
    r"the (?:fall|drop|decrease|reduction) of (?=\d)|(?<=not )(?:fall|decrease)\b|fell|fallen"
    r"|decreased|dropped|went down|gone down|reduced"
    r"|declined|shrank|shrunk|slumped|slipped|dipped|plummeted|down (?:from|by|on)"
    r"|an? (?:\w+ )?(?:fall|drop|decrease|decline|reduction) (?:of|on|from|in|to)"
    r"|lower than (?=in [\d·]|last|the (?:previous|year|figure|same)|a year)",
    "unchanged": r"unchanged|no change(?! of)|the same as (?=in [\d·]|last|the (?:previous|year)|a year)"
    r"|stayed the same"
    r"|did not change|has not changed|has not moved",
    "steady": r"no clear change|remained (?:broadly )?(?:stable|steady|similar|level)"
    r"|broadly (?:stable|similar|unchanged)"
    r"|little changed|(?:was|is|were) stable|similar to (?=in [\d·]|last|the (?:previous|year)|a year)",
    "better": r"better than (?=in [\d·]|last|the (?:previous|year|figure|same)|a year|\d[\d.,k]*%? (?:in"
    r"|a|the|last))",
    "worse": r"worse than (?=in [\d·]|last|the (?:previous|year|figure|same)|a year|\d[\d.,k]*%? (?:in|a"
    r"|the|last))",
    "doubled": r"(?:more than )?doubled?(?= |,|\.|$)",
    "halved": r"(?:more than )?halved",
}
_CHANGE = re.compile(
    r"\b(?:" + "|".join(f"(?P<{word}>{pattern})" for word, pattern in _CHANGES.items()) + r")", re.IGNORECASE
)
# "higher than the 88% target": the number is a claim of its own.
_NUMBERED_AIM = r"(?=(?:the|its|their)?\s*[<>]?\d[\d.,–-]*\s?%?\s+(?:target|milestone)\b)"
_AIM = (
    r"(?:(?:its|their|the|this|our)\s+)?(?:year(?:'s|’s|-end)?\s+|annual\s+|council(?:'s"
    r"|’s)\s+)?(?:targets?|milestones?|target bands?|bands?)\b"
)
_TARGETS = {
    "above": rf"(?:above|over|higher than|exceed(?:s|ed|ing)|in excess of|more than)\s+"
    rf"(?:{_AIM}|{_NUMBERED_AIM})",
    "below": rf"(?:below|under|lower than|less than)\s+(?:{_AIM}|{_NUMBERED_AIM})",
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
_IT_WAS_MET = re.compile(
    r"\b(?:it|which|target)\s+(?:was|is|has\s+been)\s+(?:(?P<not>not)\s+|narrowly\s+|just\s+|easily\s+)?"
    r"(?P<word>achieved|met|missed|exceeded)\b",
    re.IGNORECASE,
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
    r"\b(?:(?:ranked|ranks|ranking|placed)\s+(?:joint\s+)?)?(?P<n>\d{1,3})(?:st|nd|rd|th)\s+"
    r"(?:highest |lowest |best |worst )?(?:place )?"
    r"(?:(?:out )?of\s+(?:the\s+)?(?P<of>\d{1,3})\b|(?=in England|nationally|in the (?:country|region)))"
    r"|\b(?:ranked|ranks|ranking|placed)\s+(?:joint\s+)?(?P<n2>\d{1,3})(?:st|nd|rd|th)?"
    r"(?:\s+(?:out )?of\s+(?:the\s+)?(?P<of2>\d{1,3})\b)?",
    re.IGNORECASE,
)
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
    r"|\b(?<!top )(?<!bottom )(?P<half>half|a third|two[- ]thirds|a quarter|three[- ]quarters)\s+of\b",
    re.IGNORECASE,
)
_PART = r"(?P<part>half|(?:a|one)[- ]third|two[- ]thirds|(?:a|one)[- ]quarter|three[- ]quarters)"
_PARTLY = re.compile(
    rf"\bby\s+(?:(?:about|almost|nearly|around|over|more than)\s+)?(?:a\s+)?{_PART}(?!\s+of\s+a)\b",
    re.IGNORECASE,
)
_OF_BEFORE = re.compile(
    rf"\b(?P<about>less than|under|fewer than|about|around|nearly|almost|over|more than)?\s*{_PART}\s+"
    r"(?:of\s+)?(?:what (?:it|they) (?:was|were)|(?:of )?the (?:previous|earlier) (?:figure|year|number))\b",
    re.IGNORECASE,
)
_TIMES = re.compile(
    rf"\b(?:(?P<about>less than|under|fewer than|about|around|nearly|almost|over|more than)\s+)?"
    rf"(?:(?P<n>{WORD}|\d{{1,3}})\s+times\b(?!\s+(?:a|an|in|per)\b)|(?P<word>tripled|trebled|quadrupled))",
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
        counting.shares,
        _shares,
        counting.of_which,
        counting.listed,
        counting.every,
        counting.counts,
        counting.orders,
        _ranks,
        _fractions,
        _times,
        _quartiles,
        _statuses,
        _beside,
        _targets,
        _met,
        _changes,
    ):
        for one in finder(left, [level.lower() for level in levels]):
            found.append(one)
            left = left[: one.start] + "¤" * (one.end - one.start) + left[one.end :]
    found += _worded(left, nouns)
    found += [_numbered(number, text) for number in numbers_in(left) if not _is_planned(number, text)]
    return sorted(found, key=lambda one: one.start)


def _is_future(before):
    """Whether what follows is hoped or planned; a forecast is in the tables."""
    return bool(_FUTURE.search(before)) and not _FORECAST.search(before)


def _is_planned(number, text):
    """Whether a number is of what is yet to come: "20 staff will be recruited"."""
    return bool(_TO_COME.match(text, number.end))


def blanked(text: str) -> str:
    """The text with everything that holds digits and claims nothing blanked out, of the same length."""
    for pattern in _NO_CLAIMS:
        text = pattern.sub(lambda match: "·" * len(match[0]), text)
    return text


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
        yield claim(Kind.SHARE, match, number=percent, counts=counts)


def _ranks(text, levels):
    for match in _RANK.finditer(text):
        yield claim(
            Kind.RANK,
            match,
            counts=(int(match["n"] or match["n2"]), counted(match["of"] or match["of2"] or "")),
        )


def _fractions(text, levels):
    for pattern, role in ((_OF_BEFORE, "before"), (_PARTLY, "by")):
        for match in pattern.finditer(text):
            part = match["part"].lower().replace("-", " ").replace("one ", "a ")
            about = match["about"].lower() if role == "before" and match["about"] else ""
            yield claim(Kind.FRACTION, match, role=role, word=about, counts=_FRACTIONS[part])
    for match in _FRACTION.finditer(text):
        if match["half"] and _OF_BEFORE.match(text, match.start()):
            continue
        if match["half"]:
            yield claim(Kind.FRACTION, match, counts=_FRACTIONS[match["half"].lower().replace("-", " ")])
        else:
            yield claim(Kind.FRACTION, match, counts=counting.pair(match))


def _times(text, levels):
    for match in _TIMES.finditer(text):
        words = {"tripled": 3, "trebled": 3, "quadrupled": 4}
        times = words[match["word"].lower()] if match["word"] else counted(match["n"])
        yield claim(Kind.TIMES, match, word=(match["about"] or "").lower(), counts=(times,))


def _quartiles(text, levels):
    for match in _QUARTILE.finditer(text):
        word = (match["word"] or match["share"] or "").lower()
        word = _PARTS.get(word, word) or ("top", "second", "third", "bottom")[int(match["number"]) - 1]
        before = text[: match.start()]
        if _is_future(before):
            continue
        role = "from" if re.search(r"\bfrom\s+(?:the\s+)?$", before, re.I) else ""
        yield claim(Kind.QUARTILE, match, word=word, role=role, negated=bool(_NOT_IN.search(before)))


def _statuses(text, levels):
    # Of no levels at all no word is one.
    named = "|".join(map(re.escape, levels)) or "(?!)"
    pattern = re.compile(
        r"\b(?:is|are|was|were|rated|remains?|remained|stays?|stayed|turned|became|judged|at|as"
        r"|status(?: of)?|to|now|still|still at)\s+(?:all\s+|both\s+|each\s+)?"
        r"(?:rated\s+|now\s+|still\s+|shown\s+as\s+|currently\s+)?(?P<not>not\s+(?:rated\s+)?)?"
        rf"(?P<word>{named}|not rated)\b"
        rf"|\b(?:has|have|had|with|given|at)\s+an?\s+(?P<held>{named})\s+"
        r"(?:status|rating)\b",
        re.IGNORECASE,
    )
    for match in pattern.finditer(text):
        yield claim(
            Kind.STATUS, match, word=(match["word"] or match["held"]).lower(), negated=bool(match["not"])
        )


def _beside(text, levels):
    for match in _BESIDE.finditer(text):
        word = next(name for name in ("above", "below", "better", "worse", "level") if match[name])
        yield claim(Kind.BESIDE, match, word=word, role=match["group"].strip())


def _targets(text, levels):
    for match in _TARGET.finditer(text):
        if not _is_future(text[: match.start()]):
            negated = bool(_NEGATION.search(text[: match.start()]))
            yield claim(Kind.TARGET, match, word=match.lastgroup, negated=negated)


def _met(text, levels):
    """Whether a target was met, where it is what is spoken of: "it was not achieved"."""
    if re.search(r"\btarget\b", text, re.IGNORECASE):
        for match in _IT_WAS_MET.finditer(text):
            word = {"missed": "missed", "exceeded": "above"}.get(match["word"].lower(), "met")
            yield claim(Kind.TARGET, match, word=word, negated=bool(match["not"]))


def _changes(text, levels):
    for match in _CHANGE.finditer(text):
        if not _is_future(text[: match.start()]):
            negated = bool(_NEGATION.search(text[: match.start()]))
            yield claim(Kind.CHANGE, match, word=match.lastgroup, negated=negated)


def _worded(text, nouns):
    """Numbers in words: "four points", and counts of what the tables count: "nine admissions"."""
    for match in _POINTS_IN_WORDS.finditer(text):
        digits = numbers_in(f"{counted(match['n'])} points")[0]
        role = _points_role(text[: match.start()], text[match.end() :])
        yield claim(Kind.POINTS, match, number=digits, role=role)
    if not nouns:
        return
    pattern = re.compile(
        rf"\b(?P<n>{WORD})\s+(?:\w+\s+)?(?:{'|'.join(map(re.escape, nouns))})\b", re.IGNORECASE
    )
    for match in pattern.finditer(text):
        number = numbers_in(str(counted(match["n"])))[0]
        yield claim(Kind.NUMBER, match, number=number)


_POINTS_IN_WORDS = re.compile(rf"\b(?P<n>{WORD})\s+(?:percentage\s+)?points?\b", re.IGNORECASE)
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
    r"|:)?\s*(?:at (?:least|most)\s+)?[(<>≤≥]?\s*$"
    r"|\b(?:target|milestone)\s+(?:for|on)\s+[^.;,%]{1,90}\s(?:is|was|of|at)\s*$",
    re.IGNORECASE,
)
_TARGET_AFTER = re.compile(r"^\s*(?:target|milestone)\b", re.IGNORECASE)
_FIGURE_BEFORE = re.compile(
    r"\b(?:was|is|are|were|be|stood at|stands at|reached|achieved|now|at|to|becoming)\s*(?:only\s+"
    r"|just\s+|now\s+)?$",
    re.IGNORECASE,
)


_MOVES = r"(?:improvement|rise|increase|fall|drop|decrease|decline|reduction|growth|deterioration|gain|loss)"
_MOVED = (
    r"(?:rose|fell|risen|fallen|increased|decreased|dropped|grew|grown|reduced|declined|improved|worsened"
    r"|up|down|climbed|slipped)"
)
_BY_BEFORE = re.compile(rf"\bby\s*$|\b{_MOVES} of\s*$|\b{_MOVED}\s*(?:a further\s*)?$", re.IGNORECASE)
_MOVED_BEFORE = re.compile(r"\b(?:up|down)\s*$", re.IGNORECASE)
_BY_AFTER = re.compile(
    rf"^\s+{_MOVES}\b|^\s*(?:per\s+[\d,]+\s+)?(?:lower|higher|fewer|more|less|better|worse|up|down)\s+"
    r"(?:than|on)\s+(?:in\s|last|the (?:previous|year|figure|same)|a year|at\s)",
    re.IGNORECASE,
)
_GAP_AFTER = re.compile(
    r"^\s*(?:short|off|(?:below|under|above|over|from|ahead of|outside)\s+(?:of\s+)?(?:its|the|their)?\s*"
    r"(?:target|milestone))",
    re.IGNORECASE,
)
_OFF_QUARTILE_AFTER = re.compile(
    r"^\s*(?:short of|off|from|outside|below|away from)\s+(?:the\s+)?(?:top|second|third|bottom|next)\b", re.I
)
_OFF_QUARTILE_BEFORE = re.compile(r"\bquartile\s+by\s+(?:just\s+|only\s+)?$", re.I)
_SHORT_AFTER = re.compile(
    r"^\s+(?:\w+\s+)?(?:short|off)\b|^\s+(?:below|under|above|over|better than|worse than)\s+"
    r"(?:its|the|their)?\s*(?:target|milestone)",
    re.IGNORECASE,
)
_YEAR_AFTER = re.compile(
    r"^\)?(?:\s+\w+){0,4}?\s+\(?(?:in|for|during)\s+(20\d\d/\d\d)\b|^\s+\((20\d\d/\d\d)\)"
)


def _numbered(number: Number, text: str) -> Claim:
    """A number with the role that the words around it give it."""
    before, after = text[: number.start], text[number.end :]
    # "fewer than 553": the words that qualify a number stand before it, and in it.
    kind = Kind.POINTS if number.kind == "points" else Kind.NUMBER
    role = _points_role(before, after) if kind == Kind.POINTS else _role(before, after)
    year = _YEAR_AFTER.match(after)
    if role == "target" and number.qualifier in ("under", "over"):
        number = replace(number, qualifier="")
    said = (year[1] or year[2]) if year else ""
    return Claim(kind, number.start, number.end, number.text, role=role, number=number, year=said)


def _points_role(before, after):
    if _OFF_QUARTILE_AFTER.match(after) or _OFF_QUARTILE_BEFORE.search(before):
        return "quartile"
    if re.search(r"\btarget\b[^.;,]{0,40}\bby\s+(?:just\s+|only\s+)?$", before, re.IGNORECASE):
        return "gap"
    if _BY_BEFORE.search(before) or _BY_AFTER.match(after):
        return "change"
    return "gap" if _GAP_AFTER.match(after) else ""


def _role(before, after):
    if _TARGET_BEFORE.search(before) or _TARGET_AFTER.match(after):
        return "target"
    if _MOVED_BEFORE.search(before):
        return "by"
    if re.search(r"\bagainst\s+(?:the\s+|a\s+)?$", before, re.IGNORECASE):
        return "against"
    if _IS_BEFORE.match(after):
        return "earlier"
    if _WAS_BEFORE.search(before):
        return "previous"
    if _BY_BEFORE.search(before) or _BY_AFTER.match(after):
        return "by"
    if _SHORT_AFTER.match(after):
        return "gap"
    if _FIGURE_BEFORE.search(before):
        return "figure"
    return "to_date" if re.match(r"\s+(?:\w+\s+){0,2}to date", after) else ""

"""Finds claims of how a figure stands: a change, against a target or a group, a quartile, a rank, a status.

What is hoped or planned ("aims to reach the top quartile") is no claim; a forecast is one.
"""

import re

from performance.rules.prose.claim import Kind, claim
from performance.rules.prose.said import UP, counted

_NEGATION = re.compile(
    r"\b(?:not|never|no longer|n't|failed to|neither)\s+(?:\w+\s+){0,2}$|\bno\s+$", re.IGNORECASE
)
_FUTURE = re.compile(
    r"\b(?:will|would|should|could|may|might|expected to|expects to|aims? to|plans? to|in order to|help|"
    r"helps|need(?:s|ed)? for|likely to|hoped to|intended to|if)\s+(?:\w+\s+){0,2}(?:be\s+|have\s+)?$"
    r"|\bto\s+(?:be\s+|have\s+)?$",
    re.IGNORECASE,
)
# "The layer with the most measures that are not rated" says nothing of a measure.
_OF_MEASURES = re.compile(r"\b(?:measures?|indicators?|metrics?|those)\s+(?:that|which)\s+$", re.IGNORECASE)
_FORECAST = re.compile(r"\b(?:forecast|projected|estimated)\s+to\s+(?:be\s+)?$", re.IGNORECASE)
_CHANGES = {
    "improved": r"(?<=not )improve\b|(?<=no )improvement (?:in|on|from)"
    r"|(?:has |have |had )?improved(?! (?:outcomes|services|access"
    r"|support|data|reporting"
    r"|recording))"
    r"|continu(?:es?|ed|ing) to improve|is improving|are improving|got better"
    r"|an? (?:\w+ )?improvement (?:of|on|in|from)"
    r"|improving (?:from|on|by)",
    "worsened": r"continu(?:es?|ed|ing) to (?:worsen|deteriorate)"
    r"|(?<=not )worsen\b|worsened|worsening|deteriorated|got worse|a deterioration",
    "rose": rf"continu(?:es?|ed|ing) to (?:rise|increase|grow)|{UP} (?=\d)|"
    r"the (?:rise|increase) of (?=\d)|(?<=not )(?:rise|increase)\b|rose|risen"
    r"|increased(?! (?:number|support|access|demand"
    r"|needs?|use)\b)|went up|gone up|grew|grown|climbed|surged|soared|jumped"
    r"|up (?:from|by|on)"
    r"|an? (?:\w+ )?(?:rise|increase) (?:of|on|from|in|to)|higher than (?=in [\d·]|last|the (?:previous"
    r"|year|figure|same)|a year)",
    "fell": r"continu(?:es?|ed|ing) to (?:fall|decline|decrease|drop|reduce)|down (?=\d)|"
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
    "met": rf"(?:met|meet|(?<=to )(?:achieve|reach)|(?<=not )(?:achieve|reach)"
    rf"|meets|meeting|achieved|achieves|achieving|reached"
    rf"|hit|hits|better than|ahead of"
    rf"|within|inside)\s+{_AIM}",
    "missed": rf"(?:missed|miss|misses|missing|short of|off|behind|worse than|outside|fails? to meet"
    rf"|failed to meet|failing to meet)\s+{_AIM}",
    "ontarget": r"(?<!not )on (?:target|track)\b",
}
_TARGET = re.compile(
    r"\b(?:" + "|".join(f"(?P<{word}>{pattern})" for word, pattern in _TARGETS.items()) + r")", re.IGNORECASE
)
_IT_WAS_MET = re.compile(
    r"\b(?:it|which|target(?:\s+of\s+[<>]?[\d.]+\s?%?)?)\s+(?:was|is|has\s+been)\s+"
    r"(?:(?P<not>not)\s+|narrowly\s+|just\s+|easily\s+)?"
    r"(?P<word>achieved|met|missed|exceeded)\b",
    re.IGNORECASE,
)
_GROUP = (
    r"(?:the\s+)?(?:(?:national|England|English|shire|regional|region|East Midlands"
    r"|nearest neighbours?|neighbours?|"
    r"peer|comparator|county|council|authorit(?:y|ies)|statistical)(?:'s|’s|s’)?\s*)+(?:average|mean"
    r"|median|figure|position|group|authorities)?"
)
# "Our nearest neighbours' average is 28.8%", and not "below the England average at 22.8%".
_WHOSE = re.compile(rf"\b(?P<group>{_GROUP})[^.;:,\d]{{0,80}}(?<!\bat )(?<!\bto )$", re.IGNORECASE)
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


def ranks(text, levels):
    """ "27th of 152", "ranked fourth in England": a place among authorities."""
    for match in _RANK.finditer(text):
        yield claim(
            Kind.RANK,
            match,
            counts=(int(match["n"] or match["n2"]), counted(match["of"] or match["of2"] or "")),
        )


def quartiles(text, levels):
    """ "in the top quartile", "the bottom 25%", "quartile 2"."""
    for match in _QUARTILE.finditer(text):
        word = (match["word"] or match["share"] or "").lower()
        word = _PARTS.get(word, word) or ("top", "second", "third", "bottom")[int(match["number"]) - 1]
        before = text[: match.start()]
        if _is_future(before):
            continue
        role = "from" if re.search(r"\bfrom\s+(?:the\s+)?$", before, re.I) else ""
        yield claim(Kind.QUARTILE, match, word=word, role=role, negated=bool(_NOT_IN.search(before)))


def statuses(text, levels):
    """ "is green", "with an amber rating", "was not rated"; the levels are those of the tables."""
    # Of no levels at all no word is one.
    named = "|".join(map(re.escape, levels)) or "(?!)"
    pattern = re.compile(
        r"\b(?:is|are|was|were|rated|remains?|remained|stays?|stayed|turned|became|judged|at|as"
        r"|status(?: of)?|to|now|still|still at)\s+(?:all\s+|both\s+|each\s+)?"
        r"(?:rated\s+|now\s+|still\s+|shown\s+as\s+|currently\s+)?(?P<not>not\s+(?:rated\s+)?)?"
        rf"(?P<word>{named}|not rated)\b"
        rf"|\b(?:has|have|had|with|given|at)\s+an?\s+(?P<held>{named})\s+"
        r"(?:status|rating)\b"
        rf"|(?:\b(?:quartile|target|band|milestone)|¤),?\s+and\s+(?P<after>{named})\b(?=\s*(?:[.,;)]|$))",
        re.IGNORECASE,
    )
    for match in pattern.finditer(text):
        if _OF_MEASURES.search(text[: match.start()]):
            continue
        word = match["word"] or match["held"] or match["after"]
        yield claim(Kind.STATUS, match, word=word.lower(), negated=bool(match["not"]))


def beside(text, levels):
    """ "above the national average", "in line with our nearest neighbours"."""
    for match in _BESIDE.finditer(text):
        word = next(name for name in ("above", "below", "better", "worse", "level") if match[name])
        yield claim(Kind.BESIDE, match, word=word, role=match["group"].strip())


def group_before(text: str) -> str:
    """The group of councils that a number behind a text is said to be of; "" where it is of none."""
    found = _WHOSE.search(text[-200:])
    return found["group"].strip() if found else ""


def targets(text, levels):
    """ "above its target", "missed the target", "on track"."""
    for match in _TARGET.finditer(text):
        if not _is_future(text[: match.start()]):
            negated = bool(_NEGATION.search(text[: match.start()]))
            yield claim(Kind.TARGET, match, word=match.lastgroup, negated=negated)


def met(text, levels):
    """Whether a target was met, where it is what is spoken of: "it was not achieved"."""
    if re.search(r"\btarget\b", text, re.IGNORECASE):
        for match in _IT_WAS_MET.finditer(text):
            word = {"missed": "missed", "exceeded": "above"}.get(match["word"].lower(), "met")
            yield claim(Kind.TARGET, match, word=word, negated=bool(match["not"]))


def changes(text, levels):
    """ "rose", "has improved", "little changed": how a figure moved since an earlier one."""
    for match in _CHANGE.finditer(text):
        if not _is_future(text[: match.start()]):
            negated = bool(_NEGATION.search(text[: match.start()]))
            yield claim(Kind.CHANGE, match, word=match.lastgroup, negated=negated)


def _is_future(before):
    """Whether what follows is hoped or planned; a forecast is in the tables."""
    return bool(_FUTURE.search(before)) and not _FORECAST.search(before)

"""Finds claims about many measures at once: how many are what, that every one is, which is the highest."""

import re

from performance.rules.prose.claim import Claim, Kind, claim
from performance.rules.prose.said import WORD, counted, numbers_in

# "No measure improved and yet missed its target": of two things at once nothing is counted.
_ALSO = re.compile(r"\s+(?:and (?:yet|still|also)|but|yet)\s", re.IGNORECASE)
# "Of the 14 benchmarked measures"; "of the six off-target measures" is of those alone.
_OF_A_KIND = r"(?:(?:rated|benchmarked|compared|published|reported)\s+)?"
# "Half of the 13 indicators": the number is that of all.
_PART_OF = re.compile(r"\b(?P<part>half|most)\s+of\s+(?:the|our|these)\s+$", re.IGNORECASE)
_WITH = r"(?:\s+with\s+(?:an?\s+)?(?:\w+\s+){0,3}?\w+)?"
_NOUNS = r"(?:measures?|indicators?|metrics?|figures?|targets?)"
_VERB = (
    r"(?:\s+(?:is|are|was|were|have|has|remain|remains|rated|now|been|being|currently|at|that"
    r"|which|shown|as))*"
)
_WHAT = (
    r"given an? (?:rating|status)|off target|on target|not rated|could not be rated|cannot be rated|unrated"
    r"|rated|missing"
    r"|improv(?:ed|ing)|worsen(?:ed|ing)|got worse|in (?:the|our|England['’]s|the region['’]s) "
    r"(?P<part>(?:top|second|third|bottom) quartile|(?:best|second|middle|fourth|worst) fifth)"
)


def listed(text, levels):
    """ "Green: 8; amber: 6" and "green 8, amber 6, red 1": a level and then how many."""
    pattern = re.compile(
        rf"\b(?P<level>{_any(levels)}|not rated)\b\s*(?P<colon>[:=(]|[–-]\s)?\s*"
        rf"(?P<n>{WORD}|\d{{1,3}})\b(?!\s*%|[.,]\d|\s+{_any(levels)}\b)"
        rf"(?:\s+of\s+(?P<of>{WORD}|\d{{1,3}})\b)?",
        re.IGNORECASE,
    )
    found = [*pattern.finditer(text)]
    for match in found:
        # "it is amber, 6 points short" is no list; a single one has to have its colon.
        if match["colon"] or (len(found) > 1 and not match["of"]):
            yield claim(Kind.COUNT, match, word=match["level"].lower(), counts=pair(match))


def every(text, levels):
    """ "Every measure is green", "all rated measures under Prevent need are on target", "… except two"."""
    pattern = re.compile(
        rf"\b(?:every|each|all)\b(?:\s+of)?(?:\s+(?:the|these|our))?(?:\s+(?P<n>{WORD}|\d{{1,3}}))?"
        rf"(?:\s+(?P<rated>rated))?\s+{_NOUNS}(?P<aimed>\s+with\s+(?:an?\s+)?(?:target|status|rating))?"
        rf"(?:\s+(?:under|within|for|in)\s+(?:\w+\s+){{0,4}}?\w+)?"
        rf"{_VERB}\s+(?P<not>not\s+)?(?P<what>(?P<level>{_any(levels)})|{_WHAT}"
        r"|(?:on|at) or above target|above target|below target|meeting (?:its|their) targets?)\b",
        re.IGNORECASE,
    )
    for match in pattern.finditer(text):
        yield claim(
            Kind.EVERY,
            match,
            word=(match["part"] or match["what"]).lower(),
            role="rated" if match["rated"] or match["aimed"] else "",
            counts=(counted(match["n"]) if match["n"] else None,),
            negated=bool(match["not"]),
        )


def bracketed(text, levels):
    """ "Half of the measures that could be rated (8 of 15, or 53%) are green": the count in the brackets."""
    pattern = re.compile(
        rf"\b{_NOUNS}\b[^.;()]{{0,40}}\((?P<n>{WORD}|\d{{1,3}})\s+(?:out\s+)?of\s+(?P<of>{WORD}|\d{{1,3}})\b[^()]{{0,20}}\)"
        rf"{_VERB}\s+(?P<what>(?P<level>{_any(levels)})|{_WHAT})\b",
        re.IGNORECASE,
    )
    for match in pattern.finditer(text):
        word = (match["part"] or match["what"]).lower()
        # The numbers are left to be read as a share.
        yield Claim(Kind.COUNT, *match.span("what"), match["what"], word=word, counts=pair(match))


def all_but(text, levels):
    """ "All but two of the 14 benchmarked measures are above the bottom quartile": how many are not so."""
    pattern = re.compile(
        rf"\ball but (?P<n>{WORD}|\d{{1,3}})(?:\s+of\s+(?:the\s+|our\s+)?(?P<of>{WORD}|\d{{1,3}}))?"
        rf"\s+(?:of\s+the\s+)?{_OF_A_KIND}{_NOUNS}{_WITH}(?:\s+(?:under|within|for)\s+(?:\w+\s+){{0,4}}?\w+)?"
        rf"(?:{_VERB}|\s+(?:sit|sits|stand|stands))\s+"
        rf"(?P<not>not\s+|above the (?=bottom)|out(?:side)? (?:of )?the )?"
        rf"(?P<what>(?P<level>{_any(levels)})|{_WHAT}|(?P<beyond>top|second|third|bottom) quartile)\b",
        re.IGNORECASE,
    )
    for match in pattern.finditer(text):
        word = match["part"] or (f"{match['beyond']} quartile" if match["beyond"] else match["what"])
        whole, but = counted(match["of"] or ""), counted(match["n"])
        yield claim(Kind.EVERY, match, word=word.lower(), counts=(whole, but), negated=bool(match["not"]))


def commonest(text, levels):
    """ "Amber is the most common status", "the most common rating is green"."""
    what = r"the\s+(?P<most{}>most|least)\s+common\s+(?:status|rating)"
    level = rf"(?P<level{{}}>{_any(levels)})"
    pattern = re.compile(
        rf"\b{level.format(1)}\s+(?:is|was|remains)\s+(?:now\s+|still\s+)?{what.format(1)}"
        rf"|\b{what.format(2)}\s+(?:is|was|remains)\s+(?:now\s+|still\s+)?{level.format(2)}\b",
        re.IGNORECASE,
    )
    for match in pattern.finditer(text):
        most = (match["most1"] or match["most2"]).lower()
        yield claim(Kind.ORDER, match, word=most, role=(match["level1"] or match["level2"]).lower())


def shares(text, levels):
    """ "Eight of the fifteen rated measures (53%)": a share of two counts."""
    pattern = re.compile(
        rf"(?P<n>\b{WORD}\b|(?<![\d.,])\b\d{{1,3}}\b)\s+(?:out\s+)?of\s+(?:the\s+|our\s+)?"
        rf"(?P<of>\b{WORD}\b|\d{{1,3}}\b)\s+(?:rated\s+)?{_NOUNS}\s*\((?P<percent>\d[\d.]*\s?%)",
        re.IGNORECASE,
    )
    for match in pattern.finditer(text):
        percent = numbers_in(match["percent"])[0]
        start, end = match.span("percent")
        yield Claim(Kind.SHARE, start, end, match["percent"], number=percent, counts=pair(match))


def counts(text, levels):
    """How many measures are what: "eight measures are green", "2 of the 14 measures", "none is red"."""
    number = (
        rf"(?P<n>\bnot (?:one|a single)\b|\b{WORD}\b|(?<![\d.,])\b\d{{1,3}}\b)(?:\s+(?:out\s+)?of\s+(?:the\s+"
        rf"|our\s+)?(?P<of>\b{WORD}\b|\d{{1,3}}\b))?"
    )
    pattern = re.compile(
        rf"{number}(?:\s+(?:of\s+(?:the|them|these)\s*)?{_OF_A_KIND}(?P<noun>{_NOUNS}"
        rf"|exceptions)(?:\s+(?:out\s+)?of\s+(?P<whole>\d{{1,3}})\b)?{_WITH}(?:\s*\([^().;]{{1,12}}\))?(?:,\s[^.;]{{1,160}}?,)?"
        r"(?:\s+(?:that|which)\s+(?:are|were)\s+(?P<among>off target|on target|rated|not rated))?"
        rf"(?:(?:\s+rated)?\s+(?:under|within|for)\s+(?:\w+\s+){{0,4}}?\w+)?)?"
        rf"{_VERB}\s+(?P<what>(?P<level>{_any(levels)})|{_WHAT})\b"
        rf"(?:\s+(?:{_NOUNS}))?",
        re.IGNORECASE,
    )
    bare = re.compile(
        rf"(?P<all>^\s*of\s+the\s+)?{number}\s+(?:{_NOUNS})\b"
        r"(?(all)(?=(?:\s+(?:reported|listed|shown|considered))?,|\s+in (?:this|the)\b))",
        re.IGNORECASE,
    )
    spans = []
    for match in pattern.finditer(text):
        spans.append(match.span())
        if _ALSO.match(text, match.end()):
            continue
        word, among = (match["part"] or match["what"]).lower(), (match["among"] or "").lower()
        said, whole = pair(match)
        whole = counted(match["whole"]) if match["whole"] else whole
        if part := _PART_OF.search(text[: match.start()]):
            among, said, whole = part["part"].lower(), None, said
        yield claim(Kind.COUNT, match, word=word, role=among, counts=(said, whole))
    for match in bare.finditer(text):
        taken = any(start < match.end() and match.start() < end for start, end in spans)
        # "The two measures of reablement" counts nothing that a table does; "2 of 14 measures" does.
        if not taken and (match["of"] or match["all"]):
            yield claim(Kind.COUNT, match, counts=pair(match))


def pair(match):
    """The two counts of a match, "three of nine" as (3, 9)."""
    return counted(match["n"]), counted(match["of"]) if match["of"] else None


def of_which(text, levels):
    """ "Eight are green, of which four are under Delay need", "six are amber, two of them under …"."""
    level = re.compile(rf"\b(?:{_any(levels)})\b", re.IGNORECASE)
    number = rf"(?P<{{}}>\b{WORD}\b|\d{{{{1,3}}}}\b)"
    pattern = re.compile(
        rf",\s+(?:of (?:which|these)\s+{number.format('n')}|{number.format('n2')}\s+of (?:which|these|them))"
        r"(?:\s+(?:is|are|was|were))?\s+(?:under|in|within)\b",
        re.IGNORECASE,
    )
    for match in pattern.finditer(text):
        before = level.findall(text[: match.start()])
        if before:
            counts = (counted(match["n"] or match["n2"]), None)
            yield claim(Kind.COUNT, match, word=before[-1].lower(), counts=counts)


def orders(text, levels):
    """ "The highest of the four kinds of contact is ...": among how many, and of what."""
    pattern = re.compile(
        rf"\b(?P<most>highest|lowest|largest|smallest)\b(?:\s+\w+){{0,2}}?\s+(?:of|among)\s+(?:the\s+)?"
        rf"(?P<n>{WORD}|\d{{1,2}})\s+(?:(?:kinds|types)\s+of\s+)?(?P<noun>[a-z]{{4,}})",
        re.IGNORECASE,
    )
    for match in pattern.finditer(text):
        word = "highest" if match["most"].lower() in ("highest", "largest") else "lowest"
        yield claim(Kind.ORDER, match, word=word, role=match["noun"].lower(), counts=(counted(match["n"]),))


def _any(levels):
    return "|".join(map(re.escape, levels)) or "(?!)"

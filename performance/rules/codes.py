"""Codes of measures as they are printed, and the one spelling that they share.

A printed code is an alias of a measure, never its identity: "1C1A", "1C(1A)", "1C pt 1a" and "ASCOF 1C part
1a" are one, and codes change their meaning between years.
"""

import re

from performance.rules.alphabets import normalised

_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5", "VI": "6"}
# "part i", "pt 2", "(ii)": a roman number only where it can be nothing else.
_PART = re.compile(r"(?:\b(?:PARTS?|PTS?)\b\.?\s*|\()\s*(VI|IV|V|I{1,3})(?=[\s)]|$)")
_PART_WORD = re.compile(r"(?<![A-Z])(?:PARTS?|PTS?)(?![A-Z])\.?")
_FRAMEWORK = re.compile(r"^(?P<name>[A-Z][A-Z&]{2,19})[\s:–-]+(?=[0-9])")
_CODE = re.compile(r"(?=.*[0-9])[A-Z]{0,6}[0-9][A-Z0-9.]{0,10}")


def canonical(code: str) -> str:
    """The one spelling of a printed code, "" for a text without one.

    >>> [canonical(code) for code in ("1C1A", "1C(1A)", "1C pt 1a", "1C part 1a", "ASCOF 1C(1a)")]
    ['1C1A', '1C1A', '1C1A', '1C1A', '1C1A']
    >>> canonical("2A part ii"), canonical("2A pt 2"), canonical("1I pt 1"), canonical("HR-01")
    ('2A2', '2A2', '1I1', 'HR01')
    """
    text = normalised(code)[0].upper().strip()
    framework = _FRAMEWORK.match(text)
    if framework:
        text = text[framework.end() :]
    text = _PART.sub(lambda match: f" {_ROMAN[match[1]]}", text)
    text = _PART_WORD.sub(" ", text)
    return re.sub(r"[^A-Z0-9.&+]", "", text)


def split_framework(text: str) -> tuple[str, str]:
    """The framework and the code of a printed pair: "ASCOF 3D pt 1" is ("ASCOF", "3D pt 1").

    A text without a framework's name before a code has none: "HR01" is ("", "HR01"). Two letters are part of
    the code ("NI 135").
    """
    text = normalised(text)[0].strip()
    match = _FRAMEWORK.match(text.upper())
    if not match:
        return "", text
    return text[: len(match["name"])], text[match.end() :].strip()


def is_code(text: str) -> bool:
    """Whether a text is a code and nothing else: "2B pt 1" is one, "27 visits made" is none."""
    return bool(_CODE.fullmatch(canonical(text))) and len(text.strip()) <= 20

"""Letters from other alphabets that look like ours, in cells that were copied and pasted.

"1С1А" with two Cyrillic letters is printed like "1C1A" and equals nothing. Only what is mixed is put right: a
word wholly in another alphabet (a Greek name) is left as it is, and reported.
"""

import re
import unicodedata
from typing import NamedTuple

# Capital and small letters that are drawn like a Latin one.
_CYRILLIC = dict(
    zip("АВСЕНІЈКМОРЅТУХаеһіјкморсѕух", "ABCEHIJKMOPSTYXaehijkmopcsyx", strict=True),
)
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo", strict=True))
LOOK_ALIKES = _CYRILLIC | _GREEK

# Typing that means nothing: put right without a word.
_QUIET = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
        **dict.fromkeys("‘’‚‛′´`", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f", None),
        **dict.fromkeys(
            "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f", " "
        ),
        **{
            "ﬀ": "ff",
            "ﬁ": "fi",
            "ﬂ": "fl",
            "ﬃ": "ffi",
            "ﬄ": "ffl",
            "％": "%",
            "／": "/",
            "（": "(",
            "）": ")",
        },
        **{"\u3000": " ", "，": ",", "．": ".", "＜": "<", "＞": ">", "￡": "£"},
    }
)
# A space made for parting thousands stays between digits, where it is part of the number.
_THOUSANDS = re.compile(r"(?<=[0-9])[\u00a0\u2009\u202f](?=[0-9]{3}(?![0-9]))")
_KEPT = "\ue000"
_WORD = re.compile(r"[^\W_]+")


class Found(NamedTuple):
    """A letter that was replaced, or a word that was left: where it stands, what it is, its Unicode name.

    `position` counts from 0 in the text after quiet typing was put right; `by` is what now stands there, ""
    where the text was left as it was.
    """

    position: int
    char: str
    name: str
    by: str


def quiet(text: str) -> str:
    """Typographic dashes, quotes, spaces and ligatures as a keyboard types them: "56–61%" is "56-61%".

    >>> quiet("56–61% of ‘Prevent Need’")
    "56-61% of 'Prevent Need'"
    """
    kept = _THOUSANDS.sub(_KEPT, text.replace(_KEPT, ""))
    return kept.translate(_QUIET).replace(_KEPT, "\u00a0")


def normalised(text: str) -> tuple[str, list[Found]]:
    """The text with look-alike letters in mixed words made Latin, and what was found.

    "1С1А" with Cyrillic С and А:

    >>> normalised("1\u04211\u0410")
    ('1C1A', [Found(position=1, char='С', name='CYRILLIC CAPITAL LETTER ES', by='C'), \
Found(position=3, char='А', name='CYRILLIC CAPITAL LETTER A', by='A')])

    Full-width and mathematical letters and digits are always replaced. A mixed word with a letter that
    looks like none of ours is left whole, and reported as a word with `by` "".
    """
    text = quiet(text)
    found, pieces, end = [], [], 0
    for match in _WORD.finditer(text):
        word, there = _word(match[0], match.start())
        pieces += [text[end : match.start()], word]
        found += there
        end = match.end()
    return "".join(pieces) + text[end:], found


def _word(word, start):
    if word.isascii():
        return word, []
    by = [_latin(char) for char in word]
    foreign = [char for char in word if _is_foreign(char)]
    ours = any(char.isascii() or unicodedata.name(char, "").startswith("LATIN") for char in word)
    if foreign and (not ours or any(char not in LOOK_ALIKES for char in foreign)):
        alphabets = " and ".join(sorted({unicodedata.name(char, "UNNAMED").split()[0] for char in foreign}))
        return word, [Found(start, word, f"a word with {alphabets} letters", "")]
    found = [
        Found(start + i, char, unicodedata.name(char, "UNNAMED"), now)
        for i, (char, now) in enumerate(zip(word, by, strict=True))
        if now != char
    ]
    return "".join(by), found


def _latin(char):
    if char in LOOK_ALIKES:
        return LOOK_ALIKES[char]
    # Full-width and mathematical letters and digits are ours in another dress; "²" and "½" are not.
    if unicodedata.decomposition(char).startswith(("<wide>", "<font>")):
        plain = unicodedata.normalize("NFKC", char)
        return plain if len(plain) == 1 and plain.isascii() else char
    return char


def _is_foreign(char):
    if char.isascii() or (_latin(char).isascii() and char not in LOOK_ALIKES):
        return False
    if unicodedata.category(char) == "Nd":
        return True
    # "º", "µ" and raised letters ("27ᵗʰ") belong to no other alphabet.
    return unicodedata.category(char) in ("Lu", "Ll", "Lt") and not unicodedata.name(char, "").startswith(
        ("LATIN", "MICRO")
    )


def sentence(found: Found) -> str:
    """What was found, for the report: "“С” (CYRILLIC CAPITAL LETTER ES) was read as “C”."."""
    if found.by:
        return f"“{found.char}” ({found.name}) was read as “{found.by}”."
    return f"“{found.char[:40]}” is {found.name}; it was left as it is. Type it anew if it should be English."

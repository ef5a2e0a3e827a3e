"""Text that many people typed and pasted, made fit for every file of a pack before it is frozen.

Markup is no matter of this: everything is printed as text. What is taken out is what no reader sees and some
reader's program trips over: control characters, marks that turn the direction of what stands beside them, and
halves of characters. Pure.
"""

import re

# Nobody reads more in one place of a committee's paper; what is cut off says so.
LONGEST = 60_000
CUT = "… (cut here: the text has {length:,} characters)"
# Controls but for tab and line feed, marks and overrides of direction, byte order marks, non-characters.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_LINE_ENDS = re.compile("\r\n?|\u2028|\u2029|\x85|\x0b|\x0c")
_HALVES = re.compile("[\ud800-\udfff]")
# More marks above one letter than any language has run into the lines around it.
_MARKS = re.compile("([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{3})"
                    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")  # fmt: skip


def clean(text: str) -> str:
    r"""A text as it may be printed.

    >>> clean("one\x00 two\u202e\r\nthree \ud800"), len(clean("x" * 70_000)) < 60_100
    ('one two\nthree �', True)
    """
    if len(text) > LONGEST:
        text = text[:LONGEST] + CUT.format(length=len(text))
    text = _UNSEEN.sub("", _LINE_ENDS.sub("\n", text))
    return _MARKS.sub(r"\1", _HALVES.sub("\ufffd", text))


def cleaned(plain):
    """Plain data with every text in it clean, keys as well: what refers to a name still does."""
    if isinstance(plain, str):
        return clean(plain)
    if isinstance(plain, dict):
        return {cleaned(key): cleaned(value) for key, value in plain.items()}
    if isinstance(plain, list | tuple):
        return [cleaned(value) for value in plain]
    return plain

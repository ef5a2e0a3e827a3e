"""Cells without a figure: stated reasons, errors of a spreadsheet, names of people."""

import re

from performance.rules.printed_periods import read_day
from performance.rules.printed_types import Absence, Problem, Reason, Trouble, problem

_ERRORS = re.compile(r"#(DIV/0!|REF!|N/A|NAME\?|VALUE!|NUM!|NULL!|#+)", re.I)
_SURVEY = re.compile(
    r"survey\b.*\b(not|no|cancelled|suspended|paused|biennial)\b|\bno\b.*\bsurvey\b", re.I | re.S
)
_REASONS = (
    (Reason.SUPPRESSED, re.compile(r"\*+|\[c\]|\(c\)|suppressed|small numbers?( suppressed)?", re.I)),
    (Reason.NOT_APPLICABLE, re.compile(r"n\s*/\s*a\.?|na|\[z\]|not applicable", re.I)),
    (
        Reason.NOT_PUBLISHED,
        re.compile(
            r"not (yet )?(published|available|reported|collected|released|produced|known|received)\b.*"
            r"|(data |figures? )?(awaited|pending|unavailable|not (yet )?available|to follow)\b.*"
            r"|awaiting\b.*|no data( available)?|(nhs|national) data|\[x\]|\.\.|x|tb[ca]"
            r"|to be (confirmed|advised|reported)\b.*|no longer (published|collected|reported)\b.*"
            r"|unpublished|discontinued\b.*",
            re.I | re.S,
        ),
    ),
)
_DUE = re.compile(
    r"(?:data |figures? )?(?:is |are )?(?:next )?(?:due|available|expected|published)"
    r"(?: in| on| by| from)?\s+(?P<day>.+)",
    re.I | re.S,
)
_NAME_WORDS = r"[A-Z][a-z'-]+(?:\s+[A-Z][A-Za-z'-]+)?"
_NAME = re.compile(rf"{_NAME_WORDS}(?:\s*(?:/|&|,|and)\s*{_NAME_WORDS})*")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
# Words that stand in cells with a capital and are nobody's name.
_NOT_NAMES = frozenset(
    [
        *(
            "high",
            "low",
            "higher",
            "lower",
            "green",
            "amber",
            "red",
            "blue",
            "yes",
            "no",
            "none",
            "top",
            "bottom",
        ),
        *(
            "second",
            "third",
            "good",
            "poor",
            "better",
            "worse",
            "up",
            "down",
            "same",
            "within",
            "band",
            "nil",
        ),
        *(
            "improving",
            "worsening",
            "stable",
            "achieved",
            "monthly",
            "quarterly",
            "annual",
            "baseline",
            "improve",
        ),
        *(
            "increase",
            "decrease",
            "reduce",
            "maintain",
            "medium",
            "inadequate",
            "outstanding",
            "average",
            "median",
        ),
        *("mean", "total", "unknown", "target", "above", "below", "zero", "quartile", "national", "england"),
    ]
)


def read_absence(text: str) -> Absence | None:
    """The reason for no figure that a text states, or None.

    "Survey is biennial and not completed in 2019-20", "NHS Data", "[c]", "*", "n/a", "TBC" and "Due June
    2019" (30 June 2019) state one. What is to be confirmed, or due on no day that can be read, is not
    published.
    """
    # "45% (survey not weighted)" is a figure.
    if _SURVEY.search(text) and not re.match(r"\W*\d", text):
        return Absence(text, Reason.SURVEY_NOT_RUN)
    for reason, pattern in _REASONS:
        if pattern.fullmatch(text):
            return Absence(text, reason)
    if match := _DUE.fullmatch(text):
        day = read_day(match["day"])
        return Absence(text, Reason.DUE_ON, day) if day else Absence(text, Reason.NOT_PUBLISHED)
    if match := re.fullmatch(r"(?P<reason>[^()]+?)\s*\([^()]*\)", text):
        inner = read_absence(match["reason"])
        return Absence(text, inner.reason, inner.due) if inner else None
    return None


def read_error(text: str) -> Problem | None:
    """A problem for "#DIV/0!" and its kind, which a spreadsheet shows where its formula failed; else None."""
    if not _ERRORS.match(text):
        return None
    rest = "is an error of the spreadsheet's formula. Put the formula right, or leave the cell empty."
    return problem(text, Trouble.SPREADSHEET_ERROR, rest)


def looks_like_name(text: str) -> bool:
    """Whether a text is a person's name or several ("Emma/Claire"), or an e-mail address."""
    if _EMAIL.fullmatch(text):
        return True
    words = re.findall(r"[A-Za-z'-]+", text)
    return bool(_NAME.fullmatch(text)) and not any(word.lower() in _NOT_NAMES for word in words)


def no_figure(printed: str, body: str) -> Problem:
    """The problem of a text that is no figure: a name where a figure belongs, or something else."""
    if looks_like_name(body):
        return problem(
            printed,
            Trouble.NAME,
            "is a name where a figure belongs. Put the person under “Owner”, and leave this empty until "
            "there is a figure.",
        )
    return problem(
        printed,
        Trouble.NOT_A_FIGURE,
        "is not a figure or a known reason for none. Give the figure, or for example “Not published”.",
    )

"""Reasons for having no figure, and what each does to the rating, to a total and to an average.

The choice behind the table: a reason says whether something was there to count. Where nothing was
(not applicable) the rest is the whole. Where something was and we do not know it (not published, not due
yet, late, missing) a total falls short and says so, and an average is of what is known and says so. Where
we know it and may not print it (suppressed) nothing that it could be worked out from is printed either.
None of them is ever 0.
"""

from dataclasses import dataclass
from enum import StrEnum


class Absence(StrEnum):
    """Why a measure has no figure for a period. The first five are stated by a person, the rest are seen."""

    SURVEY_NOT_RUN = "survey_not_run"
    NOT_PUBLISHED = "not_published"
    SUPPRESSED = "suppressed"
    NOT_APPLICABLE = "not_applicable"
    DUE_ON = "due_on"
    LATE = "late"
    MISSING = "missing"


@dataclass(frozen=True)
class Effect:
    """What an absence does; `rating`, `total` and `average` are sentences for people.

    `one` and `many` follow the labels of periods in a note ("May 2020 was not published"). `expected` is
    False where there was nothing to count: the period is not asked for. `hides` is True where no total,
    share or average that holds the period may be printed. `total_complete` and `average_complete` say
    whether what is left is still the whole.
    """

    rating: str
    total: str
    average: str
    one: str
    many: str
    expected: bool = True
    hides: bool = False
    total_complete: bool = False
    average_complete: bool = False


_PART = "The sum of the periods that have a figure is shown as incomplete (“7 of 8 months”) and not rated."
_KNOWN = "Taken over the periods that have figures, rated, and said to be over so many of so many."

EFFECTS = {
    Absence.SURVEY_NOT_RUN: Effect(
        rating="Not rated; the reason is printed as written.",
        total=_PART,
        average="Left out: the average of the surveys that were run is whole.",
        one="had no survey",
        many="had no survey",
        average_complete=True,
    ),
    Absence.NOT_PUBLISHED: Effect(
        rating="Not rated; the reason is printed as written.",
        total=_PART,
        average=_KNOWN,
        one="was not published",
        many="were not published",
    ),
    Absence.SUPPRESSED: Effect(
        rating="Not rated: a rating would tell what the figure is near.",
        total="Suppressed as well: the figure could be worked out from the total by subtraction.",
        average="Suppressed as well, for the same reason.",
        one="is suppressed",
        many="are suppressed",
        hides=True,
    ),
    Absence.NOT_APPLICABLE: Effect(
        rating="Not rated; the reason is printed as written.",
        total="Left out: nothing happened that could be counted, and the rest is the whole.",
        average="Left out: the average of the rest is whole.",
        one="is not applicable",
        many="are not applicable",
        expected=False,
        total_complete=True,
        average_complete=True,
    ),
    Absence.DUE_ON: Effect(
        rating="Not rated; the date on which it is due is printed.",
        total=_PART,
        average=_KNOWN,
        one="is not due yet",
        many="are not due yet",
    ),
    Absence.LATE: Effect(
        rating="Not rated, and listed among the missing returns.",
        total=_PART,
        average=_KNOWN,
        one="is late",
        many="are late",
    ),
    Absence.MISSING: Effect(
        rating="Not rated: no figure has been given.",
        total=_PART,
        average=_KNOWN,
        one="is missing",
        many="are missing",
    ),
}


def effect_of(code: str) -> Effect:
    """The effect of a reason; "" is a figure that nobody has given or explained, and so missing.

    A suppressed month hides the year's total, and one that is not applicable does not touch it:

    >>> effect_of("suppressed").hides, effect_of("not_applicable").total_complete
    (True, True)

    Raises ValueError for a code that is none of these.
    """
    return EFFECTS[Absence(code or Absence.MISSING)]

"""What every reader makes of a file, whatever its shape: figures, each with the place it was printed at."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

COLUMNS = ("value", "numerator", "denominator", "respondents", "margin")


@dataclass(frozen=True)
class Year:
    """A year or span of years as the product writes it, with its first and last day.

    `status` is what the label itself said: "2018 (Rev)" is revised, "2025 (prov)" provisional.
    """

    label: str
    starts_on: date
    ends_on: date
    status: str = "final"


@dataclass(frozen=True)
class Cell:
    """One cell: a number, or the marker in its place, and the second figure where it holds two.

    The second may be a marker too: "60 (:)". `marker` is the source's word without its brackets ("c", "x",
    "z", ":"). `printed` is what the file holds.
    """

    value: Decimal | None = None
    marker: str = ""
    second: Decimal | None = None
    second_marker: str = ""
    printed: str = ""


@dataclass(frozen=True)
class Figure:
    """One published figure, ready to be kept.

    Exactly one of `authority_id` and `group_id` is set; `statistic` says what was published of the group.
    Exactly one of `value` and `marker` is set. `markers` and `second` hold what the other cells said, by the
    names in `COLUMNS`; numbers in `second` are text, so that nothing is rounded on the way, and a second that
    is a marker is the marker.
    """

    indicator_id: int
    year: Year
    place: str
    breakdown: str = ""
    authority_id: int | None = None
    group_id: int | None = None
    statistic: str = "average"
    value: Decimal | None = None
    marker: str = ""
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    respondents: Decimal | None = None
    margin: Decimal | None = None
    markers: dict[str, str] = field(default_factory=dict)
    second: dict[str, str] = field(default_factory=dict)

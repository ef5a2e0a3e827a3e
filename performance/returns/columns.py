"""The columns of a return: their headings, what is typed into them, and how a heading is recognised."""

from dataclasses import dataclass

from performance.rules.alphabets import quiet

FIGURES, PARTS, READ_ME, LISTS = "Figures", "Parts", "Read me", "Lists"


@dataclass(frozen=True)
class Column:
    """One column. `name` is a field of the entry form, or what identifies or explains the row.

    `kind` is "key" (says whose row it is), "shown" (to read only), "figure", "choice", "day", "short" or
    "long" (texts); `width` is in characters.
    """

    name: str
    heading: str
    kind: str
    width: int
    note: str = ""

    @property
    def is_typed(self):
        return self.kind not in ("key", "shown")


KEYS = (
    Column("measure", "Measure ID", "key", 24, "The measure's lasting name. Do not change it."),
    Column("period", "Period", "key", 16, "What the figure is of. Do not change it."),
    Column(
        "version", "Version", "key", 18, "Which state of the figure the file was made from. Do not change."
    ),
)
FIGURE_COLUMNS = (
    *KEYS,
    Column("title", "Measure", "shown", 38),
    Column("code", "Code", "shown", 14),
    Column("state", "State", "shown", 18, "How far the figure was when the file was made."),
    Column("due", "To be submitted by", "shown", 16),
    Column("unit", "What to enter", "shown", 34),
    Column("last", "Last figure", "shown", 22),
    Column("target", "Target", "shown", 12),
    Column(
        "value",
        "Figure",
        "figure",
        13,
        "Write 45.6 or 45.6%, 1,089, £1.2m. Where there is a numerator and a denominator the figure is "
        "worked out from them: leave it empty, or give it and it is compared with them.",
    ),
    Column("numerator", "Numerator", "figure", 13, "The upper number of the fraction."),
    Column("denominator", "Denominator", "figure", 13, "The lower number of the fraction."),
    Column("companion", "Beside it", "figure", 13, "The second figure, such as a number of admissions."),
    Column("forecast", "Forecast", "figure", 13, "What you expect for the whole year."),
    Column("forecast_companion", "Beside the forecast", "figure", 13, "The second figure of the forecast."),
    Column("forecast_method", "How the forecast was made", "short", 26, "Optional."),
    Column(
        "absence", "Reason for none", "choice", 26, "Only where there is no figure. Choose from the list."
    ),
    Column(
        "absence_note", "In your own words", "short", 30, "Printed as you write it, in place of the figure."
    ),
    Column("absence_due_on", "Figure is due on", "day", 14, "A date; only with the reason “Due on a date”."),
    Column("outlook", "Outlook for the year", "choice", 24, "Asked with every figure that is off target."),
    Column("judged_level", "Status by judgement", "choice", 18, "Only where the status is a judgement."),
    Column(
        "commentary_public",
        "Commentary for publication",
        "long",
        60,
        "Printed in committee papers. Name posts, not people.",
    ),
    Column("commentary_internal", "Internal commentary", "long", 40, "Never printed."),
)
PART_COLUMNS = (
    *KEYS[:2],
    Column("dimension", "Division ID", "key", 18, "Do not change it."),
    Column("category", "Part ID", "key", 18, "Do not change it."),
    Column("title", "Measure", "shown", 38),
    Column("division", "Division", "shown", 22),
    Column("part", "Part", "shown", 30),
    Column("value", "Figure", "figure", 13, "Where a part is none, enter 0."),
)
ABSENCE = ("absence", "absence_note", "absence_due_on")


def heading_key(text: str) -> str:
    """A heading as it is compared: "  figure*" and "Figure" are the same."""
    return " ".join(quiet(text).replace("*", " ").lower().split())


def by_heading(columns):
    """The columns by their headings as they are compared."""
    return {heading_key(column.heading): column for column in columns}

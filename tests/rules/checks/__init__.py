"""Checks at entry, tested without a database: the short ways of writing a history that their tests share."""

from datetime import date
from decimal import Decimal as D

from performance.rules.calendar import add_months
from performance.rules.checks.found import Context, Past

JUNE = date(2020, 6, 1)


def past(*figures, before=JUNE, **more):
    """One figure a month up to the month before; None leaves a month out."""
    starts = [add_months(before, number - len(figures)) for number in range(len(figures))]
    return tuple(
        Past(start, D(str(figure)), **more)
        for start, figure in zip(starts, figures, strict=True)
        if figure is not None
    )


def months(*figures, before=JUNE, **more):
    """The context of a month after these figures."""
    return Context("month", before, past(*figures, before=before), **more)

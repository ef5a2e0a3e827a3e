"""The one question: what is there to ask about this figure?"""

from performance.rules.checks.against_history import history_findings
from performance.rules.checks.expected import Expected, TooLittle, expected_for
from performance.rules.checks.found import Context, Figure, Finding
from performance.rules.checks.within import inner_findings


def check(figure: Figure, context: Context) -> list[Finding]:
    """All that there is to ask about a figure: what contradicts itself first, then what is unlikely.

    After six months between 990 and 1,020 a figure of 10,050 is ten times too large:

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from performance.rules.checks.found import Past
    >>> from performance.rules.numbers import Unit, UnitKind
    >>> figures = [1000, 1010, 990, 1005, 1020, 995]
    >>> past = tuple(Past(date(2020, 1 + i, 1), Decimal(figure)) for i, figure in enumerate(figures))
    >>> context = Context("month", date(2020, 7, 1), past)
    >>> found = check(Figure(Unit(UnitKind.COUNT), Decimal(10050)), context)
    >>> [(finding.code.value, finding.severity.value, str(finding.meant)) for finding in found]
    [('units', 'serious', '1005')]

    Pure and the same for the same question; never raises for figures that can be stored.
    """
    return check_against(figure, context, expected_for(figure.unit, context))


def check_against(figure: Figure, context: Context, expected: Expected | TooLittle) -> list[Finding]:
    """The same, where what is expected in this context is already known: many figures are tried in one."""
    return [*inner_findings(figure, context), *history_findings(figure, context, expected)]

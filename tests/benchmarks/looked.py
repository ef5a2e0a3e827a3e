"""Eight made-up councils with their figures, apart from all real ones: what the pages' tests look at.

Alder to Holly are England's councils here; Alder's neighbours are Beech to Fir, and its
region holds Alder to Dogwood.
"""

from datetime import date
from decimal import Decimal

from benchmarking import recomputing
from benchmarking.models import (
    Authority,
    AuthorityName,
    ComparatorGroup,
    GroupFigure,
    Indicator,
    IndicatorBreak,
    IndicatorCode,
    Membership,
    Observation,
    Source,
)
from benchmarking.resolving import key_of

NAMES = ("Alder", "Beech", "Cedar", "Dogwood", "Elm", "Fir", "Gorse", "Holly")
OURS = "ZA1"
YEARS = ("2018/19", "2019/20")

# (2018/19, 2019/20) of each council in the order of NAMES; None is suppressed.
CARE = ["60.0 61.5", "62.0 63.0", "64.0 64.0", "66.0 67.0", "68.0 69.0", "70.0 71.0", "72.0 73.0", "74.0 -"]
# Of 20,000 people each; low is good.
ADMISSIONS = ["600 500", "400 400", "450 450", "500 500", "550 550", "610 610", "650 650", "700 700"]
NEUTRAL = ["10 12", "11 11", "12 12", "13 13", "14 14", "15 15", "16 16", "17 17"]
# Only three councils took part, Alder among them.
SURVEY = ["- 50.0", "- 52.0", "- 54.0", "- -", "- -", "- -", "- -", "- -"]
SPEND = ["- 600", "- 610", "- 620", "- 630", "- 640", "- 650", "- 660", "- -"]


def build():
    """The councils, their groups and figures, and what is derived from them; returns name -> authority."""
    source = Source.objects.create(
        title="Care figures, made up",
        publisher="The tests",
        published_on=date(2020, 6, 1),
        licence="OGL v3.0",
    )
    councils = {name: _council(place, name) for place, name in enumerate(NAMES, start=1)}
    england = _group("england", "England", councils.values())
    _group("region", "North", [councils[name] for name in NAMES[:4]])
    _group("neighbours", "Alder’s neighbours", [councils[name] for name in NAMES[1:6]], of=councils["Alder"])
    care = _indicator("satisfied", "Satisfied with care", "high", "%", code="3A", topic="Care")
    admitted = _indicator(
        "admitted",
        "Admissions",
        "low",
        "per 100,000",
        code="2A",
        topic="Homes",
        per=100000,
        counts="admissions",
    )
    contacts = _indicator("contacts", "Contacts", "none", "", code="9X", topic="Care")
    survey = _indicator("survey", "Safe at home", "high", "%", code="4A", topic="Care")
    for indicator, figures in (
        (care, CARE),
        (admitted, ADMISSIONS),
        (contacts, NEUTRAL),
        (survey, SURVEY),
    ):
        _observe_all(source, indicator, councils, figures)
    for year, value in zip(YEARS, ("66.9", "67.5"), strict=True):
        GroupFigure.objects.create(group=england, value=Decimal(value), **_about(source, care, year))
    compute()
    return councils


def add_spending():
    """What each council but Holly spends in 2019/20."""
    spending = _indicator("spending", "Spending", "none", "£ per head", is_spend=True, code="£")
    councils = {one.short_name: one for one in Authority.objects.filter(code__startswith="ZA")}
    _observe_all(Source.objects.get(title="Care figures, made up"), spending, councils, SPEND)
    compute()


def compute():
    recomputing.recompute(
        list(Indicator.objects.filter(slug__startswith="looked-").values_list("pk", flat=True))
    )


def indicator(name):
    return Indicator.objects.get(slug=f"looked-{name}")


def break_series(name, year, reason="A new definition.", **options):
    return IndicatorBreak.objects.create(indicator=indicator(name), year=year, reason=reason, **options)


def _council(place, name):
    made = Authority.objects.create(
        code=f"ZA{place}", name=f"{name} Council", short_name=name, nation="England", tier="upper"
    )
    for spelled in (name, f"Borough of {name}"):
        AuthorityName.objects.create(authority=made, name=spelled, key=key_of(spelled))
    return made


def _group(kind, title, members, of=None):
    group = ComparatorGroup.objects.create(
        slug=f"{kind}-looked", title=title, kind=kind, of=of, listing="The list of 2019" if of else ""
    )
    Membership.objects.bulk_create(Membership(group=group, authority=member) for member in members)
    return group


def _indicator(slug, title, polarity, unit, *, code, **options):
    made = Indicator.objects.create(
        slug=f"looked-{slug}", title=title, polarity=polarity, unit=unit, decimals=1, **options
    )
    IndicatorCode.objects.create(indicator=made, framework="Made up", code=code)
    return made


def _observe_all(source, indicator, councils, figures):
    for name, printed in zip(NAMES, figures, strict=True):
        for year, value in zip(YEARS, printed.split(), strict=True):
            _observe(source, indicator, councils[name], year, value)


def _observe(source, indicator, council, year, printed):
    about = _about(source, indicator, year)
    if printed == "-":
        return Observation.objects.create(authority=council, marker="c", **about)
    value = Decimal(printed)
    if indicator.per:
        about |= {"numerator": value / 5, "denominator": Decimal(20000)}
    return Observation.objects.create(authority=council, value=value, **about)


def _about(source, indicator, year):
    first = int(year[:4])
    return {
        "indicator": indicator,
        "year": year,
        "starts_on": date(first, 4, 1),
        "ends_on": date(first + 1, 3, 31),
        "source": source,
    }

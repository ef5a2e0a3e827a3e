"""A council's one-page scorecard, as it was published, for pages and packs to be looked at and tested with.

The figures and the names of the measures are facts from a one-page scorecard of an English council's adult
social care (`one-page-scorecard.txt` and `scorecard_as_published.csv` in the reference material). It states
no year: the periods here are chosen, and the names of the three parts of the savings, which it does not give.
Its printed forms are kept by meaning: a score of 19.50% is 19.5 out of 24, 100.87/14.3 is 100.87 FTE and
14.3%, three columns of ratings are one composition, and where a name stands in the place of a figure the
measure is in development and shows its owner's post. Biennial surveys are placed in 2018/19, so that they are
carried forward.
"""

from datetime import date
from decimal import Decimal

from django.utils import timezone

from performance import configuration, recompute, workflow
from performance.models import (
    CalculationInput,
    Category,
    Column,
    ComparisonFigure,
    Dimension,
    Directorate,
    Measure,
    MeasureRole,
    Period,
    Person,
    Placement,
    RagRule,
    Scorecard,
    Section,
)
from tests import world

SLUG = "one-page-scorecard"
SOURCE = "One-page scorecard of an English council's adult social care, as published; periods are chosen"
# Slug, title, unit, decimals, aim, figure, national figure ("n/a" and the like are notes), how often.
OUTCOMES = [
    ("quality-of-life", "Social care related quality of life", "score", 1, "high", "19.5", "19.1", "annual"),
    ("control", "People with control over daily life", "percent", 1, "high", "82.2", "79.9", ""),
    ("self-directed", "Clients who receive self directed support", "percent", 0, "high", "81", "90", ""),
    ("carers-self-directed", "Carers with self directed support", "percent", 1, "high", "99.0", "84.0", ""),
    ("direct-payment", "Clients who receive a direct payment", "percent", 1, "high", "25.2", "27.0", ""),
    ("carers-quality", "Carer related quality of life", "score", 1, "high", "6.6", "n/a", "biennial"),
    ("ld-employment", "Clients with LD in paid employment", "percent", 1, "high", "2", "6.0", ""),
    ("ld-settled", "Clients with LD in settled accommodation", "percent", 1, "high",
     "77.6", "78.0", ""),
    ("carers-contact", "Carers who have as much social contact as they want", "percent", 1, "high",
     "11.7", "n/a", "biennial"),
    ("admissions-18-64", "New permanent placements, 18 to 64", "rate", 1, "low", "4.5", "13.0", ""),
    ("admissions-65", "New permanent placements, 65 and over", "rate", 0, "low", "170", "586", ""),
    ("still-at-home", "Clients 65 and over at home 91 days after discharge", "percent", 1, "high",
     "76.0", "82.9", ""),
    ("reablement-offered", "Hospital discharges to reablement", "percent", 1, "high", "1.1", "2.9", ""),
    ("transfers", "Delayed transfers of care from hospital", "rate", 2, "low", "14.8", "NHS Data", ""),
]  # fmt: skip
# Slug, title, unit, decimals, aim, figure ("" is in development), target as printed.
OUTPUTS = [
    ("volumes", "Total client volumes", "count", 0, "none", "5373", "-"),
    ("reviews", "Annual reviews completed (all services)", "percent", 2, "high", "70.40", ">90%"),
    ("safeguarding", "Safeguarding: monthly demand", "count", 0, "none", "384", "-"),
    ("personal", "Making safeguarding personal", "percent", 1, "high", "86.0", "95%"),
    ("dols", "Deprivation of liberty safeguards: waiting list", "count", 0, "low", "1861", "<250"),
    ("front-door", "Advice and contact calls handled at the front door", "percent", 0, "high", "84", ">80%"),
    ("care-act", "Care Act assessment", "days", 0, "low", "", "<14 days"),
    ("ot-provision", "Occupational therapy service provision", "days", 0, "low", "", "<28 days"),
    ("shared-lives", "Shared lives clients", "count", 0, "high", "27", "46"),
    ("cqc-registered", "Registered services: CQC ratings", "composition", 0, "high", "0 2 2", ""),
    ("cqc-commissioned", "Commissioned older people's services: CQC ratings", "composition", 0, "high",
     "4 69 193", ""),
    ("brokerage", "Brokerage: average waiting time", "days", 0, "low", "22", "<5"),
]  # fmt: skip
# Slug, title, unit, decimals, aim, figure, companion in per cent, whole council, target as printed.
PEOPLE = [
    ("engagement", "Staff engagement level index", "percent", 0, "high", "73", "", "70", "80%"),
    ("turnover", "Turnover rate (voluntary)", "percent", 1, "low", "10", "", "9.4", "10%"),
    ("vacancies", "Vacancies", "fte", 2, "low", "100.87", "14.3", "", "<30"),
    ("sickness", "Sickness (days per employee)", "days", 1, "low", "16.0", "", "9.0", "9.0"),
    ("appraisals", "Appraisals complete", "percent", 1, "high", "19.5", "", "31.8", "100%"),
]
# Slug, title, budget, period 6, over or (under), in £m.
BUDGET = [
    ("services-18", "18+ services", "48.902", "51.066", "2.164"),
    ("mental-health", "Mental Health (incl. AMHP, EDS)", "18.281", "17.838", "-0.443"),
    (
        "learning-disabilities",
        "Learning Disabilities (CTPLD, Provider services)",
        "51.914",
        "52.027",
        "0.113",
    ),
    ("commissioning", "Commissioning", "23.019", "23.384", "0.365"),
]
TOTAL = ("budget-total", "Total", "142.116", "144.315", "2.199")
SAVINGS = ("10.85", "1.502", "2.987")


def build():
    """The scorecard with its four sections, for September 2020; returns it."""
    scorecard = Scorecard.objects.create(slug=SLUG, title="One-page scorecard")
    maker = Maker(scorecard)
    maker.outcomes()
    maker.outputs()
    maker.people()
    maker.budget()
    recompute.recompute_due()
    return scorecard


def september():
    return Period.objects.get(kind=Period.Kind.MONTH, start=date(2020, 9, 1))


def year(start):
    found, _ = Period.objects.get_or_create(
        kind=Period.Kind.YEAR,
        basis=Period.Basis.FINANCIAL,
        start=date(start, 4, 1),
        defaults={
            "end": date(start + 1, 3, 31),
            "opens_on": date(start, 4, 1),
            "due_on": date(start + 1, 5, 14),
            "closes_on": date(start + 1, 5, 31),
        },
    )
    return found


class Maker:
    """Makes measures, figures and targets one under another."""

    def __init__(self, scorecard):
        self.scorecard, self.position = scorecard, 0
        self.directorate = Directorate.objects.get(name="Adults and Communities")
        self.owner = Person.objects.get(name="Olive Owner")
        self.rules = {rule.basis: rule for rule in RagRule.objects.filter(kind="limits")}

    # --- Sections ------------------------------------------------------------------------------------

    def outcomes(self):
        section = self.section(
            "Outcomes (ASCOF)",
            ("direction", "Trend", ""),
            ("figure", "Council", ""),
            ("comparison", "", "National"),
            ("difference", "", "National"),
            ("target", "Target", ""),
        )
        for slug, title, unit, decimals, aim, figure, national, often in OUTCOMES:
            fields = {"frequency": often or "annual"}
            if unit == "score":
                fields["score_out_of"] = 12 if "carer" in slug else 24
            if unit == "rate":
                fields["rate_per"] = 100_000
            measure = self.measure(section, slug, title, unit, decimals, aim, **fields)
            self.figure(measure, year(2018 if often == "biennial" else 2020), value=Decimal(figure))
            self.compare(measure, "National", year(2020), national)
            if slug == "reablement-offered":
                measure.placements.update(footnote="Provisional.")

    def outputs(self):
        section = self.section(
            "Outputs", ("direction", "Trend", ""), ("figure", "", ""), ("target", "", ""), ("status", "", "")
        )
        for slug, title, unit, decimals, aim, figure, target in OUTPUTS:
            fields = {"entry": "parts"} if unit == "composition" else {}
            measure = self.measure(section, slug, title, unit, decimals, aim, **fields)
            if unit == "composition":
                self.composition(measure, figure.split())
            elif figure:
                content = {"value": Decimal(figure)}
                if slug == "volumes":
                    content["breakdown"] = self.breakdown(
                        measure, "client-group", "Client group", ["18+", "LD", "MH", "Reab't"]
                    )(["3050", "1050", "1001", "272"])
                self.figure(measure, september(), **content)
            else:
                Measure.objects.filter(pk=measure.pk).update(state=Measure.State.DEVELOPMENT)
            self.target(measure, target)

    def people(self):
        section = self.section(
            "People & Staff",
            ("direction", "Trend", ""),
            ("figure", "ASC", ""),
            ("comparison", "WC", "Whole council"),
            ("target", "Target", ""),
            ("status", "", ""),
        )
        staff = self.measure(section, "total-staff", "Total staff", "fte", 2, "none", shown_as="headline")
        self.figure(staff, september(), value=Decimal("703.06"))
        payroll = self.measure(section, "payroll", "Payroll", "money", 0, "none", shown_as="headline")
        self.figure(payroll, september(), value=Decimal(26_754_000))
        for slug, title, unit, decimals, aim, figure, companion, whole_council, target in PEOPLE:
            fields = {"companion_kind": "percent", "companion_label": "of posts"} if companion else {}
            measure = self.measure(section, slug, title, unit, decimals, aim, **fields)
            extra = {"companion": Decimal(companion)} if companion else {}
            self.figure(measure, september(), value=Decimal(figure), **extra)
            if whole_council:
                self.compare(measure, "Whole council", september(), whole_council)
            self.target(measure, target)

    def budget(self):
        section = self.section(
            "VfM & Budget",
            ("direction", "Trend", ""),
            ("comparison", "Budget", "Budget"),
            ("figure", "Period 6", ""),
            ("difference", "O/(U)", "Budget"),
        )
        million = {"scale": "m"}
        savings = self.measure(
            section, "savings", "Savings", "money", 3, "none", shown_as="headline", **million
        )
        parts = self.breakdown(savings, "part", "Part", ["part 1", "part 2", "part 3"])
        self.figure(
            savings,
            september(),
            value=Decimal(15_339_000),
            breakdown=parts([str(Decimal(part) * 1_000_000) for part in SAVINGS]),
        )
        spend = self.measure(
            section, "spend-per-adult", "Adult social care spend per adult", "money", 0, "none"
        )
        self.figure(spend, september(), value=Decimal(464))
        self.compare(spend, "Budget", september(), "411", note="median")
        sources = [self.money(section, *row[:4]) for row in BUDGET]
        total = self.money(section, *TOTAL[:3], "", entry="calculated", calculation="total")
        for position, source in enumerate(sources):
            CalculationInput.objects.create(measure=total, source=source, position=position)

    def money(self, section, slug, title, budget, actual, **fields):
        measure = self.measure(section, slug, title, "money", 3, "none", scale="m", **fields)
        if actual:
            self.figure(measure, september(), value=Decimal(actual) * 1_000_000)
        self.compare(measure, "Budget", september(), str(Decimal(budget) * 1_000_000))
        return measure

    # --- Pieces --------------------------------------------------------------------------------------

    def section(self, title, *columns):
        self.position += 1
        section = Section.objects.create(scorecard=self.scorecard, title=title, position=self.position)
        for position, (shows, heading, comparison) in enumerate(columns):
            Column.objects.create(
                scorecard=self.scorecard,
                section=section,
                position=position,
                shows=shows,
                heading=heading,
                comparison=comparison,
            )
        return section

    def measure(self, section, slug, title, unit, decimals, aim, *, shown_as="row", **fields):
        self.position += 1
        measure = Measure.objects.create(
            slug=f"page-{slug}",
            title=title,
            unit_kind=unit,
            decimals=decimals,
            polarity=aim,
            directorate=self.directorate,
            **fields,
        )
        MeasureRole.objects.create(measure=measure, person=self.owner, kind=MeasureRole.Kind.OWNER)
        Placement.objects.create(section=section, measure=measure, position=self.position, shown_as=shown_as)
        return measure

    def composition(self, measure, figures):
        dimension = Dimension.objects.create(
            measure=measure, code="rating", name="CQC rating", is_composition=True
        )
        names = ["Inadequate", "Requires improvement", "Good or Outstanding"]
        for position, name in enumerate(names):
            Category.objects.create(
                dimension=dimension, code=f"c{position}", name=name, is_good=position == 2, position=position
            )
        parts = {f"c{position}": Decimal(figure) for position, figure in enumerate(figures)}
        self.figure(measure, september(), parts=parts)

    def breakdown(self, measure, code, name, names):
        dimension = Dimension.objects.create(measure=measure, code=code, name=name)
        for position, each in enumerate(names):
            Category.objects.create(dimension=dimension, code=f"c{position}", name=each, position=position)
        return lambda figures: {
            code: {f"c{position}": Decimal(figure) for position, figure in enumerate(figures)}
        }

    def figure(self, measure, period, **content):
        workflow.take_over(measure=measure, period=period, content=content, origin="published", source=SOURCE)

    def compare(self, measure, name, period, text, note=""):
        value = None if any(letter.isalpha() for letter in text) else Decimal(text)
        ComparisonFigure.objects.create(
            measure=measure,
            name=name,
            period=period,
            value=value,
            note=note if value is not None else text,
            source=SOURCE,
        )

    def target(self, measure, printed, *, profile="same", source=SOURCE):
        if not printed:
            return
        judged = printed != "-"
        low = measure.polarity == Measure.Polarity.LOW
        points = measure.unit_kind == "percent"
        configuration.set_target(
            measure=measure,
            year=world.year_2020(),
            kind=("at_most" if low else "at_least") if judged else "none",
            value=Decimal("".join(c for c in printed if c.isdigit() or c == ".")) if judged else None,
            as_entered=printed if judged else "",
            rule=self.rules["points" if points else "relative"] if judged else None,
            profile=profile,
            source=source,
            by=None,
            now=timezone.now(),
            today=date(2020, 4, 1),
        )

"""A made-up plan with milestones and final targets, judged on scales of five and of two levels by every rule.

Nobody published any of these figures. The printed forms are those that council plans use: a milestone and a
final target side by side, "TBC", "For information only", "Due 30 June 2021".
"""

from datetime import date
from decimal import Decimal

from performance import configuration, overrides, recompute
from performance.models import (
    ContextNote,
    Measure,
    RagRule,
    RagRuleLimit,
    Scorecard,
    StatusLevel,
    StatusScale,
    Submission,
)
from tests import world
from tests.scorecards import Maker, year

SLUG = "plan"
CLOSED = "Day centres were closed from March 2020."
CHOSEN = "Chosen for this sample; nobody published them."
# Code, letter, shape, colour, whether it is off target; best first.
FIVE = [
    ("ahead", "AH", "star", "blue", False),
    ("on-course", "OC", "circle", "green", False),
    ("close", "C", "square", "light-green", False),
    ("behind", "B", "triangle", "amber", True),
    ("far-behind", "FB", "diamond", "red", True),
]
# Off target, and yet not red or amber.
TWO = [("met", "M", "circle", "green", False), ("not-met", "N", "square", "blue", True)]


def build():
    """The plan with its two priorities; returns the scorecard."""
    card = Scorecard.objects.create(slug=SLUG, title="A plan", layer_word="Priority", roll_up="most_common")
    maker = Maker(card)
    rules = _rules()
    columns = [("milestone", "", ""), ("final_target", "", ""), ("figure", "", ""), ("status", "", "")]
    _homes(maker, maker.section("Homes", *columns), rules)
    _care(maker, maker.section("Care", *columns, ("outlook", "", ""), ("owner", "", "")), rules)
    _every_rule(maker, rules)
    recompute.recompute_everything()
    _override()
    return card


def scale(name, levels):
    made = StatusScale.objects.create(name=name)
    for position, (code, letter, shape, colour, off_target) in enumerate(levels, 1):
        StatusLevel.objects.create(
            scale=made,
            position=position,
            code=code,
            word=code.replace("-", " ").capitalize(),
            letter=letter,
            shape=shape,
            colour=colour,
            off_target=off_target,
            meaning=f"Meaning of {code}.",
        )
    return made


def rule(name, on, *, kind="limits", basis="points", limits=(), **fields):
    """A rule with limits of its own: distances, or pairs of boundary values."""
    made = RagRule.objects.create(
        name=name, kind=kind, basis=basis, scale=on, explanation=f"Explained: {name}.", **fields
    )
    for level, limit in zip(on.levels.order_by("position"), limits, strict=False):
        if isinstance(limit, tuple):
            lower, upper = (None if edge is None else Decimal(edge) for edge in limit)
            RagRuleLimit.objects.create(rule=made, level=level, lower=lower, upper=upper)
        else:
            RagRuleLimit.objects.create(rule=made, level=level, reach=Decimal(limit))
    return made


def _rules():
    five, two = scale("Five steps", FIVE), scale("Met or not", TWO)
    three = StatusScale.objects.get(levels__code="amber")
    return {
        "limits": rule("Steps to the target", five, limits=("0", "1", "2", "5")),
        "two": rule("Met or not", two, limits=("0",)),
        "tolerance": rule("About the target", three, kind="tolerance", limits=("0.5", "2")),
        "boundaries": rule("By values", three, kind="boundaries", limits=(("90", None), ("80", None))),
        "improving": rule("Off target but improving", three, kind="improving", limits=("0",)),
        "quartile": rule("By quarter", five, kind="quartile", group="England"),
        "outlook": rule("With outlook", three, kind="outlook", limits=("0", "5"), step_not_enough=1),
        "manual": rule("By judgement", three, kind="manual"),
    }


def aim(measure, start, value, judged_by, **fields):
    configuration.set_target(
        measure=measure,
        year=year(start),
        kind="at_most" if measure.polarity == "low" else "at_least",
        value=Decimal(value),
        decimals=0,
        rule=judged_by,
        limits_note=CHOSEN,
        by=world.person("ada"),
        today=date(2020, 4, 1),
        **fields,
    )


def plainly(measure, start, kind, as_entered):
    configuration.set_target(
        measure=measure,
        year=year(start),
        kind=kind,
        as_entered=as_entered,
        by=world.person("ada"),
        today=date(2020, 4, 1),
    )


def _homes(maker, section, rules):
    """Milestones on the way to 2022/23, on five levels."""
    built = maker.measure(section, "built", "Homes that were built", "percent", 0, "high")
    maker.figure(built, world.november(), value=Decimal(58), outlook="in_place")
    for start, value in ((2020, "60"), (2021, "70"), (2022, "80")):
        aim(built, start, value, rules["limits"], is_milestone=start < 2022)
    let = maker.measure(
        section,
        "let",
        "Homes that were let within four weeks",
        "percent",
        0,
        "high",
        entry="fraction",
        companion_label="homes let in time",
    )
    maker.figure(let, world.november(), numerator=Decimal(16), denominator=Decimal(25), outlook="not_known")
    aim(let, 2020, "70", rules["limits"], is_milestone=True)
    plainly(let, 2021, "to_be_confirmed", "TBC")
    rough = maker.measure(section, "rough", "People sleeping rough", "count", 0, "low", counts_people=True)
    maker.figure(rough, world.november(), value=Decimal(12))
    plainly(rough, 2020, "information", "For information only")
    survey = maker.measure(section, "survey", "Tenants who are satisfied", "percent", 0, "high")
    maker.figure(survey, world.november(), absence="due_on", absence_due_on=date(2021, 6, 30))


def _care(maker, section, rules):
    """With outlook and owner beside, on two levels."""
    beds = maker.measure(section, "beds", "People waiting for a bed", "count", 0, "low", counts_people=True)
    maker.figure(beds, world.november(), value=Decimal(207), outlook="not_enough")
    beds.placements.update(label="Waiting for a bed", footnote="People, not days.")
    aim(beds, 2020, "180", rules["two"], is_milestone=True)
    aim(beds, 2021, "150", rules["two"])
    seen = maker.measure(section, "seen", "People seen at home", "count", 1, "high", scale="k")
    maker.figure(seen, world.november(), value=Decimal(110_700), outlook="on_track")
    aim(seen, 2020, "100000", rules["two"])
    planned = maker.measure(section, "idea", "People who would recommend us", "percent", 0, "high")
    Measure.objects.filter(pk=planned.pk).update(state=Measure.State.DEVELOPMENT)
    note = ContextNote.objects.create(text=CLOSED, starts_on=date(2020, 3, 23), is_public=True)
    note.measures.set(Measure.objects.filter(slug__in=["page-beds", "page-seen", "page-built"]))


def _every_rule(maker, rules):
    """The usual columns; one measure for each further kind of rule."""
    section = maker.section("Every rule")
    for kind in ("tolerance", "boundaries", "improving", "outlook"):
        measure = maker.measure(section, kind, f"Rated by {kind}", "percent", 0, "high")
        maker.figure(measure, world.november(), value=Decimal(84), outlook="not_enough")
        aim(measure, 2020, "90", rules[kind])
    for kind in ("quartile", "manual"):
        measure = maker.measure(section, kind, f"Rated by {kind}", "percent", 0, "high")
        judged = {"judged_level": "green"} if kind == "manual" else {}
        maker.figure(measure, world.november(), value=Decimal(84), **judged)
        configuration.set_target(
            measure=measure,
            year=year(2020),
            kind="none",
            rule=rules[kind],
            by=world.person("ada"),
            today=date(2020, 4, 1),
        )


def _override():
    """Homes let: the rule says far behind, people said behind."""
    proposed = overrides.propose(
        submission=Submission.objects.get(measure__slug="page-let"),
        level=StatusLevel.objects.get(code="behind"),
        reason="Nine lets waited for the gas inspection.",
        expires_on=date(2021, 1, 31),
        by=world.person("dora"),
        today=world.TODAY,
    )
    overrides.decide(
        override=proposed,
        version=proposed.version,
        accept=True,
        by=world.person("petra"),
        today=world.TODAY,
    )

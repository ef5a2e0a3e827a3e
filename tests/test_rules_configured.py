"""The eight rules that councils published, configured in the database and rating figures signed off.

A scale, its levels, a rule with its limits and a target through `configuration.set_target`: no code of the
product's own. The facts are those of `performance/demonstration/published_rules.py`.
"""

import csv
from datetime import date
from decimal import Decimal as D
from pathlib import Path

import pytest

from benchmarking.models import Authority, Indicator, PublishedPosition, Source
from performance import overrides, recompute, workflow
from performance.demonstration.published_rules import PUBLISHED_RULES, RULES_BY_KEY
from performance.models import Assessment, MeasureRole, RagRule, RagRuleLimit, StatusLevel, StatusScale
from performance.rules.rag import RuleKind
from tests import measuring, world
from tests.measuring import judged, target

pytestmark = [pytest.mark.django_db, pytest.mark.wide]

# The third quarter of 2020/21, and a day on which it takes figures; the same quarter a year before.
QUARTER, OPEN = date(2020, 10, 1), date(2021, 1, 5)
QUARTER_BEFORE = date(2019, 10, 1)
HART = list(csv.DictReader((Path(__file__).parent / "rules" / "hart.csv").read_text().splitlines()))
# The levels by which Hart's codes of colours go.
HART_LEVELS = {"lg": "above", "la": "close", "lr": "below"}


def configured(published):
    """A published rule as rows: its scale with its levels, and the rule with its limits."""
    scale = StatusScale.objects.create(name=f"Scale of {published.council}")
    levels = [
        StatusLevel.objects.create(
            scale=scale,
            position=position,
            code=level.code,
            word=level.word,
            letter=level.letter,
            shape=level.shape,
            colour=level.colour,
            off_target=level.off_target,
        )
        for position, level in enumerate(published.levels, 1)
    ]
    rule = RagRule.objects.create(
        name=published.name,
        kind=published.kind,
        basis=published.basis,
        group="CIPFA neighbours" if published.kind == RuleKind.QUARTILE else "",
        scale=scale,
        explanation=published.explanation,
    )
    for level, limit in zip(levels, published.limits, strict=False):
        RagRuleLimit.objects.create(rule=rule, level=level, reach=limit.reach)
    return rule


def owned(slug, **fields):
    """A quarterly measure that Olive answers for, each figure standing for itself."""
    given = {"decimals": 1, "frequency": "quarterly", "aggregation": "latest"}
    made = measuring.measure(slug, **{"unit": "percent", **given, **fields})
    MeasureRole.objects.create(measure=made, person=world.person("olive"), kind="owner")
    return made


def approved(measure, value, **content):
    """This quarter's figure entered and submitted by its owner and approved by her manager."""
    olive, words = world.person("olive"), {"outlook": "in_place", "commentary_public": "Fewer visits."}
    given = {"value": D(value), **words, **content}
    draft = workflow.save_draft(
        measure=measure,
        period=measuring.period(QUARTER, "quarter"),
        content=given,
        version=None,
        by=olive,
        today=OPEN,
    )
    waiting = workflow.submit(submission=draft, version=draft.version, by=olive, today=OPEN)
    return workflow.approve(submission=waiting, version=waiting.version, by=world.person("mary"))


@pytest.fixture(autouse=True)
def quarters(db):
    measuring.open_years(date(2014, 4, 1), date(2019, 4, 1), date(2020, 4, 1), kinds=("quarter",))


# Rule, which way is good, figure, target, the same quarter last year, status.
RATED = [
    ("havering", "high", "72.0", "80", "70.2", "Green"),
    ("havering", "high", "71.9", "80", "70.2", "Amber"),
    ("havering", "high", "70.2", "80", "70.2", "Amber"),
    ("havering", "high", "70.1", "80", "70.2", "Red"),
    ("havering", "high", "71.9", "80", None, "Red"),
    ("havering", "low", "11.0", "10", "9.0", "Green"),
    ("havering", "low", "11.1", "10", "11.1", "Amber"),
    ("havering", "low", "11.2", "10", "11.1", "Red"),
    ("east-riding", "high", "82.1", "80", None, "Better than target"),
    ("east-riding", "high", "82.0", "80", None, "On target"),
    ("east-riding", "high", "78.0", "80", None, "On target"),
    ("east-riding", "high", "77.9", "80", None, "Worse than target"),
    ("harlow", "high", "80.1", "80", None, "Above target"),
    ("harlow", "high", "80.0", "80", None, "Within target"),
    ("harlow", "high", "76.0", "80", None, "Within target"),
    ("harlow", "high", "75.9", "80", None, "Behind target"),
    ("hart", "high", "80.0", "80", None, "Above target"),
    ("hart", "high", "76.0", "80", None, "Close to target"),
    ("hart", "high", "75.9", "80", None, "Below target"),
    ("lincolnshire", "high", "80.0", "80", "70.2", "Achieved"),
    ("lincolnshire", "high", "79.9", "80", "70.2", "Improving but not achieved"),
    ("lincolnshire", "high", "70.1", "80", "70.2", "Not achieved"),
    ("unnamed", "high", "80.0", "80", None, "Green"),
    ("unnamed", "high", "72.0", "80", None, "Amber"),
    ("unnamed", "high", "71.9", "80", None, "Red"),
]


@pytest.mark.parametrize(("key", "polarity", "value", "aim", "before", "status"), RATED)
def test_a_figure_is_rated_by_a_configured_rule(key, polarity, value, aim, before, status):
    rule = configured(RULES_BY_KEY[key])
    measure = owned("in-time", polarity=polarity)
    version = target(measure, aim, rule=rule)
    if before:
        measuring.figure(measure, QUARTER_BEFORE, before, "quarter")
    assessment = judged(approved(measure, value))
    assert (assessment.level.word, assessment.level.scale) == (status, rule.scale)
    assert (assessment.target, assessment.rule) == (version, rule)
    assert assessment.inputs["rule"] == f"{rule.name} (version 1)"
    assert assessment.sentence.startswith(f"{status}: {value}% ")


QUARTILES = [(1, "Green"), (2, "Light green"), (3, "Amber"), (4, "Red")]


@pytest.mark.parametrize(("quartile", "status"), QUARTILES)
def test_north_norfolk_rates_by_the_quartile_among_neighbours(quartile, status):
    indicator = Indicator.objects.create(slug="in-time", title="In time", polarity="high")
    source = Source.objects.create(
        title="LG Inform", publisher="Local Government Association", published_on=date(2020, 12, 1)
    )
    ours = {"indicator": indicator, "authority": Authority.objects.get(code="LEC"), "source": source}
    for group, given in (("CIPFA neighbours", quartile), ("England", 5 - quartile)):
        PublishedPosition.objects.create(**ours, year="2019/20", group=group, quartile=given)
    measure = owned("in-time", indicator=indicator)
    target(measure, kind="none", rule=configured(RULES_BY_KEY["north-norfolk"]))
    assessment = judged(approved(measure, "64.2"))
    assert (assessment.level.word, assessment.gap) == (status, None)
    assert assessment.inputs["position"] == f"{quartile} of 4, CIPFA neighbours, 2019/20"


JUDGEMENTS = [("green", "Green"), ("amber", "Amber"), ("red", "Red")]


@pytest.mark.parametrize(("code", "status"), JUDGEMENTS)
def test_oxfordshire_rates_by_recorded_judgement(code, status):
    measure = owned("outcome")
    target(measure, 80, rule=configured(RULES_BY_KEY["oxfordshire"]))
    assessment = judged(approved(measure, "71.0", judged_level=code))
    assert (assessment.level.word, assessment.gap) == (status, D("9.0"))
    assert assessment.sentence == f"{status}: 71.0% is rated by recorded judgement, not by a limit."


def test_every_level_of_each_of_the_eight_rules_is_tried():
    tried = {(key, status) for key, *_, status in RATED}
    tried |= {("north-norfolk", status) for _, status in QUARTILES}
    tried |= {("oxfordshire", status) for _, status in JUDGEMENTS}
    assert tried == {(rule.key, level.word) for rule in PUBLISHED_RULES for level in rule.levels}


# --- Hart's thirteen rows ------------------------------------------------------------------------------

# What the number alone cannot give, with the reason that is recorded for the judged status.
BY_JUDGEMENT = {
    "HR11": "Published as below target although 2.7 days are fewer than 3.15 that may be lost.",
    "PS05": "The note beside it says 100% of tree and 98.2% of conservation applications; 0 is no share.",
}


def loaded(row, rule):
    """One of Hart's rows: its measure, its target, and its figure as it was published."""
    days = not row["unit"]
    measure = measuring.measure(
        row["ref"].lower(),
        "days" if days else "percent",
        decimals=2 if days else 1,
        frequency="quarterly",
        aggregation="latest",
        polarity="low" if days else "high",
    )
    target(measure, row["target"], year=date(2014, 4, 1), rule=rule)
    return measuring.figure(measure, date(2014, 7, 1), row["this_quarter"], "quarter")


def overridden(submission, level, reason):
    """The judged status, proposed by a manager and accepted by a performance officer."""
    proposed = overrides.propose(
        submission=submission,
        level=level,
        reason=reason,
        expires_on=date(2021, 3, 31),
        by=world.person("mary"),
        today=world.TODAY,
    )
    return overrides.decide(
        override=proposed,
        version=proposed.version,
        accept=True,
        by=world.person("petra"),
        today=world.TODAY,
    )


def test_harts_rows_get_their_published_status_from_one_rule_and_two_recorded_judgements():
    rule = configured(RULES_BY_KEY["hart"])
    submissions = {row["ref"]: loaded(row, rule) for row in HART}
    published = {row["ref"]: HART_LEVELS[row["status_code"]] for row in HART}
    assert (len(published), sorted(set(published.values()))) == (13, ["above", "below", "close"])
    recompute.recompute_due()

    assessments = Assessment.objects.filter(submission__in=submissions.values()).select_related("level")
    by_submission = {assessment.submission_id: assessment.level.code for assessment in assessments}
    computed = {ref: by_submission[submission.pk] for ref, submission in submissions.items()}
    differing = {ref: (computed[ref], published[ref]) for ref in computed if computed[ref] != published[ref]}
    assert differing == {"HR11": ("above", "below"), "PS05": ("below", "above")}

    for ref, reason in BY_JUDGEMENT.items():
        overridden(submissions[ref], rule.scale.levels.get(code=published[ref]), reason)
    standing = overrides.standing_for([submission.pk for submission in submissions.values()], world.TODAY)
    stands = {ref: standing.get(submission.pk) for ref, submission in submissions.items()}
    judged_so = {ref: stands[ref].level.code if stands[ref] else computed[ref] for ref in computed}
    assert judged_so == published
    # The computed status stays beside the judged one.
    assert {ref: stands[ref].computed.code for ref in BY_JUDGEMENT} == {"HR11": "above", "PS05": "below"}
    assert {ref: stands[ref].reason for ref in BY_JUDGEMENT} == BY_JUDGEMENT
    recompute.recompute_everything()
    after = {a.submission_id: a.level.code for a in assessments.all()}
    assert after == by_submission

"""Eight ways of rating that English councils have published, as plain data that makes a configuration.

The facts are from council papers; what no paper gives (a number, what is compared with what) is chosen here
and listed under `chosen`, so that nobody takes it for the council's own.
"""

from dataclasses import dataclass
from decimal import Decimal

from performance.rules.rag import Level, Limit, LimitBasis, Rule, RuleKind


@dataclass(frozen=True)
class PublishedLevel:
    """A level of a status scale; `shape` and `colour` are codes of the choices of `StatusLevel`."""

    code: str
    word: str
    letter: str
    shape: str
    colour: str
    off_target: bool = False


@dataclass(frozen=True)
class PublishedRule:
    """A council's way of rating. `council` is its name in `published_rag_rules.csv`."""

    key: str
    council: str
    name: str
    kind: RuleKind
    levels: tuple[PublishedLevel, ...]
    explanation: str
    limits: tuple[Limit, ...] = ()
    basis: LimitBasis = LimitBasis.POINTS
    chosen: tuple[str, ...] = ()

    @property
    def rule(self) -> Rule:
        """The rule to judge by."""
        levels = tuple(Level(level.code, level.word, level.off_target) for level in self.levels)
        return Rule(self.kind, levels, self.limits, self.basis)


def _reaches(*numbers):
    return tuple(Limit(Decimal(number)) for number in numbers)


_GREEN = PublishedLevel("green", "Green", "G", "circle", "green")
_AMBER = PublishedLevel("amber", "Amber", "A", "triangle", "amber", off_target=True)
_RED = PublishedLevel("red", "Red", "R", "diamond", "red", off_target=True)

PUBLISHED_RULES = (
    PublishedRule(
        key="havering",
        council="Havering",
        name="Within 10% of the target, or improving",
        kind=RuleKind.IMPROVING,
        levels=(_GREEN, _AMBER, _RED),
        limits=_reaches(10),
        basis=LimitBasis.RELATIVE,
        explanation=(
            "Green: on target or within 10% of it. Amber: more than 10% off, but better than or the same as "
            "the same quarter last year. Red: more than 10% off, and worse than the same quarter last year."
        ),
    ),
    PublishedRule(
        key="east-riding",
        council="East Riding of Yorkshire",
        name="Three alerts around a tolerance",
        kind=RuleKind.TOLERANCE,
        levels=(
            PublishedLevel("better", "Better than target", "B", "star", "green"),
            PublishedLevel("on-target", "On target", "O", "circle", "blue"),
            PublishedLevel("worse", "Worse than target", "W", "triangle", "red", off_target=True),
        ),
        limits=_reaches(2, 2),
        explanation=(
            "Green star: better than the target by more than the tolerance. Blue circle: within the "
            "tolerance. Red triangle: worse than the target by more than the tolerance."
        ),
        chosen=("a tolerance of 2.0 points on either side",),
    ),
    PublishedRule(
        key="harlow",
        council="Harlow",
        name="Above, within or behind target",
        kind=RuleKind.TOLERANCE,
        levels=(
            PublishedLevel("above", "Above target", "A", "star", "green"),
            PublishedLevel("within", "Within target", "W", "circle", "blue"),
            PublishedLevel("behind", "Behind target", "B", "triangle", "red", off_target=True),
        ),
        limits=_reaches(0, 5),
        basis=LimitBasis.RELATIVE,
        explanation=(
            "Green star: above the target. Blue circle: at the target or up to 5% of it worse. "
            "Red triangle: behind the target by more."
        ),
        chosen=(
            "above target is better by any amount",
            "within target reaches 5% of the target on the worse side",
        ),
    ),
    PublishedRule(
        key="hart",
        council="Hart",
        name="Above, close to or below target",
        kind=RuleKind.LIMITS,
        levels=(
            PublishedLevel("above", "Above target", "G", "circle", "green"),
            PublishedLevel("close", "Close to target", "A", "triangle", "amber", off_target=True),
            PublishedLevel("below", "Below target", "R", "diamond", "red", off_target=True),
        ),
        limits=_reaches(0, 5),
        basis=LimitBasis.RELATIVE,
        explanation=(
            "Green: at or above the target. Amber: close to it, within 5% of it. Red: below it by more. "
            "A measure for information only is not rated, and says so."
        ),
        chosen=("close to target reaches 5% of the target",),
    ),
    PublishedRule(
        key="north-norfolk",
        council="North Norfolk",
        name="Quartile among CIPFA neighbours",
        kind=RuleKind.QUARTILE,
        levels=(
            _GREEN,
            PublishedLevel("light-green", "Light green", "LG", "square", "light-green"),
            _AMBER,
            _RED,
        ),
        explanation=(
            "The quartile of our latest published figure among our CIPFA neighbours: green is the best, "
            "then light green, amber and red."
        ),
        chosen=("amber and red ask for an outlook",),
    ),
    PublishedRule(
        key="lincolnshire",
        council="Lincolnshire (inferred)",
        name="Achieved, improving or not achieved",
        kind=RuleKind.IMPROVING,
        levels=(
            PublishedLevel("achieved", "Achieved", "A", "circle", "green"),
            PublishedLevel(
                "improving", "Improving but not achieved", "I", "triangle", "amber", off_target=True
            ),
            PublishedLevel("not-achieved", "Not achieved", "N", "diamond", "red", off_target=True),
        ),
        limits=_reaches(0),
        explanation=(
            "Achieved: the target is met. Improving but not achieved: the target is missed, but the figure "
            "is no worse than a year before. Not achieved: the target is missed, and the figure is worse."
        ),
        chosen=(
            "achieved is a met target, without a tolerance",
            "the trend is against the same quarter last year",
        ),
    ),
    PublishedRule(
        key="unnamed",
        council="Unnamed council (66 measures)",
        name="Achieving, slightly off or significantly off",
        kind=RuleKind.LIMITS,
        levels=(_GREEN, _AMBER, _RED),
        limits=_reaches(0, 10),
        basis=LimitBasis.RELATIVE,
        explanation=(
            "Green: achieving or exceeding the target. Amber: slightly off, by up to 10% of it. "
            "Red: significantly off."
        ),
        chosen=("slightly off reaches 10% of the target",),
    ),
    PublishedRule(
        key="oxfordshire",
        council="Oxfordshire",
        name="Outcomes by judgement of their outlook",
        kind=RuleKind.MANUAL,
        levels=(_GREEN, _AMBER, _RED),
        explanation=(
            "An outcome is rated by judgement of its outlook, with its indicators in view: it may be amber "
            "although one of them is red."
        ),
        chosen=("the worst status of the indicators stands beside the judged one",),
    ),
)

RULES_BY_KEY = {published.key: published for published in PUBLISHED_RULES}

"""What a rating is made of: scales, rules of every kind, targets, what stands beside a figure, and results.

Data only; `performance.rules.rag` judges by it and `performance.rules.sentences` puts it into words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Polarity(StrEnum):
    """Which way is good."""

    HIGH = "high"
    LOW = "low"
    BAND = "band"
    NONE = "none"


class TargetKind(StrEnum):
    """What a target asks."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BAND = "band"
    NO_TARGET = "none"
    INFORMATION = "information"
    TO_BE_CONFIRMED = "to_be_confirmed"


JUDGING_KINDS = frozenset({TargetKind.AT_LEAST, TargetKind.AT_MOST, TargetKind.BAND})


class LimitBasis(StrEnum):
    """What limits are counted in."""

    POINTS = "points"
    RELATIVE = "relative"


class NotRated(StrEnum):
    """Why there is no status, in the order in which the reasons are looked for."""

    NO_VALUE = "no_value"
    NO_TARGET = "no_target"
    NEUTRAL = "neutral"


class RuleKind(StrEnum):
    """How a rule rates. Each kind is one that an English council has published."""

    LIMITS = "limits"  # by the distance off the target
    TOLERANCE = "tolerance"  # better than the target, about on it, worse: by the distance on both sides
    BOUNDARIES = "boundaries"  # by values of the figure itself, also those around a band
    IMPROVING = "improving"  # by limits, and off target by whether it is worse than an earlier figure
    QUARTILE = "quartile"  # by the position among a group: of four, or of five
    OUTLOOK = "outlook"  # by limits, moved by what the owner expects
    MANUAL = "manual"  # by a recorded judgement


# Kinds that rate without a target.
WITHOUT_TARGET = frozenset({RuleKind.QUARTILE, RuleKind.MANUAL})

# How many levels at the end of a scale have no limit of their own; the other kinds have no limits at all.
_LEVELS_WITHOUT_LIMIT = {
    RuleKind.LIMITS: 1,
    RuleKind.TOLERANCE: 1,
    RuleKind.BOUNDARIES: 1,
    RuleKind.OUTLOOK: 1,
    RuleKind.IMPROVING: 2,
}


class Outlook(StrEnum):
    """What the owner of an off-target figure expects."""

    ON_TRACK = "on_track"
    IN_PLACE = "in_place"
    NOT_ENOUGH = "not_enough"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True)
class Level:
    """One level of a status scale: its code and the word that is printed.

    A figure `off_target` asks for an outlook and is an exception in packs.
    """

    code: str
    word: str
    off_target: bool = False


@dataclass(frozen=True)
class Limit:
    """How far a level reaches, inclusive: a distance, or values of the figure itself.

    `reach` is in whole units or, where the rule's basis is relative, in per cent of the target. `lower` and
    `upper` are values in whole units: `lower` alone for "at least", `upper` alone for "at most", both for
    a band.
    """

    reach: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None


@dataclass(frozen=True)
class Rule:
    """A way of rating, with its limits: two to five levels, best first.

    | kind | limits |
    |---|---|
    | limits, outlook | one distance for each level but the last: how far off target it still reaches |
    | tolerance | the first: by more than this a figure must be better than its target for the first level;
      each later one, but for the last level: how much worse it still reaches. Three levels or more |
    | boundaries | values for each level but the last |
    | improving | one distance for each level but the last two. Three levels or more |
    | quartile (four levels, or five for quintiles), manual | none |

    (0.5, 5.0) in points means green to 0.5 points off, amber to 5.0, red beyond. Relative limits are shares
    of the target in per cent: (0, 2.5). `steps` are for the kind outlook: how many levels worse (1) or
    better (-1) each outlook makes an off-target figure. Raises ValueError for what cannot be judged by.
    """

    kind: RuleKind
    levels: tuple[Level, ...]
    limits: tuple[Limit, ...] = ()
    basis: LimitBasis = LimitBasis.POINTS
    steps: Mapping[str, int] = field(default_factory=dict, hash=False)

    def __post_init__(self):
        self._check_levels()
        missing = _LEVELS_WITHOUT_LIMIT.get(self.kind)
        expected = 0 if missing is None else len(self.levels) - missing
        if len(self.limits) != expected:
            raise ValueError(f"a {self.kind} rule of {len(self.levels)} levels has {expected} limits")
        if self.kind == RuleKind.BOUNDARIES:
            _check_boundaries(self.limits)
        else:
            _check_distances(self.limits, self.kind)
        if self.steps and self.kind != RuleKind.OUTLOOK:
            raise ValueError("only an outlook rule has steps")
        if any(code not in list(Outlook) for code in self.steps):
            raise ValueError("steps are by the codes of outlooks")

    def _check_levels(self):
        least = 3 if self.kind in (RuleKind.TOLERANCE, RuleKind.IMPROVING) else 2
        if not least <= len(self.levels) <= 5:
            raise ValueError(f"a scale for a {self.kind} rule has {least} to 5 levels")
        if len({level.code for level in self.levels}) != len(self.levels):
            raise ValueError("each level of a scale has a code of its own")
        if self.kind == RuleKind.QUARTILE and len(self.levels) not in (4, 5):
            raise ValueError("a rule by position has four levels (quartiles) or five (quintiles)")
        off = [level.off_target for level in self.levels]
        if off != sorted(off):
            raise ValueError("levels that are off target come after those that are not")
        if off[0]:
            raise ValueError("the best level is not off target")
        if self.kind == RuleKind.OUTLOOK and not any(off):
            raise ValueError("an outlook rule has a level that is off target")

    @property
    def reaches(self) -> tuple[Decimal, ...]:
        """The limits that are distances, as numbers: none for boundary values."""
        return tuple(limit.reach for limit in self.limits if limit.reach is not None)

    def after_outlook(self, position: int, outlook: str) -> int:
        """Where the owner's outlook moves the level at a position: 0 is the best.

        Off target a level moves by the rule's step for the outlook, as far as the scale goes, but never to
        one that is on target: an expectation does not meet a target. Of green, amber and red, with a step
        of 1 for "actions not enough", amber becomes red.
        """
        if not self.levels[position].off_target:
            return position
        best = next(place for place, level in enumerate(self.levels) if level.off_target)
        return min(max(position + self.steps.get(outlook, 0), best), len(self.levels) - 1)


def _check_distances(limits, kind):
    if any(limit.reach is None or (limit.lower, limit.upper) != (None, None) for limit in limits):
        raise ValueError("limits are distances from the target, without boundary values")
    reaches = [limit.reach for limit in limits]
    # A tolerance's first limit is on the other side of the target, so it is in no order with the rest.
    ordered = reaches[1:] if kind == RuleKind.TOLERANCE else reaches
    if any(reach < 0 for reach in reaches) or ordered != sorted(ordered):
        raise ValueError("limits are distances: none below 0, each at least the one before")


def _check_boundaries(limits):
    sides = {(limit.lower is not None, limit.upper is not None) for limit in limits}
    if any(limit.reach is not None for limit in limits) or len(sides) != 1 or (False, False) in sides:
        raise ValueError("boundaries are values, on the same side or sides for every level")
    lowers = [limit.lower for limit in limits if limit.lower is not None]
    uppers = [limit.upper for limit in limits if limit.upper is not None]
    if lowers != sorted(lowers, reverse=True) or uppers != sorted(uppers):
        raise ValueError("boundaries lead away from the target: each level reaches at least as far")
    if lowers and uppers and lowers[0] > uppers[0]:
        raise ValueError("a lower boundary is not above the upper one")


@dataclass(frozen=True)
class Goal:
    """A target as the rule needs it. `value` for at least and at most, `lower` and `upper` for a band.

    `decimals` is how many the target was published with; `printed` is the target as it was entered
    (">11%"), used in sentences.
    """

    kind: TargetKind
    value: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    decimals: int = 0
    printed: str = ""


@dataclass(frozen=True)
class Position:
    """A place among a group: the `rank`th part `of` four or five, 1 is best ("England", "2019/20")."""

    rank: int
    of: int
    group: str
    year: str

    def __post_init__(self):
        if self.of not in (4, 5) or not 1 <= self.rank <= self.of:
            raise ValueError("a position is one of four quartiles or of five quintiles, 1 is best")


@dataclass(frozen=True)
class Beside:
    """What stands beside a figure and may be part of a rule.

    `earlier` is the figure to compare with where off target; `earlier_label` says which, as words that follow
    it ("in the same quarter last year"). `manual` is the code of the level that was recorded by judgement.
    """

    earlier: Decimal | None = None
    earlier_label: str = ""
    position: Position | None = None
    outlook: str = ""
    manual: str = ""


@dataclass(frozen=True)
class Judgement:
    """The result: a level or a reason for none, the gaps, and one sentence for a councillor.

    `gap` is how far the figure misses the target, in whole units, 0 when it is met, None where no target
    judges; `relative_gap` is that as a percentage of the target, None where the target is 0 or a band's edge
    is. `computed` is the level that the limits gave, where an outlook moved it.
    """

    level: Level | None
    not_rated: NotRated | None
    judged_value: Decimal | None
    gap: Decimal | None
    relative_gap: Decimal | None
    sentence: str
    computed: Level | None = None

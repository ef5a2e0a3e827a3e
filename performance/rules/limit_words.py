"""The limits in force in words: what each level of a rule takes, as pages and packs print it."""

from performance.rules.numbers import Unit
from performance.rules.phrases import OUTLOOK_WORDS, boundary_text, limit_text, part_text, value_text
from performance.rules.rule import Goal, Level, LimitBasis, Outlook, Rule, RuleKind, TargetKind


def limits_in_words(
    rule: Rule, goal: Goal | None, unit: Unit, *, earlier_label: str = ""
) -> list[tuple[Level, str]]:
    """What each level takes, best first.

    Limits of 0.5 and 5.0 points are "up to 0.5 points", "up to 5.0 points" and "more than 5.0 points".
    `goal` may be None for a rule's own defaults. `earlier_label` is the earlier figure of an improving
    rule, as words that follow "the figure" ("in the same quarter last year").
    """
    words = _WORDS[rule.kind](rule, goal, unit, earlier_label)
    return list(zip(rule.levels, words, strict=True))


def _limits(rule, goal, unit, _):
    return [*_up_to(rule, goal, unit, rule.reaches), _more_than(rule, goal, unit)]


def _outlook(rule, goal, unit, _):
    words = _limits(rule, goal, unit, _)
    for place in range(len(words)):
        moves = [
            f"{rule.levels[to].word.lower()} if the outlook is “{OUTLOOK_WORDS[outlook]}”"
            for outlook in Outlook
            if (to := rule.after_outlook(place, outlook)) != place
        ]
        if moves:
            words[place] += f" ({', '.join(moves)})"
    return words


def _tolerance(rule, goal, unit, _):
    better, worse, *farther = rule.reaches
    beyond = _more_than(rule, goal, unit)
    if _banded(goal):
        return ["better than a band is not possible", *_up_to(rule, goal, unit, rule.reaches[1:]), beyond]
    sides = [(reach, side) for reach, side in ((better, "better"), (worse, "worse")) if reach]
    near = " or ".join(f"{_amount(rule, goal, unit, reach)} {side}" for reach, side in sides)
    return [
        f"more than {_amount(rule, goal, unit, better)} better" if better else "better than the target",
        f"up to {near}" if near else "exactly the target",
        *(f"{words} worse" for words in _up_to(rule, goal, unit, farther)),
        f"{beyond} worse" if rule.reaches[-1] else "worse than the target",
    ]


def _boundaries(rule, goal, unit, _):
    last = rule.limits[-1]
    ends = [f"under {value_text(last.lower, unit)}"] if last.lower is not None else []
    ends += [f"over {value_text(last.upper, unit)}"] if last.upper is not None else []
    return [*(boundary_text(limit, unit) for limit in rule.limits), " or ".join(ends)]


def _improving(rule, goal, unit, earlier_label):
    beyond = _more_than(rule, goal, unit)
    earlier = f"the figure {earlier_label}" if earlier_label else "the earlier figure"
    return [
        *_up_to(rule, goal, unit, rule.reaches),
        f"{beyond}, but no worse than {earlier}",
        f"{beyond}, and worse than {earlier} or without one",
    ]


def _quartile(rule, goal, unit, _):
    return [part_text(place, len(rule.levels)) for place in range(1, len(rule.levels) + 1)]


def _manual(rule, goal, unit, _):
    return ["by judgement"] * len(rule.levels)


_WORDS = {
    RuleKind.LIMITS: _limits,
    RuleKind.OUTLOOK: _outlook,
    RuleKind.TOLERANCE: _tolerance,
    RuleKind.BOUNDARIES: _boundaries,
    RuleKind.IMPROVING: _improving,
    RuleKind.QUARTILE: _quartile,
    RuleKind.MANUAL: _manual,
}


def _up_to(rule, goal, unit, reaches):
    met = "within the band" if _banded(goal) else "target met"
    return [f"up to {_amount(rule, goal, unit, reach)}" if reach else met for reach in reaches]


def _more_than(rule, goal, unit):
    last = rule.reaches[-1]
    missed = "outside the band" if _banded(goal) else "target missed"
    return f"more than {_amount(rule, goal, unit, last)}" if last else missed


def _amount(rule, goal, unit, reach):
    # Of a target of 0 there is no share: the number counts in the measure's units.
    if rule.basis == LimitBasis.RELATIVE and not (goal is not None and goal.value == 0):
        return limit_text(reach, unit, "its nearer edge" if _banded(goal) else "the target")
    return limit_text(reach, unit)


def _banded(goal):
    return goal is not None and goal.kind == TargetKind.BAND

"""Parts of sentences about ratings: targets, distances, limits, boundary values and positions in words."""

from dataclasses import replace
from decimal import Decimal

from performance.rules.numbers import (
    POINT_KINDS,
    SCALES,
    Unit,
    format_figure,
    format_number,
    format_points,
    places_of,
    round_half_up,
)
from performance.rules.rule import Goal, Limit, Outlook

OUTLOOK_WORDS = {
    Outlook.ON_TRACK: "on track",
    Outlook.IN_PLACE: "actions in place",
    Outlook.NOT_ENOUGH: "actions not enough",
    Outlook.NOT_KNOWN: "not known",
}
_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_PARTS = {4: "quartile", 5: "quintile"}


def exact_text(target: Decimal, unit: Unit, decimals: int) -> str:
    """A target with the decimals it was published with, and more where it has more: it is never rounded."""
    return format_figure(target, unit, max(decimals, places_of(target / SCALES[unit.scale])))


def band_text(goal: Goal, unit: Unit) -> str:
    """A band as it was entered, or its edges: "56% to 61%"."""
    return goal.printed or (
        f"{exact_text(goal.lower, unit, goal.decimals)} to {exact_text(goal.upper, unit, goal.decimals)}"
    )


def distance_text(distance: Decimal, edge: Decimal, unit: Unit, decimals: int) -> str:
    """A distance with the decimals that make it add up: 84.5% is "0.555 points" off a target of 85.055%."""
    return format_points(distance, unit, max(unit.decimals, decimals, places_of(edge / SCALES[unit.scale])))


def share_text(share: Decimal, limits: tuple[Decimal, ...]) -> str:
    """A share with the decimals it takes to stand on the right side of every limit: "2.54", not "2.5"."""
    places = 1
    while any((round_half_up(share, places) <= limit) != (share <= limit) for limit in limits):
        places += 1
    return format_number(share, places)


def limit_text(reach: Decimal, unit: Unit, share_of: str = "") -> str:
    """A limit in full: "5.0 points", "2.5% of the target" or, in whole units where "m" hides it, "£50,000".

    `share_of` names what it is a share of; without it the limit is in the measure's units.
    """
    if share_of:
        return f"{format_number(reach, max(1, places_of(reach)))}% of {share_of}"
    if unit.kind in POINT_KINDS:
        return f"{format_number(reach, max(1, places_of(reach)))} points"
    places = places_of(reach / SCALES[unit.scale])
    if places > unit.decimals and unit.scale:
        return format_points(reach, replace(unit, scale=""), places_of(reach))
    return format_points(reach, unit, max(unit.decimals, places))


def value_text(value: Decimal, unit: Unit) -> str:
    """A boundary value in full, with the measure's decimals at least: "85.0%"."""
    return exact_text(value, unit, unit.decimals)


def boundary_text(limit: Limit, unit: Unit) -> str:
    """The values that a level takes: "85.0% or more", "20 or less", "50.0% to 65.0%"."""
    if limit.upper is None:
        return f"{value_text(limit.lower, unit)} or more"
    if limit.lower is None:
        return f"{value_text(limit.upper, unit)} or less"
    return f"{value_text(limit.lower, unit)} to {value_text(limit.upper, unit)}"


def part_text(rank: int, of: int) -> str:
    """A place among a group: "second quartile", "fifth quintile"."""
    return f"{_ORDINALS[rank - 1]} {parts_text(of)}"


def parts_text(of: int) -> str:
    """What a group is parted into: "quartile" or "quintile"."""
    return _PARTS[of]

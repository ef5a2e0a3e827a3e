"""A factual first sentence for an exception, made from the facts alone: every word of it passes the check."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from performance.rules import calendar
from performance.rules.numbers import format_number, places_of
from performance.rules.prose.facts import HIGH, LOW, MeasureFacts
from performance.rules.prose.said import MONEY, PERCENT, Number

# What follows is planned and claims nothing.
DOING = "What is being done:"


def _printed(what, text):
    return text


def draft(measure: MeasureFacts, *, said: Callable = _printed, doing=()) -> str:
    """The first sentence about a measure that is off target; says plainly where there is no figure.

    `said(what, text)` gives the words for a figure: as printed, or a reference to it. `doing` are the actions
    in hand: {"what", "post", "due_on"}.

    No need for ongoing services, 79.7% after 87.5%, of a target of 87%:

    >>> from performance.rules.prose.facts import printed
    >>> print(draft(MeasureFacts(
    ...     identity="further", title="No need for ongoing services", figure=printed("79.7%"), target="87%",
    ...     edges=(printed("87%"),), previous=printed("87.5%"), previous_label="2019/20",
    ...     meaning="Worsening", status="Red",
    ... )))
    No need for ongoing services stood at 79.7% against a target of 87%, 7.3 points below target and \
worse than 87.5% in 2019/20; the status is red.
    """
    if measure.figure is None:
        return f"There is no figure for {_called(measure)} in this period."
    text = _opening(measure, said) + _against(measure, said)
    earlier = _beside_earlier(measure, said)
    if earlier:
        text += (" and " if measure.edges else ", ") + earlier
    text += f"; the status is {said('status', measure.status.lower())}." if measure.status else "."
    return text + _placed(measure, said) + _in_hand(doing)


def _opening(measure, said):
    """Who and what: "stood at" goes with one thing and with several alike."""
    if measure.forecast:
        return f"The forecast for {_called(measure)} is {said('figure', measure.figure.text)}"
    name = _called(measure)
    text = f"{name[:1].upper()}{name[1:]} stood at {said('figure', measure.figure.text)}"
    return f"{text} for the year to date" if measure.is_to_date else text


def _called(measure):
    """A title as a sentence has it: "% of people" is "the percentage of people"."""
    title = re.sub(r"\bpop\.?$", "population", measure.title).rstrip(".")
    return re.sub(r"^%\s*of\b", "the percentage of", title)


def _against(measure, said):
    if not measure.edges:
        return ""
    text = f" against a target of {said('target', measure.target)}"
    if not measure.gap:
        return f"{text}, within the target band" if len(measure.edges) > 1 else f"{text}, equal to it"
    ends = "the target band" if len(measure.edges) > 1 else "target"
    distance = said("gap", apart(measure.gap, measure.figure, measure.edges))
    return f"{text}, {distance} {'above' if measure.gap > 0 else 'below'} {ends}"


def apart(amount: Decimal, figure: Number, others) -> str:
    """A distance without its sign, in what a figure is counted in: "7.3 points", "£0.2m", "12".

    It has as many places as the most exact of the figure and the others that it was reckoned from.

    >>> from performance.rules.prose.facts import printed
    >>> apart(Decimal("-7.3"), printed("79.7%"), [printed("87%")])
    '7.3 points'
    """
    amount = abs(amount)
    number = format_number(amount, max(places_of(amount), *(places_of(n.step) for n in (figure, *others))))
    if figure.kind == PERCENT:
        return f"{number} {'point' if number == '1' else 'points'}"
    return f"£{number}" if figure.kind == MONEY else number


def _beside_earlier(measure, said):
    if measure.previous is None or measure.previous.kind != measure.figure.kind:
        return ""
    when = f"in {measure.previous_label}" if measure.previous_label else "before"
    earlier = said("previous", measure.previous.text)
    if measure.moved == 0:
        return f"the same as {when}"
    if measure.meaning == "No clear change":
        return f"with no clear change from {earlier} {when}"
    word = {"Improving": "better", "Worsening": "worse"}.get(measure.meaning)
    if word is None or measure.good not in (HIGH, LOW):
        word = "higher" if measure.moved > 0 else "lower"
    return f"{word} than {earlier} {when}"


def _placed(measure, said):
    """Where it stands among others, as the tables have it."""
    place = measure.place
    if place is None or not (place.word or place.rank):
        return ""
    if place.word:
        where = f"was in the {said('quartile', f'{place.word.lower()} quartile')} of"
    else:
        where = f"ranked {place.rank} of {place.of} in"
    return f" It {where} {place.group} in {place.year}."


def _in_hand(doing):
    if not doing:
        return ""
    listed = "; ".join(
        f"{action['what'].rstrip('.')} ({action['post']}, by "
        f"{calendar.in_words(date.fromisoformat(action['due_on']))})"
        for action in doing
    )
    return f" {DOING} {listed}."

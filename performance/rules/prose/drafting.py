"""A factual first sentence for an exception, made from the facts alone: every word of it passes the check."""

import re

from performance.rules.numbers import format_number, places_of
from performance.rules.prose.facts import HIGH, LOW, MeasureFacts
from performance.rules.prose.said import MONEY, PERCENT


def draft(measure: MeasureFacts) -> str:
    """The first sentence about a measure that is off target; says plainly where there is no figure.

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
    text = _opening(measure) + _against(measure)
    earlier = _beside_earlier(measure)
    if earlier:
        text += (" and " if measure.edges else ", ") + earlier
    return f"{text}; the status is {measure.status.lower()}." if measure.status else f"{text}."


def _opening(measure):
    """Who and what: "stood at" goes with one thing and with several alike."""
    if measure.forecast:
        return f"The forecast for {_called(measure)} is {measure.figure.text}"
    name = _called(measure)
    text = f"{name[:1].upper()}{name[1:]} stood at {measure.figure.text}"
    return f"{text} for the year to date" if measure.is_to_date else text


def _called(measure):
    """A title as a sentence has it: "% of people" is "the percentage of people"."""
    title = re.sub(r"\bpop\.?$", "population", measure.title).rstrip(".")
    return re.sub(r"^%\s*of\b", "the percentage of", title)


def _against(measure):
    if not measure.edges:
        return ""
    text = f" against a target of {measure.target}"
    if not measure.gap:
        return f"{text}, within the target band" if len(measure.edges) > 1 else f"{text}, equal to it"
    ends = "the target band" if len(measure.edges) > 1 else "target"
    return f"{text}, {_distance(measure)} {'above' if measure.gap > 0 else 'below'} {ends}"


def _distance(measure):
    """How far the figure is from its target, in what it is counted in: "7.3 points", "£0.2m", "12"."""
    gap, figure = abs(measure.gap), measure.figure
    number = format_number(gap, max(places_of(gap), *(places_of(n.step) for n in (figure, *measure.edges))))
    if figure.kind == PERCENT:
        return f"{number} {'point' if number == '1' else 'points'}"
    return f"£{number}" if figure.kind == MONEY else number


def _beside_earlier(measure):
    if measure.previous is None or measure.previous.kind != measure.figure.kind:
        return ""
    when = f"in {measure.previous_label}" if measure.previous_label else "before"
    earlier = measure.previous.text
    if measure.moved == 0:
        return f"the same as {when}"
    if measure.meaning == "No clear change":
        return f"with no clear change from {earlier} {when}"
    word = {"Improving": "better", "Worsening": "worse"}.get(measure.meaning)
    if word is None or measure.good not in (HIGH, LOW):
        word = "higher" if measure.moved > 0 else "lower"
    return f"{word} than {earlier} {when}"

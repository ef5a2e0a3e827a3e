"""Actions: what is being done about a figure, by which post and by when; the only writer of their status.

open -> done, or dropped with a reason. An open action is carried: every month's pages show it until it is
ended. Every verb is atomic, moves by a conditional UPDATE on the status and version that were read, writes
its audit entry in the same transaction, and returns the action or raises a `WorkflowProblem`.
"""

import re

from django.db import transaction
from django.utils import timezone

from performance import access, audit, dates, versions
from performance.models import Action, Period, Person
from performance.refusals import NotAllowed, NotComplete, WorkflowProblem

Status = Action.Status
CONTENT = ("what", "post", "due_on")
_WORD = re.compile(r"[^\W_]+")

# How far an action is on a day, in the order of a list: being overdue is computed, never written.
STATES = {"overdue": "Overdue", "open": "Open", "done": "Done", "dropped": "Dropped"}


# --- Reading -----------------------------------------------------------------------------------------


def state_of(action, day):
    """One of `STATES` on this day; an action is overdue from the day after that by which it is due."""
    if action.status == Status.OPEN:
        return "overdue" if action.due_on < day else "open"
    return action.status


def about(action):
    """What an action is about, in words: its measure's title, or its indicator's."""
    return (action.measure or action.indicator).title


def beside(measure, person, *, today):
    """What `templates/actions/beside.html` prints: the open actions of a measure and of its indicator.

    A mapping to merge into a page's context: `actions`, each with `is_overdue`, whether this person may raise
    one (`may_act`), and whether one about the indicator (`may_act_for_indicator`). Two queries.
    """
    found = list(Action.objects.open().of(measure).select_related("indicator"))
    for action in found:
        action.is_overdue = state_of(action, today) == "overdue"
    above = access.manages(person, measure) or access.oversees(person, measure)
    return {
        "actions": found,
        "may_act": access.may_act_on(person, measure),
        "may_act_for_indicator": above and measure.indicator_id is not None,
    }


def period_of(measure, today):
    """The period in which an action is raised: the latest that has opened, or None before the first.

    Of the measure's own frequency; for an indicator (`measure` None) a month.
    """
    periods = Period.objects.opened_by(today).select_related("year").order_by("-end")
    if measure is None:
        return periods.months().first()
    return periods.filter(kind=measure.period_kind, basis=measure.year_basis).first()


# --- Verbs -------------------------------------------------------------------------------------------


@transaction.atomic
def raise_action(*, measure=None, indicator=None, what, post, due_on, by, period=None, now=None, today=None):
    """Say what is being done about a measure or an indicator, one of the two.

    `period` is the one in which it was raised; without it the latest that has opened. Raises NotAllowed,
    NotComplete. The same again, by the same person, is the action that is there: a double click.
    """
    now, today = now or timezone.now(), today or dates.today()
    if not _may_act(by, measure, indicator):
        raise NotAllowed("You may not say what is being done about this.")
    given = _stripped(what, post, due_on)
    period = period or period_of(measure, today)
    if period is None:
        raise WorkflowProblem("No period of this measure has opened yet, so there is nothing to act upon.")
    same = Action.objects.open().filter(measure=measure, indicator=indicator, raised_by=by, **given)
    if there := same.first():
        return there
    if problems := _problems(given, today, before=None):
        raise NotComplete(problems)
    action = Action.objects.create(
        measure=measure, indicator=indicator, period=period, raised_by=by, raised_at=now, **given
    )
    _record(action, by, now, "action raised", after=given)
    return action


@transaction.atomic
def change(*, action, version, what, post, due_on, by, now=None, today=None):
    """Say it otherwise, or by another post or day. The same content changes nothing."""
    now, today = now or timezone.now(), today or dates.today()
    current = _fresh(action)
    _require_may_act(by, current)
    given = _stripped(what, post, due_on)
    before = {name: getattr(current, name) for name in CONTENT}
    if current.status == Status.OPEN and before == given:
        return current
    _require_unchanged(current, version, by)
    if problems := _problems(given, today, before=before):
        raise NotComplete(problems)
    _move(current, version, by, to=Status.OPEN, **given)
    _record(current, by, now, "action changed", before=before, after=given)
    return current


def finish(*, action, version, outcome="", by, now=None):
    """It is done; `outcome` says what came of it and may be empty."""
    return _end(action, version, Status.DONE, outcome, by, now)


def drop(*, action, version, outcome, by, now=None):
    """It is not done and will not be; `outcome` says why."""
    return _end(action, version, Status.DROPPED, outcome, by, now)


@transaction.atomic
def _end(action, version, to, outcome, by, now):
    now, outcome = now or timezone.now(), outcome.strip()
    current = _fresh(action)
    _require_may_act(by, current)
    if (current.status, current.ended_by_id, current.outcome) == (to, by.pk, outcome):
        return current  # a double click
    if to == Status.DROPPED and not outcome:
        raise NotComplete({"outcome": "Say why this is dropped, so that it is not raised again."})
    _require_unchanged(current, version, by)
    _move(current, version, by, to=to, outcome=outcome, ended_by=by, ended_at=now)
    verb = "action done" if to == Status.DONE else "action dropped"
    _record(current, by, now, verb, before={"status": Status.OPEN}, after={"status": to}, reason=outcome)
    return current


# --- What an action needs ------------------------------------------------------------------------------


def _stripped(what, post, due_on):
    return {"what": what.strip(), "post": post.strip(), "due_on": due_on}


def _problems(given, today, *, before):
    """Sentences by field. A day that was promised before may stay, also where it has passed."""
    problems = {}
    if not given["what"]:
        problems["what"] = "Say what is being done."
    if not given["post"]:
        problems["post"] = "Say which post does it, for example “Head of reablement”."
    for name in ("what", "post"):
        if person := _person_in(given[name]):
            problems[name] = f"Name the post and not {person}: this is printed in public papers."
    if given["due_on"] is None:
        problems["due_on"] = "Enter the day by which it is done."
    elif given["due_on"] < today and (before is None or given["due_on"] != before["due_on"]):
        problems["due_on"] = "Enter a day that has not passed."
    return problems


def _person_in(text):
    """The name of somebody here that stands in a text, alone or among other words; "" for nobody."""
    words = _words(text)
    for name in Person.objects.values_list("name", flat=True):
        named = _words(name)
        # A name of one word may be a word as well: "Will".
        if words == named or (named.count(" ") > 2 and named in words):
            return name
    return ""


def _words(text):
    """A text's words in small letters, each between spaces: " head of service "."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def _may_act(person, measure, indicator):
    if measure is not None:
        return access.may_act_on(person, measure)
    return access.may_act_on_indicator(person, indicator)


# --- How a verb moves ---------------------------------------------------------------------------------


def _fresh(action):
    return Action.objects.select_related("measure", "indicator", "period").get(pk=action.pk)


def _require_may_act(by, current):
    if not _may_act(by, current.measure, current.indicator):
        raise NotAllowed("You may see this action, but not change it.")


def _require_unchanged(current, version, by):
    versions.require_unchanged(current, version, (Status.OPEN,), lambda: _who_was_first(current, by))


def _move(current, version, by, *, to, **changes):
    """The conditional UPDATE: on the status and version that were read, or not at all."""
    versions.move(current, version, lambda: _who_was_first(_fresh(current), by), status=to, **changes)


def _record(action, by, now, verb, **said):
    about = {"subject": action, "measure": action.measure, "period": action.period}
    audit.record(by=by, at=now, verb=verb, **about, **said)


def _who_was_first(action, by):
    return versions.who_was_first(action, by, "action")

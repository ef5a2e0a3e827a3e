"""The warnings of the checks at entry as a form shows them: a tick each, and a reason for the serious ones.

Every form that takes figures names them alike: `confirm.<field>:<code>` is the tick, `reason.<field>:<code>`
the text, and `figure.<field>:<code>` the figure that was asked about, each after the form's prefix.
"""

from dataclasses import dataclass

from performance import confirming
from performance.rules.checks.found import Code, Finding, Severity

LONGEST_REASON = 500
# What is seen at once in the measure's earlier figures.
_IN_HISTORY = (Code.FAR, Code.UNITS, Code.PERIOD, Code.SWAPPED)


@dataclass(frozen=True)
class Asked:
    """One finding with what stands in its tick and its reason; `problem` says what is still missing."""

    finding: Finding
    figure: str
    ticked: bool
    reason: str
    problem: str
    prefix: str = ""

    @property
    def key(self):
        return self.prefix + "{}." + confirming.key_of(self.finding)

    @property
    def confirm_name(self):
        return self.key.format("confirm")

    @property
    def reason_name(self):
        return self.key.format("reason")

    @property
    def figure_name(self):
        return self.key.format("figure")

    @property
    def takes_reason(self):
        return self.finding.severity == Severity.SERIOUS

    @property
    def leads_to(self):
        """The id of what has to be filled in."""
        return f"id_{self.reason_name if self.ticked and self.takes_reason else self.confirm_name}"

    @property
    def has_history(self):
        return self.finding.code in _IN_HISTORY


def is_answer(name, prefix=""):
    """Whether a field of a form is one of the three that belong to a warning."""
    return name.startswith(tuple(f"{prefix}{kind}." for kind in ("confirm", "reason", "figure")))


def answers_in(data, content, prefix=""):
    """Key of a finding -> the reason typed, of those that are ticked for the figure that stands there now.

    A tick for 450 says nothing about 4,500, typed over it since.
    """
    answers, start = {}, f"{prefix}confirm."
    for name in data:
        if not name.startswith(start) or not data[name]:
            continue
        key = name.removeprefix(start)
        figure = data.get(f"{prefix}figure.{key}")
        if figure is None or figure == confirming.about(content, key.rpartition(":")[0]):
            # No text that is stored holds NUL; fields of a form refuse it, and this is none.
            reason = data.get(f"{prefix}reason.{key}", "").replace("\x00", "")
            answers[key] = reason.strip()[:LONGEST_REASON]
    return answers


def asked_in(findings, content, *, typed=None, answers=None, confirmations=(), unanswered=(), prefix=""):
    """Findings as a form shows them, errors left out, in their order.

    `typed` is what the form was sent with, whose reasons are shown again also where the tick is missing;
    `answers` is what was ticked, `confirmations` what was confirmed before, `unanswered` those that a verb
    refused.
    """
    typed, answers, refused = typed or {}, answers or {}, {confirming.key_of(found) for found in unanswered}
    before = {confirming.key_of(row): row for row in confirmations}
    asked = []
    for found in findings:
        key = confirming.key_of(found)
        row = before.get(key)
        held = row if row is not None and confirming.holds(row, found, content) else None
        ticked = key in answers or (held is not None and key not in refused)
        given = typed.get(f"{prefix}reason.{key}", "")
        reason = answers.get(key) or given or (held.reason if held else "")
        problem = _problem(found, ticked, key in refused)
        asked.append(Asked(found, confirming.about(content, found.field), ticked, reason, problem, prefix))
    return [one for one in asked if one.finding.severity != Severity.ERROR]


def _problem(found, ticked, is_refused):
    if not is_refused:
        return ""
    if ticked and found.severity == Severity.SERIOUS:
        return "Say why this is right."
    return "Correct the figure, or tick that it is right."

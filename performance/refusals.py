"""Why something cannot be done. Each message is a sentence for the person who tried."""

from dataclasses import dataclass, field


class WorkflowProblem(Exception):
    """Something that cannot be done; the message is a sentence for the person who tried."""


class NotAllowed(WorkflowProblem):
    """The person may not do this. Pages answer 403."""


class PeriodNotOpen(WorkflowProblem):
    """The period takes no figures today."""


class SomebodyElseWasFirst(WorkflowProblem):
    """The figure changed since it was read; says who did what. Pages answer 409 and keep what was typed."""


@dataclass
class NotComplete(WorkflowProblem):
    """The content cannot be submitted. `problems` maps a field, or "" for the whole, to a sentence."""

    problems: dict[str, str] = field(default_factory=dict)

    def __str__(self):
        return " ".join(self.problems.values())


@dataclass
class NotConfirmed(WorkflowProblem):
    """Warnings of the checks that nobody has confirmed yet. `findings` are what is asked."""

    findings: list = field(default_factory=list)

    def __str__(self):
        return " ".join(finding.sentence for finding in self.findings)

"""What an import reports: in sentences for a terminal, as plain values for JSON and for a page."""

from dataclasses import dataclass

from performance.export import safe_cell
from performance.imports.outcome import Outcome
from performance.imports.plan import Plan


@dataclass(frozen=True)
class Report:
    """A plan and what came of it."""

    plan: Plan
    outcome: Outcome

    @property
    def sections(self):
        """Everything that was noticed, by kind, each entry with its place, text and sentence."""
        plan, outcome = self.plan, self.outcome
        return {
            "proofs": [_noticed(item) for item in plan.found],
            "moved targets": [_unread(item) for item in outcome.moved],
            "differs from what is held": [_unread(item) for item in outcome.different],
            "not read": [_unread(item) for item in plan.unread],
            "not loaded": [_unread(item) for item in outcome.refused],
            "assumed": [_noticed(item) for item in (*plan.assumed, *outcome.assumed)],
        }

    @property
    def published(self):
        """How many statuses the file prints. They are never imported: ours are computed."""
        return sum(len(measure.published) for measure in self.plan.measures)

    def as_json(self):
        """Plain values only; texts that a spreadsheet would run are made harmless."""
        return {
            "rows": self.plan.rows,
            "measures": len(self.plan.measures),
            "published_statuses": self.published,
            "counts": dict(sorted(self.outcome.counts.items())),
            "made": [safe_cell(text) for text in self.outcome.made],
            "headings": [
                {
                    "sheet": heading.sheet,
                    "column": heading.column,
                    "text": safe_cell(heading.text),
                    "understood": heading.understood,
                    "taken": safe_cell(heading.taken),
                }
                for heading in self.plan.headings
            ],
            **{name.replace(" ", "_"): entries for name, entries in self.sections.items()},
        }

    def lines(self):
        """The report as lines of text."""
        yield f"{self.plan.rows} rows, {len(self.plan.measures)} measures."
        for name, count in sorted(self.outcome.counts.items()):
            yield f"  {count} {name}"
        for text in self.outcome.made:
            yield f"  made: {text}"
        if self.published:
            yield f"  {self.published} published statuses, not imported; rag_table compares ours with them"
        yield from self._not_understood()
        for name, entries in self.sections.items():
            if entries:
                yield f"\n{name.capitalize()} ({len(entries)}):"
            for entry in entries:
                place = f"{entry['place']}: " if entry["place"] else ""
                yield f"  {place}{entry['sentence']}"

    def _not_understood(self):
        """The headings that are left out, and what to do about them."""
        left_out = self.plan.not_understood
        unknown = list(dict.fromkeys(heading.text for heading in left_out if not heading.taken))
        if unknown:
            listed = ", ".join(f"“{text}”" for text in unknown)
            yield f"Headings not understood, and left out: {listed}."
            name = unknown[0].strip()
            yield f'  Say what they are: --column "{name}=Figure Nov 2020", or "{name}=" to leave it out.'
        twins = ((heading.text, heading.taken) for heading in left_out if heading.taken)
        for text, taken in dict.fromkeys(twins):
            yield f"“{text}” means the same as “{taken}”, which was taken. Leave one out with --column."


def _noticed(item):
    return {
        "place": _place(item.place),
        "sheet": item.place.sheet,
        "line": item.place.line,
        "column": item.place.column,
        "check": item.finding.check.value if item.finding else "",
        "severity": item.finding.severity.value if item.finding else "",
        "text": "",
        "sentence": item.sentence,
    }


def _unread(item):
    return {
        "place": _place(item.place),
        "sheet": item.place.sheet,
        "line": item.place.line,
        "column": item.place.column,
        "check": "",
        "severity": "",
        "text": safe_cell(item.text),
        "sentence": item.reason,
    }


def _place(place):
    return str(place) if place.line else ""

"""The rows of the grid on their way through a request: typed in, saved, submitted, asked about."""

from dataclasses import dataclass

from django.utils.functional import cached_property

from performance import dates, keeping, kept_text, outstanding, previewing, refusals, workflow
from performance.due import STATES
from performance.forms.asking import answers_in, asked_in
from performance.forms.grid import COLUMNS, NUMBERS, RowForm
from performance.models import Submission
from performance.views.problems import UNPROCESSABLE, status_of


@dataclass(frozen=True)
class Difference:
    """A cell in which somebody else's figure stands, beside what this person typed."""

    label: str
    theirs: str
    yours: str


@dataclass(frozen=True)
class Cell:
    """A cell as it is printed: `field` and its `widget` where it can be typed in, else a text."""

    name: str
    field: object = None
    widget: str = ""
    text: str = ""
    error: str = ""
    label: str = ""
    is_absence: bool = False

    @property
    def is_number(self):
        return self.name in NUMBERS

    @property
    def says_what(self):
        """Whether its own name says more than its column's: what a numerator counts."""
        return self.label != COLUMNS[self.name]


class Row:
    """One line with the form over it, and what became of it.

    `problem` is why a verb refused it, and `is_stored` says that a draft holds what was typed. After `look`
    there are `preview`, `errors` (at cells), `needed` (for the row, or still missing) and `asked`.
    """

    def __init__(self, line, data=None):
        self.line, self.key = line, line.key
        self.is_posted = data is not None and f"{line.key}-shown" in data
        self.data = data if self.is_posted else _kept_data(line)
        self.form = RowForm(self.data or None, line=line)
        self.is_changed = self.is_posted and (self.form.shown != data[f"{line.key}-shown"] or bool(line.kept))
        self.problem, self.is_stored, self.saved, self.submitted = None, False, False, False
        self.differences = self._differences() if line.kept and not self.is_posted else []
        self.preview, self.errors, self.needed, self.asked = None, {}, [], []
        self.needs_own_page = False

    # --- What it is ---------------------------------------------------------------------------------

    @property
    def measure(self):
        return self.line.measure

    @property
    def period(self):
        return self.line.period

    @property
    def is_editable(self):
        return self.line.is_editable

    @property
    def version(self):
        """The version that the next save is over: of the draft that is shown now."""
        return self.line.current.version if self.line.current else ""

    @property
    def shown(self):
        """What the stored draft looks like, by which the next request tells whether anything was typed."""
        return RowForm(line=self.line).shown

    @property
    def state(self):
        """For `partials/state.html`."""
        line = self.line
        return {
            "state": line.state,
            "state_text": STATES[line.state][1],
            "being_revised": line.current is not None and line.in_force is not None,
            "reason": line.current.returned_reason if line.current and line.state == "returned" else "",
        }

    @property
    def is_ticked(self):
        return self.is_posted and bool(self.data.get(f"{self.key}-submit"))

    @property
    def is_kept(self):
        """Whether its cells hold what was typed before and is not saved."""
        return bool(self.data) and not self.is_posted

    @cached_property
    def answers(self):
        return answers_in(self.data, self.form.content, f"{self.key}-")

    @property
    def refused(self):
        """Why nothing of the row was taken, in a sentence; what stands at its cells is not said again."""
        at_cells = (refusals.NotComplete, refusals.NotConfirmed)
        return str(self.problem) if self.problem and not isinstance(self.problem, at_cells) else ""

    @property
    def needs_you(self):
        """Whether something of what was sent is not done, or stands there wrong."""
        return bool(self.problem or self.form.unread or (self.is_changed and self.errors))

    @property
    def status_code(self):
        return status_of(self.problem) if self.refused else UNPROCESSABLE

    # --- What is done with it -----------------------------------------------------------------------

    def save(self, by):
        """Save what can be a draft and keep what cannot; a row that nobody touched writes nothing."""
        if not self.is_changed or self._is_sent_already(by):
            return
        before = self.version
        try:
            kept = keeping.save(
                measure=self.measure, period=self.period, current=self.line.current, form=self.form, by=by
            )
        except refusals.WorkflowProblem as problem:
            self._refuse(problem, by)
            return
        if kept.submission is not None:
            self._take(kept.submission)
        self.is_stored, self.saved = True, self.version != before
        self.line.kept = {name: self.form.texts[name] for name in kept.kept}

    def submit(self, by):
        """Submit it by itself, with the warnings that were answered."""
        if self.problem is not None or self.form.unread:
            return
        current = self.line.current
        try:
            if current is None:
                found = previewing.preview(self.measure, self.period, self.form.content)
                raise refusals.NotComplete(dict(found.problems))
            if not self._is_sent_already(by):
                current = workflow.submit(
                    submission=current, version=self.version, by=by, answers=self.answers
                )
        except refusals.WorkflowProblem as problem:
            self._refuse(problem, by)
            return
        self._take(current)
        self.submitted = True

    def _is_sent_already(self, by):
        """Whether this person has submitted this very content: the second half of a double click."""
        current = self.line.current
        if not self.is_ticked or current is None or self.form.unread:
            return False
        was_sent = current.status == Submission.Status.SUBMITTED and current.submitted_by_id == by.pk
        return was_sent and self.form.content == RowForm(line=self.line).content

    def _take(self, submission):
        line = self.line
        submission.measure, submission.period = line.measure, line.period
        line.current = submission
        line.state = outstanding.state_of(submission, line.in_force, line.period, dates.today())

    def _refuse(self, problem, by):
        self.problem = problem
        if isinstance(problem, refusals.SomebodyElseWasFirst):
            self._read_again()
            self.differences = self._differences()
        if self.is_changed and self.refused and not self.is_stored:
            # What no verb takes is there again when the page is opened the next time.
            kept_text.keep(person=by, measure=self.measure, period=self.period, typed=self.form.texts)

    def _read_again(self):
        """The figure as somebody else has left it."""
        line = self.line
        found = Submission.objects.filter(measure=line.measure, period=line.period)
        line.current, line.in_force = found.open().first(), found.in_force().first()
        for revision in (line.current, line.in_force):
            if revision is not None:
                revision.measure, revision.period = line.measure, line.period
        line.state = outstanding.state_of(line.current, line.in_force, line.period, dates.today())

    def _differences(self):
        """The readable cells in which something else stands now; why another cannot be read is said at it."""
        theirs, yours, cells = RowForm(line=self.line).texts, self.form.texts, self.form.cells
        return [
            Difference(cells[name].label, theirs[name], yours[name])
            for name in yours
            if theirs[name] != yours[name] and name not in self.form.unread
        ]

    # --- What is printed of it ----------------------------------------------------------------------

    def set_cells(self, names):
        """Its cells under the columns of these names; the columns that it has no cell for are empty."""
        self.cells = [self._cell(name) for name in names]

    def _cell(self, name):
        field, error = self.form.cells.get(name), self.errors.get(name, "")
        if self.line.has_own_page or field is None:
            return Cell(name, text=self.computed if name == "value" else "")
        if not self.is_editable:
            is_absence = name == "value" and not self.preview.figure.text
            return Cell(name, text=self._printed(name), label=field.label, is_absence=is_absence)
        attrs = {"aria-invalid": "true", "aria-describedby": f"{field.auto_id}_error"} if error else {}
        return Cell(name, field, field.as_widget(attrs=attrs), error=error, label=field.label)

    def has_column(self, name):
        """Whether a column of this name is of use to the row: to type in, or to read."""
        return name in self.form.cells and (self.is_editable or bool(self._printed(name)))

    def _printed(self, name):
        """What stands in a cell that cannot be typed in."""
        if self.line.shown is None:
            return ""
        if name == "outlook":
            return self.line.shown.get_outlook_display()
        figure = self.preview.figure
        return figure.text or figure.absence if name == "value" else self.form.texts[name]

    @property
    def computed(self):
        """The figure that is worked out from its cells, or from the parts on its own page."""
        return "" if "value" in self.form.cells else self.preview.figure.text

    @property
    def items(self):
        """What the summary of errors says of it, each with the id of the place that it leads to."""
        if not self.needs_you:
            return []
        cells, name = self.form.cells, self.measure.title
        found = [
            (cells[at].auto_id, f"{cells[at].label}, {name}: {said}") for at, said in self.errors.items()
        ]
        found += [(one.leads_to, f"{name}: {one.finding.sentence}") for one in self.asked if one.problem]
        if isinstance(self.problem, refusals.NotComplete):
            found += [(f"row-{self.key}", f"{name}: {said}") for said in self.needed]
        return found + ([(f"row-{self.key}", f"{name}: {self.refused}")] if self.refused else [])

    @property
    def has_beneath(self):
        return bool(self.refused or self.is_kept or self.differences or self.needed or self.asked)

    # --- What is seen in it -------------------------------------------------------------------------

    @property
    def has_status(self):
        """Whether a status is shown. A figure in force has one of its own, which people may have judged."""
        return self.preview.status.code != previewing.WAITS.code and self.line.state != "approved"

    def see(self, preview):
        """Take what was found in the row, each sentence to its place."""
        texts, unread = self.form.texts, self.form.unread
        self.preview, stops = preview, dict(preview.problems) if self.is_editable else {}
        if isinstance(self.problem, refusals.NotComplete):
            stops |= self.problem.problems
            at_cells = {name: stops[name] for name in stops if name in texts}
        else:
            at_cells = {name: stops[name] for name in stops if texts.get(name)}
        self.errors = at_cells | unread
        if self.problem or not self.form.is_blank:
            self.needed = [stops[name] for name in stops if name not in self.errors]
            self.needs_own_page = any(name not in texts for name in stops)
        if self.is_editable:
            unanswered = self.problem.findings if isinstance(self.problem, refusals.NotConfirmed) else ()
            self.asked = asked_in(
                preview.findings,
                self.form.content,
                typed=self.data,
                answers=self.answers,
                confirmations=self.line.confirmations,
                unanswered=unanswered,
                prefix=f"{self.key}-",
            )


def look(rows):
    """What each row would be rated, what is wrong in it and what is asked, for all rows at once."""
    typed = [
        previewing.Typed(
            row.measure, row.period, row.form.content, unread=row.form.unread, current=row.line.current
        )
        for row in rows
    ]
    for row, preview in zip(rows, previewing.previews(typed), strict=True):
        row.see(preview)


def _kept_data(line):
    """A form's data with what was typed before and is not saved, over the draft; {} where nothing was."""
    texts = RowForm(line=line).texts
    kept = {name: text for name, text in line.kept.items() if name in texts}
    if not kept or not line.is_editable:
        return {}
    return {f"{line.key}-{name}": text for name, text in (texts | kept).items()}

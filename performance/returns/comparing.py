"""What a returned file would change, row by row, and what is wrong with it. Nothing is written here.

A row is loaded whole or not at all. What contradicts itself is wrong; what is only missing is not: a draft
may be incomplete. Empty cells change nothing unless they held something in the state that the file was made
from.
"""

from dataclasses import dataclass, field

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from performance import confirming, workflow
from performance.checking import Entry
from performance.forms.entry import initial_of
from performance.models import Measure, Period, Submission
from performance.returns import expected
from performance.returns.columns import ABSENCE
from performance.returns.identifying import identify, refuse_twice
from performance.returns.printed import printed
from performance.returns.refusing import refuse_closed, tell_stale, why_not_emptied, why_shut
from performance.returns.rows import FileRow
from performance.returns.stamp import read_stamp
from performance.returns.typed import Typed, label_of, typed_of
from performance.rules.checks.found import Code, Severity
from performance.rules.numbers import places_of, round_half_up
from performance.submission_content import content_of, problems_of, whole, with_computed_value


@dataclass(frozen=True)
class Change:
    """One cell that would become another. `asks` says that it is only cleared where the person says so."""

    name: str
    label: str
    was: str
    now: str
    place: str
    asks: bool = False


@dataclass
class Compared:
    """One row: what it would change, or every reason why it is not loaded.

    `missing` is what its owner still has to give before submitting, `warnings` is what the checks ask then.
    """

    row: FileRow
    measure: Measure | None = None
    period: Period | None = None
    typed: Typed | None = None
    current: Submission | None = None
    is_stale: bool = False
    changes: list[Change] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def key(self):
        return (self.measure.pk, self.period.pk) if self.measure and self.period else None

    @property
    def version(self):
        """The version that `workflow.save_draft` takes."""
        return self.current.version if self.current is not None else None

    def content(self, *, clear):
        """The figure's content with this row's changes; with `clear` also without what the file has empty."""
        fields = {
            change.name: self.typed.given.get(change.name)
            for change in self.changes
            if clear or not change.asks
        }
        if self.measure.entry == Measure.Entry.FRACTION:
            fields["value"] = None  # it is worked out from the two, and from nothing where they are gone
        return _with_fields(content_of(self.current) if self.current is not None else {}, fields)

    def save(self, *, clear, by, today, now=None):
        """The figure with this row's changes as a draft; raises WorkflowProblem."""
        return workflow.save_draft(
            measure=self.measure,
            period=self.period,
            content=self.content(clear=clear),
            version=self.version,
            by=by,
            now=now,
            today=today,
        )

    def refuse(self, sentence, place=None):
        self.problems.append((place or self.row.place, sentence))


def compare(file_rows, *, person, today) -> list[Compared]:
    """Each row of a file (`rows.rows_of`) against what is held now, as this person may change it.

    The number of queries does not grow with the rows, but for rows of figures that nobody may enter today.
    """
    found = [Compared(row, problems=list(row.problems)) for row in file_rows.rows]
    identify(found, person)
    refuse_twice(found)
    known = [one for one in found if one.key is not None]
    levels = expected.levels_by_pair([(one.measure, one.period) for one in known])
    held = _held(known)
    for one in known:
        one.typed = typed_of(one.row, one.measure, one.period, levels[one.key])
        one.problems += one.typed.problems
        _compare(one, held.get((*one.key, True)), held.get((*one.key, False)))
    tell_stale([one for one in known if one.is_stale])
    refuse_closed([one for one in known if one.changes and not one.problems], person, today)
    _ask([one for one in known if one.changes and not one.problems])
    for line in file_rows.astray:
        found.append(Compared(line, problems=list(line.problems)))
    return found


def _held(known):
    """The open revision and the one in force of each measure and period, by key and whether it is open."""
    found = Submission.objects.filter(
        measure__in={one.measure.pk for one in known},
        period__in={one.period.pk for one in known},
        status__in=[*Submission.OPEN, *Submission.IN_FORCE],
    )
    return {(s.measure_id, s.period_id, s.is_open): s for s in found.select_related("submitted_by")}


# --- What would change -----------------------------------------------------------------------------------


def _compare(one, current, in_force):
    """What would change, and why it may not: the state of the figure, or what contradicts itself."""
    one.current = current
    shown = current or in_force
    stamp = read_stamp(one.row.keys["version"])
    is_same = (stamp.revision, stamp.version) == (
        (shown.revision, shown.version) if shown is not None else (None, None)
    )
    is_open = current.is_editable if current is not None else in_force is None
    before = initial_of(shown)
    one.changes = _given(one, before)
    cleared = _cleared(one, before) if is_same else []
    if is_open:
        one.changes += cleared
    if cleared and not one.changes:
        one.refuse(why_not_emptied(current, in_force), cleared[0].place)
    elif not one.changes:
        _compare_stated(one, shown)
    elif not is_open:
        one.refuse(why_shut(current, in_force))
    elif not is_same:
        one.is_stale = True
    elif not one.problems:
        _judge(one)


def _compare_stated(one, shown):
    """Refuse a figure that alone was changed where it is worked out: it would be passed over in silence."""
    stated = one.typed.stated
    held = shown.value if shown is not None else None
    if stated is not None and (held is None or round_half_up(held, places_of(stated)) != stated):
        one.refuse(_NOT_ALONE, one.typed.places["value"])


_NOT_ALONE = "This measure is worked out from a numerator and a denominator: give both, or empty this cell."


def _given(one, before):
    """Cells that hold something else than what is held."""
    return [
        Change(
            name,
            label_of(name, one.measure),
            printed(name, before.get(name), one.measure),
            printed(name, value, one.measure),
            one.typed.places[name],
        )
        for name, value in one.typed.given.items()
        if not _is_same(before.get(name), value)
    ]


def _is_same(before, now):
    if isinstance(before, str) and isinstance(now, str):
        # Control characters cannot stand in a workbook, and so cannot come back from one.
        return _plain(before) == _plain(now)
    return before == now


def _plain(text):
    return ILLEGAL_CHARACTERS_RE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _cleared(one, before):
    """Empty cells that held something.

    Where a reason for none is given the figure goes, and the other way round: there nobody has to be asked.
    """
    given = one.typed.given
    figures = {name for name in (*before, *given) if _is_figure(name)}
    implied = set()
    if given.get("absence"):
        implied |= figures
        if given["absence"] != Submission.Absence.DUE_ON:
            implied.add("absence_due_on")
    elif figures & set(given):
        implied |= set(ABSENCE)
    return [
        Change(
            name,
            label_of(name, one.measure),
            printed(name, before[name], one.measure),
            "",
            one.typed.places[name],
            asks=name not in implied,
        )
        for name in before
        if name in one.typed.blank and before[name] not in (None, "")
    ]


def _is_figure(name):
    """Whether a field is of the figure itself, which no reason for none stands beside."""
    return name in ("value", "numerator", "denominator", "companion") or name.startswith(
        ("parts.", "breakdown.")
    )


def _with_fields(content, fields):
    """A content with some fields of the form in it, parts and breakdowns among them."""
    content = dict(content)
    for name, value in fields.items():
        first, *within = name.split(".")
        if not within:
            content[first] = value
            continue
        content[first] = _copied(content.get(first))
        at = content[first]
        for code in within[:-1]:
            at = at.setdefault(code, {})
        at[within[-1]] = value
    return content


def _copied(held):
    return {code: dict(inner) if isinstance(inner, dict) else inner for code, inner in (held or {}).items()}


def _judge(one):
    """What contradicts itself is wrong; what is not there yet is missing."""
    content = with_computed_value(one.measure, whole(one.content(clear=False)))
    if one.typed.stated is not None and content["numerator"] is None:
        one.refuse(_NOT_ALONE, one.typed.places["value"])
    found = problems_of(one.measure, content)
    if one.measure.entry == Measure.Entry.FRACTION and "numerator" in found:
        found.pop("value", None)  # it is worked out from what is wrong, and said there
    for name, sentence in found.items():
        first = next((field for field in one.typed.given if field.startswith(f"{name}.")), name)
        if _holds(content, name):
            one.refuse(sentence, one.typed.places.get(first))
        else:
            one.missing.append(sentence)


def _holds(content, name):
    held = content
    for code in name.split("."):
        held = held.get(code) if isinstance(held, dict) else None
    return held not in (None, "")


def _ask(changing):
    """What the checks at entry find about each figure, among its owner's.

    An error is wrong, such as a stated percentage that its two parts do not make; what is asked is asked
    again when the figure is submitted.
    """
    entries = [
        Entry(
            one.measure,
            one.period,
            with_computed_value(one.measure, whole(one.content(clear=False))),
            stated=one.typed.stated,
            texts=one.typed.texts,
        )
        for one in changing
    ]
    for one, findings in zip(changing, confirming.asked_of_all(entries), strict=True):
        for finding in findings:
            if finding.severity == Severity.ERROR:
                at = "value" if finding.code == Code.SHARE else finding.field
                one.refuse(finding.sentence, one.typed.places.get(at))
            else:
                one.warnings.append(finding.sentence)

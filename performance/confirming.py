"""Warnings of the checks at entry: what is asked about a figure, and what was confirmed.

The rules are in `performance/rules/checks`, what they need is read by `checking`. A figure is checked among
those that its owner enters for the same period, in the order of their titles: a figure in the wrong row shows
only beside its neighbours, and a page, a grid and a file must ask the same.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from performance import audit, outstanding
from performance.checking import Entry, findings_of
from performance.models import Confirmation, Measure, MeasureRole, Submission
from performance.rules.checks.found import Finding, Severity
from performance.submission_content import content_of, problems_of, with_computed_value

# What an owner writes in words, and how much of it is kept with a confirmation.
TEXTS = ("absence_note", "forecast_method", "commentary_public", "commentary_internal")
LONGEST_FIGURE = 100


def asked(measure, period, content, *, texts=None) -> list[Finding]:
    """What there is to ask about one figure, among what its owner has entered for the period.

    `content` maps names in `Submission.CONTENT` to values; `texts` are cells as they were pasted, by field,
    besides the texts of the content itself.
    The number of queries does not grow with the owner's measures.
    """
    return asked_of_all([Entry(measure, period, content, texts=texts or {})])[0]


def asked_of_all(entries: Sequence[Entry]) -> list[list[Finding]]:
    """What there is to ask about each of these entries, in their order, each among its owner's.

    Of many owners and periods at once: the number of queries does not grow with them.
    """
    given = {(entry.measure.pk, entry.period.pk): entry for entry in entries}
    together = [
        replace(_with_texts(given[measure.pk, period.pk]), sitting=number)
        if (measure.pk, period.pk) in given
        else Entry(measure, period, kept, sitting=number)
        for number, (measure, period, kept) in _sittings_of(entries)
    ]
    found = {
        (entry.measure.pk, entry.period.pk): _without_refused(entry, findings)
        for entry, findings in zip(together, findings_of(together), strict=True)
        if (entry.measure.pk, entry.period.pk) in given
    }
    return [found[key] for key in given]


def asked_of_sitting(
    measures: Sequence[Measure],
    period,
    contents: Mapping[int, Mapping],
    *,
    texts: Mapping[int, Mapping] | None = None,
    stated: Mapping[int, Decimal] | None = None,
) -> dict[int, list[Finding]]:
    """What there is to ask about each of these contents, by the primary key of its measure.

    The measures are neighbours in the order given. Those without a content of their own are there with what
    has been entered for the period. A field that is refused anyway is not asked about as well.
    """
    kept = _kept(measures, [period])
    entries = [
        Entry(
            measure,
            period,
            contents.get(measure.pk, kept.get((measure.pk, period.pk), {})),
            stated=(stated or {}).get(measure.pk),
            texts=(texts or {}).get(measure.pk, {}),
        )
        for measure in measures
    ]
    asked_about = {}
    entries = [_with_texts(entry) if entry.measure.pk in contents else entry for entry in entries]
    for entry, findings in zip(entries, findings_of(entries), strict=True):
        if entry.measure.pk in contents:
            asked_about[entry.measure.pk] = _without_refused(entry, findings)
    return asked_about


def _sittings_of(entries):
    """Every sitting that these entries are of, one after another: its number with measure, period and what
    is kept. A sitting is what one owner enters for one period, in the order of the titles.
    """
    measures = {entry.measure.pk: entry.measure for entry in entries}
    roles = MeasureRole.objects.filter(kind=MeasureRole.Kind.OWNER)
    owners = dict(roles.filter(measure__in=measures).values_list("measure", "person"))
    owned = {}
    for role in roles.filter(person__in=owners.values()).select_related("measure"):
        if role.measure.state == Measure.State.ACTIVE and role.measure.entry != Measure.Entry.CALCULATED:
            owned.setdefault(role.person_id, []).append(role.measure)
    surveys = outstanding.surveys_of([measure for several in owned.values() for measure in several])
    sittings = {}
    for entry in entries:
        # A measure that nobody owns is entered by itself.
        owner, period = owners.get(entry.measure.pk, f"nobody's {entry.measure.pk}"), entry.period
        if (owner, period) not in sittings:
            others = (other for other in owned.get(owner, ()) if outstanding.takes(other, period, surveys))
            sittings[owner, period] = {other.pk: other for other in others}
        sittings[owner, period][entry.measure.pk] = entry.measure
    kept = _kept({measure for sitting in sittings.values() for measure in sitting}, {p for _, p in sittings})
    for number, ((_, period), sitting) in enumerate(sittings.items()):
        for measure in sorted(sitting.values(), key=lambda one: (one.title, one.pk)):
            yield number, (measure, period, kept.get((measure.pk, period.pk), {}))


def _kept(measures, periods):
    """What stands for each measure in each period: the open revision, else the one in force."""
    found = Submission.objects.filter(measure__in=measures, period__in=periods).order_by("revision")
    found = found.filter(status__in=[*Submission.OPEN, *Submission.IN_FORCE])
    return {(one.measure_id, one.period_id): content_of(one) for one in found}


def _with_texts(entry):
    """With the texts of its content, which are looked at for letters of other alphabets wherever it is."""
    texts = {name: entry.content[name] for name in TEXTS if entry.content.get(name)}
    return replace(entry, texts={**texts, **entry.texts})


def _without_refused(entry, findings):
    refused = problems_of(entry.measure, with_computed_value(entry.measure, dict(entry.content)))
    return _one_a_key([found for found in findings if found.field.partition(".")[0] not in refused])


def _one_a_key(findings):
    """Findings of one check at one field as one, the gravest, so that there is one tick for them."""
    together = {}
    for found in findings:
        together.setdefault(key_of(found), []).append(found)
    gravity = list(Severity)
    return [
        replace(
            min(several, key=lambda found: gravity.index(found.severity)),
            sentence=" ".join(dict.fromkeys(found.sentence for found in several)),
        )
        for several in together.values()
    ]


# --- Answers -------------------------------------------------------------------------------------------


def key_of(finding) -> str:
    """How a form and a verb name a finding: "value:units". Of a `Confirmation` as well."""
    return f"{finding.field}:{finding.code}"


def unanswered(findings, answers, confirmations, content) -> list[Finding]:
    """Findings that still have to be confirmed.

    `answers` maps `key_of` a finding to the reason that was typed, "" where a tick is enough. What was
    confirmed before (`confirmations`) holds while the figure is the one that was confirmed. An error is never
    confirmed.
    """
    held = {key_of(row): row for row in confirmations}
    return [found for found in findings if not _is_answered(found, answers, held, content)]


def _is_answered(finding, answers, held, content):
    if finding.severity == Severity.ERROR:
        return False
    key = key_of(finding)
    if key in answers:
        return finding.severity != Severity.SERIOUS or bool(answers[key].strip())
    row = held.get(key)
    return row is not None and holds(row, finding, content)


def holds(row, finding, content):
    """Whether a confirmation is of the figure that stands there now, with the reason that it needs."""
    has_reason = bool(row.reason) or finding.severity != Severity.SERIOUS
    return has_reason and row.figure == about(content, finding.field)


def keep(submission, findings, answers, *, by, now):
    """Write down what was confirmed for a revision, and forget what is no longer asked.

    Returns the sentences that were confirmed anew with their reasons, for the audit entry of the verb that
    calls this in its transaction.
    """
    content = content_of(submission)
    asked_now = {key_of(found): found for found in findings}
    for row in submission.confirmations.all():
        if key_of(row) not in asked_now:
            row.delete()
    said = []
    for key, found in asked_now.items():
        if key not in answers:
            continue
        reason = answers[key].strip()
        Confirmation.objects.update_or_create(
            submission=submission,
            field=found.field,
            code=found.code,
            defaults={
                "severity": found.severity,
                "sentence": found.sentence,
                "figure": about(content, found.field),
                "reason": reason,
                "by": by,
                "at": now,
            },
        )
        said.append(f"{found.sentence} Confirmed{f': {reason}' if reason else '.'}")
    return said


def about(content, field) -> str:
    """What stands in a field together with what is judged by it, as a confirmation is about it.

    A numerator goes with its denominator, and a second figure with the figure that it stands beside: 505 of
    1,000 that was confirmed says nothing about 505 of 10,000.

    >>> about({"numerator": Decimal(505), "denominator": Decimal(1000)}, "numerator")
    '505/1000'
    >>> about({"value": Decimal(462), "companion": Decimal(669)}, "companion")
    '669 beside 462'
    """
    fraction = [figure_in(content, name) for name in ("numerator", "denominator")]
    if field in ("numerator", "denominator"):
        return "/".join(fraction)
    held = figure_in(content, field)
    if field != "companion":
        return held
    # A fraction's figure may not have been worked out yet.
    return f"{held} beside {'/'.join(fraction) if any(fraction) else figure_in(content, 'value')}"


def figure_in(content, field) -> str:
    """What stands in a field of a content, as text: "1089" for a numerator, "4" for "parts.bad".

    Words stand on one line, and long ones as their beginning with a sum over all of them.

    >>> figure_in({"numerator": Decimal("1089.0")}, "numerator")
    '1089'
    >>> figure_in({"breakdown": {"age-band": {"18-64": "33"}}}, "breakdown.age-band.18-64")
    '33'
    """
    name, *within = field.split(".")
    held = content.get(name)
    for code in within:
        held = held.get(code) if held else None
    text = "" if held is None else " ".join(str(audit.plain(held)).split())
    if len(text) <= LONGEST_FIGURE:
        return text
    return f"{text[: LONGEST_FIGURE - 20]} … {hashlib.sha256(text.encode()).hexdigest()[:16]}"

"""Print every measure of a period with its status; with --expect, hold them against a published table."""

import json
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from performance import audit, dashboard, dates, rag_table
from performance.models import Period, Scorecard
from performance.rules.printed_periods import Span, read_period


class Command(BaseCommand):
    """Reads only; what is being recomputed says so."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--period", help="For example “Nov 2020”, “2020-11”, “Q2 2014/15” or “2020/21”.")
        parser.add_argument("--scorecard", help="Only the measures of this scorecard, by its slug.")
        parser.add_argument("--json", action="store_true", help="Print JSON.")
        parser.add_argument("--expect", type=Path, help="A CSV file with a reference and a status a row.")
        parser.add_argument("--reference", default="", help="The column that names the row, in that file.")
        parser.add_argument("--status", default="", help="The column with the status, in that file.")
        parser.add_argument(
            "--rule-alone", action="store_true", help="Compare what the rule gives, leaving overrides aside."
        )

    def handle(self, *, period, scorecard, expect, reference, status, rule_alone, **options):
        chosen = _period(period)
        found = rag_table.lines(chosen, measures=_measures(scorecard), known_on=dates.today())
        agreement = None
        if expect:
            try:
                rows = rag_table.expected_rows(expect.read_bytes(), reference=reference, status=status)
            except (OSError, rag_table.NotATable) as problem:
                raise CommandError(str(problem)) from None
            agreement = rag_table.compare(found, rows, rule_alone=rule_alone)
        if options["json"]:
            self.stdout.write(_as_json(chosen, found, agreement))
            return
        self._print(chosen, found)
        if agreement:
            self._print_agreement(agreement)

    def _print(self, period, found):
        self.stdout.write(f"{period}: {len(found)} {'measure' if len(found) == 1 else 'measures'}\n\n")
        for line in found:
            name = f"{line.code} {line.title}".strip()
            judged = f"{line.judged} by judgement; the rule gives {line.computed}" if line.judged else ""
            self.stdout.write(f"[{line.letter or '–'}] {name} ({line.slug})")
            self.stdout.write(
                f"    {line.period}: {line.figure or 'no figure'}; target {line.target or 'none'}"
            )
            if judged:
                self.stdout.write(f"    {judged}")
            gap = f" Gap {audit.plain(line.gap)}" if line.gap else ""
            share = f" ({audit.plain(line.relative_gap)}% of the target)" if gap and line.relative_gap else ""
            self.stdout.write(f"    {line.sentence}{gap}{share}{'.' if gap else ''}")

    def _print_agreement(self, agreement):
        self.stdout.write(f"\nAgreement: {agreement.agree} of {agreement.compared} rows.")
        if agreement.left_out:
            rows = "1 row was" if agreement.left_out == 1 else f"{agreement.left_out} rows were"
            self.stdout.write(f"{rows} left out: a name alone, which no measure has (the head of a section).")
        for row in agreement.differences:
            if "problem" in row:
                named = row["reference"][0] if row["reference"] else "no reference"
                self.stdout.write(f"  line {row['line']}, {named}: {row['problem']}")
                continue
            told = f"published {row['published']}, ours {row['ours']}. {row['sentence']}"
            self.stdout.write(f"  line {row['line']}, {row['reference']}: {told}")


def _period(text):
    if not text:
        period = dashboard.period_to_show(dates.today())
        if period is None:
            raise CommandError("No period has figures in force yet. Import some, or approve a month's.")
        return period
    read = read_period(text)
    kinds = {Span.TO_DATE: Period.Kind.MONTH}
    period = None
    if read is not None:
        found = Period.objects.filter(kind=kinds.get(read.span, read.span), end=read.end)
        period = found.select_related("year").first()
    if period is None:
        known = ", ".join(str(row) for row in Period.objects.order_by("-end")[:6])
        raise CommandError(f"There is no period “{text}”. The latest are: {known or 'none'}.")
    return period


def _measures(slug):
    measures = rag_table.in_order()
    if slug:
        if not Scorecard.objects.filter(slug=slug).exists():
            known = ", ".join(Scorecard.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no scorecard “{slug}”. There are: {known}.")
        measures = measures.filter(placements__section__scorecard__slug=slug)
    return list(measures)


def _as_json(period, found, agreement):
    content = {
        "period": str(period),
        "measures": [
            {name: audit.plain(value) for name, value in asdict(line).items()}
            | {"status": line.status, "letter": line.letter}
            for line in found
        ],
    }
    if agreement:
        content["agreement"] = asdict(agreement)
    return json.dumps(content, ensure_ascii=False, indent=2)

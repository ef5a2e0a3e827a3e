"""`python manage.py demo --month 2020-11 --pack FILE.pdf`: the whole cycle without a person."""

import os
import sys
import time
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from performance import processes
from performance.demonstration import cycle, kept, load, meeting
from performance.models import Assessment, AssessmentRun, Submission
from performance.refusals import WorkflowProblem


class Command(BaseCommand):
    help = (
        "Take the demonstration council from a month's figures to an issued committee pack: owners submit, "
        "managers approve, the worker recomputes and builds, the pack is cleared and issued."
    )

    def add_arguments(self, parser):
        parser.add_argument("--month", required=True, help="for example 2020-11")
        parser.add_argument("--pack", required=True, type=Path, metavar="FILE.pdf", help="where to write it")

    def handle(self, *, month, pack, **options):
        self._refuse_what_cannot_work(month, pack)
        self.began = time.monotonic()
        try:
            self._run(month, pack)
        except (WorkflowProblem, meeting.NotDone, processes.ProcessProblem) as problem:
            raise CommandError(str(problem)) from None
        except KeyboardInterrupt:
            raise CommandError("Interrupted. Run it again to go on from here.", returncode=130) from None

    def _refuse_what_cannot_work(self, month, pack):
        if not settings.DEBUG:
            raise CommandError("Sample people belong on a development copy only: set DEBUG=true.")
        months = cycle.months_with_figures()
        if month not in months:
            raise CommandError(
                f"There are no published figures for {month!r}. The demonstration holds: {', '.join(months)}."
            )
        if not pack.parent.is_dir():
            raise CommandError(f"The folder {pack.parent} does not exist. Make it, or name another file.")
        if pack.is_dir() or not os.access(pack.parent, os.W_OK):
            raise CommandError(f"{pack} cannot be written. Name a file in a folder that you may write to.")

    def _run(self, month, path):
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)  # removed to begin again
        call_command("migrate", verbosity=0, interactive=False)
        load.load_council()
        figures = cycle.figures_of(month)
        self._step("Council loaded", f"{len(figures)} figures to report for {month}")
        last = AssessmentRun.objects.first()
        with processes.own_queue() as started:
            self._step("Queue", f"started {' and '.join(started)}" if started else "found running")
            self._submit_and_approve(figures)
            self._recompute(figures, before=last.pk if last else 0)
            issued = self._pack(month)
        path.write_bytes(meeting.final_file(issued).data)
        self._step("Pack written", f"{path}, {path.stat().st_size:,} bytes")

    def _submit_and_approve(self, figures):
        submitted = sum(self._ticked(cycle.submit(figure, today=load.PRODUCT_DATE)) for figure in figures)
        self._step("Submitted by owners", _of(submitted, figures))
        approved = sum(self._ticked(cycle.approve(figure)) for figure in figures)
        self._step("Approved by managers", _of(approved, figures))
        in_force = set(Submission.objects.in_force().values_list("measure_id", "period_id"))
        missing = [f for f in figures if (f.measure.pk, f.period.pk) not in in_force]
        if missing:
            names = "; ".join(str(figure.measure) for figure in missing)
            raise meeting.NotDone(f"{len(missing)} figures are not approved: {names}.")

    def _recompute(self, figures, before):
        meeting.wait_for_assessments(tick=self._tick)
        runs = AssessmentRun.objects.filter(pk__gt=before)
        differed = sum(run.differed for run in runs)
        wanted = {(figure.measure.pk, figure.period.pk) for figure in figures}
        assessed = Assessment.objects.filter(submission__status__in=Submission.IN_FORCE)
        judged = [a for a in assessed if (a.measure_id, a.period_id) in wanted]
        if len(judged) != len(figures):
            raise meeting.NotDone(f"{len(figures) - len(judged)} approved figures have no assessment.")
        processes_seen = sorted({run.process for run in runs})
        by = f" by worker process {', '.join(map(str, processes_seen))}" if processes_seen else ""
        rated = sum(1 for assessment in judged if assessment.level_id)
        self._step(
            "Recomputed",
            f"{differed} ratings changed{by}; {rated} rated, {len(judged) - rated} not rated",
        )

    def _pack(self, month):
        period = load.period_of(month)
        pack = meeting.prepare(
            meeting.Meeting(
                period=period,
                title=f"Performance report {period.year}: position at {period.label}",
                meeting_on=date(2021, 1, 18),
                words=kept.words(),
                agenda_item="9",
            )
        )
        meeting.take_to_issue(pack, tick=self._tick, say=self._step)
        final = meeting.final_file(pack)
        self._step("Pack issued", f"{final.pages} pages, SHA-256 {final.sha256}")
        return pack

    # --- A line a step ----------------------------------------------------------------------------

    def _step(self, name, text):
        self._clear_ticks()
        now = time.monotonic()
        self.stdout.write(f"{name:<22} {text}  [{now - self.began:.1f} s]")
        self.stdout.flush()

    def _ticked(self, value):
        self._tick()
        return value

    def _tick(self):
        """Progress for a person who watches; nothing in a file."""
        if sys.stdout.isatty():
            sys.stdout.write(".")
            sys.stdout.flush()

    def _clear_ticks(self):
        if sys.stdout.isatty():
            sys.stdout.write("\r\033[K")


def _of(done, figures):
    """How many were done now, and how many needed nothing: "4 of 30; 26 were done before"."""
    text = f"{done} of {len(figures)}"
    return text if done == len(figures) else f"{text}; {len(figures) - done} were done before"

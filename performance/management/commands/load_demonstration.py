"""`python manage.py load_demonstration`: the demonstration council, on a development copy."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from benchmarking.demonstration import load_benchmarks
from performance import processes
from performance.demonstration import kept, load, meeting, work
from performance.models import Submission
from performance.refusals import WorkflowProblem


class Command(BaseCommand):
    help = "Load the demonstration council; with --with-work, leave work for each role."

    def add_arguments(self, parser):
        parser.add_argument(
            "--with-work",
            action="store_true",
            help="bring November 2020 to mid-month: four figures due, one returned, two awaiting approval",
        )
        parser.add_argument(
            "--no-benchmarks",
            action="store_true",
            help="leave out the published figures of other councils, which take some seconds to compare",
        )

    def handle(self, *, with_work, no_benchmarks, **options):
        if not settings.DEBUG:
            raise CommandError("Sample people belong on a development copy only: set DEBUG=true.")
        measures = load.load_council()
        kept.keep_templates(meeting.officer())
        self.stdout.write(f"Demonstration council: {len(measures)} measures.")
        if not no_benchmarks:
            self.stdout.write(f"Published figures: {load_benchmarks()}")
        if with_work:
            try:
                work.leave_work()
            except (WorkflowProblem, meeting.NotDone, processes.ProcessProblem) as problem:
                raise CommandError(str(problem)) from None
        self.stdout.write(f"The council's own figures: {Submission.objects.count()}.")

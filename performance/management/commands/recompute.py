"""`python manage.py recompute --all`: rebuild every derived row and say how many differed."""

from django.core.management.base import BaseCommand

from performance import recompute


class Command(BaseCommand):
    help = "Recompute assessments: those that are due, or with --all every one."

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="rebuild every derived row")

    def handle(self, **options):
        run = recompute.recompute_everything() if options["all"] else recompute.recompute_due()
        if run is None:
            self.stdout.write("Nothing was due.")
            return
        seconds = (run.finished_at - run.started_at).total_seconds()
        self.stdout.write(
            f"{run.computed} assessments computed for {run.measures} measures in {seconds:.2f} s; "
            f"{run.differed} differed."
        )

"""What the worker does. Tasks take ids, fetch, call one function, and may run twice."""

from celery import shared_task

from performance import jobs, recompute
from performance.packs import building


@shared_task(bind=True)
def look(self):
    """Recompute what is due. Sent on commit; a hint, never the only way."""
    recompute.recompute_due(task=self.request.id or "")


@shared_task(bind=True)
def run_job(self, name):
    """One of the scheduler's jobs (`performance/jobs.py`); the schedule itself is in the settings."""
    jobs.run(name, task=self.request.id or "")


@shared_task(bind=True)
def build_pack(self, build_id):
    """Build one pack's file."""
    building.run_build(build_id, task=self.request.id or "")

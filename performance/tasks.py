"""What the worker does. Tasks take ids, fetch, call one function, and may run twice."""

from celery import shared_task

from performance import recompute
from performance.packs import workflow as packs


@shared_task(bind=True)
def look(self):
    """Recompute what is due. Sent on commit; a hint, never the only way."""
    recompute.recompute_due(task=self.request.id or "")


@shared_task(bind=True)
def sweep(self):
    """The scheduler's look, every minute: finds what a lost message or a killed worker left."""
    recompute.recompute_due(task=self.request.id or "")
    packs.resume_builds()


@shared_task(bind=True)
def recompute_everything(self):
    """Nightly: compare every derived row with what the base tables say."""
    recompute.recompute_everything(task=self.request.id or "")


@shared_task(bind=True)
def build_pack(self, build_id):
    """Build one pack's file."""
    packs.run_build(build_id, task=self.request.id or "")

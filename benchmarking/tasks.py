"""What the worker does for the world's figures. Tasks call one function, and may run twice."""

from celery import shared_task

from benchmarking import recomputing
from benchmarking.importing import files


@shared_task(bind=True)
def look(self):
    """Derive what is due. Sent on commit; a hint, never the only way."""
    recomputing.recompute_due(task=self.request.id or "")


@shared_task(bind=True)
def load(self, import_id):
    """Preview or load one file of published figures."""
    files.run(import_id, task=self.request.id or "")

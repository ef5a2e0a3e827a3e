"""States that many tests start from, made once through the verbs and then put back row by row."""

from performance.models import (
    Assessment,
    AssessmentRun,
    AuditEntry,
    Contributor,
    RecomputeRequest,
    SignOff,
    Submission,
)

# In the order in which rows refer to one another.
MODELS = (Submission, Contributor, SignOff, AuditEntry, AssessmentRun, Assessment)
_rows = {}


def put(name, build):
    """The state that `build` makes: by building it the first time, and from its rows ever after.

    It adds rows of `MODELS` and changes recompute requests; a state that changes other rows is none for this.
    """
    if name in _rows:
        for model, rows in _rows[name].items():
            if model is RecomputeRequest:
                model.objects.all().delete()
            model.objects.bulk_create(rows)
        return
    before = {model: set(model.objects.values_list("pk", flat=True)) for model in MODELS}
    old = {model: list(model.objects.order_by("pk").values()) for model in MODELS}
    build()
    for model, rows in old.items():
        kept = model.objects.filter(pk__in=before[model]).order_by("pk").values()
        assert list(kept) == rows, f"{name} changes rows of {model.__name__} that were there before"
    added = {model: list(model.objects.exclude(pk__in=before[model]).order_by("pk")) for model in MODELS}
    _rows[name] = added | {RecomputeRequest: list(RecomputeRequest.objects.order_by("pk"))}


def forget():
    """After the database was emptied and built anew: its rows have other keys."""
    _rows.clear()

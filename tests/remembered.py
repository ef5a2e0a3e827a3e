"""States that many tests start from, made once through the verbs and then put back row by row."""

from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Max

from performance.models import RecomputeRequest


@dataclass(frozen=True)
class Added:
    """The rows of one model that a state adds, and the last key before them."""

    last: int | None
    rows: list


# Upon how many other states one is remembered: comparing all rows to remember it costs more than building it.
MOST_BASES = 3
_states = {}


def put(name, build):
    """The state that `build` makes: by building it the first time, and from its rows ever after.

    It adds rows and changes recompute requests; a state that changes other rows is none for this. What it is
    built upon are the world and other such states, so that it comes first in a test. Upon other rows than
    before, and on another day, it is built anew; upon a few of these it is remembered too.
    """
    # The product's date is in what the verbs write.
    name = name, settings.PRODUCT_DATE
    known = _states.setdefault(name, [])
    if (state := next(filter(_fits, known), None)) is not None:
        _put_back(state)
    elif len(known) < MOST_BASES:
        known.append(_built(name, build))
    else:
        build()


def _fits(state):
    """Whether the state's tables end where they ended when it was made; one question for all of them."""
    last = ", ".join(f'(SELECT MAX("id") FROM "{model._meta.db_table}")' for model in state)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {last}")
        return cursor.fetchone() == tuple(added.last for added in state.values())


def forget():
    """After the database was emptied and built anew: its rows have other keys."""
    _states.clear()


def _put_back(state):
    RecomputeRequest.objects.all().delete()
    for model, added in state.items():
        model._base_manager.bulk_create(added.rows)


def _built(name, build):
    models = [model for model in apps.get_app_config("performance").get_models() if model._meta.managed]
    before = {model: (_last(model), list(_rows(model).values())) for model in models}
    requests = before.pop(RecomputeRequest)[0]
    build()
    state = {}
    for model, (last, rows) in before.items():
        old = _rows(model) if last is None else _rows(model).filter(pk__lte=last)
        kept = [] if last is None else list(old.values())
        assert kept == rows, f"{name} changes rows of {model.__name__} that were there before"
        added = list(_rows(model) if last is None else _rows(model).filter(pk__gt=last))
        if added:
            state[model] = Added(last, added)
    return state | {RecomputeRequest: Added(requests, list(_rows(RecomputeRequest)))}


def _rows(model):
    return model._base_manager.order_by("pk")


def _last(model):
    return model._base_manager.aggregate(last=Max("pk"))["last"]

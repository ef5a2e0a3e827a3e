"""Which status code a workflow problem answers with."""

from performance import refusals

FORBIDDEN, CONFLICT, UNPROCESSABLE = 403, 409, 422


def status_of(problem):
    """403 for what a person may not do, 409 where somebody was first, 422 for content that is wrong."""
    if isinstance(problem, refusals.NotAllowed):
        return FORBIDDEN
    if isinstance(problem, refusals.SomebodyElseWasFirst):
        return CONFLICT
    return UNPROCESSABLE

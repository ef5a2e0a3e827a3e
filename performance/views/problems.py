"""Which status code a workflow problem answers with."""

from performance import workflow

FORBIDDEN, CONFLICT, UNPROCESSABLE = 403, 409, 422


def status_of(problem):
    """403 for what a person may not do, 409 where somebody was first, 422 for content that is wrong."""
    if isinstance(problem, workflow.NotAllowed):
        return FORBIDDEN
    if isinstance(problem, workflow.SomebodyElseWasFirst):
        return CONFLICT
    return UNPROCESSABLE

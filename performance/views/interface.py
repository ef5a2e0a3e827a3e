"""The read-only interface for spreadsheets and Power BI: every address asks for a token, and nothing else."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page

from performance.interface import answers, asking, authentication
from performance.interface.refused import Refused
from performance.interface.resources import RESOURCES

ALLOWED = "GET, HEAD, OPTIONS"


def _answers(view):
    """An interface view: its refusals are sentences in JSON, its answers compressed and never shared.

    Forged requests can do nothing here, since nothing is written and no cookie is looked at; so that other
    methods are told that they are not allowed, and not that they lack a token against forgery. What is
    compressed holds no secret that a reader could guess letter by letter.
    """

    @csrf_exempt
    @login_not_required
    @gzip_page
    @wraps(view)
    def answer(request, *args, **kwargs):
        if request.method == "OPTIONS":
            return answers.finish(HttpResponse(status=204, headers={"Allow": ALLOWED}))
        try:
            if request.method not in ("GET", "HEAD"):
                raise Refused(
                    405, "This interface is for reading: GET, HEAD and OPTIONS.", {"Allow": ALLOWED}
                )
            return answers.finish(view(request, authentication.authenticate(request), *args, **kwargs))
        except Refused as problem:
            return answers.finish(answers.sentence(problem))

    return answer


@_answers
def index(request, token):
    """Which listings there are for this token."""
    return answers.index(request, token.scopes)


@_answers
def listing(request, token, name):
    """One listing, within the token's scopes and what its person may see."""
    resource = RESOURCES.get(name)
    if resource is None:
        raise Refused(404, f"There is no listing “{name}”. The listings are: {', '.join(RESOURCES)}.")
    if resource.scope not in token.scopes:
        raise Refused(403, f"This token may not read {name}. Make one that also reads it.")
    return answers.listing(request, resource, asking.read(request, resource, person=token.person))

"""What was typed into a form that arrives signed out: kept on the server until the same person is back.

A page that is meant for typing carries, besides the token against forged requests, who opened it (the hidden
field that `{% who %}` writes). Where such a form arrives after the session has ended, what it holds waits in
the session that signing in goes on with, and is shown again to the person who typed it and to nobody else.
It is saved only when they have looked at it and press the button.

A view takes part by its decorator:

    @lost_session.keeps_typed
    def entry(request, ...):
        typed = lost_session.typed(request)  # what was typed before, or None
        ...
        lost_session.drop(request)  # once it is saved, or discarded
"""

from django.contrib.auth import middleware
from django.core import signing
from django.http import JsonResponse, QueryDict

WHO = "who"
SESSION_KEY = "typed_signed_out"
LONGEST = 200_000  # characters for all that waits in one browser
# What a form carries that nobody typed.
_NOT_TYPED = (WHO, "csrfmiddlewaretoken", "submit", "save", "discard")
_SIGNED_OUT = "Not saved: you are signed out. What you typed is kept in this browser."


def sign(person):
    """Who opened a page, for its hidden field: nobody can write another's."""
    return signing.Signer(salt=WHO).sign(str(person.pk))


def opened_by(request):
    """The id of the person who opened the page that a form came from; None where it does not say."""
    try:
        return int(signing.Signer(salt=WHO).unsign(request.POST.get(WHO, "")))
    except signing.BadSignature:
        return None


def is_another(request):
    """Whether a form comes from a page that somebody else opened, before signing out in this browser."""
    who = opened_by(request)
    return who is not None and who != request.user.pk


def keeps_typed(view):
    """Mark a view whose forms are kept when they arrive signed out."""
    view.keeps_typed = True
    return view


def keep(request):
    """Keep what a form holds, where its view takes part and its page was opened by somebody; says whether.

    More than is ever typed by hand is not kept: the session is no place to fill.
    """
    who, match = opened_by(request), request.resolver_match
    if request.method != "POST" or who is None or not getattr(match.func, "keeps_typed", False):
        return False
    typed = request.POST.copy()
    for name in _NOT_TYPED:
        typed.pop(name, None)
    kept = [record for record in request.session.get(SESSION_KEY, []) if record["path"] != request.path]
    kept.append({"who": who, "path": request.path, "typed": typed.urlencode()})
    if sum(len(record["typed"]) for record in kept) > LONGEST:
        return False
    request.session[SESSION_KEY] = kept
    return True


def typed(request):
    """What this person typed at this address before the session ended, as it was sent; None for nothing."""
    for record in request.session.get(SESSION_KEY, []):
        if (record["path"], record["who"]) == (request.path, request.user.pk):
            return QueryDict(record["typed"])
    return None


def drop(request, path=None):
    """Forget what waits for this person at this address or another: it is saved, or they do not want it."""
    waiting = request.session.get(SESSION_KEY, [])
    own = (path or request.path, request.user.pk)
    left = [record for record in waiting if (record["path"], record["who"]) != own]
    if len(left) != len(waiting):
        request.session[SESSION_KEY] = left


class LoginRequiredMiddleware(middleware.LoginRequiredMiddleware):
    """Sign-in as the default, with what was typed kept on the way to it."""

    def handle_no_permission(self, request, view_func):
        if request.htmx or "application/json" in request.headers.get("Accept", ""):
            # A script is told, and not sent to a page that it cannot show. htmx would set that page, with its
            # field for a password, into the form beside which it asks.
            return JsonResponse({"sentence": _SIGNED_OUT}, status=401)
        keep(request)
        return super().handle_no_permission(request, view_func)

"""Whose token a request carries, as a bearer token or as the password of HTTP Basic.

Sign-in sessions mean nothing here: a page that somebody has open can be made to send its cookie, a token not.
"""

import base64
import binascii
import logging

from axes.helpers import get_client_ip_address
from django.core.cache import cache
from django.utils import timezone

from performance import access, tokens
from performance.interface.refused import Refused

logger = logging.getLogger(__name__)

# Basic comes first: spreadsheets look at the first that is offered, and Basic is what they can.
CHALLENGE = {
    "WWW-Authenticate": 'Basic realm="Scrutineer interface", charset="UTF-8", '
    'Bearer realm="Scrutineer interface"'
}
# Wrong tokens from one address in a quarter of an hour, as many as sign-in allows. A right token is always
# answered: everybody in a council may share an address with one spreadsheet whose token was revoked.
MOST_FAILURES = 20
FAILURES_ARE_KEPT = 15 * 60  # seconds

MISSING = "Send an interface token: as a bearer token, or as the password beside any user name (basic)."
UNKNOWN = "This token is not known. Copy it whole, or make another on the page “Interface”."
TOO_MANY = "Too many wrong tokens came from this address. Wait a quarter of an hour and try again."


def authenticate(request, *, now=None):
    """The working token of a request, its use written down. Raises Refused: 401, 403 or 429."""
    now = now or timezone.now()
    secret = _secret_of(request)
    if not secret:
        raise Refused(401, MISSING, CHALLENGE)
    token = tokens.find(secret)
    problem = _problem_of(token, timezone.localdate(now))
    if problem:
        _count_failure(request)
        raise Refused(401, problem, CHALLENGE)
    if not access.may_read_by_token(token):
        raise Refused(403, f"{token.person} holds no role any more by which this token could read.")
    tokens.mark_used(token, now=now)
    return token


def _secret_of(request):
    """What stands in the Authorization header; "" for nothing that could be a token."""
    scheme, _, rest = request.headers.get("Authorization", "").strip().partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        decoded = base64.b64decode(rest.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
    # A user name has no colon; whatever stands there is not looked at.
    return decoded.partition(":")[2].strip()


def _problem_of(token, today):
    if token is None:
        return UNKNOWN
    state = tokens.state_of(token, today)
    if state == "revoked" or not token.person.is_active:
        return "This token has been revoked. Make another on the page “Interface”."
    if state == "expired":
        last = f"{token.expires_on.day} {token.expires_on:%B %Y}"
        return f"This token worked until {last}. Make another on the page “Interface”."
    return ""


def _count_failure(request):
    """Count a wrong token by address; beyond what is allowed the answer says to wait. Raises Refused."""
    address = get_client_ip_address(request)
    key = f"interface-failures:{address}"
    cache.add(key, 0, FAILURES_ARE_KEPT)
    try:
        failures = cache.incr(key)
    except ValueError:  # it lapsed between the two
        failures = 1
    if failures == MOST_FAILURES + 1:
        logger.warning("Too many wrong interface tokens from %s", address)
    if failures > MOST_FAILURES:
        raise Refused(429, TOO_MANY, {"Retry-After": str(FAILURES_ARE_KEPT)})

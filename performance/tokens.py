"""Interface tokens: made once, shown once, revoked for good. They read, and never write.

Every verb is atomic, writes its audit entry in the same transaction, and raises a `WorkflowProblem` with a
sentence. The secret itself is kept nowhere: who has lost it makes another token.
"""

import hashlib
import logging
import re
import secrets
import string
from contextlib import contextmanager
from datetime import timedelta

from django.db import OperationalError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from performance import access, audit
from performance.models import ApiToken, Person
from performance.refusals import NotAllowed, NotComplete

logger = logging.getLogger(__name__)

# The beginning tells tokens apart in lists; the 43 characters after it are 256 bits that nobody can guess.
BEGINNING = "scr_"
SHAPE = re.compile(r"scr_[0-9a-z]{8}_[0-9A-Za-z_-]{43}")
LONGEST_DAYS = 366
MOST = 20  # that work at the same time, of one person
# Last use is for people who ask what is still needed: a minute is near enough.
USE_IS_WRITTEN_EVERY = timedelta(minutes=1)

# How a token stands, in the order of a list: computed, never written.
STATES = {"works": "Works", "expired": "Expired", "revoked": "Revoked"}


# --- Reading -----------------------------------------------------------------------------------------


def state_of(token, today):
    """One of `STATES`; `today` is the real day."""
    if token.revoked_at is not None:
        return "revoked"
    return "works" if token.expires_on >= today else "expired"


def digest_of(secret):
    """What is kept of a secret: its SHA-256, in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find(secret):
    """The token of a secret with its person, whatever its state; None for none.

    Found by the digest, so that how long it takes says nothing about any secret.
    """
    if not SHAPE.fullmatch(secret):
        return None
    tokens = ApiToken.objects.select_related("person", "created_by")
    return tokens.filter(digest=digest_of(secret)).first()


def _working(person, today):
    return ApiToken.objects.filter(person=person, revoked_at__isnull=True, expires_on__gte=today)


# --- Verbs -------------------------------------------------------------------------------------------


@transaction.atomic
def create(*, person, name, scopes, expires_on, by, now=None):
    """Make a token in a person's name; returns it and its secret, which is not to be had again.

    By the person themself, or by an administrator. Raises NotAllowed and NotComplete.
    """
    now, name = now or timezone.now(), name.strip()
    if not access.may_make_token(by, person):
        raise NotAllowed(f"You may not make a token in the name of {person}.")
    # Two clicks at once: the second sees the token that the first made.
    Person.objects.select_for_update().get(pk=person.pk)
    if problems := _problems_of(person, name, scopes, expires_on, timezone.localdate(now)):
        raise NotComplete(problems)
    prefix, secret = _new_secret()
    token = ApiToken.objects.create(
        person=person,
        name=name,
        prefix=prefix,
        digest=digest_of(secret),
        scopes=sorted(scopes),
        created_by=by,
        created_at=now,
        expires_on=expires_on,
    )
    after = {"person": person, "scopes": ", ".join(token.scopes), "expires_on": expires_on}
    audit.record(by=by, at=now, verb="token made", subject=token, after=after)
    return token, secret


def _new_secret():
    letters = string.ascii_lowercase + string.digits
    prefix = BEGINNING + "".join(secrets.choice(letters) for _ in range(8))
    return prefix, f"{prefix}_{secrets.token_urlsafe(32)}"


def _problems_of(person, name, scopes, expires_on, today):
    problems, working = {}, _working(person, today)
    if not access.has_any_role(person):
        problems["person"] = f"{person} may see no figures, so a token in their name would read none."
    if not name:
        problems["name"] = "Say what the token is for."
    elif working.filter(name__iexact=name).exists():
        problems["name"] = (
            "There is a token of this name that works. Choose another name, or revoke that one first: where "
            "its secret was lost, it cannot be shown again."
        )
    elif working.count() >= MOST:
        problems["name"] = f"{person} has {MOST} tokens that work. Revoke one that nobody needs first."
    if not scopes or not set(scopes) <= set(ApiToken.Scope.values):
        problems["scopes"] = "Choose what the token reads."
    if expires_on is None or not today <= expires_on <= today + timedelta(days=LONGEST_DAYS):
        problems["expires_on"] = "Choose a last day between today and a year from today."
    return problems


@transaction.atomic
def revoke(*, token, by, reason="", now=None):
    """End a token at once and for good. One that is revoked already stays as it is. Raises NotAllowed."""
    now = now or timezone.now()
    if not access.may_revoke_token(by, token):
        raise NotAllowed("You may revoke only your own tokens.")
    _revoke(ApiToken.objects.filter(pk=token.pk), by, reason, now)
    token.refresh_from_db()
    return token


@transaction.atomic
def revoke_all(*, person, by, reason, now=None):
    """End all tokens of a person whose account ends; returns how many there were."""
    return _revoke(ApiToken.objects.filter(person=person), by, reason, now or timezone.now())


def _revoke(tokens, by, reason, now):
    """Of two at once, one finds the row unrevoked and writes the trail."""
    ended = []
    for token in tokens.filter(revoked_at__isnull=True).order_by("pk"):
        moved = ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True)
        if moved.update(revoked_at=now, revoked_by=by):
            given = {"by": by, "at": now, "subject": token, "reason": reason}
            ended.append(audit.entry(verb="token revoked", after={"revoked_at": now}, **given))
    audit.record_many(ended)
    return len(ended)


def mark_used(token, *, now):
    """Write when a token was last used, at most once a minute.

    SQLite has one writer at a time: while a file is loaded the next use is written instead of this one, since
    nobody who reads has to wait for that, and still less to go away with nothing.
    """
    since = now - USE_IS_WRITTEN_EVERY
    if token.last_used_at is None or token.last_used_at < since:
        # Of many requests at once, one writes.
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=since)
        with _unless_another_writes():
            ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)


@contextmanager
def _unless_another_writes():
    """A write that is left out where SQLite would wait for another; elsewhere rows do not wait for files."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    held = connection.connection
    waits = held.execute("PRAGMA busy_timeout").fetchone()[0]
    held.execute("PRAGMA busy_timeout = 0")
    try:
        yield
    except OperationalError as problem:
        logger.info("the last use of a token is not written: %s", problem)
    finally:
        held.execute(f"PRAGMA busy_timeout = {waits}")

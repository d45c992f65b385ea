"""Tokens of machines: made by an admin, shown once, checked at each call, revoked."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import IntegrityError, models, transaction

from hashmend.domain.accounts import events
from hashmend.domain.accounts.models import ApiToken
from hashmend.domain.accounts.permissions import TOKEN_PERMISSIONS
from hashmend.domain.batches import locked
from hashmend.domain.history.recording import record
from hashmend.domain.scoping import public_id
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refused

_MARK = "hm_"
_USE_IS_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token to make: the name it acts under, what it may, and its last day (None: until it is revoked)."""

    name: str
    permissions: Sequence[str]
    expires_on: date | None = None


@transaction.atomic
def make_token(new: NewToken, *, by: Actor) -> tuple[ApiToken, str]:
    """Make a token and return it with its text, which nobody can read again.

    Refuses an empty name or one that a live token has, no permission or one that tokens cannot have, and a last day
    that is over.
    """
    name = " ".join(new.name.split())[:60]
    if not name or "\x00" in name:
        raise Refused("Give the token the name it acts under, such as Bench rig 3.")
    wanted = sorted({str(one) for one in new.permissions})
    if not wanted or not set(wanted) <= {str(one) for one in TOKEN_PERMISSIONS}:
        raise Refused("Choose what the token may do, out of what machines can be allowed.")
    if new.expires_on is not None and new.expires_on < clock.today(settings.TIME_ZONE):
        raise Refused(f"{new.expires_on:%-d %b %Y} is over: choose today or a later day as the last one.")
    prefix, secret = f"{_MARK}{public_id()}", secrets.token_urlsafe(32)
    token = ApiToken(name=name, prefix=prefix, digest=_digest(secret), permissions=wanted, expires_on=new.expires_on)
    token.made_at, token.made_by_id = clock.now(), by.user_id
    _save(token)
    record(events.TOKEN_MADE, [token], by=by, data={"prefix": prefix, "permissions": wanted})
    return token, f"{prefix}.{secret}"


@transaction.atomic
def revoke_tokens(tokens: models.QuerySet[ApiToken], *, by: Actor) -> Outcome[ApiToken]:
    """Let tokens open nothing any more, from the next call on. Refuses those that are revoked already."""
    revoked, refused = locked(tokens).split(lambda one: f"{one} is revoked already." if one.revoked_at else None)
    ApiToken.objects.filter(pk__in=[one.pk for one in revoked]).update(revoked_at=clock.now())
    record(events.TOKEN_REVOKED, revoked, by=by, data=lambda token: {"prefix": token.prefix})
    return Outcome(done=revoked, refused=refused)


@transaction.atomic
def note_use(token: ApiToken, *, by: Actor) -> None:
    """Keep when a token was used last, once a minute at most; no business of the history."""
    now = clock.now()
    long_ago = models.Q(last_used_at=None) | models.Q(last_used_at__lte=now - _USE_IS_NOTED_EVERY)
    ApiToken.objects.filter(long_ago, pk=token.pk).update(last_used_at=now)


def token_of(text: str) -> ApiToken | None:
    """Return the live token with this text, or None; its use is noted when it was noted a minute ago or more."""
    prefix, _, secret = text.partition(".")
    if len(prefix) > 16 or "\x00" in prefix:
        return None
    token = ApiToken.objects.live().filter(prefix=prefix).first()
    if token is None or not hmac.compare_digest(token.digest, _digest(secret)):
        return None
    if token.last_used_at is None or clock.now() - token.last_used_at >= _USE_IS_NOTED_EVERY:
        note_use(token, by=token.as_actor())
    return token


def _digest(secret: str) -> str:
    """Return what is kept of a secret of 256 random bits: nobody guesses it, so a fast digest is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _save(token: ApiToken) -> None:
    try:
        with transaction.atomic():
            token.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(f"{token} has a token: revoke it first, or give the new one another name.") from error

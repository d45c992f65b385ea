"""Counting tries to sign in, before any password is looked at: it costs next to nothing to say "wait".

Each try counts against the account and against the address it comes from, whether the account exists or not. A browser
that this person signed in with before counts by itself, so that strangers cannot lock anybody out.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from hashmend.domain.accounts.models import SignInFailure
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor

FREE_TRIES = 5
FREE_TRIES_PER_ADDRESS = 30
LONGEST_WAIT = 15 * 60
FORGOTTEN_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try: the counters it stands in, and the seconds to wait when it may not go on."""

    keys: tuple[str, ...]
    wait: int = 0


@transaction.atomic
def begin_attempt(account: str, address: str, device: str = "", *, by: Actor) -> Attempt:
    """Count a try before it is made, or say how long to wait.

    `account` is the e-mail as typed, `address` the client's; `device` names a browser this person is known by, or "".
    Tries at the same moment wait for each other, so that none is missed. A try that must wait is not counted. Counters
    are no business of the history; `by` is nobody yet.
    """
    keys = _keys(account, address, device)
    now = clock.now()
    SignInFailure.objects.bulk_create(
        [SignInFailure(key=key, last_at=now) for key in keys], ignore_conflicts=True, unique_fields=["key"]
    )
    counters = list(SignInFailure.objects.select_for_update().filter(key__in=keys).order_by("key"))
    for counter in counters:
        if now - counter.last_at > FORGOTTEN_AFTER:
            counter.count = 0
    wait = max(_wait(counter.key, counter.count) - int((now - counter.last_at).total_seconds()) for counter in counters)
    if wait > 0:
        return Attempt(keys, wait)
    for counter in counters:
        counter.count += 1
        counter.last_at = now
    SignInFailure.objects.bulk_update(counters, ["count", "last_at"])
    return Attempt(keys)


@transaction.atomic
def end_attempt(attempt: Attempt, *, by: Actor) -> None:
    """Forget the tries of an account that got in; its address keeps those it made for others."""
    mine = [key for key in attempt.keys if not key.startswith("address:")]
    SignInFailure.objects.filter(key__in=mine).delete()
    SignInFailure.objects.filter(key__in=set(attempt.keys) - set(mine), count__gt=0).update(count=F("count") - 1)
    SignInFailure.objects.filter(last_at__lt=clock.now() - timedelta(days=1)).delete()


def _keys(account: str, address: str, device: str) -> tuple[str, ...]:
    name = hashlib.sha256(account.strip().casefold().encode()).hexdigest()
    if device:
        return (f"device:{hashlib.sha256(device.encode()).hexdigest()[:40]}",)
    return (f"account:{name}", f"address:{address[:60]}")


def _wait(key: str, count: int) -> int:
    """Return the seconds from one try to the next: none for the first few, then doubling to a quarter of an hour."""
    free = FREE_TRIES_PER_ADDRESS if key.startswith("address:") else FREE_TRIES
    return 0 if count < free else min(2 ** min(count - free, 20), LONGEST_WAIT)

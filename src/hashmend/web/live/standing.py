"""Whether those who listen may still: signed in, active, with the right, of the same customer."""

from collections.abc import Iterable
from hmac import compare_digest

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from hashmend.domain.accounts.models import User
from hashmend.domain.accounts.permissions import Permission
from hashmend.kernel.actor import Actor
from hashmend.web.live.hub import Subscription


def may_listen(actor: Actor) -> bool:
    """Tell whether somebody may look at work orders at all."""
    return actor.may(Permission.VIEW_DESK if actor.is_staff else Permission.VIEW_PORTAL)


def fallen(subscriptions: Iterable[Subscription]) -> list[Subscription]:
    """Return the subscriptions that must end, with two queries for all; the others get their person as it is now."""
    asked = list(subscriptions)
    present = _actors({one.session_key for one in asked}) if asked else {}
    over = []
    for one in asked:
        actor = present.get(one.session_key)
        if actor is None or not _is_same(actor, one):
            over.append(one)
        else:
            one.actor = actor
    return over


def _is_same(actor: Actor, subscription: Subscription) -> bool:
    before = subscription.actor
    return (
        actor.user_id == before.user_id
        and actor.is_staff == before.is_staff
        and may_listen(actor)
        and all(actor.sees_customer(customer) for customer in subscription.customers)
    )


def _actors(session_keys: set[str]) -> dict[str, Actor]:
    """Return who stands behind each session that is still good."""
    sessions = Session.objects.filter(session_key__in=session_keys, expire_date__gt=timezone.now())
    kept = {session.session_key: session.get_decoded() for session in sessions}
    keys = {data[SESSION_KEY] for data in kept.values() if SESSION_KEY in data}
    people = {str(user.pk): user for user in User.objects.active().filter(pk__in=keys)}
    return {
        session_key: user.as_actor()
        for session_key, data in kept.items()
        if (user := people.get(data.get(SESSION_KEY, "")))
        and compare_digest(data.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
    }

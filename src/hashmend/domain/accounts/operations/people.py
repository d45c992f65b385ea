"""People: adding them, their roles, their password, and whether they may sign in."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.db.models import F

from hashmend.domain.accounts import events
from hashmend.domain.accounts.models import User
from hashmend.domain.accounts.permissions import Role
from hashmend.domain.batches import locked, locked_one, row
from hashmend.domain.history.recording import record
from hashmend.domain.numbering.operations import next_tag_numbers
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refused


@dataclass(frozen=True, slots=True)
class NewUser:
    """A person to add. `customer_id` is the company a customer's person belongs to, None for staff."""

    email: str
    name: str
    roles: tuple[str, ...]
    password: str
    customer_id: int | None = None


@transaction.atomic
def add_user(new: NewUser, *, by: Actor) -> User:
    """Add a person who may sign in at once.

    Refuses an e-mail address that is taken or is none, roles that do not fit the person, a weak password.
    """
    user = User(email=_free_email(new.email), name=new.name.strip(), customer_id=new.customer_id)
    user.roles = _fitting_roles(new.roles, is_customers=new.customer_id is not None)
    _set_strong_password(user, new.password)
    user.save(force_insert=True)
    record(events.ADDED, [user], by=by, data={"roles": role_names(user.roles)})
    return user


@transaction.atomic
def add_first_admin(new: NewUser, *, by: Actor) -> User:
    """Add the first person of all, an admin. Refuses as soon as anybody exists; of two at once one is refused."""
    next_tag_numbers("setup")  # its row lock makes the second of two wait for the first
    if User.objects.exists():
        raise Refused("Somebody has set up this site already: sign in, or ask an admin to add you.")
    return add_user(NewUser(new.email, new.name, (Role.ADMIN,), new.password), by=by)


@transaction.atomic
def change_user(user: User, *, name: str, email: str, by: Actor) -> User:
    """Change a person's name and e-mail address. Refuses an address that is taken or is none."""
    fresh = locked_one(row(user))
    wanted = {"name": name.strip(), "email": _free_email(email, but=fresh)}
    changes = [
        f"{label} from {getattr(fresh, field)} to {wanted[field]}"
        for field, label in (("name", "name"), ("email", "e-mail"))
        if getattr(fresh, field) != wanted[field]
    ]
    if changes:
        fresh.name, fresh.email = wanted["name"], wanted["email"]
        fresh.save(update_fields=["name", "email"])
        record(events.CHANGED, [fresh], by=by, data={"changes": changes})
    return fresh


@transaction.atomic
def set_roles(user: User, roles: Iterable[str], *, by: Actor) -> User:
    """Give a person exactly these roles.

    Refuses taking the last admin's role, the customer role beside staff roles or for staff, and no role at all.
    """
    admins = _locked_admins()
    fresh = locked_one(row(user))
    wanted = _fitting_roles(roles, is_customers=fresh.customer_id is not None)
    if Role.ADMIN not in wanted and [admin.pk for admin in admins] == [fresh.pk]:
        raise Refused(f"{fresh} is the only admin: make somebody else an admin first.")
    before = list(fresh.roles)
    if before != wanted:
        fresh.roles = wanted
        fresh.save(update_fields=["roles"])
        record(events.ROLES_SET, [fresh], by=by, data={"before": role_names(before), "after": role_names(wanted)})
    return fresh


@transaction.atomic
def deactivate_users(users: models.QuerySet[User], *, by: Actor) -> Outcome[User]:
    """Stop people from signing in and end their sessions; what they did stays theirs.

    Refuses oneself, those who are inactive already, and admins when no active admin would be left.
    """
    admins = {admin.pk for admin in _locked_admins()}
    batch = locked(users)
    nobody_left = not admins - {user.pk for user in batch}

    def why_not(user: User) -> str | None:
        if not user.is_active:
            return f"{user} is inactive already."
        if user.pk == by.user_id:
            return "You cannot deactivate yourself: ask another admin."
        if nobody_left and user.pk in admins:
            return f"Without {user} there is no admin: make somebody else an admin first."
        return None

    done, refused = batch.split(why_not)
    User.objects.filter(pk__in=[user.pk for user in done]).update(is_active=False, session_epoch=F("session_epoch") + 1)
    record(events.DEACTIVATED, done, by=by)
    return Outcome(done=done, refused=refused)


@transaction.atomic
def reactivate_users(users: models.QuerySet[User], *, by: Actor) -> Outcome[User]:
    """Let people sign in again. Refuses those who may."""
    done, refused = locked(users).split(lambda user: f"{user} is active already." if user.is_active else None)
    User.objects.filter(pk__in=[user.pk for user in done]).update(is_active=True)
    record(events.REACTIVATED, done, by=by)
    return Outcome(done=done, refused=refused)


@transaction.atomic
def set_password(user: User, password: str, *, by: Actor) -> User:
    """Set a person's password and end their other sessions. Refuses a weak one, saying why."""
    fresh = locked_one(row(user))
    _set_strong_password(fresh, password)
    fresh.save(update_fields=["password"])
    record(events.PASSWORD_SET, [fresh], by=by)
    return fresh


def role_names(roles: Iterable[str]) -> str:
    """Return roles in words: "Admin, Billing"."""
    return ", ".join(str(role).capitalize() for role in roles)


def _locked_admins() -> list[User]:
    """Return the active admins under lock, so that two of them cannot remove each other at once.

    Who was an admin before the lock was free may be none any more: the fresh rows decide.
    """
    candidates = [user.pk for user in User.objects.active().staff() if Role.ADMIN in user.roles]
    batch = locked(User.objects.filter(pk__in=candidates))
    return [user for user in batch if user.is_active and Role.ADMIN in user.roles]


def _free_email(email: str, *, but: User | None = None) -> str:
    wanted = email.strip()
    try:
        validate_email(wanted)
    except ValidationError as error:
        raise Refused(f"“{wanted}” is not an e-mail address.") from error
    if User.objects.filter(email__iexact=wanted).exclude(pk=but.pk if but else None).exists():
        raise Refused(f"{wanted} belongs to somebody already: every person has their own e-mail address.")
    return wanted


def _fitting_roles(roles: Iterable[str], *, is_customers: bool) -> list[str]:
    """Return the roles in their usual order, or refuse what does not fit the person."""
    wanted = set(roles)
    known = [str(role) for role in Role if str(role) in wanted]
    if len(known) != len(wanted) or not known:
        raise Refused("Choose at least one of the roles offered.")
    if is_customers and known != [Role.CUSTOMER]:
        raise Refused("A customer's person has the role Customer and no other.")
    if not is_customers and Role.CUSTOMER in known:
        raise Refused("The role Customer is for a customer's person: choose the customer, or another role.")
    return known


def _set_strong_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    user.set_password(password)

"""Users, what they keep of lists, tokens of machines, and the memory of failed sign-ins."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from hashmend.domain.accounts.permissions import TOKEN_PERMISSIONS, Role, permissions_of
from hashmend.domain.scoping import Scoped, ScopedQuerySet, public_id_field
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor


class UserQuerySet(ScopedQuerySet["User"]):
    """People by what they may do."""

    def active(self) -> "UserQuerySet":
        """Return the people who may sign in."""
        return self.filter(is_active=True)

    def staff(self) -> "UserQuerySet":
        """Return the people of the repair centre."""
        return self.filter(customer__isnull=True)


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Finds people by e-mail, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the user with this e-mail address."""
        user: User = self.get(email__iexact=username)
        return user


class User(AbstractBaseUser, Scoped):
    """A person who signs in with e-mail and password. Customer's people have a customer, staff have none."""

    STAFF_ONLY = True
    HISTORY_ROOTS: ClassVar[dict[str, str]] = {"user": "pk"}
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    public_id = public_id_field()
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    roles = models.JSONField(default=list)
    customer = models.ForeignKey(
        "hashmend.Customer", null=True, blank=True, on_delete=models.PROTECT, related_name="users"
    )
    is_active = models.BooleanField(default=True)
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = UserManager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.name or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what a session must hold to be this person's: another password or epoch ends it.

        Django calls this for the present key and for each fallback key.
        """
        words = f"{self.password}:{self.session_epoch}"
        return salted_hmac("hashmend.accounts.session", words, secret=secret, algorithm="sha256").hexdigest()

    def as_actor(self) -> Actor:
        """Return the person as the one who acts: permissions from roles, rows from the customer."""
        return Actor(
            user_id=self.pk,
            label=str(self),
            permissions=permissions_of(self.roles) if self.is_active else frozenset(),
            customer_ids=self._customer_ids(),
        )

    def _customer_ids(self) -> frozenset[int] | None:
        if self.customer_id is not None:
            return frozenset({self.customer_id})
        return frozenset() if Role.CUSTOMER in self.roles or not self.roles else None


class SignInFailure(Scoped):
    """How often signing in failed for one account or one address, for the throttle."""

    STAFF_ONLY = True

    key = models.CharField(max_length=120, unique=True)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    objects: ClassVar[ScopedQuerySet["SignInFailure"]] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"


class ListPreferenceQuerySet(ScopedQuerySet["ListPreference"]):
    """What people keep of lists: to everyone only what is their own, whatever they may see otherwise."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the actor's own."""
        return self.filter(user_id=actor.user_id) if actor.user_id is not None else self.none()

    def filters(self) -> Self:
        """Return the saved filters, by name."""
        return self.exclude(name="").order_by("name", "pk")


class ListPreference(Scoped):
    """What a person keeps of one list: under a name a filter, as `query`; without one the choice of `columns`.

    `columns` holds, per key of a column that was offered, whether it is shown. Columns that are not in it (newer ones)
    stand as the list declares them.
    """

    CUSTOMER_PATH = "user__customer"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="list_preferences")
    list = models.CharField(max_length=64)
    name = models.CharField(max_length=60, blank=True, default="")
    columns = models.JSONField(default=dict)
    query = models.CharField(max_length=2000, blank=True, default="")

    objects: ClassVar[ListPreferenceQuerySet] = ListPreferenceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "list", "name"], name="list_preference_once"),
        ]

    def __str__(self) -> str:
        return self.name or f"Columns of {self.list}"


class ApiTokenQuerySet(ScopedQuerySet["ApiToken"]):
    """Tokens by whether they still open anything."""

    def live(self) -> Self:
        """Return those that are neither revoked nor past their last day."""
        today = clock.today(settings.TIME_ZONE)
        return self.filter(models.Q(expires_on=None) | models.Q(expires_on__gte=today), revoked_at=None)


class ApiToken(Scoped):
    """What a machine such as a bench rig shows to be let in; it acts under its own name.

    The token itself is `prefix`, a dot and a secret; it is shown once and only its digest is kept.
    """

    STAFF_ONLY = True
    HISTORY_ROOTS: ClassVar[dict[str, str]] = {"user": "made_by_id"}

    name = models.CharField(max_length=60, help_text="Who acts in the history, such as Bench rig 3.")
    prefix = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64)
    permissions = models.JSONField(default=list)
    expires_on = models.DateField(null=True, blank=True, help_text="The last day it opens anything.")
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ApiTokenQuerySet] = ApiTokenQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("name"), condition=models.Q(revoked_at__isnull=True), name="api_token_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> str:
        """Return whether it opens anything: "Live", "Expired" or "Revoked"."""
        if self.revoked_at is not None:
            return "Revoked"
        is_over = self.expires_on is not None and self.expires_on < clock.today(settings.TIME_ZONE)
        return "Expired" if is_over else "Live"

    def as_actor(self) -> Actor:
        """Return the machine as the one who acts: what the token permits, on the rows of every customer."""
        allowed = TOKEN_PERMISSIONS.intersection(self.permissions)
        return Actor(user_id=None, label=self.name, permissions=frozenset(map(str, allowed)), customer_ids=None)

"""Who acts. Made once per request or token and handed to every operation and every query."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or the system, with what it may do and whose rows it may see.

    `customer_ids` is `None` for those who see every customer.
    """

    user_id: int | None
    label: str
    permissions: frozenset[str] = field(default=frozenset())
    customer_ids: frozenset[int] | None = frozenset()
    is_system: bool = False

    def may(self, permission: str) -> bool:
        """Tell whether the actor holds the permission (`thing:verb`)."""
        return self.is_system or permission in self.permissions

    @property
    def is_staff(self) -> bool:
        """Tell whether the actor works for the repair centre (sees all customers)."""
        return self.customer_ids is None

    def sees_customer(self, customer_id: int) -> bool:
        """Tell whether rows of this customer are the actor's to see."""
        return self.customer_ids is None or customer_id in self.customer_ids


SYSTEM = Actor(user_id=None, label="Hashmend", customer_ids=None, is_system=True)
NOBODY = Actor(user_id=None, label="", customer_ids=frozenset())

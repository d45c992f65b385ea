"""What can be permitted and which role holds it: PRODUCT's table, in code.

A permission is `thing:verb`. Roles are fixed; a person may hold several.
"""

from enum import StrEnum


class Permission(StrEnum):
    """Everything a page or operation can ask for."""

    SIGNED_IN = "account:use"
    VIEW_DESK = "desk:view"
    VIEW_PORTAL = "portal:view"

    EDIT_USERS = "users:edit"
    EDIT_API_TOKENS = "api-tokens:edit"
    EDIT_CATALOGUES = "catalogues:edit"

    EDIT_CUSTOMERS = "customers:edit"
    EDIT_AGREEMENTS = "agreements:edit"
    CREATE_REQUESTS = "repair-requests:create"
    DECIDE_REQUESTS = "repair-requests:decide"
    OPEN_ORDERS = "work-orders:open"
    COMPLETE_ORDERS = "work-orders:complete"
    MOVE_JOBS = "jobs:move"

    UPDATE_STATUS = "jobs:update-status"
    COMPLETE_SERVICES = "jobs:complete-services"
    EDIT_MINERS = "miners:edit"

    DIAGNOSE = "jobs:diagnose"
    REPAIR = "jobs:repair"
    STRESS_TEST = "jobs:stress-test"
    EDIT_PARTS = "parts:edit"
    CONSOLIDATE = "jobs:consolidate"
    TAKE_JOBS = "jobs:take"
    OPEN_IN_WARRANTY = "miners:open-in-warranty"

    EDIT_SHIPMENTS = "shipments:edit"
    EDIT_CONTAINERS = "containers:edit"
    INVENTORY = "containers:inventory"
    PACK = "containers:pack"
    MARK_READY = "containers:mark-ready"
    RECORD_DAMAGE = "damage:record"
    ANNOUNCE = "shipments:announce"
    UPLOAD_LIST = "containers:upload-list"
    RELEASE_UNPAID = "containers:release"

    VIEW_INVOICES = "invoices:view"
    EDIT_INVOICES = "invoices:edit"
    RECORD_PAYMENTS = "payments:record"

    SEND_MESSAGES = "messages:send"
    WRITE_NOTES = "notes:write"


class Role(StrEnum):
    """Who someone is in the repair centre, or outside it."""

    ADMIN = "admin"
    MANAGER = "manager"
    TECHNICIAN = "technician"
    LOGISTICS = "logistics"
    BILLING = "billing"
    CUSTOMER = "customer"


_P = Permission
_EVERYONE = frozenset({_P.SIGNED_IN, _P.SEND_MESSAGES})
_STAFF = _EVERYONE | {_P.VIEW_DESK, _P.WRITE_NOTES}
_BENCH = frozenset({_P.DIAGNOSE, _P.REPAIR, _P.STRESS_TEST, _P.EDIT_PARTS, _P.CONSOLIDATE, _P.TAKE_JOBS})
_FLOOR = frozenset({_P.INVENTORY, _P.PACK, _P.UPLOAD_LIST})

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(_P) - {_P.VIEW_PORTAL},
    Role.MANAGER: _STAFF
    | _FLOOR
    | _BENCH
    | {
        _P.EDIT_CUSTOMERS, _P.EDIT_AGREEMENTS, _P.CREATE_REQUESTS, _P.DECIDE_REQUESTS, _P.OPEN_ORDERS,
        _P.COMPLETE_ORDERS, _P.MOVE_JOBS, _P.UPDATE_STATUS, _P.COMPLETE_SERVICES, _P.EDIT_MINERS, _P.EDIT_SHIPMENTS,
        _P.EDIT_CONTAINERS, _P.MARK_READY, _P.RECORD_DAMAGE, _P.ANNOUNCE, _P.RELEASE_UNPAID, _P.VIEW_INVOICES,
        _P.OPEN_IN_WARRANTY,
    },
    Role.TECHNICIAN: _STAFF
    | _FLOOR
    | _BENCH
    | {_P.UPDATE_STATUS, _P.COMPLETE_SERVICES, _P.EDIT_MINERS, _P.RECORD_DAMAGE},
    Role.LOGISTICS: _STAFF
    | _FLOOR
    | {
        _P.UPDATE_STATUS, _P.EDIT_MINERS, _P.EDIT_SHIPMENTS, _P.EDIT_CONTAINERS, _P.MARK_READY, _P.RECORD_DAMAGE,
        _P.ANNOUNCE,
    },
    Role.BILLING: _STAFF | {_P.VIEW_INVOICES, _P.EDIT_INVOICES, _P.RECORD_PAYMENTS, _P.RELEASE_UNPAID},
    Role.CUSTOMER: _EVERYONE | {_P.VIEW_PORTAL, _P.CREATE_REQUESTS, _P.ANNOUNCE, _P.UPLOAD_LIST, _P.VIEW_INVOICES},
}  # fmt: skip

STAFF_ROLES = frozenset(Role) - {Role.CUSTOMER}

TOKEN_PERMISSIONS = frozenset({_P.STRESS_TEST})
"""What a token of a machine may be made for: where there is a door for it."""


def permissions_of(roles: list[str]) -> frozenset[str]:
    """Return everything the roles permit; an unknown role permits nothing."""
    known = {str(role) for role in Role}
    return frozenset(str(p) for r in roles if r in known for p in ROLE_PERMISSIONS[Role(r)])

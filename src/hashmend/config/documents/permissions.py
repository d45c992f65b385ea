"""The page that says which role may do what."""

from hashmend.domain.accounts.permissions import ROLE_PERMISSIONS, Permission, Role

_HEAD = """# Permissions

Made by `manage.py document` from the declarations in the code; a test fails when it is stale.

Every page asks for one permission. Roles are fixed sets of permissions; a person may hold several roles and then may
do everything that any of them permits. A person of a customer holds the role *customer* alone and reaches only what
belongs to that customer; staff see all customers.

"""
_FOOT = """
Pages that show what anybody on the desk may see, such as a work order or a container, ask for `desk:view`.
"""

_P = Permission
_MEANS: dict[Permission, str] = {
    _P.SIGNED_IN: "use the own account",
    _P.VIEW_DESK: "see the pages of the staff",
    _P.VIEW_PORTAL: "see the pages of the customers",
    _P.EDIT_USERS: "add people, set roles and passwords",
    _P.EDIT_API_TOKENS: "make and revoke tokens of machines",
    _P.EDIT_CATALOGUES: "edit catalogues and prices",
    _P.EDIT_CUSTOMERS: "add and edit customers, their people and addresses",
    _P.EDIT_AGREEMENTS: "upload agreements",
    _P.CREATE_REQUESTS: "make repair requests",
    _P.DECIDE_REQUESTS: "approve and deny repair requests",
    _P.OPEN_ORDERS: "open work orders, set due dates, put on hold and resume",
    _P.COMPLETE_ORDERS: "complete and cancel work orders",
    _P.MOVE_JOBS: "move machines to another work order",
    _P.UPDATE_STATUS: "set repair statuses",
    _P.COMPLETE_SERVICES: "mark services as done",
    _P.EDIT_MINERS: "correct serial number, MAC, model and asset tag",
    _P.DIAGNOSE: "note what is wrong with a machine and its parts",
    _P.REPAIR: "record repairs and the components used",
    _P.STRESS_TEST: "run stress tests",
    _P.EDIT_PARTS: "attach, remove, replace and receive parts",
    _P.CONSOLIDATE: "move parts between machines to complete them",
    _P.TAKE_JOBS: "take machines as their own, put them at benches and burn-in positions",
    _P.OPEN_IN_WARRANTY: "let a machine be opened although its maker's warranty lasts",
    _P.EDIT_SHIPMENTS: "make shipments, put containers into them, set tracking, pick-up and delivery",
    _P.EDIT_CONTAINERS: "make, label and remove containers, take back a receipt",
    _P.INVENTORY: "receive containers and note the machines in them",
    _P.PACK: "put machines into outbound containers and take them out",
    _P.MARK_READY: "mark containers ready for billing",
    _P.RECORD_DAMAGE: "record shipping damage with photos",
    _P.ANNOUNCE: "announce inbound shipments",
    _P.UPLOAD_LIST: "upload and import customers' lists",
    _P.RELEASE_UNPAID: "let a container travel unpaid, with a reason",
    _P.VIEW_INVOICES: "see invoices; a customer sees issued ones",
    _P.EDIT_INVOICES: "make, issue, regenerate, void and delete invoices",
    _P.RECORD_PAYMENTS: "record payments and correct them",
    _P.SEND_MESSAGES: "write messages between customer and repair centre",
    _P.WRITE_NOTES: "write internal notes",
}


def document() -> str:
    """Return the table of permissions and roles."""
    head = "| Permission | Lets a person | " + " | ".join(Role) + " |"
    line = "|---|---|" + ":-:|" * len(Role)
    return _HEAD + "\n".join([head, line, *map(_row, Permission), _FOOT])


def _row(permission: Permission) -> str:
    held = " | ".join("✔" if permission in ROLE_PERMISSIONS[role] else "" for role in Role)
    return f"| `{permission}` | {_MEANS[permission]} | {held} |"

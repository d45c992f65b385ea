"""The verbs of accounts: people and their roles, what they keep of lists, and the counting of tries to sign in."""

from hashmend.domain.accounts.operations.attempts import Attempt, begin_attempt, end_attempt
from hashmend.domain.accounts.operations.lists import (
    choose_columns,
    delete_filter,
    rename_filter,
    replace_filter,
    save_filter,
)
from hashmend.domain.accounts.operations.people import (
    NewUser,
    add_first_admin,
    add_user,
    change_user,
    deactivate_users,
    reactivate_users,
    role_names,
    set_password,
    set_roles,
)

__all__ = [
    "Attempt",
    "NewUser",
    "add_first_admin",
    "add_user",
    "begin_attempt",
    "change_user",
    "choose_columns",
    "deactivate_users",
    "delete_filter",
    "end_attempt",
    "reactivate_users",
    "rename_filter",
    "replace_filter",
    "role_names",
    "save_filter",
    "set_password",
    "set_roles",
]

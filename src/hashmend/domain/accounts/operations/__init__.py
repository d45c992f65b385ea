"""The verbs of accounts: people, their roles, what they keep of lists; tokens; the counting of tries to sign in."""

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
from hashmend.domain.accounts.operations.tokens import NewToken, make_token, revoke_tokens, token_of

__all__ = [
    "Attempt",
    "NewToken",
    "NewUser",
    "add_first_admin",
    "add_user",
    "begin_attempt",
    "change_user",
    "choose_columns",
    "deactivate_users",
    "delete_filter",
    "end_attempt",
    "make_token",
    "reactivate_users",
    "rename_filter",
    "replace_filter",
    "revoke_tokens",
    "role_names",
    "save_filter",
    "set_password",
    "set_roles",
    "token_of",
]

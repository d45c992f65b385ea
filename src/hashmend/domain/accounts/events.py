"""What happens to the people who sign in, and to the tokens of machines. A password or a token is never part of it."""

from hashmend.domain.history.kinds import kind

ADDED = kind("user.added", "{thing} was added with the roles {roles}.", icon="user-plus")
CHANGED = kind("user.changed", "The details of {thing} changed: {changes}.", icon="pencil")
ROLES_SET = kind("user.roles-set", "The roles of {thing} changed from {before} to {after}.", icon="shield")
DEACTIVATED = kind("user.deactivated", "{thing} was deactivated and signed out.", icon="user-off")
REACTIVATED = kind("user.reactivated", "{thing} may sign in again.", icon="user-check")
PASSWORD_SET = kind("user.password-set", "The password of {thing} was set; other sessions were signed out.", icon="key")
TOKEN_MADE = kind("api-token.made", "The API token {thing} ({prefix}…) was made; it may {permissions}.", icon="key")
TOKEN_REVOKED = kind("api-token.revoked", "The API token {thing} ({prefix}…) was revoked.", icon="key")

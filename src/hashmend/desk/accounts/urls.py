"""URLs of the people, and of the tokens of machines."""

from django.urls import path

from hashmend.desk.accounts import pages, tokens
from hashmend.domain.accounts.permissions import Permission
from hashmend.web.navigation import Entry

urlpatterns = [
    path("users/", pages.users, name="users"),
    path("users/new/", pages.add_user_page, name="user-add"),
    path("users/deactivate/", pages.deactivate_chosen, name="users-deactivate"),
    path("users/reactivate/", pages.reactivate_chosen, name="users-reactivate"),
    path("users/<slug:public_id>/", pages.user, name="user"),
    path("users/<slug:public_id>/change/", pages.change_details, name="user-change"),
    path("users/<slug:public_id>/roles/", pages.change_roles, name="user-roles"),
    path("users/<slug:public_id>/password/", pages.change_password, name="user-password"),
    path("users/<slug:public_id>/deactivate/", pages.deactivate, name="user-deactivate"),
    path("users/<slug:public_id>/reactivate/", pages.reactivate, name="user-reactivate"),
    path("api-tokens/", tokens.api_tokens, name="api-tokens"),
    path("api-tokens/new/", tokens.make_api_token, name="api-token-make"),
    path("api-tokens/revoke/", tokens.revoke_api_tokens, name="api-tokens-revoke"),
]

NAVIGATION = [
    Entry("Users", "users", "desk:users", Permission.EDIT_USERS, order=90, section="Centre"),
    Entry("API tokens", "key", "desk:api-tokens", Permission.EDIT_API_TOKENS, order=91, section="Centre"),
]

"""Where people sign in, on both sides."""

from django.urls import path

from hashmend.both.accounts import pages, signing

urlpatterns = [
    path("sign-in/", signing.sign_in, name="sign-in"),
    path("sign-out/", signing.sign_out, name="sign-out"),
    path("setup/", signing.setup, name="setup"),
    path("account/", pages.account, name="account"),
    path("account/here/", pages.here, name="account-here"),
    path("account/password/", pages.change_password, name="account-password"),
]

"""Whom a try to sign in comes from: the address, and whether this browser is known to the person."""

import hashlib
import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "hashmend_device"
_SALT = "hashmend.device"
_YEAR = 365 * 24 * 60 * 60


def address(request: HttpRequest) -> str:
    """Return the client's address; a forwarded one only from a proxy of our own, which writes it last."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_PROXY else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def known_device(request: HttpRequest, email: str) -> str:
    """Return the name of this browser when this account signed in with it before, else ""."""
    try:
        account, _, nonce = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_YEAR).partition(".")
    except (signing.BadSignature, AttributeError):
        return ""
    return str(nonce) if account == _account(email) else ""


def remember_device(response: HttpResponse, email: str) -> None:
    """Let this browser be known to the account from now on; the cookie is a name only and signs nobody in."""
    response.set_cookie(
        COOKIE,
        signing.dumps(f"{_account(email)}.{secrets.token_hex(16)}", salt=_SALT),
        max_age=_YEAR,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
        path="/sign-in/",
    )


def _account(email: str) -> str:
    return hashlib.sha256(email.strip().casefold().encode()).hexdigest()[:32]

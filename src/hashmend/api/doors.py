"""The only way to make a door for machines: `@door(permission)`.

    @door(Permission.STRESS_TEST)
    def add_readings(sent: Json, actor: Actor) -> Json: ...

A door takes a JSON object by POST from who shows a live token with the permission (`Authorization: Bearer …`), never
from a session. What goes wrong is answered as JSON with a sentence: 401 or 403, 405, 413, 415, 422 by the door itself;
a `Refused` is a 409, a `Wrong` whatever it says.
"""

from collections.abc import Callable, Mapping
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from hashmend.api.sent import Json, Wrong, json_object
from hashmend.both.accounts import clients
from hashmend.domain.accounts.models import ApiToken
from hashmend.domain.accounts.operations import begin_attempt, token_of
from hashmend.kernel.actor import NOBODY, Actor
from hashmend.kernel.errors import Refused
from hashmend.web.pages import PageRule, Side
from hashmend.web.problems import problem

_ASK = {"WWW-Authenticate": 'Bearer realm="Hashmend"'}
View = Callable[[Json, Actor], Mapping[str, object]]


def door(permission: str) -> Callable[[View], Callable[[HttpRequest], HttpResponse]]:
    """Return the decorator of a door that needs the permission."""
    rule = PageRule(Side.API, str(permission), ("POST",))

    def decorate(view: View) -> Callable[[HttpRequest], HttpResponse]:
        @csrf_exempt
        @login_not_required
        @wraps(view)
        def guarded(request: HttpRequest) -> HttpResponse:
            try:
                return JsonResponse(_answer(request, rule, view), headers={"Cache-Control": "no-store"})
            except Refused as refusal:
                return problem(request, 409, refusal.sentence)
            except Wrong as wrong:
                return problem(request, wrong.status, wrong.sentence, wrong.field, wrong.headers)

        guarded.rule = rule  # type: ignore[attr-defined]
        return guarded

    return decorate


def _answer(request: HttpRequest, rule: PageRule, view: View) -> Mapping[str, object]:
    if request.method not in rule.methods:
        raise Wrong(405, f"{request.method} opens nothing here: send it with POST.", headers={"Allow": "POST"})
    token = _token(request)
    if not token.as_actor().may(rule.permission):
        raise Wrong(403, f"The token {token} may not do this: it needs {rule.permission}. An admin makes another one.")
    return view(json_object(request), token.as_actor())


def _token(request: HttpRequest) -> ApiToken:
    """Return the token that is shown. Wrong ones are counted, and after a few the sender has to wait."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    text = text.strip()
    if scheme.casefold() != "bearer" or not text:
        raise Wrong(401, "Show a token: Authorization: Bearer and the token, in the header.", headers=_ASK)
    if token := token_of(text):
        return token
    attempt = begin_attempt(f"token {text[:15]}", f"token {clients.address(request)}", by=NOBODY)
    if attempt.wait:
        wait = {"Retry-After": str(attempt.wait)}
        raise Wrong(429, f"Too many wrong tokens: wait {attempt.wait} seconds, and ask for a right one.", headers=wait)
    raise Wrong(401, "This token is wrong, revoked or expired: an admin makes another one.", headers=_ASK)

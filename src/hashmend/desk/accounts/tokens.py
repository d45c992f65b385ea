"""Pages about tokens of machines, for admins: what there is, a new one shown once, revoking."""

from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from hashmend.desk.accounts.forms import TOKEN_WORDS, TokenForm
from hashmend.desk.doors import page
from hashmend.domain.accounts.models import ApiToken
from hashmend.domain.accounts.operations import make_token, revoke_tokens
from hashmend.domain.accounts.permissions import Permission
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Refused
from hashmend.web import bulk, components
from hashmend.web.actors import PageRequest
from hashmend.web.formats import counted
from hashmend.web.forms import render_form
from hashmend.web.lists import BulkAction, Column, Empty, Flag, ListPage

CHANGED = ("api-tokens-changed",)
TONES: dict[str, components.Tone] = {"Live": "success", "Expired": "ended", "Revoked": "ended"}


def _tokens(actor: Actor) -> QuerySet[ApiToken]:
    return ApiToken.objects.visible_to(actor).select_related("made_by")


TOKENS = ListPage(
    name="api-tokens",
    one="API token",
    rows=_tokens,
    columns=(
        Column("name", "Name", sort=True),
        Column("prefix", "Begins with", sort=True, cell=lambda token: components.serial(token.prefix, copy=False)),
        Column("permissions", "May", value=lambda token: ", ".join(TOKEN_WORDS.get(p, p) for p in token.permissions)),
        Column("state", "Status", cell=lambda token: components.status_tag(token.state, TONES[token.state])),
        Column("last_used_at", "Last used", sort=True, hint="To the minute"),
        Column("expires_on", "Last day", sort=True),
        Column("made_at", "Made", sort=True),
        Column("made_by", "Made by", value=lambda token: str(token.made_by or "")),
        Column("revoked_at", "Revoked", sort=True),
    ),
    filters=(Flag(key="revoked", label="Revoked", where=Q(revoked_at__isnull=False)),),
    search=("name__icontains", "prefix__istartswith"),
    sort="name",
    actions=(BulkAction("Revoke", "desk:api-tokens-revoke", Permission.EDIT_API_TOKENS, "trash"),),
    empty=Empty(
        "No API tokens yet", "A machine such as a bench rig needs one to post what it reads.", "Make token",
        "desk:api-token-make", Permission.EDIT_API_TOKENS,
    ),
    refresh_on=CHANGED,
)  # fmt: skip


@page(Permission.EDIT_API_TOKENS)
def api_tokens(request: PageRequest) -> HttpResponseBase:
    """List the tokens of machines."""
    return TOKENS.respond(request, "desk/accounts/api_tokens.html")


@page(Permission.EDIT_API_TOKENS, methods=("GET", "POST"))
def make_api_token(request: PageRequest) -> HttpResponse:
    """Make a token; the answer shows it, this once."""
    form = TokenForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render_form(request, "desk/accounts/api_token_make.html", form)
    try:
        token, text = make_token(form.new_token, by=request.actor)
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return render_form(request, "desk/accounts/api_token_make.html", form, status=409)
    return render(request, "desk/accounts/api_token_made.html", {"token": token, "text": text})


@page(Permission.EDIT_API_TOKENS, methods=("POST",))
def revoke_api_tokens(request: PageRequest) -> HttpResponse:
    """Let the chosen tokens open nothing any more."""
    action = bulk.Bulk(
        title="Revoke API tokens",
        verb="Revoke",
        back=reverse("desk:api-tokens"),
        consequence="Their machines are refused from the next call on. What they did stays in the history.",
        act=lambda tokens, _: revoke_tokens(tokens, by=request.actor),
        done=lambda n: f"{counted(n, 'API token')} revoked.",
        events=CHANGED,
        is_danger=True,
    )
    return bulk.run(request, TOKENS, action)

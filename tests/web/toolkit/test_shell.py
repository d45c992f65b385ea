"""The frame of every page, and what may stand in it."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.safestring import SafeString

from hashmend.domain.accounts.models import User
from hashmend.domain.accounts.permissions import Permission, Role
from hashmend.kernel.actor import Actor
from hashmend.web import components, formats, navigation
from hashmend.web.navigation import Entry


@pytest.fixture
def html(client: Client) -> str:
    """Return the component page."""
    answer = client.get("/desk/_components/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_begins_with_a_skip_link_and_has_one_heading_and_the_landmarks(html: str) -> None:
    body = html[html.index("<body") :]
    assert re.search(r"<a [^>]+>", body).group() == '<a class="skip-link" href="#main">'  # type: ignore[union-attr]
    assert html.count("<h1") == 1
    for landmark in ('<main id="main"', "<nav ", "<header "):
        assert landmark in html
    assert "<title>Components – Hashmend</title>" in html
    assert '<html lang="en">' in html


def test_no_page_needs_inline_script_or_style(html: str) -> None:
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", html)
    assert "<style" not in html
    assert not re.search(r'\sstyle="', html)
    assert not re.search(r"\son\w+=", html)


def test_no_id_stands_twice(html: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted({one for one in ids if ids.count(one) > 1}) == []


def test_every_button_and_link_that_shows_only_an_icon_has_a_name(html: str) -> None:
    for tag, inner in re.findall(r"<((?:a|button|summary)\b[^>]*)>(.*?)</(?:a|button|summary)>", html, re.DOTALL):
        words = re.sub(r"<[^>]+>", "", inner).strip()
        assert words or "aria-label=" in tag or re.search(r'(aria-label|alt)="[^"]', inner), tag


def test_the_component_page_is_for_staff(templates: None, db: None) -> None:
    client = Client()
    client.force_login(User.objects.create(email="c@demo.test", name="Cy", roles=[Role.CUSTOMER]))
    assert client.get("/desk/_components/").status_code == 403


@pytest.fixture
def sidebar(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sidebar of three entries."""
    monkeypatch.setattr(navigation, "_entries", {})
    navigation.register(
        "desk",
        [
            Entry("People", "users", "account", order=20),
            Entry("Password", "lock", "account-password", order=10),
            Entry("Components", "components", "desk:components", Permission.EDIT_USERS),
        ],
    )


def test_the_sidebar_shows_what_one_may_open_in_order(sidebar: None) -> None:
    nobody = Actor(1, "Tom", frozenset(), customer_ids=None)
    admin = Actor(2, "Zoe", frozenset({"users:edit"}), customer_ids=None)
    assert [one.label for one in navigation.for_actor("desk", nobody, "/")] == ["Password", "People"]
    assert [one.label for one in navigation.for_actor("desk", admin, "/")] == ["Password", "People", "Components"]


def test_the_entry_with_the_longest_address_is_current(sidebar: None) -> None:
    zoe = Actor(2, "Zoe", frozenset({"users:edit"}), customer_ids=None)
    current = [one.label for one in navigation.for_actor("desk", zoe, "/account/password/") if one.is_current]
    assert current == ["Password"]


def test_every_entry_of_the_sidebar_leads_somewhere(client: Client) -> None:
    client.get("/desk/_components/")
    root = Actor(2, "Zoe", frozenset(Permission), customer_ids=None)
    for side in ("desk", "portal"):
        assert len(navigation.for_actor(side, root, "/")) == len(navigation.entries(side))


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    folder = Path(navigation.__file__).parent
    listed = set((folder / "icons.txt").read_text().split())
    used: set[str] = set()
    for file in folder.parent.rglob("*.html"):
        used |= set(re.findall(r'(?:{% icon |icon=)"([a-z0-9-]+)"', file.read_text()))
    assert used - listed == set()


def test_times_say_their_offset_and_dates_cannot_be_misread() -> None:
    moment = datetime(2026, 11, 23, 1, 20, tzinfo=UTC)
    with timezone.override(ZoneInfo("Europe/Oslo")):
        tag = components.time_tag(moment)
        assert ">23 Nov 2026 02:20<" in tag
        assert 'title="23 Nov 2026 02:20 UTC+1"' in tag
    with timezone.override(ZoneInfo("Asia/Kolkata")):
        assert formats.exact_time(moment) == "23 Nov 2026 06:50 UTC+5:30"
    with timezone.override(ZoneInfo("America/New_York")):
        assert formats.shown_date(moment) == "22 Nov 2026"


def test_money_has_its_currency_and_two_decimals() -> None:
    assert formats.shown_money(Decimal("12345.6"), "USD") == "USD 12,345.60"
    assert formats.shown_money(Decimal("-0.005"), "EUR") == "EUR -0.01"


@pytest.mark.parametrize(
    ("done", "total", "words"),
    [(0, 0, "nothing yet"), (0, 3, "0\u00a0%"), (25, 60, "42\u00a0%"), (399, 400, "99\u00a0%"), (3, 3, "100\u00a0%")],
)
def test_progress_is_full_only_when_all_is_done(done: int, total: int, words: str) -> None:
    assert words in components.progress(done, total, "Finished")


def test_what_people_typed_is_escaped_in_every_component() -> None:
    bad = "<img src=x onerror=alert(1)>"
    for piece in (
        components.serial(bad), components.status_tag(bad), components.link("/x", bad), components.icon("x", bad),
        components.icon_link("/x", "pencil", bad), components.progress(1, 2, bad), components.money(Decimal(1), bad),
        components.options([bad, (SafeString(bad), bad)]),
    ):  # fmt: skip
        assert "<img" not in piece

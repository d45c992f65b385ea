"""The pictures of docs/guide: which page each shows, what is done there before, and small files."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from django.apps import apps
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.crawl import sign_in

DESK, TALL, PHONE, TALL_PHONE = (1280, 860), (1280, 1040), (390, 780), (390, 1080)
STAFF, TECHNICIAN, CUSTOMER = "admin@demo.test", "technician@demo.test", "customer@demo.test"
COLOURS = 160
MOST_BYTES = 120_000

A_LIST = (
    "Pallet;Model;Serial number;MAC;Fault\n"
    "7;Antminer S21;SYNGDEABDJGHE0001;02:9A:1C:44:00:01;no hash\n"
    "7;Antminer S21;SYNGDEABDJGHE0002;02:9A:1C:44:00:02;fan error\n"
    "7;Antminer S21;SYNGDEABDJGHE0002;02:9A:1C:44:00:02;fan error\n"
    "7;The big one;SYNGDEABDJGHE0003;02:9A:1C:44:00:03;board 2 missing\n"
    "7;Antminer S19 XP;SYNGDEABDJGHE0004;02:9A:1C:44:00;\n"
)

SCANNED = ("SYNGDEABDJGHF0001", "SYNGDEABDJGHF0002")


@dataclass(frozen=True)
class World:
    """Where in the demo world the guide looks."""

    order: str
    request: str
    customer: str
    damaged: str
    packing: str
    arriving: str
    lacking: int


@dataclass(frozen=True)
class Shot:
    """One picture: its name, who looks at which page in which window, and what they do first."""

    name: str
    login: str
    path: str
    size: tuple[int, int] = DESK
    first: Callable[[Page], None] | None = None


def found() -> World:
    """Look the demo world over. Needs Django set up over its data."""
    names = ("WorkOrder", "Container", "RepairRequest", "Customer")
    orders, containers, requests, customers = (apps.get_model("hashmend", name).objects for name in names)
    coming = orders.get(jobs__received_at=None, jobs__position=1)
    arriving = containers.inbound().filter(work_order=coming).order_by("pk")[0]
    large = orders.get(jobs__position=1500)
    return World(
        order=large.number,
        request=requests.get(approved_at=None, denied_at=None).number,
        customer=customers.get(alias="Northwind").public_id,
        damaged=containers.filter(damages__isnull=False)[0].number,
        packing=containers.outbound().get(ready_at=None).number,
        arriving=arriving.number,
        lacking=_waiting_for_parts(large.pk),
    )


def _waiting_for_parts(order: int) -> int:
    """Return the place in this order of a machine with a faulty board, the first that waits for parts."""
    parts = apps.get_model("hashmend", "Part").objects.filter(part_type="hashboard", condition="faulty")
    waiting = parts.filter(miner__jobs__status="awaiting-parts", miner__jobs__work_order=order)
    return int(waiting.order_by("miner__jobs__position").values_list("miner__jobs__position", flat=True)[0])


def shots(world: World) -> tuple[Shot, ...]:
    """Return the pictures in the order of the guide; the last steps change the world."""
    order, arriving = f"/work-orders/{world.order}/", f"/containers/{world.arriving}/"
    return (
        Shot("people", STAFF, "/users/"),
        Shot("customer", STAFF, f"/customers/{world.customer}/"),
        Shot("repair-request", STAFF, f"/repair-requests/{world.request}/"),
        Shot("logistics", STAFF, f"{order}logistics/"),
        Shot("damage", STAFF, f"/containers/{world.damaged}/damage/"),
        Shot("summary", STAFF, order),
        Shot("status", STAFF, f"{order}?status=in-repair", TALL, first=_choose_two),
        Shot("my-day", TECHNICIAN, "/my-day/"),
        Shot("bench", TECHNICIAN, f"{order}miners/{world.lacking}/", first=_choose_a_board),
        Shot("spare-parts", TECHNICIAN, "/spare-parts/"),
        Shot("consolidation", TECHNICIAN, f"{order}consolidations/", TALL, first=_look_closely),
        Shot("packing", STAFF, f"/containers/{world.packing}/packing/"),
        Shot("billing", STAFF, f"{order}billing/"),
        Shot("portal", CUSTOMER, f"/portal/work-orders/{world.order}/"),
        Shot("portal-phone", CUSTOMER, "/portal/", PHONE),
        Shot("import", STAFF, f"{arriving}import/", first=_upload),
        Shot("inventory-phone", STAFF, arriving, TALL_PHONE, first=_inventory),
    )


def take(browser: Browser, site: str, world: World, into: Path) -> list[str]:
    """Take every picture of the guide; return the names of those that became too large."""
    into.mkdir(parents=True, exist_ok=True)
    people: dict[str, BrowserContext] = {}
    large = []
    for shot in shots(world):
        context = people.get(shot.login) or browser.new_context(reduced_motion="reduce", color_scheme="light")
        if shot.login not in people:
            sign_in(context, site, shot.login)
            people[shot.login] = context
        page = context.new_page()
        page.set_viewport_size({"width": shot.size[0], "height": shot.size[1]})
        page.goto(site + shot.path)
        if shot.first:
            shot.first(page)
        if save_small(page.screenshot(), into / f"{shot.name}.png") > MOST_BYTES:
            large.append(f"{shot.name}.png is larger than {MOST_BYTES} bytes")
        page.close()
    return large


def save_small(png: bytes, path: Path) -> int:
    """Write a screenshot with few colours; return its size in bytes."""
    Image.open(BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    return path.stat().st_size


def _choose_two(page: Page) -> None:
    for box in page.locator("[data-tick]").all()[:2]:
        box.check()
    page.get_by_text("Actions for 2").first.click()


def _choose_a_board(page: Page) -> None:
    page.get_by_role("link", name="Faulty").first.click()
    page.get_by_role("heading", name="Replace or take out").wait_for()


def _look_closely(page: Page) -> None:
    page.get_by_role("link", name="Look closely").first.click()
    page.get_by_role("button", name="Consolidate").first.wait_for()


def _upload(page: Page) -> None:
    sent = {"name": "pallet 7.csv", "mimeType": "text/csv", "buffer": A_LIST.encode()}
    page.locator("input[type=file]").set_input_files(sent)  # type: ignore[arg-type]
    page.get_by_role("button", name="Upload").click()
    page.get_by_label("Model for “The big one”").fill("Antminer S19 XP")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Import 4 machines").wait_for()


def _inventory(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Receive").first.click()
    page.get_by_role("link", name="Inventory").first.click()
    for serial in SCANNED:
        page.get_by_label("Serial number").fill(serial)
        page.keyboard.press("Enter")
        page.locator("#scans a.serial", has_text=serial).wait_for()

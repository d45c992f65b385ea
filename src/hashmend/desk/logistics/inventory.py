"""The inventory of a container, scanner first: each scan is one machine, answered with one line."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from hashmend.desk.doors import page
from hashmend.desk.logistics import words
from hashmend.desk.logistics.forms import ScanForm
from hashmend.desk.logistics.scans import Scan, answer
from hashmend.desk.logistics.verbs import the_container
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.bench.warranty import parts_back_in
from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.catalogue.queries import HintBook, model_choices
from hashmend.domain.logistics.models import Container
from hashmend.domain.logistics.operations import inventory_machine
from hashmend.domain.miners.entries import MachineEntry
from hashmend.domain.work_orders.models import Job
from hashmend.kernel.errors import Refused
from hashmend.kernel.identifiers import clean_scan, mac_oddity
from hashmend.web.actors import PageRequest
from hashmend.web.pages import one

LATEST = 25
_FORMER = (
    "returned_from__work_order__repair_request__agreement", "returned_from__outbound_container__shipment",
)  # fmt: skip
_TEMPLATE = "desk/logistics/inventory.html"


@page(Permission.INVENTORY)
def inventory(request: PageRequest, number: str) -> HttpResponse:
    """Show the scan field and the machines that were taken in last."""
    container = the_container(request, number)
    model = request.GET.get("model", "")
    form = ScanForm(initial={"model": model, "keep_model": True}, with_mac=_with_mac(request))
    return render(request, _TEMPLATE, _context(request, container, form))


@page(Permission.INVENTORY, methods=("POST",))
def scan_machine(request: PageRequest, number: str) -> HttpResponse:
    """Take one machine in. Scripts get its line; without them the page comes again, ready for the next one."""
    container = the_container(request, number)
    form = ScanForm(request.POST, with_mac=_with_mac(request))
    try:
        job = inventory_machine(container, _entry(request, form), by=request.actor)
    except Refused as refusal:
        said = Scan(request.POST.get("serial", "")[:80], refusal.sentence)
        if request.htmx:
            return answer(request, said, status=409)
        return render(request, _TEMPLATE, _context(request, container, form) | {"said": said}, status=409)
    taken = one(_jobs(request, container), pk=job.pk)
    if request.htmx:
        damage_url = reverse("desk:container-damage-new", args=[container.number])
        return answer(request, _taken(taken), count=_jobs(request, container).count(), damage_url=damage_url)
    messages.success(request, f"{taken.miner} was taken in as #{taken.position}.")
    keep = {"model": request.POST.get("model", "")} if form.data.get("keep_model") else {}
    query = urlencode(keep | ({"mac": "1"} if _with_mac(request) else {}))
    return redirect(f"{reverse('desk:container-inventory', args=[container.number])}?{query}")


def _entry(request: PageRequest, form: ScanForm) -> MachineEntry:
    if not form.is_valid():
        raise Refused(" ".join(str(error) for errors in form.errors.values() for error in errors))
    data = form.cleaned_data
    model = _model(request, data["model"])
    return MachineEntry(
        serial_typed=clean_scan(data["serial"]),
        mac_typed=clean_scan(data["mac"]),
        model=model,
        model_typed="" if model else data["model"],
        asset_tag=data["asset_tag"],
    )


def _model(request: PageRequest, typed: str) -> MinerModel | None:
    """Return the model with this name; another text is kept as typed and blocks nothing."""
    wanted = typed.casefold().strip()
    if not wanted:
        return None
    for choice in model_choices():
        if wanted in {choice.label.casefold(), choice.code.casefold(), *(alias.casefold() for alias in choice.aliases)}:
            return MinerModel.objects.visible_to(request.actor).get(pk=choice.pk)
    return None


def _taken(job: Job) -> Scan:
    miner = job.miner
    maker = miner.model.maker if miner.model else ""
    hints = HintBook.read()
    odd = [mac_oddity(miner.mac), hints.mac(miner.mac, maker), hints.serial(miner.serial, maker)]
    if miner.model_typed and not miner.model:
        odd.append(f"“{miner.model_typed}” is no model of the catalogue.")
    warnings = tuple(words for words in odd if words)
    return Scan(str(miner), "", job, warnings, job.returned_from, parts_back_in([job]).get(miner.pk, ()))


def _jobs(request: PageRequest, container: Container) -> Any:
    jobs = Job.objects.visible_to(request.actor).filter(inbound_container=container)
    return jobs.select_related("miner__model", "work_order", *_FORMER)


def _context(request: PageRequest, container: Container, form: ScanForm) -> dict[str, Any]:
    jobs = _jobs(request, container)
    latest = list(jobs.order_by("-received_at", "-position")[:LATEST])
    parts = parts_back_in(latest)
    return {
        "container": container,
        "form": form.offer_models(),
        "with_mac": _with_mac(request),
        "count": jobs.count(),
        "scans": [
            Scan(str(job.miner), "", job, former=job.returned_from, parts=parts.get(job.miner_id, ())) for job in latest
        ],
        "import_url": words.import_url(container, request.actor),
        "container_url": words.container_url(container),
    }


def _with_mac(request: PageRequest) -> bool:
    return (request.POST if request.method == "POST" else request.GET).get("mac_mode", request.GET.get("mac")) == "1"

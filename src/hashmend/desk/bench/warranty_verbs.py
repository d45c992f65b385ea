"""What is done about the maker's warranty of the machine on the bench."""

from django.http import HttpResponse

from hashmend.desk.bench.frame import done, section, the_bench
from hashmend.desk.bench.page import show
from hashmend.desk.bench.warranty import WarrantyForm, warranty
from hashmend.desk.doors import page
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.batches import row
from hashmend.domain.miners.models import Miner
from hashmend.domain.miners.operations import update_oem_warranty
from hashmend.domain.work_orders.operations import open_despite_warranty
from hashmend.web import htmx
from hashmend.web.actors import PageRequest


@page(Permission.EDIT_MINERS, methods=("POST",))
def update(request: PageRequest, number: str, position: int) -> HttpResponse:
    """Note what is known of the maker's warranty."""
    bench = the_bench(request, number, position)
    form = WarrantyForm(request.POST, prefix="oem")
    if not form.is_valid():
        it = {**(warranty(request, bench) or {}), "form": form}
        if htmx.wants_part(request):
            return section(request, bench, "desk/bench/warranty.html", it)
        return show(request, bench, status=422, instead={"warranty": {"form": form}})
    miners = Miner.objects.visible_to(request.actor).filter(pk=bench.miner.pk)
    outcome = update_oem_warranty(miners, form.cleaned_data["warranty"], form.cleaned_data["until"], by=request.actor)
    (miner,) = outcome.or_refuse().done
    return done(request, bench, f"The OEM warranty of {miner}: {miner.oem_words}.", at="warranty")


@page(Permission.OPEN_IN_WARRANTY, methods=("POST",))
def open_despite(request: PageRequest, number: str, position: int) -> HttpResponse:
    """Let the machine be opened although its maker's warranty lasts."""
    bench = the_bench(request, number, position)
    open_despite_warranty(row(bench.job), request.POST.get("reason", ""), by=request.actor).or_refuse()
    return done(request, bench, f"{bench.miner} may be opened.", at="warranty")

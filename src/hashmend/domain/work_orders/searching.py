"""Finding jobs by what stands on the machine, also by what stood on it before."""

from django.db.models import Q

from hashmend.domain.history.models import Event
from hashmend.domain.work_orders import events
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.kernel.identifiers import normal_mac, normal_serial


def matching(order: WorkOrder, text: str) -> Q:
    """Return the condition for jobs of an order whose serial number, MAC, asset tag or model holds the text.

    A serial number changed in this order counts too: machines are asked for under the number on an old list.
    """
    words = text.strip()
    serial, mac = normal_serial(words), normal_mac(words)
    condition = (
        Q(miner__asset_tag__icontains=words)
        | Q(miner__model_typed__icontains=words)
        | Q(miner__model__name__icontains=words)
    )
    if serial:
        formerly = Event.objects.filter(
            work_order=order, kind=events.IDENTITY_EDITED.code, data__former_serial__icontains=serial
        )
        condition |= Q(miner__serial__icontains=serial) | Q(pk__in=formerly.values("job"))
    if mac:
        condition |= Q(miner__mac__icontains=mac)
    return condition

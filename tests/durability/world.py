"""Makes, in the database of the environment, what the killed server works on; prints it as JSON.

Run as a program over the product's own settings: `python -m tests.durability.world ROUNDS`.
"""

import json
import sys

import django

django.setup()

from django.core.files.base import ContentFile  # noqa: E402

from hashmend.domain.accounts.operations import NewUser, add_first_admin  # noqa: E402
from hashmend.domain.batches import row  # noqa: E402
from hashmend.domain.intake.operations import upload_list  # noqa: E402
from hashmend.domain.logistics.operations import take_in_machines  # noqa: E402
from hashmend.domain.miners.entries import MachineEntry  # noqa: E402
from hashmend.kernel.actor import SYSTEM  # noqa: E402
from tests import factories_logistics  # noqa: E402

EMAIL, PASSWORD = "kill@example.com", "a-long-enough-password-9"
MACHINES = 1200


def main(rounds: int) -> None:
    """Make an admin, an order with machines to change in bulk, and one list to import per round."""
    add_first_admin(NewUser(EMAIL, "Kill", ("admin",), PASSWORD), by=SYSTEM)
    bulk = factories_logistics.an_inbound_container()
    take_in_machines(bulk, [MachineEntry(serial_typed=f"SYNBULK{n:010d}") for n in range(MACHINES)], by=SYSTEM)
    lists = []
    for turn in range(rounds):
        container = factories_logistics.an_inbound_container()
        lines = [f"SYNKILL{turn:03d}{n:07d},02:00:00:{turn:02X}:{n >> 8:02X}:{n & 255:02X}" for n in range(MACHINES)]
        file = ContentFile("\n".join(["Serial,MAC", *lines]).encode(), name=f"list {turn}.csv")
        upload = upload_list(row(container), file, by=SYSTEM)
        lists.append({"list": upload.public_id, "order": container.work_order.number})
    sys.stdout.write(json.dumps({"bulk": bulk.work_order.number, "lists": lists}))


if __name__ == "__main__":
    main(int(sys.argv[1]))

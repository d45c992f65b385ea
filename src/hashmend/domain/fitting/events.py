"""What can happen to a part. Each event but *moved away* holds in `was` how the part stood before."""

from hashmend.domain.history.kinds import kind

CONDITION_SET = kind("part.condition-set", "{thing} of {place}: {to} (before: {from}).", icon="stethoscope")
READ = kind("part.read", "{thing} of {place}: {changes}.", icon="barcode")
MISSING = kind("part.missing", "{slot} of {machine} is missing: {thing}.", icon="ghost", customer_sees=True)
FOUND = kind("part.found", "{thing} was found again and is {slot} of {machine}.", icon="eye-check", customer_sees=True)
REMOVED = kind("part.removed", "{thing} left {slot} of {machine} for spare stock{shelf}.", icon="package-export")
ATTACHED = kind(
    "part.attached", "{thing} came from {from} into {slot} of {machine}.", icon="package-import", customer_sees=True
)
REPLACED = kind(
    "part.replaced", "{slot} of {machine}: {thing} was replaced by {new} and went to {to}.", icon="replace",
    customer_sees=True,
)  # fmt: skip
CAME_FOR = kind(
    "part.came-for", "{thing} came from {from} into {slot} of {machine}, in place of {old}.", icon="replace",
    customer_sees=True,
)  # fmt: skip
ADDED = kind("part.added", "{thing} was found in {slot} of {machine}.", icon="plus", customer_sees=True)
MOVED_AWAY = kind(
    "part.moved-away", "{thing} went from {from_slot} of {from} into {slot} of {machine}.", icon="arrow-right",
    customer_sees=True,
)  # fmt: skip
MOVED_HERE = kind(
    "part.moved-here", "{thing} came from {from_slot} of {from} into {slot} of {machine}.", icon="arrow-right",
    customer_sees=True,
)  # fmt: skip
UNDONE = kind("part.undone", "{thing} is again {to}: it was {from} by mistake.", icon="arrow-back-up")

"""What can happen to a part. Each event but *moved away* holds in `was` how the part stood before."""

from hashmend.domain.history.kinds import kind

CONDITION_SET = kind("part.condition-set", "{what}: {to} (before: {from}).", icon="stethoscope")
READ = kind("part.read", "{what}: {changes}.", icon="barcode")
MISSING = kind("part.missing", "{what} is missing.", icon="circle-x", customer_sees=True)
FOUND = kind("part.found", "{what} was found again.", icon="eye", customer_sees=True)
REMOVED = kind("part.removed", "{what} went to {to}.", icon="package-export")
ATTACHED = kind(
    "part.attached", "{slot} of {machine}: {thing} came from {from}.", icon="package-import", customer_sees=True
)
REPLACED = kind("part.replaced", "{what} was replaced by {new} and went to {to}.", icon="replace", customer_sees=True)
CAME_FOR = kind(
    "part.came-for", "{slot} of {machine}: {thing} came from {from} in place of {old}.", icon="replace",
    customer_sees=True,
)  # fmt: skip
ADDED = kind("part.added", "{what} was found there and entered.", icon="plus", customer_sees=True)
MOVED_AWAY = kind("part.moved-away", "{what} went into {slot} of {machine}.", icon="arrow-right", customer_sees=True)
MOVED_HERE = kind("part.moved-here", "{slot} of {machine} came from {what}.", icon="arrow-right", customer_sees=True)
UNDONE = kind("part.undone", "{thing} is again {to}: it was {from} by mistake.", icon="arrow-back-up")

UNDOABLE = (CONDITION_SET, READ, MISSING, FOUND, REMOVED, ATTACHED, REPLACED, CAME_FOR, ADDED, MOVED_HERE)
"""The kinds that tell how a part stood before."""

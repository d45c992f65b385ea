"""What can happen to repair requests, work orders and jobs."""

from hashmend.domain.history.kinds import kind

REQUEST_CREATED = kind(
    "request.created", "{thing} asks for {machines}: {services}.", icon="file-plus", customer_sees=True
)
REQUEST_CHANGED = kind("request.changed", "{thing} was changed: {changes}.", icon="file-pencil")
REQUEST_COPIED = kind("request.copied", "{thing} was copied from {original}.", icon="copy", customer_sees=True)
DOCUMENT_ATTACHED = kind(
    "request.document-attached", "{file} was attached to {thing}.", icon="paperclip", customer_sees=True
)
REQUEST_APPROVED = kind("request.approved", "{thing} was approved.", icon="thumb-up", customer_sees=True)
REQUEST_DENIED = kind("request.denied", "{thing} was denied: {reason}.", icon="thumb-down", customer_sees=True)
REQUEST_CANCELLED = kind(
    "request.cancelled", "{thing} was cancelled with {order}.", icon="circle-x", customer_sees=True
)
REQUEST_COMPLETED = kind(
    "request.completed", "{thing} is fulfilled: {order} is complete.", icon="circle-check", customer_sees=True
)
ORDER_OPENED = kind("order.opened", "{thing} was opened for {request}.", icon="clipboard-plus", customer_sees=True)
DUE_DATE_SET = kind(
    "order.due-date-set", "{thing} is due on {to} (before: {from}).", icon="calendar-due", customer_sees=True
)
PUT_ON_HOLD = kind("order.put-on-hold", "{thing} was put on hold: {reason}.", icon="player-pause")
RESUMED = kind("order.resumed", "{thing} was resumed.", icon="player-play", customer_sees=True)
ORDER_CANCELLED = kind("order.cancelled", "{thing} was cancelled: {reason}.", icon="circle-x", customer_sees=True)
ORDER_COMPLETED = kind("order.completed", "{thing} is complete.", icon="circle-check", customer_sees=True)
JOB_RECEIVED = kind("job.received", "{thing} arrived in {container}.", icon="package-import", customer_sees=True)
STATUS_UPDATED = kind(
    "job.status-updated", "{thing} went from {from} to {to}.", icon="progress-check", customer_sees=True
)
SERVICES_COMPLETED = kind(
    "job.services-completed", "Done for {thing}: {services}.", icon="checklist", customer_sees=True
)

JOB_TAKEN = kind("job.taken", "{technician} took {thing} (before: {from}).", icon="user")
JOB_GIVEN_BACK = kind("job.given-back", "{technician} gave {thing} back.", icon="arrow-back-up")
IDENTITY_EDITED = kind("job.identity-edited", "{thing}: {changes}.", icon="pencil", customer_sees=True)
JOB_MOVED_AWAY = kind(
    "job.moved-away", "{thing} moved from {from} to {to}; it came in {container}.", icon="arrow-right",
    customer_sees=True,
)  # fmt: skip
JOB_MOVED_HERE = kind(
    "job.moved-here", "{thing} moved here from {from}, where it came in {container}.", icon="arrow-right",
    customer_sees=True,
)  # fmt: skip
MACHINES_MOVED = kind(
    "container.machines-moved", "Of {thing}, {machines} moved from {from} to {to}.", icon="arrow-right",
    customer_sees=True,
)  # fmt: skip

JOB_ANNOUNCED = kind("job.announced", "{thing} is expected in {container}.", icon="calendar", customer_sees=True)
JOB_INVENTORIED = kind(
    "job.inventoried", "{thing} was taken in from {container} as #{position}.", icon="barcode", customer_sees=True
)
JOBS_REMOVED = kind("work-order.machines-removed", "Removed from {thing}, noted by mistake: {machines}.", icon="trash")
STAY_ENDED = kind("job.stay-ended", "The stay of {thing} in {order} ended.", icon="home", customer_sees=True)
STAY_REOPENED = kind(
    "job.stay-reopened",
    "The end of {thing}'s stay in {order} was taken back.",
    icon="arrow-back-up",
    customer_sees=True,
)
BOXED = kind("job.boxed", "{thing} was put into {container}.", icon="box", customer_sees=True)
REBOXED = kind("job.reboxed", "{thing} moved from {from} to {container}.", icon="box", customer_sees=True)
UNBOXED = kind("job.unboxed", "{thing} was taken out of {container}.", icon="box", customer_sees=True)
EXPECTED_AGAIN = kind(
    "job.expected-again", "{thing} is expected in {container} again.", icon="arrow-back-up", customer_sees=True
)
STATUS_UNDONE = kind(
    "job.status-undone", "{thing} is {to} again: its change to {from} was undone.", icon="arrow-back-up",
    customer_sees=True,
)  # fmt: skip
SERVICES_UNDONE = kind(
    "job.services-undone", "Not done for {thing} after all: {services}.", icon="arrow-back-up", customer_sees=True
)
BOXING_UNDONE = kind(
    "job.boxing-undone", "{thing} was put into {from} by mistake and is in {to} again.", icon="arrow-back-up",
    customer_sees=True,
)  # fmt: skip
MOVE_UNDONE_THERE = kind(
    "job.move-undone-there", "{thing} went back to {to}: it had been moved to {from} by mistake.",
    icon="arrow-back-up", customer_sees=True,
)  # fmt: skip
MOVE_UNDONE_HERE = kind(
    "job.move-undone-here", "{thing} came back from {from}, as #{position} in {container}: it had been moved by"
    " mistake.",
    icon="arrow-back-up", customer_sees=True,
)  # fmt: skip
MACHINES_CAME_BACK = kind(
    "container.machines-came-back", "Of {thing}, {machines} came back from {from} to {to}.", icon="arrow-back-up",
    customer_sees=True,
)  # fmt: skip
SCOPE_EXTENDED = kind(
    "order.scope-extended", "{services} came into the scope of {thing}, with machines moved from {from}.",
    icon="list-check", customer_sees=True,
)  # fmt: skip
SCOPE_REDUCED = kind(
    "order.scope-reduced", "{services} left the scope of {thing}: the move that brought it was undone.",
    icon="arrow-back-up", customer_sees=True,
)  # fmt: skip
OPENED_DESPITE_WARRANTY = kind(
    "job.opened-despite-warranty", "{thing} may be opened although its maker's warranty lasts: {reason}.",
    icon="shield-off",
)  # fmt: skip
CAME_BACK = kind(
    "job.came-back", "{thing} came back within the warranty on its repair in {order}, which lasts until {until}.",
    icon="rotate-2", customer_sees=True,
)  # fmt: skip
BECAME_DONOR = kind(
    "job.became-donor", "{thing} was given up as a donor (before: {from}).", icon="package-export", customer_sees=True
)
DONOR_REOPENED = kind(
    "job.donor-reopened", "{thing} is no longer a donor, it is {to} again.", icon="arrow-back-up", customer_sees=True
)

"""What can happen to parts and to the spare stock."""

from hashmend.domain.history.kinds import kind

SPARE_RECEIVED = kind("part.received", "{thing} came into the spare stock from {source}.", icon="package-import")
SPARE_CORRECTED = kind("part.corrected", "{thing} was corrected: {changes} ({reason}).", icon="pencil")
SPARE_WRITTEN_OFF = kind("part.written-off", "{thing} left the spare stock: {reason}.", icon="trash")
SPARE_PUT_BACK = kind("part.put-back", "{thing} is in the spare stock again: {reason}.", icon="arrow-back-up")
SPARE_RESERVED = kind("part.reserved", "{thing} was reserved for {miner}.", icon="lock")
SPARE_RELEASED = kind("part.released", "{thing} is no longer reserved for {miner}.", icon="lock-open")
STOCK_LEVEL_SET = kind("stock-level.set", "At least {to} of {thing} are wanted (before: {from}).", icon="bell")

"""What can happen to a machine itself."""

from hashmend.domain.history.kinds import kind

READ_AGAIN = kind("miner.read-again", "{thing} came with other labels: {changes}.", icon="tag", customer_sees=True)
FORGOTTEN = kind("miner.forgotten", "{thing} was noted by mistake and removed.", icon="trash")
OEM_WARRANTY_UPDATED = kind(
    "miner.oem-warranty-updated", "The maker's warranty of {thing}: {from} → {to}.", icon="shield-check"
)

"""What happens when machines are consolidated."""

from hashmend.domain.history.kinds import kind

CONSOLIDATED = kind(
    "job.consolidated", "{thing} was consolidated with {others}: {changes}.", icon="git-merge",
    customer_sees=True,
)  # fmt: skip
PART_CONSOLIDATED = kind(
    "part.consolidated", "{slot} of {machine} came by consolidation: it was {what}.", icon="git-merge",
    customer_sees=True,
)  # fmt: skip
CONSOLIDATION_UNDONE = kind(
    "job.consolidation-undone", "{thing}: its consolidation with {others} was undone.", icon="arrow-back-up",
    customer_sees=True,
)  # fmt: skip

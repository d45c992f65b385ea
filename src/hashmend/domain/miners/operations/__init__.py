"""The verbs of machines; the only writer of their table."""

from hashmend.domain.miners.operations.correcting import correct_labels
from hashmend.domain.miners.operations.intake import ensure_miners, forget_miners, read_labels
from hashmend.domain.miners.operations.warranty import update_oem_warranty

__all__ = ["correct_labels", "ensure_miners", "forget_miners", "read_labels", "update_oem_warranty"]

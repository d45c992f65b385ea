"""The verbs of consolidation."""

from hashmend.domain.consolidation.operations.consolidating import Stale, Unaccepted, consolidate
from hashmend.domain.consolidation.operations.undoing import undo_consolidation

__all__ = ["Stale", "Unaccepted", "consolidate", "undo_consolidation"]

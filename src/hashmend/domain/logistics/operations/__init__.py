"""The verbs of logistics; the only writer of its tables."""

from hashmend.domain.logistics.operations.receiving import receive_containers

__all__ = ["receive_containers"]

"""Tabs of a page: links, each with an address of its own, one of them current."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab; `count` stands beside the label when it is not None."""

    label: str
    url: str
    is_current: bool = False
    count: int | None = None
    count_name: str = ""

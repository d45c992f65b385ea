"""Lists: declared once, they filter, search, sort, page, export, select and act in bulk. See `ListPage`."""

from hashmend.web.lists.columns import Column
from hashmend.web.lists.declared import BulkAction, Empty
from hashmend.web.lists.filters import Choice, DateRange, Flag, Option, Text
from hashmend.web.lists.listing import Listing
from hashmend.web.lists.page import ListPage
from hashmend.web.lists.selection import Selection

__all__ = [
    "BulkAction",
    "Choice",
    "Column",
    "DateRange",
    "Empty",
    "Flag",
    "ListPage",
    "Listing",
    "Option",
    "Selection",
    "Text",
]

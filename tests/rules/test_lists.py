"""What people keep of a list stands under its key: no two lists of one side may share it.

The same list with fewer columns (for those who may see or do less) is no other list.
"""

import sys
from collections import defaultdict

from django.urls import get_resolver

from hashmend.web.lists import ListPage


def test_every_list_of_a_side_is_kept_under_a_key_of_its_own() -> None:
    assert get_resolver().url_patterns, "The pages load their lists."
    lists: dict[tuple[str, str], set[frozenset[str]]] = defaultdict(set)
    for name, module in list(sys.modules.items()):
        side = name.split(".")[1] if name.startswith(("hashmend.desk.", "hashmend.portal.")) else ""
        for found in vars(module).values() if side else ():
            if isinstance(found, ListPage):
                lists[side, found.key].add(frozenset(column.key for column in found.columns))
    assert len(lists) > 10
    assert {key for key, variants in lists.items() if max(variants, key=len) != frozenset().union(*variants)} == set()

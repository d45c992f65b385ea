"""What a person keeps of a list: its columns, and filters under names. Theirs alone, no part of the history."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from django.db import transaction

from hashmend.domain.accounts.models import ListPreference, User
from hashmend.domain.batches import locked_one
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Refused

MOST_FILTERS = 50
_MOST_COLUMNS = 100
_LONGEST_KEY = 64
_LONGEST_NAME = 60
_LONGEST_QUERY = 2000
_NOT_KEPT = {"page", "per", "export"}


@transaction.atomic
def choose_columns(list_name: str, shown: Mapping[str, bool], *, by: Actor) -> None:
    """Keep which of a list's columns are shown to this person; an empty choice brings the usual ones back.

    `shown` holds every column that was offered. Refuses more columns than any list has, and names that are none.
    """
    owner = _owner(by)
    _check_list(list_name)
    if len(shown) > _MOST_COLUMNS or any(not 0 < len(key) <= _LONGEST_KEY or "\x00" in key for key in shown):
        raise Refused("These are not the columns of a list. Reload the page and choose again.")
    mine = ListPreference.objects.filter(user=owner, list=list_name, name="")
    if not shown:
        mine.delete()
    elif not mine.update(columns=dict(shown)):
        ListPreference.objects.create(user=owner, list=list_name, columns=dict(shown))


@transaction.atomic
def save_filter(list_name: str, name: str, query: str, *, by: Actor) -> ListPreference:
    """Keep what a query string filters and sorts by, under a name.

    Refuses a query that filters and sorts nothing, a name that is taken or none, and more filters than a menu can hold.
    """
    owner = _owner(by)
    _check_list(list_name)
    taken = list(ListPreference.objects.filter(user=owner, list=list_name).filters())
    if len(taken) >= MOST_FILTERS:
        raise Refused(f"You keep {MOST_FILTERS} filters of this list already: delete one first.")
    return ListPreference.objects.create(
        user=owner, list=list_name, name=_free_name(name, taken), query=_clean_query(query)
    )


@transaction.atomic
def rename_filter(kept: ListPreference, name: str, *, by: Actor) -> ListPreference:
    """Give a saved filter another name. Refuses a name that is taken or none."""
    fresh, others = _mine(kept, by)
    fresh.name = _free_name(name, others)
    fresh.save(update_fields=["name"])
    return fresh


@transaction.atomic
def replace_filter(kept: ListPreference, query: str, *, by: Actor) -> ListPreference:
    """Let a saved filter mean another query under its name. Refuses a query that filters and sorts nothing."""
    fresh, _ = _mine(kept, by)
    fresh.query = _clean_query(query)
    fresh.save(update_fields=["query"])
    return fresh


@transaction.atomic
def delete_filter(kept: ListPreference, *, by: Actor) -> None:
    """Forget a saved filter."""
    fresh, _ = _mine(kept, by)
    fresh.delete()


def _owner(by: Actor) -> User:
    """Return the person under lock, so that two windows cannot save the same name."""
    if by.user_id is None:
        raise Refused("Only a person who is signed in keeps something of a list.")
    owner: User = locked_one(User.objects.filter(pk=by.user_id))
    return owner


def _mine(kept: ListPreference, by: Actor) -> tuple[ListPreference, list[ListPreference]]:
    """Return the filter fresh, with the person's others of the same list."""
    same = ListPreference.objects.filter(user=_owner(by), list=kept.list).filters()
    filters = {one.pk: one for one in same}
    if kept.pk not in filters:
        raise Refused("This filter is no longer there: it was deleted in another window.")
    return filters.pop(kept.pk), list(filters.values())


def _check_list(list_name: str) -> None:
    if not 0 < len(list_name) <= _LONGEST_KEY or "\x00" in list_name:
        raise Refused("There is no such list.")


def _free_name(name: str, others: list[ListPreference]) -> str:
    wanted = " ".join(name.replace("\x00", "").split())
    if not wanted:
        raise Refused("Give the filter a name.")
    if len(wanted) > _LONGEST_NAME:
        raise Refused(f"The name of a filter must be {_LONGEST_NAME} characters or fewer.")
    if any(one.name.casefold() == wanted.casefold() for one in others):
        raise Refused(f"You have a filter named “{wanted}” already: choose another name, or replace that one.")
    return wanted


def _clean_query(query: str) -> str:
    pairs = [(name, value) for name, value in parse_qsl(query.replace("\x00", "")) if name not in _NOT_KEPT]
    cleaned = urlencode(pairs)
    if not pairs:
        raise Refused("The list shows everything in its usual order: choose a filter first, then save it.")
    if len(cleaned) > _LONGEST_QUERY:
        raise Refused("This filter names too many values to be kept. Save one with fewer.")
    return cleaned

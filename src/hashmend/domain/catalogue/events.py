"""What happens to catalogue rows."""

from hashmend.domain.history.kinds import kind

ADDED = kind("catalogue.added", "{thing} was added to the {catalogue}.", icon="plus")
CHANGED = kind("catalogue.changed", "{thing} was changed in the {catalogue}: {changes}.", icon="pencil")
RETIRED = kind("catalogue.retired", "{thing} was retired from the {catalogue}.", icon="archive")
RESTORED = kind("catalogue.restored", "{thing} came back to the {catalogue}.", icon="arrow-back-up")
PRICE_SET = kind(
    "catalogue.price-set", "The price of {thing} changed from {before} to {after}.", icon="currency-dollar"
)
LOADED = kind(
    "catalogue.loaded",
    "The bundled {catalogue} were loaded: {added} added, {updated} updated, {kept} kept as edited here.",
    icon="database-import",
)

"""What can happen to a customer's list."""

from hashmend.domain.history.kinds import kind

UPLOADED = kind("list.uploaded", "The list {thing} was uploaded for {container}.", icon="upload", customer_sees=True)
CORRECTED = kind("list.corrected", "How {thing} is read was corrected: {changes}.", icon="settings")
IMPORTED = kind(
    "list.imported",
    "{imported} machines were taken from the list {thing} into {container}; {left} rows were left out.",
    icon="file-import",
    customer_sees=True,
)

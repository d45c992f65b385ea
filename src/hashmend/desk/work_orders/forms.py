"""What is asked before something is done with the machines of an order."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from hashmend.domain.logistics.models import Container
from hashmend.domain.work_orders.models import ScopeItem
from hashmend.domain.work_orders.statuses import CHOSEN_BY_PEOPLE, Status
from hashmend.web.fields import SearchField

NEW_PALLET, NEW_BOX = "new-pallet", "new-box"

Data = Mapping[str, Any] | None


class StatusForm(forms.Form):
    """The status to set, and the consent that scrapping needs. The choice asks the server again what it would do."""

    status = forms.ChoiceField(label="New status")
    scrap_consent = forms.CharField(
        label="How the customer agreed to scrapping",
        help_text="Who, when and how; it is kept with the machine.",
        max_length=300,
        required=False,
    )

    def __init__(self, data: Data, *, url: str, chosen: str = "", initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial or {"status": chosen})
        field = self.fields["status"]
        field.choices = [("", "Choose a status"), *((s.value, s.label) for s in CHOSEN_BY_PEOPLE)]  # type: ignore[attr-defined]
        field.widget.attrs |= asking_again(url)
        if chosen != Status.SCRAPPED:
            del self.fields["scrap_consent"]

    def clean(self) -> dict[str, Any]:
        """Ask for the consent when it is needed."""
        values = super().clean() or {}
        if values.get("status") == Status.SCRAPPED and not values.get("scrap_consent", "").strip():
            self.add_error("scrap_consent", "Scrapping needs the customer's consent: note who agreed, when and how.")
        return values


class ServicesForm(forms.Form):
    """The services to mark as done; all of the scope unless told otherwise."""

    services = forms.MultipleChoiceField(
        label="Services", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one service."},
    )  # fmt: skip

    def __init__(self, data: Data, *, scope: Iterable[ScopeItem], left: Mapping[int, int]) -> None:
        items = list(scope)
        super().__init__(data, initial={"services": [str(item.service_id) for item in items]})
        self.fields["services"].choices = [  # type: ignore[attr-defined]
            (str(item.service_id), f"{item.service} ({item.price} each; left on {left.get(item.service_id, 0)})")
            for item in items
        ]


class ContainerForm(forms.Form):
    """The outbound container to put machines into: one that is being packed, or a new one."""

    container = forms.ChoiceField(label="Outbound container", widget=forms.RadioSelect)
    move = forms.BooleanField(
        label="Also move machines that are packed in another container", required=False, initial=False
    )

    def __init__(
        self, data: Data, *, containers: Iterable[Container], counts: Mapping[int, int], url: str, chosen: Data
    ) -> None:
        choices = [
            (container.number, _described(container, counts.get(container.pk, 0))) for container in containers
        ] + [(NEW_PALLET, "New pallet"), (NEW_BOX, "New box")]
        before = chosen or {}
        initial = {"container": before.get("container") or choices[0][0], "move": before.get("move") == "on"}
        super().__init__(data, initial=initial)
        self.fields["container"].choices = choices  # type: ignore[attr-defined]
        self.fields["move"].widget.attrs |= asking_again(url)


def _described(container: Container, count: int) -> str:
    label = f", “{container.label}”" if container.label else ""
    return f"{container} ({container.get_kind_display().lower()}{label}; holds {count})"


class MoveForm(forms.Form):
    """The order machines move to: another open one of the same customer."""

    target = SearchField(
        None, label="Work order",
        error_messages={"required": "Choose the work order they move to."},
    )  # fmt: skip

    def __init__(self, data: Data, *, targets: Any, url: str, chosen: str = "") -> None:
        super().__init__(data, initial={"target": chosen})
        field = self.fields["target"]
        field.queryset = targets  # type: ignore[attr-defined]
        field.widget.attrs |= asking_again(url)


def asking_again(url: str) -> dict[str, str]:
    """Return the attributes of a field whose change shows at once what the action would do."""
    return {
        "hx-post": url,
        "hx-trigger": "change",
        "hx-include": "closest form",
        "hx-vals": '{"confirmed": ""}',
        "hx-target": "#dialog",
        "hx-swap": "innerHTML",
        "hx-sync": "closest form:abort",
        "autofocus": "",
    }

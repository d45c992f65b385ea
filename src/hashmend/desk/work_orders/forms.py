"""What is asked before something is done with the machines of an order."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from hashmend.domain.catalogue.models import Service
from hashmend.domain.logistics.models import Container
from hashmend.domain.work_orders.models import ScopeItem
from hashmend.domain.work_orders.statuses import CHOSEN_BY_PEOPLE, Status
from hashmend.kernel import money
from hashmend.web.bulk import asking_again
from hashmend.web.formats import counted, shown_number

NEW_PALLET, NEW_BOX = "new-pallet", "new-box"
ALL, SOME = "all", "some"
MOST_RADIOS = 10

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
        field.widget.attrs |= asking_again(url) | {"autofocus": ""}
        if chosen != Status.SCRAPPED:
            del self.fields["scrap_consent"]

    def clean(self) -> dict[str, Any]:
        """Ask for the consent when it is needed."""
        values = super().clean() or {}
        if values.get("status") == Status.SCRAPPED and not values.get("scrap_consent", "").strip():
            self.add_error("scrap_consent", "Scrapping needs the customer's consent: note who agreed, when and how.")
        return values


class ServicesForm(forms.Form):
    """Which services to mark as done: all of the scope, or some of them."""

    use_required_attribute = False

    scope = forms.ChoiceField(
        label="Which services?", widget=forms.RadioSelect,
        error_messages={"required": "Choose all services of the scope, or some of them."},
    )  # fmt: skip
    services = forms.MultipleChoiceField(
        label="These services", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one service."},
    )  # fmt: skip

    def __init__(
        self, data: Any, *, items: Sequence[ScopeItem], left: Mapping[int, int], currency: str, url: str, chosen: Any
    ) -> None:
        scope = scope_of(chosen)
        if data is not None:
            data = data.copy()
            data["scope"] = scope
        super().__init__(data, initial={"scope": scope or ALL, "services": chosen.getlist("services")})
        self.items = items
        fields: Any = self.fields
        every = f"All {len(items)} services of the scope" if len(items) != 1 else "The one service of the scope"
        fields["scope"].choices = [(ALL, every), (SOME, "Only some of them")]
        fields["services"].choices = [(str(item.service_id), _told(item, left, currency)) for item in items]
        fields["services"].required = scope == SOME
        for field in fields.values():
            field.widget.attrs |= asking_again(url)

    def clean(self) -> dict[str, Any]:
        """Return the services meant, None for all, as `wanted`."""
        values = super().clean() or {}
        ticked = set(values.get("services", ()))
        some = [item.service for item in self.items if str(item.service_id) in ticked]
        return values | {"wanted": None if values.get("scope") == ALL else some}


def scope_of(data: Any) -> str:
    """Return what was answered to "Which services?"; ticks alone mean some."""
    return data.get("scope") or (SOME if data.getlist("services") else "")


def services_of(data: Any, items: Sequence[ScopeItem]) -> list[Service] | None:
    """Return the services a dialog that is still open speaks of; None: all of the scope."""
    ticked = set(data.getlist("services"))
    return [item.service for item in items if str(item.service_id) in ticked] if scope_of(data) == SOME else None


def _told(item: ScopeItem, left: Mapping[int, int], currency: str) -> str:
    price = f"{money.shown(item.price, currency)} each" if item.price is not None else "no price"
    return f"{item.service}: {price}, open on {shown_number(left.get(item.service_id, 0))}"


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
            *((container.number, _described(container, counts.get(container.pk, 0))) for container in containers),
            (NEW_PALLET, "New pallet"),
            (NEW_BOX, "New box"),
        ]
        before = chosen or {}
        initial = {"container": before.get("container") or choices[0][0], "move": before.get("move") == "on"}
        super().__init__(data, initial=initial)
        fields: Any = self.fields
        if len(choices) > MOST_RADIOS:
            fields["container"].widget = forms.Select()
        fields["container"].choices = choices
        for field in fields.values():
            field.widget.attrs |= asking_again(url)


def _described(container: Container, count: int) -> str:
    label = f" “{container.label}”" if container.label else ""
    return f"{container}{label}, {container.get_kind_display().lower()} with {counted(count, 'miner')}"

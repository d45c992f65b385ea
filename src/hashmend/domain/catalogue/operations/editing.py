"""What an admin does to catalogue rows. From the first edit on, the row is the shop's own."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F

from hashmend.domain.batches import locked, locked_one, row
from hashmend.domain.catalogue import events, log_rules
from hashmend.domain.catalogue.bench import ErrorCode, LogPattern, TestProfile
from hashmend.domain.catalogue.models import (
    Carrier,
    CatalogueRow,
    FailureType,
    MinerModel,
    SerialShape,
    Service,
    TrackingFormat,
)
from hashmend.domain.catalogue.tracking import pattern_oddity
from hashmend.domain.history.recording import record
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refused

Row = TypeVar("Row", bound=CatalogueRow)


@transaction.atomic
def add_row(catalogue: type[Row], values: Mapping[str, Any], *, by: Actor) -> Row:
    """Add a row of the shop's own; `values` by field name.

    Refuses a code or name that another row has, and values that the catalogue's rules forbid.
    """
    made = catalogue(**values, edited_at=clock.now(), edited_by_id=by.user_id)
    _refuse_unfit(made)
    made.save(force_insert=True)
    record(events.ADDED, [made], by=by, data=_naming)
    return made


@transaction.atomic
def change_row(old: Row, values: Mapping[str, Any], *, version: int, by: Actor) -> Row:
    """Change the given fields of a row that the person saw as `version`; its code stays.

    Refuses when somebody changed the row since, and values that the catalogue's rules forbid. Nothing new: no change.
    """
    fresh = locked_one(row(old), *_relations(type(old)))
    if fresh.version != version:
        raise Refused(f"{fresh} was changed by somebody else meanwhile: look at it as it is now, then change it again.")
    before = {name: _shown(fresh, name) for name in values}
    for name, value in values.items():
        setattr(fresh, name, value)
    changes = [
        f"{fresh._meta.get_field(name).verbose_name} from {before[name]} to {_shown(fresh, name)}"  # type: ignore[union-attr]
        for name in values
        if before[name] != _shown(fresh, name)
    ]
    if not changes:
        return fresh
    _refuse_unfit(fresh)
    fresh.version += 1
    fresh.edited_at, fresh.edited_by_id = clock.now(), by.user_id
    fresh.save(force_update=True)
    record(events.CHANGED, [fresh], by=by, data=lambda r: {**_naming(r), "changes": changes})
    return fresh


@transaction.atomic
def retire_rows(rows: models.QuerySet[Row], *, by: Actor) -> Outcome[Row]:
    """Take rows out of every choice; what already names them keeps them. Refuses those that are retired."""
    done, refused = locked(rows).split(why_not_retire)
    _switch(rows.model, done, is_active=False, by=by)
    record(events.RETIRED, done, by=by, data=_naming)
    return Outcome(done=done, refused=refused)


def why_not_retire(one: CatalogueRow) -> str | None:
    """Return why a row cannot be retired, or None."""
    return None if one.is_active else f"{one} is retired already."


@transaction.atomic
def restore_rows(rows: models.QuerySet[Row], *, by: Actor) -> Outcome[Row]:
    """Offer retired rows again. Refuses those that are not retired."""
    done, refused = locked(rows).split(lambda r: f"{r} is not retired: it can be chosen." if r.is_active else None)
    _switch(rows.model, done, is_active=True, by=by)
    record(events.RESTORED, done, by=by, data=_naming)
    return Outcome(done=done, refused=refused)


@transaction.atomic
def set_prices(prices: Mapping[int, Decimal | None], *, by: Actor) -> Outcome[Service]:
    """Set the default prices of services by key; None means "to be agreed". Scopes and invoices keep their own.

    Refuses negative prices and retired services; a price that is already so is done without an event.
    """

    def why_not(service: Service) -> str | None:
        price = prices[service.pk]
        if not service.is_active:
            return f"{service} is retired: restore it before pricing it."
        if price is not None and price < 0:
            return f"The price of {service} cannot be negative: give 0 or more, or nothing."
        return None

    batch, refused = locked(Service.objects.filter(pk__in=prices)).split(why_not)
    changed = [service for service in batch if service.price_amount != prices[service.pk]]
    before = {service.pk: _money(service) for service in changed}
    for service in changed:
        service.price_amount = prices[service.pk]
        service.version += 1
        service.edited_at, service.edited_by_id = clock.now(), by.user_id
    Service.objects.bulk_update(changed, ["price_amount", "version", "edited_at", "edited_by"])
    record(events.PRICE_SET, changed, by=by, data=lambda s: {"before": before[s.pk], "after": _money(s)})
    return Outcome(done=batch, refused=refused)


def _money(service: Service) -> str:
    return "to be agreed" if service.price_amount is None else f"{service.price_amount:.2f} {service.currency}"


def _naming(changed: CatalogueRow) -> dict[str, str]:
    return {"catalogue": str(changed._meta.verbose_name_plural), "code": changed.code}


def _relations(catalogue: type[CatalogueRow]) -> list[str]:
    return [field.name for field in catalogue._meta.fields if field.many_to_one and field.name != "edited_by"]


def _switch(catalogue: type[CatalogueRow], rows: list[Row], *, is_active: bool, by: Actor) -> None:
    catalogue._default_manager.filter(pk__in=[r.pk for r in rows]).update(
        is_active=is_active, version=F("version") + 1, edited_at=clock.now(), edited_by=by.user_id
    )


def _shown(changed: CatalogueRow, name: str) -> str:
    value = getattr(changed, name)
    if isinstance(value, list):
        return ", ".join(str(v) for v in value) or "nothing"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "nothing" if value is None or value == "" else str(value)


def _refuse_unfit(made: CatalogueRow) -> None:
    """Refuse what no row of this catalogue may be, in the sentence of the rule it breaks."""
    others = type(made)._default_manager.exclude(pk=made.pk)
    if others.filter(code=made.code).exists():
        raise Refused(f"The code {made.code} is taken: choose another.")
    if others.filter(**dict(zip(made.NATURAL_KEY, made.natural_key, strict=True))).exists():
        raise Refused(f"{made} is in the catalogue already: change or restore that row instead.")
    rule = _RULES.get(type(made))
    if rule and (why := rule(made)):
        raise Refused(why)
    try:
        made.clean_fields()
    except ValidationError as error:
        raise Refused(
            " ".join(
                f"{made._meta.get_field(name).verbose_name.capitalize()}: {' '.join(words)}"  # type: ignore[union-attr]
                for name, words in error.message_dict.items()
            )
        ) from error


def _model_rule(made: MinerModel) -> str:
    if made.level == MinerModel.Level.VARIANT and (made.base_model is None or not made.variant):
        return f"{made} is a hardware variant: name its trade model and its variant code."
    if made.level == MinerModel.Level.MODEL and made.base_model is not None:
        return f"{made} is a trade model: leave its own trade model empty."
    if made.base_model is not None and made.base_model.level != MinerModel.Level.MODEL:
        return f"{made.base_model} is itself a variant: choose a trade model."
    return ""


def _carrier_rule(made: Carrier) -> str:
    url = made.tracking_url
    if url and (not url.startswith("https://") or "{number}" not in url):
        return "A tracking page starts with https:// and holds {number} where the tracking number goes."
    return ""


def _service_rule(made: Service) -> str:
    if made.price_amount is not None and made.price_amount < 0:
        return f"The price of {made} cannot be negative: give 0 or more, or nothing."
    return ""


def _failure_rule(made: LogPattern | ErrorCode) -> str:
    if made.failure_code and not FailureType.objects.filter(code=made.failure_code).exists():
        return f"There is no failure type with the code {made.failure_code}: choose one of the catalogue."
    return log_rules.pattern_oddity(made.pattern, made.rule) if isinstance(made, LogPattern) else ""


def _profile_rule(made: TestProfile) -> str:
    if made.warm_up_minutes >= made.minutes:
        return f"{made} takes {made.minutes} minutes: its warm-up has to be shorter than that."
    return ""


_RULES: dict[type[CatalogueRow], Callable[[Any], str]] = {
    MinerModel: _model_rule,
    Carrier: _carrier_rule,
    Service: _service_rule,
    TrackingFormat: lambda made: pattern_oddity(made.regex),
    LogPattern: _failure_rule,
    ErrorCode: _failure_rule,
    TestProfile: _profile_rule,
    SerialShape: lambda made: pattern_oddity(made.pattern) if made.pattern else "",
}

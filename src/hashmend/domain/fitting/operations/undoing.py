"""Taking back what was done with parts, within ten minutes: each stands again exactly as it stood before."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction

from hashmend.domain.fitting import events
from hashmend.domain.fitting.holding import COLUMNS, Holding, hold, part_in, tell, where
from hashmend.domain.fitting.operations.identity import give_back_labels
from hashmend.domain.fitting.operations.keeping import keep
from hashmend.domain.history.kinds import KINDS
from hashmend.domain.history.models import Event, EventQuerySet
from hashmend.domain.history.recording import new_group
from hashmend.domain.history.undoing import UNDO_FOR, Action, action_of, changes_since
from hashmend.domain.parts.models import Part, Place
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refusal, Refused

Facts = Mapping[int, Mapping[str, Any] | None]


@transaction.atomic
def undo_parts(
    told: EventQuerySet, *, by: Actor, group: str = "", within: timedelta | None = UNDO_FOR
) -> Outcome[Part]:
    """Take back one action on parts, whole or not at all; `told` are events of it, whichever machine they are about.

    `group` joins it to what else is undone with it; `within` None takes back an action of any age.

    A part that came into being by it goes again; a control board takes the labels it brought with it. Refuses the
    whole: it is more than ten minutes ago, was undone already, one of its parts was changed after that, a slot one of
    them left has another part, a label was corrected since, or a machine cannot be changed now.
    """
    telling = Event.objects.filter(group__in=told.values("group"), part__isnull=False, data__has_key="was")
    codes = telling.order_by().values_list("kind", flat=True).distinct()
    action = action_of(telling, *(KINDS[code] for code in codes if code in KINDS), root="part", within=within)
    facts = {key: event.data["was"] for key, event in action.told.items()}
    held = hold(Part.objects.filter(pk__in=list(facts)), {was["miner_id"] for was in facts.values() if _slot(was)})
    if refused := _refusals(action, facts, held):
        raise Refused(" ".join(dict.fromkeys(refusal.why for refusal in refused)), refused)
    now_in = {part.pk: (part.miner_id, where(part), part.history_label()) for part in held.parts}
    for part in held.parts:
        _restore(part, facts[part.pk], held)
    told_in = [part_in(part, part.miner_id or now_in[part.pk][0], held, now_in[part.pk][2]) for part in held.parts]
    data = {p.pk: {"from": now_in[p.pk][1], "to": _words(p, facts[p.pk]), "undoes": action.group} for p in held.parts}
    group = group or new_group()
    tell(events.UNDONE, told_in, lambda part: data[part.pk], by=by, group=group)
    for event in action.told.values():
        give_back_labels(event.data, held, by=by, group=group)
    Part.objects.filter(pk__in=[key for key, was in facts.items() if was is None]).delete()
    keep([part for part in held.parts if facts[part.pk]], trading_places=True)
    return Outcome(done=held.parts.rows)


def _restore(part: Part, was: Mapping[str, Any] | None, held: Holding) -> None:
    for name in COLUMNS if was else ():
        setattr(part, name, was[name] if was else None)
    if was and part.miner_id:
        part.miner = held.machines[part.miner_id]


def _words(part: Part, was: Mapping[str, Any] | None) -> str:
    return f"{where(part)}, {part.get_condition_display().lower()}" if was else "unknown here"


def _slot(was: Mapping[str, Any] | None) -> bool:
    return was is not None and was["place"] == Place.SLOT


def _refusals(action: Action, facts: Facts, held: Holding) -> list[Refusal]:
    since = changes_since(action)
    wanted = {(was["miner_id"], was["position"]) for was in facts.values() if was and _slot(was)}
    others = Part.objects.filter(miner__in=[miner for miner, _ in wanted]).exclude(pk__in=list(facts))
    taken = {(other.part_type, other.miner_id, other.position): other for other in others}
    refused = []
    for part in held.parts:
        was = facts[part.pk]
        why = since.get(part.pk) or held.why_not_change(part.miner_id)
        if not why and was and _slot(was):
            why = held.why_not_change(was["miner_id"])
            if other := taken.get((part.part_type, was["miner_id"], was["position"])):
                named = other.history_label()
                why = f"The slot {part.history_label()} was in has {named} meanwhile: take that out first."
        if why:
            refused.append(Refusal(part.history_label(), why, part.pk))
    if len(held.parts) < len(facts):
        refused.append(Refusal("A part", "One of these parts is no longer there: it was undone already."))
    return refused

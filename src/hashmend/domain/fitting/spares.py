"""Spares for a slot of a machine: those that fit, best first; the one that was scanned; what went missing from it."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Case, Exists, Q, Value, When

from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.fitting.finding import Opening, opening
from hashmend.domain.fitting.fits import as_it_is, judged
from hashmend.domain.fitting.holding import where
from hashmend.domain.fitting.rules import trade_of
from hashmend.domain.miners.models import Miner
from hashmend.domain.parts.models import Condition, Part, PartQuerySet
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Refused
from hashmend.kernel.identifiers import clean_scan, normal_serial

LOOKED_AT = 500
"""So many spares of a kind are looked at: those that cannot be told from each other are one offer."""


@dataclass(slots=True)
class Offer:
    """A spare that fits a slot, what is to be known of that, and how many there are just like it.

    Without a serial number one is as good as the other.
    """

    part: Part
    is_reserved: bool
    count: int = 1
    warnings: Sequence[str] = ()
    is_failing: bool = False

    @property
    def key(self) -> tuple[object, ...]:
        """Return what two spares have in common that cannot be told from each other."""
        part = self.part
        if part.serial:
            return (part.pk,)
        alike = (part.model_id, part.owner_id, part.condition, part.shelf, part.hash_bin, part.part_number)
        return (*alike, self.is_reserved, self.is_failing)


def offers(
    machine: Miner,
    part_type: str,
    inside: Collection[Part],
    actor: Actor,
    *,
    before: Part | None = None,
    broken: Collection[int] = (),
    failing: Exists | None = None,
) -> list[Offer]:
    """Return the spares that fit a slot of the machine, best first; two queries at most.

    Reserved for it before free, those the rules of fit say nothing of before those they warn of, of its own model
    before those whose model nobody noted, good before unknown, its customer's before ours. Faulty ones, those of
    unknown condition for which `failing` is true, other owners', those reserved for other machines and those that do
    not fit are left out.
    `inside` are the machine's parts, `before` the one in the slot; the `broken` among them, by key, are compared with
    nothing.
    """
    found: dict[tuple[object, ...], Offer] = {}
    spares = _fitting(machine, part_type, actor).annotate(is_failing=failing or Value(False))
    for part in spares.exclude(is_failing=True, condition=Condition.UNKNOWN)[:LOOKED_AT]:
        offer = Offer(part, part.reserved_for_id == machine.pk, is_failing=getattr(part, "is_failing", False))
        if (same := found.setdefault(offer.key, offer)) is not offer:
            same.count += 1
    alike = [part for part in inside if part.part_type == part_type]
    place = opening(machine, alike, [offer.part for offer in found.values()], before=before, broken=broken)
    return sorted(_judged(found.values(), place), key=lambda offer: (not offer.is_reserved, bool(offer.warnings)))


def _judged(found: Iterable[Offer], place: Opening) -> Iterator[Offer]:
    for offer in found:
        blocks, warnings = judged(offer.part, place)
        offer.warnings = [*as_it_is(offer.part, [offer.part.pk] if offer.is_failing else []), *warnings]
        if not blocks:
            yield offer


def _fitting(machine: Miner, part_type: str, actor: Actor) -> PartQuerySet:
    spares = Part.objects.visible_to(actor).in_stock().usable().filter(part_type=part_type)
    free = spares.filter(
        Q(reserved_for=machine) | Q(reserved_for=None),
        Q(owner=machine.customer_id) | Q(owner=None),
        _fits(machine.model),
    )
    return free.select_related("owner", "model").order_by(
        Case(When(reserved_for=machine, then=Value(0)), default=Value(1)),
        Case(When(model__isnull=True, then=Value(1)), default=Value(0)),
        Case(When(Q(condition=Condition.GOOD), then=Value(0)), default=Value(1)),
        Case(When(owner__isnull=True, then=Value(1)), default=Value(0)),
        "pk",
    )


def _fits(model: MinerModel | None) -> Q:
    """Return the condition for the model a spare fits: one of the machine's trade model, or one that nobody noted."""
    if model is None:
        return Q()
    return Q(model=None) | Q(model=trade_of(model)) | Q(model__base_model=trade_of(model))


def spare_called(scanned: str, part_type: str, actor: Actor) -> Part | None:
    """Return the part of this type whose serial number was scanned, one in the stock before others; None: unknown.

    Refuses a number that two spares carry, and one that is another kind of part's.
    """
    serial = normal_serial(clean_scan(scanned))
    if not serial:
        return None
    named = Part.objects.visible_to(actor).carrying([serial]).select_related("miner__model")
    known = list(named.order_by("pk")[:50])
    same = [part for part in known if part.part_type == part_type]
    if known and not same:
        kind = dict(Part._meta.get_field("part_type").flatchoices)[part_type]
        raise Refused(f"{serial} is a {known[0].get_part_type_display()}: this is a slot for a {kind}.")
    stocked = [part for part in same if part.place == "stock"]
    if len(stocked) > 1:
        places = ", ".join(f"part {part.pk} in {where(part)}" for part in stocked[:5])
        raise Refused(f"{len(stocked)} spares carry {serial}: {places}. Take the one you hold from the list.")
    return next(iter(stocked or same[::-1]), None)


def missing_from(machine: Miner, part_type: str, position: int, actor: Actor) -> list[Part]:
    """Return the parts that were reported missing from a slot and not found again, the latest first; one query."""
    missing = Part.objects.visible_to(actor).missing().filter(part_type=part_type, left_position=position)
    return list(missing.filter(left_miner=machine).order_by("-changed_at", "-pk"))

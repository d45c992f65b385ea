"""The general search finds parts by their serial numbers, for staff."""

from collections.abc import Callable

import pytest
from django.test import Client

from hashmend.domain.batches import row
from hashmend.domain.catalogue.models import PartType
from hashmend.domain.parts.models import Part, Place
from hashmend.domain.parts.operations import write_off_spares
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.factories_parts import spare

pytestmark = pytest.mark.django_db
SignedIn = Callable[..., Client]


def test_a_part_is_found_by_any_piece_of_its_number_with_where_it_is(signed_in: SignedIn) -> None:
    spare("HB-77-XK0042", shelf="A3", owner=factories.customer(alias="North Farm"))
    page = signed_in("technician").get("/search/?q=77xk").content.decode()
    assert all(text in page for text in ("HB-77-XK0042", "Spare stock, shelf A3", "North Farm", "Good"))


def test_a_part_in_a_machine_leads_there_and_a_gone_one_is_still_found(signed_in: SignedIn) -> None:
    (job,) = factories.jobs(factories.work_order())
    Part.objects.create(part_type=PartType.FAN, place=Place.SLOT, position=2, miner=job.miner, serial="FAN0815")
    write_off_spares(row(spare("GONE0815")), "Sold", by=SYSTEM)
    page = signed_in("technician").get("/search/?q=0815").content.decode()
    assert f"In miner {job.miner.serial}, Fan 2" in page
    assert "GONE0815" in page


def test_a_changed_number_is_found_at_once_and_the_old_one_no_longer(signed_in: SignedIn) -> None:
    part, client = spare("SNOLD000"), signed_in("technician")
    Part.objects.filter(pk=part.pk).update(serial="SNNEW111")
    assert "SNNEW111" in client.get("/search/?q=NEW111").content.decode()
    assert "Nothing found" in client.get("/search/?q=OLD000").content.decode()


def test_customers_find_no_parts(signed_in: SignedIn) -> None:
    owner = factories.customer()
    spare("HB770042", owner=owner)
    client = Client()
    client.force_login(factories.customer_user(owner))
    assert "HB770042" not in client.get("/portal/search/?q=HB7700").content.decode().replace('value="HB7700"', "")

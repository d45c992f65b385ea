"""Which carrier a tracking number belongs to, and where to follow it."""

import pytest

from hashmend.domain.batches import row
from hashmend.domain.catalogue import bundled as shipped
from hashmend.domain.catalogue.models import Carrier, TrackingFormat
from hashmend.domain.catalogue.operations import retire_rows
from hashmend.domain.catalogue.queries import recognise_carrier, tracking_url
from hashmend.domain.catalogue.tracking import pattern_oddity

pytestmark = pytest.mark.usefixtures("bundled")


def names(number: str) -> list[str]:
    return [guess.carrier.name for guess in recognise_carrier(number)]


def test_every_bundled_example_finds_its_carrier() -> None:
    lost = [
        (shape["code"], example)
        for shape in shipped.rows(TrackingFormat)
        for example in shape["examples"]
        if shape["carrier"] not in [guess.carrier.code for guess in recognise_carrier(example)]
    ]
    assert lost == []


@pytest.mark.parametrize(
    ("number", "carrier"),
    [
        ("1Z5R89390357567127", "UPS"),
        ("1z 5r89 3903 5756 7127", "UPS"),
        ("1Z-5R8-939-03-5756-7127", "UPS"),
        ("9400111206206406260787", "USPS"),
        ("00818270998000002003335 0276C", "DPD"),
        ("LX17635036", "LaserShip"),
    ],
)
def test_a_plain_number_has_its_carrier_first(number: str, carrier: str) -> None:
    assert names(number)[0] == carrier


def test_a_wrong_check_digit_is_no_guess() -> None:
    assert "UPS" not in names("1Z5R89390357567128")


def test_of_several_the_one_with_the_stronger_proof_is_first() -> None:
    guesses = recognise_carrier("986578788855")

    assert guesses[0].carrier.name == "FedEx"
    assert [g.strength for g in guesses] == sorted((g.strength for g in guesses), reverse=True)
    assert len({g.carrier.pk for g in guesses}) == len(guesses)


@pytest.mark.parametrize("number", ["", "   ", "by hand", "9" * 10_000, "1Z" + "Z" * 500, "\u0661\u0662"])
def test_what_no_carrier_prints_gives_no_guess(number: str) -> None:
    assert recognise_carrier(number) == []


def test_a_retired_carrier_is_not_offered(admin) -> None:
    retire_rows(row(Carrier.objects.get(code="ups")), by=admin)

    assert "UPS" not in names("1Z5R89390357567127")


def test_it_takes_one_query(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        recognise_carrier("1Z5R89390357567127")


def test_the_tracking_page_holds_the_number_quoted() -> None:
    ups = Carrier.objects.get(code="ups")

    assert tracking_url(ups, "1z 5r8/9&x") == "https://www.ups.com/track?tracknum=1Z5R8%2F9%26X"
    assert tracking_url(ups, " ") == ""
    assert tracking_url(None, "1Z") == ""
    assert tracking_url(Carrier.objects.get(code="amazon"), "TBA000000000000") == ""


def test_every_tracking_page_is_https_and_holds_the_number() -> None:
    for carrier in Carrier.objects.exclude(tracking_url=""):
        assert carrier.tracking_url.startswith("https://")
        assert "{number}" in carrier.tracking_url


def test_every_bundled_pattern_is_bounded() -> None:
    assert [shape["code"] for shape in shipped.rows(TrackingFormat) if pattern_oddity(shape["regex"])] == []


@pytest.mark.parametrize("pattern", ["(a+)+", "a*", "a{3,}", "([0-9]{1,9}){2,9}", "(", "[0-9"])
def test_an_unbounded_or_broken_pattern_is_odd(pattern: str) -> None:
    assert pattern_oddity(pattern)

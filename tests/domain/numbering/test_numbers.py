"""Document numbers: in order, without holes, also when things fail in between."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import close_old_connections, connection, transaction

from hashmend.domain.numbering.operations import next_number, next_tag_numbers
from hashmend.kernel import clock


@pytest.mark.django_db
def test_numbers_count_up_per_series_and_year() -> None:
    with clock.standing_at(datetime(2026, 12, 31, 23, 0, tzinfo=UTC)):
        assert [next_number("RWO"), next_number("RWO"), next_number("INV")] == [
            "RWO-2026-0001",
            "RWO-2026-0002",
            "INV-2026-0001",
        ]
    with clock.standing_at(datetime(2027, 1, 1, 1, 0, tzinfo=UTC)):
        assert next_number("RWO") == "RWO-2027-0001"


@pytest.mark.django_db
def test_the_year_is_that_of_the_centre(settings: pytest.FixtureRequest) -> None:
    settings.TIME_ZONE = "Asia/Tokyo"  # type: ignore[attr-defined]
    with clock.standing_at(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)):
        assert next_number("INV").startswith("INV-2027-")


@pytest.mark.django_db
def test_several_tag_numbers_come_at_once() -> None:
    assert next_tag_numbers("C", 3) == ["C-00001", "C-00002", "C-00003"]
    assert next_tag_numbers("C") == ["C-00004"]


@pytest.mark.django_db(transaction=True)
def test_a_number_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError):
        next_number("RWO")


@pytest.mark.django_db(transaction=True)
def test_a_rollback_gives_the_number_back() -> None:
    with transaction.atomic():
        next_number("INV")
        transaction.set_rollback(True)
    with transaction.atomic():
        assert next_number("INV").endswith("-0001")


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_eight_threads_with_failures_leave_no_gap() -> None:
    taken: list[str] = []

    def take(thread: int) -> None:
        close_old_connections()
        for turn in range(20):
            try:
                with transaction.atomic():
                    number = next_number("INV")
                    if (thread + turn) % 4 == 0:
                        raise ZeroDivisionError
                taken.append(number)
            except ZeroDivisionError:
                pass
        connection.close()

    threads = [threading.Thread(target=take, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(int(n.rsplit("-", 1)[1]) for n in taken) == list(range(1, len(taken) + 1))
    assert len(taken) == 120

"""What a profile says to readings: every limit, what is not known, and the words for it."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from hashmend.domain.bench.verdict import Judgement, Nominal, judge


@dataclass
class Limits:
    minutes: int = 120
    warm_up_minutes: int = 30
    least_share: Decimal | None = Decimal(95)
    all_chips: bool = True
    all_fans: bool = True
    hottest_c: int | None = 90
    most_errors_share: Decimal | None = None


NOMINAL = Nominal(Decimal(100), 300, 4)


def run(*rows: dict[str, float], limits: Limits | None = None, nominal: Nominal = NOMINAL) -> Judgement:
    usual = {"ths": 99.0, "temp_c": 70.0, "chips": 300.0, "fans": 4.0}
    return judge(limits or Limits(), nominal, [usual | row for row in rows])


def says(judgement: Judgement) -> str:
    return " ".join(reason.says for reason in judgement.reasons).replace("\u00a0", " ")


def test_it_passes_when_all_holds_for_its_time() -> None:
    judgement = run({"minute": 40}, {"minute": 120, "ths": 97})
    assert judgement.passed is True
    assert says(judgement) == (
        "It ran its 120 minutes: 2 readings after the warm-up. "
        "Hashrate was 98 TH/s on average, 98.0 % of 100 TH/s; asked are 95 %. Chips: all 300 in every reading. "
        "Fans: all 4 in every reading. Temperature stayed at 70 °C or less; at most 90 °C."
    )


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"ths": 90}, "Hashrate was 94.5 TH/s on average, 94.5 % of 100 TH/s; that is below the 95 %."),
        ({"chips": 299}, "Chips: 299 of 300 in minute 60."),
        ({"fans": 3}, "Fans: 3 of 4 in minute 60."),
        ({"temp_c": 91.5}, "Temperature reached 91.5 °C in minute 60; at most 90 °C."),
    ],
)
def test_one_broken_limit_fails_it_at_once(row: dict[str, float], why: str) -> None:
    judgement = run({"minute": 45}, {"minute": 60} | row)
    assert judgement.passed is False
    assert why in says(judgement)


def test_the_warm_up_counts_for_nothing() -> None:
    cold = {"minute": 5, "ths": 0, "chips": 0, "fans": 0, "temp_c": 99}
    assert run(cold, {"minute": 30}, {"minute": 120}).passed is True
    assert run(cold).passed is None


def test_it_is_not_passed_before_its_time_but_loggers_may_stop_a_bit_short() -> None:
    early = run({"minute": 100})
    assert early.passed is None
    assert "It was read up to minute 100 of 120" in says(early)
    assert run({"minute": 118}).passed is True


def test_what_is_not_known_is_not_judged_and_said_so() -> None:
    judgement = run({"minute": 120}, nominal=Nominal())
    assert "Hashrate was not judged: the nominal hashrate of the machine is not known." in says(judgement)
    assert "Chips were not judged: the catalogue does not know how many the model has." in says(judgement)
    unread = judge(Limits(), NOMINAL, [{"minute": 120, "ths": 99}])
    assert "Temperature was not judged: nobody read it." in says(unread)
    assert "Fans were not judged: nobody read them." in says(unread)


def test_a_hashrate_that_is_asked_for_must_have_been_judged() -> None:
    assert run({"minute": 120}, nominal=Nominal(None, 300, 4)).passed is None
    assert run({"minute": 120}, nominal=Nominal(None, 300, 4), limits=Limits(least_share=None)).passed is True
    unread = judge(Limits(), NOMINAL, [{"minute": 120, "temp_c": 70, "chips": 300}])
    assert unread.passed is None
    assert "Hashrate was not judged: nobody read it." in says(unread)
    assert judge(Limits(), NOMINAL, [{"minute": 120, "temp_c": 95}]).passed is False


def test_more_than_the_model_has_is_said() -> None:
    judgement = run({"minute": 120, "fans": 5})
    assert judgement.passed is True
    assert "Fans: 5 in every reading, more than the 4 of the model." in says(judgement)


def test_nothing_that_can_be_judged_is_no_pass() -> None:
    assert judge(Limits(), Nominal(), [{"minute": 120, "ths": 99}]).passed is None


def test_limits_that_are_empty_are_not_judged() -> None:
    none = Limits(least_share=None, all_chips=False, all_fans=False, hottest_c=None, most_errors_share=Decimal(2))
    judgement = run({"minute": 120, "errors": 2, "ths": 1}, limits=none)
    assert judgement.passed is True
    assert "Hardware errors stayed at 2 % or less; at most 2 %." in says(judgement)
    assert run({"minute": 60, "errors": 2.01}, limits=none).passed is False


def test_a_machine_without_fans_is_not_asked_for_them() -> None:
    assert "Fans" not in says(run({"minute": 120}, nominal=Nominal(Decimal(100), 300, 0)))


def test_a_share_just_below_the_limit_never_reads_as_the_limit() -> None:
    judgement = run({"minute": 120, "ths": 94.96})
    assert judgement.passed is False
    assert "94.96 % of 100 TH/s; that is below the 95 %" in says(judgement)

"""The conditions of log patterns: what they ask of the groups a pattern caught."""

import pytest

from hashmend.domain.catalogue import bundled
from hashmend.domain.catalogue.bench import ErrorCode, LogPattern
from hashmend.domain.catalogue.log_rules import Comparison, Decoding, pattern_oddity, read_rule
from hashmend.domain.catalogue.models import FailureType

S19 = {"chips": 76, "fans": 4}


@pytest.mark.parametrize(
    ("rule", "groups", "is_so"),
    [
        ("found < chips", {"found": "75"}, True),
        ("found < chips", {"found": "76"}, False),
        ("found < 63", {"found": "60"}, True),
        ("n > 0", {"n": "0"}, False),
        ("pct > 1.6", {"pct": "1.61"}, True),
        ("found < want", {"found": "3", "want": "4"}, True),
        ("found != fans", {"found": "4"}, False),
        ("found < chips", {"found": "many"}, False),
        ("found < chips", {"found": None}, False),
    ],
)
def test_a_comparison_holds_or_not(rule, groups, is_so) -> None:
    asked = read_rule(rule)

    assert isinstance(asked, Comparison)
    assert asked.holds(groups, S19) is is_so


@pytest.mark.parametrize(("found", "is_so"), [("0", True), ("65", False)])
def test_without_the_figure_of_the_model_only_nothing_at_all_is_too_little(found, is_so) -> None:
    asked = read_rule("found < chips")

    assert isinstance(asked, Comparison)
    assert asked.holds({"found": found}, {"chips": None, "fans": None}) is is_so


def test_a_group_can_hold_codes() -> None:
    assert read_rule("codes code") == Decoding("code", is_bitmap=False)
    assert read_rule("bits err") == Decoding("err", is_bitmap=True)
    assert read_rule(" ") is None


def test_every_bundled_pattern_can_be_used_and_has_a_sample() -> None:
    for values in bundled.rows(LogPattern):
        assert not pattern_oddity(values["pattern"], values.get("rule", "")), values["code"]
        assert values["sample"]


def test_every_bundled_hint_names_a_failure_of_the_catalogue() -> None:
    known = {values["code"] for values in bundled.rows(FailureType)}

    for catalogue in (LogPattern, ErrorCode):
        named = {values["failure_code"] for values in bundled.rows(catalogue) if "failure_code" in values}
        assert named <= known

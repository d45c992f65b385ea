"""Free text becomes the right trade model, or none."""

from decimal import Decimal

import pytest

from hashmend.domain.intake.reading.matching import ModelMatcher

_SURE = {
    "S19pro": ("Antminer S19 Pro", None),
    "WM M30S++": ("Whatsminer M30S++", None),
    "ANTMINER S19J PRO 104TH": ("Antminer S19j Pro", "104"),
    "M30S++ VE40": ("Whatsminer M30S++", None),
    "M50S_VJ20": ("Whatsminer M50S", None),
    "whatsminer m50 ": ("Whatsminer M50", None),
    "bitmain antminer s21 200T": ("Antminer S21", "200"),
    "S19": ("Antminer S19", None),
    "S19 95": ("Antminer S19", "95"),
    "S19XP 140": ("Antminer S19 XP", "140"),
    "S19 XP Hydro 255T": ("Antminer S19 XP Hydro", "255"),
    "s19 j pro+": ("Antminer S19j Pro+", None),
    "S19j-Pro-104T": ("Antminer S19j Pro", "104"),
    "S19 95TH/s 34.5 J/TH": ("Antminer S19", "95"),
    "Antminer S19 Pro (110 TH/s) 3250W": ("Antminer S19 Pro", "110"),
    "Antmier S19 Pro": ("Antminer S19 Pro", None),
    "Т21": ("Antminer T21", None),
    "М50": ("Whatsminer M50", None),
    "蚂蚁S19 XP": ("Antminer S19 XP", None),
    "神马M50S": ("Whatsminer M50S", None),
    "M30S plus plus": ("Whatsminer M30S++", None),
    "M30S Plus": ("Whatsminer M30S+", None),
    "AvalonMiner 1246": ("Avalon A1246", None),
    "L7 9500M": ("Antminer L7", None),
    "L7 9.5GH/s": ("Antminer L7", None),
    "S9 13.5T": ("Antminer S9", "13.5"),
    "IceRiver KS3": ("IceRiver KS3", None),
    "S7-LN": ("Antminer S7-LN", None),
    "S21200T": ("Antminer S21", "200"),
    "T19 84T / APW12": ("Antminer T19", "84"),
    "Antminer S19j Pro 100TH/S used, no PSU": ("Antminer S19j Pro", "100"),
    "Bitmain S19j Pro No PIC": ("Antminer S19j Pro No PIC", None),
    "Sealminer A2 Pro Air": ("Sealminer A2 Pro Air", None),
}


@pytest.mark.parametrize("typed", sorted(_SURE))
def test_a_text_names_its_model(typed: str, models) -> None:
    name, rate = _SURE[typed]
    match = ModelMatcher(models).match(typed)
    assert match.is_sure
    assert match.model
    assert match.model.name == name
    assert match.nominal_ths == (Decimal(rate) if rate else None)


@pytest.mark.parametrize(
    "typed",
    ["S19 Ultra", "S22 150T", "Whatsminer S19", "KS3", "S19 Pro, S19j Pro", "unknown", "-", "box", "S1", "19", ""],
)
def test_what_is_not_a_model_for_sure_is_never_taken_for_one(typed: str, models) -> None:
    match = ModelMatcher(models).match(typed)
    assert not match.is_sure or (match.model and match.model.name == f"Antminer {typed}")


def test_no_name_of_the_catalogue_is_taken_for_another(models) -> None:
    matcher = ModelMatcher(models)
    wrong = [m.name for m in models if (found := matcher.match(m.name)).is_sure and found.model != m]
    assert wrong == []
    unsure = [m.name for m in models if not matcher.match(f"{m.maker} {m.name}").is_sure]
    assert unsure == []


def test_a_longer_name_is_never_cut_to_a_shorter_one(models) -> None:
    matcher = ModelMatcher(models)
    for model in models:
        for word in ("Pro", "XP", "Plus", "Hydro", "j"):
            found = matcher.match(f"{model.name} {word}")
            assert not found.is_sure or found.model != model or word == "Hydro", f"{model.name} {word}"


def test_a_suggestion_is_the_nearest_model(models) -> None:
    found = ModelMatcher(models).match("S19 Ultra 120T")
    assert (found.confidence, found.model and found.model.name) == ("suggested", "Antminer S19")


def test_a_person_decides(models) -> None:
    matcher = ModelMatcher(models, {"S19  ultra": "bitmain-antminer-s19-pro", "S19": ""})
    chosen = matcher.match("s19 Ultra")
    assert chosen.is_sure
    assert chosen.model
    assert chosen.model.name == "Antminer S19 Pro"
    assert not matcher.match("S19").is_sure


def test_a_column_of_prose_is_not_searched_for_ever(models) -> None:
    matcher = ModelMatcher(models)
    found = [matcher.match(f"S19 Ultra no {number} of the shelf") for number in range(1000)]
    assert found[0].confidence == "suggested"
    assert found[-1].confidence == "none"
    assert matcher.match("S19 Pro 110T").is_sure

"""The build hook: the sprite, and when files are made again."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def loaded(path: Path) -> ModuleType:
    """Return a module that lies outside every package."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


hook = loaded(ROOT / "hatch_build.py")


def test_the_list_of_icons_is_sorted_without_doubles_and_remarks() -> None:
    assert hook.icon_names("truck\n# a remark\n\nbox  # used twice\ntruck\n") == ["box", "truck"]


def test_the_sprite_holds_one_symbol_for_each_name(tmp_path: Path) -> None:
    for style in ("outline", "filled"):
        (tmp_path / style).mkdir()
        (tmp_path / style / "star.svg").write_text(f'<svg\n width="24"\n>\n <path d="{style}" />\n</svg>')
    sprite = hook.sprite(["star", "star-filled"], tmp_path)
    assert '<symbol id="tabler-star" viewBox="0 0 24 24" fill="none"' in sprite
    assert (
        '<symbol id="tabler-star-filled" viewBox="0 0 24 24" fill="currentColor"><path d="filled" /></symbol>' in sprite
    )
    assert sprite.count("<svg") == sprite.count("</svg>") == 1


def test_an_icon_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no-such-icon"):
        hook.sprite(["no-such-icon"], tmp_path)


def test_the_stamp_follows_every_input_but_not_the_line_ends_of_a_checkout(tmp_path: Path) -> None:
    listing = tmp_path / "icons.txt"
    listing.write_bytes(b"box\ntruck\n")
    first = hook.stamp((listing,))
    listing.write_bytes(b"box\r\ntruck\r\n")
    assert hook.stamp((listing,)) == first
    listing.write_bytes(b"box\n")
    assert hook.stamp((listing,)) != first


def test_references_to_absent_source_maps_are_taken_out() -> None:
    kept = hook.trimmed(b"a{}\n/*# sourceMappingURL=a.css.map */\nb()\n//# sourceMappingURL=b.js.map\n")
    assert b"sourceMappingURL" not in kept
    assert b"a{}" in kept
    assert b"b()" in kept


def test_rules_for_which_a_changed_class_restyles_all_inside_are_taken_out() -> None:
    kept = (
        b"a{}@media (min-width:9px){.b{}"
        b".page:has(> [class*=x]:not(.y))>.z{display:none}.table-striped>tr:not(:is([class^=bg-]))>*{color:red}"
        b'.table-striped{}[class*=" ti-"]{}}.c{}'
    )
    assert hook.trimmed(kept) == b'a{}@media (min-width:9px){.b{}.table-striped{}[class*=" ti-"]{}}.c{}'


def test_the_files_at_hand_are_fresh() -> None:
    assert hook.is_fresh(), "The front-end files are old: python hatch_build.py"

"""Files and functions stay small: the budget of docs/style.md."""

from tests.rules.source import PACKAGE, functions, modules, where

FILE_CAP, FUNCTION_CAP, TEMPLATE_CAP, ARGUMENT_CAP = 400, 50, 200, 7
FILE_P90, FUNCTION_P90, TEMPLATE_P90 = 160, 25, 80


def _p90(sizes: list[int]) -> int:
    return sorted(sizes)[int(len(sizes) * 0.9)]


def test_no_file_passes_its_cap_and_most_stay_short() -> None:
    sizes = {str(path.relative_to(PACKAGE)): len(path.read_text().splitlines()) for path, _ in modules()}
    assert {name: size for name, size in sizes.items() if size > FILE_CAP} == {}
    assert _p90([size for size in sizes.values() if size > 3]) <= FILE_CAP // 2


def test_no_function_passes_its_cap_and_most_stay_short() -> None:
    sizes = {
        f"{where(path, node)} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path, tree in modules()
        for node in functions(tree)
    }
    assert {name: size for name, size in sizes.items() if size > FUNCTION_CAP} == {}
    assert _p90(list(sizes.values())) <= FUNCTION_P90


def test_no_template_passes_its_cap() -> None:
    sizes = {str(f.relative_to(PACKAGE)): len(f.read_text().splitlines()) for f in PACKAGE.rglob("*.html")}
    assert {name: size for name, size in sizes.items() if size > TEMPLATE_CAP} == {}
    assert _p90(list(sizes.values())) <= TEMPLATE_P90


def test_no_function_takes_too_many_arguments() -> None:
    many = [
        f"{where(path, node)} {node.name}"
        for path, tree in modules()
        for node in functions(tree)
        if len(node.args.args) + len(node.args.kwonlyargs) + len(node.args.posonlyargs) > ARGUMENT_CAP
    ]
    assert many == []

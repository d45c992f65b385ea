"""A reader that knows the bundled models, and a catalogue that knows the models of made-up lists."""

from collections.abc import Callable

import pytest

from hashmend.domain.intake.known_models import bundled_models
from hashmend.domain.intake.reading.matching import KnownModel
from hashmend.domain.intake.reading.reader import read_list
from hashmend.domain.intake.reading.rows import Choice, ReadList
from tests.lists import known_catalogue


@pytest.fixture(scope="session")
def models() -> list[KnownModel]:
    """Return the models that ship with the product."""
    return bundled_models()


@pytest.fixture
def read(models: list[KnownModel]) -> Callable[..., ReadList]:
    """Return a reader of bytes or text."""

    def reader(content: bytes | str, name: str = "list.csv", **choice: object) -> ReadList:
        raw = content.encode() if isinstance(content, str) else content
        return read_list(raw, name, models, Choice(**choice))  # type: ignore[arg-type]

    return reader


@pytest.fixture
def catalogue(db: None) -> None:
    """Let the catalogue know the models of made-up lists."""
    known_catalogue()

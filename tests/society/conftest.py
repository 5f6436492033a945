"""The 2020 society, and samples of it drawn once."""

from __future__ import annotations

from pathlib import Path

import pytest

import credopolis
from credopolis.society.tables import SocietyTables, load_tables

from .sample import Sample, draw

CHINA = Path(credopolis.__file__).parent / "library" / "societies" / "china-2020"


@pytest.fixture(scope="session")
def china() -> SocietyTables:
    return load_tables(CHINA)


@pytest.fixture(scope="session")
def sample(china: SocietyTables) -> Sample:
    return draw(china, 200_000, 7)

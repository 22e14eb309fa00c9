from pathlib import Path

import pytest

from rules import gazetteer
from rules.gazetteer import Gazetteer


@pytest.fixture(scope="session")
def places() -> Gazetteer:
    return gazetteer.load()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A copy of the table that a test may spoil."""
    copy = tmp_path / "places.csv"
    copy.write_bytes(gazetteer.TABLE.read_bytes())
    return copy

from pathlib import Path

import pytest

from ministries.names import CountryNames
from storage.names import load_names

SHIPPED = Path(__file__).resolve().parents[2] / "data" / "names"


@pytest.fixture(scope="session")
def names() -> CountryNames:
    return load_names(SHIPPED, "ID")

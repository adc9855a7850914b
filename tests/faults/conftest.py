"""A world for each test, and one warm process that all of the folder start Kopdar from."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.faults.warm import Warm
from tests.faults.world import World, open_world


@pytest.fixture(scope="session")
def warm() -> Iterator[Warm]:
    with Warm() as warm:
        yield warm


@pytest.fixture
async def world(shipped_database: Path, tmp_path: Path, warm: Warm) -> AsyncIterator[World]:
    async with open_world(shipped_database, tmp_path, warm) as world:
        yield world

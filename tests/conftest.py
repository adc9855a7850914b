"""What many tests stand on: the shipped data as the program reads it, and no network."""

import asyncio
import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from bot.preparation import DATA
from ministries.names import CountryNames
from ranking.published import PublishedRecord
from storage.database import Database
from storage.names import load_names
from storage.reference import read_record
from tests.databases import copy_database, fill_database, reading

# A slow machine is no failure; and where a change is judged, the same change is judged alike.
settings.register_profile("patient", deadline=None)
settings.register_profile("judging", deadline=None, derandomize=True)
settings.load_profile("judging" if os.environ.get("CI") else "patient")

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def refuse_the_world(event: str, arguments: tuple[object, ...]) -> None:
    """Tests talk to servers of their own on loopback sockets, and to nobody else."""
    if event == "socket.connect" and isinstance(address := arguments[1], tuple):
        assert address[0] in LOOPBACK, f"a test wanted to reach {address[0]}"


sys.addaudithook(refuse_the_world)


@pytest.fixture(scope="session")
def names() -> CountryNames:
    return load_names(DATA / "names", "ID")


@pytest.fixture(scope="session")
def shipped_database(tmp_path_factory: pytest.TempPathFactory, names: CountryNames) -> Path:
    """A database file just after its first start, to be copied, not written to."""
    path = tmp_path_factory.mktemp("shipped") / "kopdar.sqlite"
    asyncio.run(fill_database(path, names))
    return path


@pytest.fixture
def shipped_copy(shipped_database: Path, tmp_path: Path) -> Path:
    """The same file for one test alone, to write to."""
    return copy_database(shipped_database, tmp_path / "kopdar.sqlite")


@pytest.fixture(scope="session")
def record(shipped_database: Path) -> PublishedRecord:
    async def read() -> PublishedRecord:
        database = await Database.open(f"sqlite:///{shipped_database}")
        with reading(database) as connection:
            shipped = read_record(connection)
        await database.close()
        return shipped

    return asyncio.run(read())

"""A database as after the first start, copies of it, whole even where the newest pages are still
in the log beside it, and a look into one that is in use."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from bot.preparation import import_shipped
from ministries.names import CountryNames
from storage.database import PATIENCE, READ, WRITE, Database, build_engine


async def fill_database(path: Path, names: CountryNames) -> None:
    """A new file with the shipped data."""
    database = await Database.open(f"sqlite:///{path}")
    await import_shipped(database, names)
    await database.close()


def copy_database(source: Path, target: Path) -> Path:
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
        read.backup(written)
    return target


@contextmanager
def transaction(database: Database, begin: str) -> Iterator[Connection]:
    """On a connection of its own, beside those of the program; commits on leaving."""
    with build_engine(database.path, PATIENCE, database.now, begin).begin() as connection:
        yield connection


reading = partial(transaction, begin=READ)
writing = partial(transaction, begin=WRITE)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Another process writes, and does not end."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()

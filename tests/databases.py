"""A database as after the first start, and copies of it, whole even where the newest pages are
still in the log beside it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.preparation import import_shipped
from ministries.names import CountryNames
from storage.database import Database


async def fill_database(path: Path, names: CountryNames) -> None:
    """A new file with the shipped data."""
    database = await Database.open(f"sqlite+aiosqlite:///{path}")
    await import_shipped(database, names)
    await database.close()


def copy_database(source: Path, target: Path) -> Path:
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
        read.backup(written)
    return target

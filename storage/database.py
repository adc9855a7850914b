"""The database: where a transaction begins and ends. SQL is in the files beside this one."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import (
    URL,
    Engine,
    NullPool,
    create_engine,
    event,
    inspect,
    make_url,
    text,
)
from sqlalchemy import (
    Connection as Connection,
)
from sqlalchemy.exc import ArgumentError, DBAPIError

from messages.as_json import as_json
from storage.schema import SCHEMA_VERSION
from storage.sqlite import Now, open_file
from storage.together import Item, Result, Together, Work, WorkForEach, each_alone, in_turn
from storage.worker import Worker

DRIVER = "sqlite"
MIGRATIONS = Path(__file__).resolve().parent / "migrations"
PATIENCE = timedelta(seconds=5)
CLOSING_TIME = timedelta(seconds=5)
READERS = 4
READ = "BEGIN"
# Never a deferred BEGIN: one that reads first and writes later fails at once, unwaited, when
# somebody else wrote in between.
WRITE = "BEGIN IMMEDIATE"


class UnusableDatabase(Exception):
    """The database cannot be opened; the text tells the operator why and what to do."""


class BusyDatabase(Exception):
    """Not now, and nothing was changed; the same work may pass later. Another process held the
    lock for longer than our patience, the disk is full or fails, no more files can be opened."""


# The low byte of an error's code; the rest says which kind of it.
PASSING = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
    }
)


class Database:
    """Any number of readers, each with its own snapshot, and one writer at a time.

    Work is a function of a connection that runs on a thread: it speaks to the database and does
    nothing else, since others wait for it.
    """

    def __init__(self, path: Path, patience: timedelta, now: Now | None) -> None:
        self.path = path
        self.now = now
        reading = build_engine(path, patience, now, READ)
        writing = build_engine(path, patience, now, WRITE)
        self._workers = [Worker(reading) for _ in range(READERS)] + [Worker(writing)]
        self._readers = Together(self._workers[:READERS], in_turn)
        self._writer = Together(self._workers[READERS:], each_alone)

    @classmethod
    async def open(
        cls, url: str, patience: timedelta = PATIENCE, now: Now | None = None
    ) -> "Database":
        """Create what is missing, bring the schema up to date, and be ready.

        `patience` is how long a lock of another process is waited for; `now` is the clock that
        SQL has, for leases (SQLite's own, if none is given). Raises `UnusableDatabase`, or
        `BusyDatabase` when somebody else is at it for too long.
        """
        path = read_path(url)
        database = cls(path, patience, now)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            await database._bring_up_to_date()
        except (DBAPIError, OSError) as error:
            await database.close()
            reason = error.orig if isinstance(error, DBAPIError) else error
            raise UnusableDatabase(f"The database {path} cannot be used: {reason}.") from error
        except BaseException:
            await database.close()
            raise
        return database

    async def read(self, work: Work[Result]) -> Result:
        """What the work returns, from one snapshot: what is committed meanwhile is not seen.
        Raises what the work raised, or `BusyDatabase`."""
        with self._passing():
            return await self._readers.run(work)

    async def write(self, work: Work[Result]) -> Result:
        """What the work returns, after the commit. It is one unit, all or nothing, in a
        transaction with others that wait at the same time: a failing unit fails alone, a failing
        commit fails all. Raises what the work raised, or `BusyDatabase`."""
        with self._passing():
            return await self._writer.run(work)

    async def read_for(self, item: Item, work: WorkForEach[Item, Result]) -> Result:
        """As `read`, of work that is done for several items as fast as for one: those who wait
        at the same time share a call of it."""
        with self._passing():
            return await self._readers.run_for(item, work)

    async def write_for(self, item: Item, work: WorkForEach[Item, Result]) -> Result:
        """As `write`, of work that is done for several items as fast as for one: those who wait
        at the same time share a call of it, and where it fails each has one of its own."""
        with self._passing():
            return await self._writer.run_for(item, work)

    async def close(self) -> None:
        """Finish what is waiting and give the connections back, within a deadline."""
        try:
            async with asyncio.timeout(CLOSING_TIME.total_seconds()):
                await asyncio.gather(self._readers.settle(), self._writer.settle())
                await asyncio.gather(*(worker.end() for worker in self._workers))
        except TimeoutError:
            # The threads are daemons: what hangs there cannot keep the process from ending.
            return

    @contextmanager
    def _passing(self) -> Iterator[None]:
        """Tell what may pass later from what will not."""
        try:
            yield
        except DBAPIError as error:
            if is_busy(error):
                raise BusyDatabase(f"Another process holds {self.path}.") from error
            if is_passing(error):
                raise BusyDatabase(f"{self.path} cannot be used now: {error.orig}.") from error
            raise

    async def _bring_up_to_date(self) -> None:
        # Not by `read`: at the start a file that cannot be opened is for the operator to mend.
        version = await self._readers.run(read_schema_version)
        if version != SCHEMA_VERSION:
            await self.write(migrate)


def build_engine(path: Path, patience: timedelta, now: Now | None, begin: str) -> Engine:
    """Each connection of it is opened anew, and begins its transactions by that statement."""
    engine = create_engine(
        URL.create(DRIVER, database=str(path)),
        creator=lambda: open_file(path, patience, now),
        # An error's text goes to the log, and values such as response addresses are secrets.
        hide_parameters=True,
        json_serializer=as_json,
        poolclass=NullPool,
    )

    @event.listens_for(engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def read_path(url: str) -> Path:
    """The file that the URL names. Raises `UnusableDatabase` for anything but a file."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    if parsed is None or parsed.drivername != DRIVER or parsed.database in (None, "", ":memory:"):
        raise UnusableDatabase(f"The database URL is not of the form {DRIVER}:///PATH/TO/FILE.")
    return Path(str(parsed.database)).absolute()


def is_busy(error: DBAPIError) -> bool:
    return error_code(error) == sqlite3.SQLITE_BUSY


def is_passing(error: DBAPIError) -> bool:
    return error_code(error) in PASSING


def error_code(error: DBAPIError) -> int | None:
    cause = error.orig
    return cause.sqlite_errorcode & 0xFF if isinstance(cause, sqlite3.OperationalError) else None


def read_schema_version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def migrate(connection: Connection) -> None:
    """Bring the schema to our version, inside the transaction that the connection is in.

    Another process may have done it while this one waited for the lock; then nothing is left
    to do. Raises `UnusableDatabase` for a version we do not know.
    """
    # Alembic takes 0.3 s to load, and only a schema that is behind needs it.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    version = read_schema_version(connection)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if version is not None and version not in known:
        raise UnusableDatabase(
            f"The database was last used by a newer Kopdar (schema {version}; this one knows "
            f"{SCHEMA_VERSION}). Update Kopdar, or name another file in KOPDAR_DATABASE_URL."
        )
    config.attributes["connection"] = connection
    command.upgrade(config, SCHEMA_VERSION)

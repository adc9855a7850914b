"""One thread hop a statement on SQLite.

aiosqlite keeps each connection in a thread of its own and crosses over four times a query
(cursor, execute, fetch, close), and the crossing is the price, not the SQL: doing all four on
the other side halves what a transaction costs. What begins a transaction or a savepoint, or ends
one, tells nobody anything and crosses with the statement that follows. SQLAlchemy takes the
connection from `connect` through its `async_creator`.
"""

import asyncio
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import aiosqlite

PRAGMAS = (
    # With WAL, NORMAL may lose the last commits at a power failure: marks of what was sent.
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
)
CROSSES_WITH_THE_NEXT = ("BEGIN", "SAVEPOINT", "RELEASE")
WAL_PAUSE = timedelta(milliseconds=20)

Now = Callable[[], datetime]
OWN_CLOCK = "SELECT strftime('%Y-%m-%d %H:%M:%f', 'now', ?)"


class OneHopCursor:
    """Runs a statement, fetches all it gives and closes, before it crosses back."""

    arraysize = 1

    def __init__(self, connection: "OneHopConnection") -> None:
        self._connection = connection
        self._rows: Sequence[Any] = ()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> "OneHopCursor":
        return self

    async def execute(self, sql: str, parameters: Any = ()) -> None:
        if sql.startswith(CROSSES_WITH_THE_NEXT):
            self._connection.defer(sql)
            return
        await self._connection.hop(self._run, sqlite3.Cursor.execute, sql, parameters)

    async def executemany(self, sql: str, parameters: Iterable[Any]) -> None:
        await self._connection.hop(self._run, sqlite3.Cursor.executemany, sql, parameters)

    async def fetchall(self) -> Sequence[Any]:
        return self._rows

    async def close(self) -> None:
        """Closed already, in the hop that ran the statement."""

    def _run(self, connection: sqlite3.Connection, execute: Any, sql: str, values: Any) -> None:
        cursor = connection.cursor()
        try:
            execute(cursor, sql, values)
            self.description = cursor.description
            self._rows = cursor.fetchall() if cursor.description else ()
            self.rowcount = cursor.rowcount
            self.lastrowid = cursor.lastrowid
        finally:
            cursor.close()


class OneHopConnection(aiosqlite.Connection):
    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._deferred: deque[str] = deque()

    def cursor(self) -> OneHopCursor:  # type: ignore[override]
        return OneHopCursor(self)

    def defer(self, sql: str) -> None:
        """Run the statement before the next one, in the same hop."""
        self._deferred.append(sql)

    async def hop(self, function: Any, *arguments: Any) -> Any:
        """Run the function on the connection's own thread, with the bare connection."""
        connection = self._conn

        def run() -> Any:
            # One that fails stays and fails the next as well: nothing may run outside the
            # transaction or the savepoint that it was meant for.
            while self._deferred:
                connection.execute(self._deferred[0])
                self._deferred.popleft()
            return function(connection, *arguments)

        # Closed over, not handed on: aiosqlite logs what it is handed at DEBUG, values and all.
        return await self._execute(run)  # type: ignore[no-untyped-call]

    async def commit(self) -> None:
        if not self.in_transaction:
            # Begun, if at all, and nothing done since.
            self._deferred.clear()
            return
        await self.hop(sqlite3.Connection.commit)

    async def rollback(self) -> None:
        # The pool rolls back whatever comes home; mostly there is nothing, and no need to cross.
        self._deferred.clear()
        if self.in_transaction:
            await super().rollback()


async def connect(path: Path, patience: timedelta, now: Now | None) -> OneHopConnection:
    """Open the file; a lock held by another process is waited for, `patience` at most.

    SQL on it asks `now` for the time, as `in_seconds(…)`.
    """
    connection = OneHopConnection(lambda: open_file(path, patience, now), iter_chunk_size=64)
    # A connection that somebody forgot must not keep the process from ending.
    connection._thread.daemon = True
    try:
        await connection
    except BaseException:
        # The thread still says goodbye to the event loop, which might close in the meantime.
        await asyncio.to_thread(connection._thread.join)
        raise
    return connection


def open_file(path: Path, patience: timedelta, now: Now | None) -> sqlite3.Connection:
    # No isolation level: no BEGIN but ours.
    connection = sqlite3.connect(path, isolation_level=None, timeout=patience.total_seconds())
    try:
        switch_to_wal(connection, patience)
        for pragma in PRAGMAS:
            connection.execute(pragma)
        connection.create_function("in_seconds", 1, partial(in_seconds, connection, now))
    except BaseException:
        connection.close()
        raise
    return connection


def in_seconds(connection: sqlite3.Connection, now: Now | None, pause: float) -> str:
    """The instant so many seconds from now, in the form that instants are stored in; by SQLite's
    own clock where no other was handed in."""
    if now is None:
        (instant,) = connection.execute(OWN_CLOCK, (f"{pause} seconds",)).fetchone()
        return f"{instant}000"
    return (now() + timedelta(seconds=pause)).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def switch_to_wal(connection: sqlite3.Connection, patience: timedelta) -> None:
    """Two processes on a fresh file race for the switch, and SQLite's own wait leaves it out."""
    deadline = time.monotonic() + patience.total_seconds()
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(WAL_PAUSE.total_seconds())
        else:
            return

"""A file of SQLite as we open it: durable, and with the clock that leases end by."""

import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

PRAGMAS = (
    # With WAL, NORMAL may lose the last commits at a power failure: marks of what was sent.
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
)
WAL_PAUSE = timedelta(milliseconds=20)

Now = Callable[[], datetime]
OWN_CLOCK = "SELECT strftime('%Y-%m-%d %H:%M:%f', 'now', ?)"


def open_file(path: Path, patience: timedelta, now: Now | None) -> sqlite3.Connection:
    """A lock held by another process is waited for, `patience` at most. SQL on the connection
    asks `now` for the time, as `in_seconds(…)`. It may go from thread to thread, not be shared."""
    # No isolation level: no BEGIN but ours.
    connection = sqlite3.connect(
        path,
        isolation_level=None,
        timeout=patience.total_seconds(),
        check_same_thread=False,
    )
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

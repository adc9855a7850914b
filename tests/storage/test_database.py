import asyncio
import logging
import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from storage.database import BusyDatabase, Database, UnusableDatabase
from storage.schema import people, pictures
from storage.sqlite import switch_to_wal
from tests.storage import process

HOLD_THE_LOCK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
connection.execute("COMMIT")
"""

OPEN_AND_FORGET = """
import asyncio, sys
from storage.database import Database

async def main():
    database = await Database.open(sys.argv[1])
    await asyncio.gather(database.read(lambda _: 0), database.write(lambda _: 0))
    if sys.argv[2] == "close":
        return
    raise SystemExit(3)

asyncio.run(main())
"""

OPEN_WHAT_CANNOT_BE_OPENED = """
import asyncio, sys
from storage.database import Database, UnusableDatabase

for _ in range(50):
    try:
        asyncio.run(Database.open(sys.argv[1]))
    except UnusableDatabase:
        pass
"""


ADD_ANOTHER = "INSERT INTO people DEFAULT VALUES"


def connect_unwaiting(path: Path) -> sqlite3.Connection:
    """As another process would, but for the patience."""
    return sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)


async def count_people(database: Database) -> int:
    return await database.read(count_them)


def count_them(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(people)).scalar_one())


def add_one(connection: Connection) -> None:
    connection.execute(people.insert())


def add_the_same_twice(connection: Connection) -> None:
    connection.execute(people.insert(), {"id": 1})
    connection.execute(people.insert(), {"id": 1})


async def test_what_is_written_is_read(database: Database) -> None:
    await database.write(add_one)
    assert await count_people(database) == 1


async def test_an_error_leaves_nothing(database: Database) -> None:
    def add_and_stumble(connection: Connection) -> None:
        add_one(connection)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await database.write(add_and_stumble)
    assert await count_people(database) == 0


async def test_a_broken_statement_leaves_nothing_and_the_next_write_works(
    database: Database,
) -> None:
    with pytest.raises(IntegrityError):
        await database.write(add_the_same_twice)
    assert await count_people(database) == 0
    await database.write(add_one)
    assert await count_people(database) == 1


async def test_a_read_that_fails_spoils_no_other(database: Database) -> None:
    def stumble(connection: Connection) -> None:
        connection.exec_driver_sql("SELECT nonsense")

    told = await asyncio.gather(
        database.read(count_them),
        database.read(stumble),
        database.read(count_them),
        return_exceptions=True,
    )
    assert [told[0], type(told[1]), told[2]] == [0, OperationalError, 0]


async def test_a_long_look_holds_no_other_up(database: Database) -> None:
    is_seen = threading.Event()

    def look_long(_: Connection) -> bool:
        return is_seen.wait(timeout=30)

    long = asyncio.create_task(database.read(look_long))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert await count_people(database) == 0
    is_seen.set()
    assert await long


async def test_a_full_disk_is_a_matter_of_later(database: Database) -> None:
    """SQLite is told that there is no room, as the kernel would tell it."""

    async def set_most_pages(pages: int) -> None:
        await database.write(
            lambda connection: connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        )

    def add_much(connection: Connection) -> None:
        add_one(connection)
        connection.execute(people.insert(), {"language": "x" * 100_000})

    await set_most_pages(1)
    with pytest.raises(BusyDatabase, match="cannot be used now"):
        await database.write(add_much)
    assert await count_people(database) == 0
    await set_most_pages(1_000_000)
    await database.write(add_much)
    assert await count_people(database) == 2


async def test_a_read_keeps_its_snapshot(database: Database) -> None:
    has_looked, is_written = threading.Event(), threading.Event()

    def look_twice(connection: Connection) -> tuple[int, int]:
        before = count_them(connection)
        has_looked.set()
        assert is_written.wait(timeout=30)
        return before, count_them(connection)

    looking = asyncio.create_task(database.read(look_twice))
    assert await asyncio.to_thread(has_looked.wait, 30)
    await database.write(add_one)
    is_written.set()
    assert await looking == (0, 0)
    assert await count_people(database) == 1


async def test_writers_of_one_process_take_turns(database: Database) -> None:
    inside = 0

    def write(connection: Connection) -> None:
        nonlocal inside
        inside += 1
        assert inside == 1
        add_one(connection)
        inside -= 1

    await asyncio.gather(*(database.write(write) for _ in range(20)))
    assert await count_people(database) == 20


async def test_commits_survive_a_power_failure(database: Database) -> None:
    def look(connection: Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return [connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names]

    assert await database.write(look) == ["wal", 2, 1]


async def test_a_lock_of_another_process_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "kopdar.sqlite"
    database = await Database.open(f"sqlite:///{path}")
    with process.start(HOLD_THE_LOCK, str(path)) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == "held\n"
        writing = asyncio.create_task(database.write(add_one))
        assert await count_people(database) == 0  # readers go on meanwhile
        assert not writing.done()
        holder.stdin.write("\n")
        holder.stdin.flush()
        await writing
    assert await count_people(database) == 1
    await database.close()


async def test_a_lock_that_is_never_given_back_is_waited_for_only_so_long(tmp_path: Path) -> None:
    path = tmp_path / "kopdar.sqlite"
    patience = timedelta(milliseconds=50)
    database = await Database.open(f"sqlite:///{path}", patience)
    with process.start(HOLD_THE_LOCK, str(path)) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(BusyDatabase):
            await database.write(add_one)
        holder.kill()
    await database.write(add_one)
    assert await count_people(database) == 1
    await database.close()


async def test_m2_who_reads_first_and_writes_later_never_finds_another_in_between(
    tmp_path: Path,
) -> None:
    """With the usual BEGIN that is SQLITE_BUSY_SNAPSHOT, at once and in vain however often it is
    tried; with ours nobody can come in between."""
    path = tmp_path / "kopdar.sqlite"
    database = await Database.open(f"sqlite:///{path}")
    with (
        closing(connect_unwaiting(path)) as usual,
        closing(connect_unwaiting(path)) as other,
    ):
        usual.execute("BEGIN")
        usual.execute("SELECT count(*) FROM people").fetchall()
        other.execute(ADD_ANOTHER)
        with pytest.raises(sqlite3.OperationalError) as refused:
            usual.execute(ADD_ANOTHER)
        assert refused.value.sqlite_errorcode == sqlite3.SQLITE_BUSY_SNAPSHOT

        def read_and_write(connection: Connection) -> int:
            seen = count_them(connection)
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute(ADD_ANOTHER)
            add_one(connection)
            return seen

        usual.rollback()
        assert await database.write(read_and_write) == 1
        other.execute(ADD_ANOTHER)
    assert await count_people(database) == 3
    await database.close()


async def test_closing_leaves_no_thread(url: str) -> None:
    before = set(threading.enumerate())
    database = await Database.open(url)
    await database.write(add_one)
    opened = set(threading.enumerate()) - before
    assert len(opened) == 2
    await database.close()
    for thread in opened:
        thread.join(timeout=5)
        assert not thread.is_alive()


class LockedAtFirst(sqlite3.Connection):
    """What SQLite says, unwaited, to one of two that switch a fresh file at the same moment."""

    refusals = 2

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        if self.refusals:
            self.refusals -= 1
            locked = sqlite3.OperationalError("database is locked")
            locked.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise locked
        return super().execute(*arguments)


def test_the_race_to_a_fresh_file_is_run_again(tmp_path: Path) -> None:
    with closing(LockedAtFirst(tmp_path / "kopdar.sqlite")) as connection:
        switch_to_wal(connection, timedelta(seconds=5))
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_the_race_to_a_fresh_file_has_an_end(tmp_path: Path) -> None:
    with closing(LockedAtFirst(tmp_path / "kopdar.sqlite")) as connection:
        connection.refusals = 1_000_000
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            switch_to_wal(connection, timedelta(milliseconds=50))


@pytest.mark.parametrize(("how", "code"), [("close", 0), ("raise", 3)])
def test_a_process_that_forgot_to_close_ends_all_the_same(url: str, how: str, code: int) -> None:
    assert process.run(OPEN_AND_FORGET, url, how).returncode == code


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "sqlite+aiosqlite:///kopdar.sqlite",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql+asyncpg://user:secret@host/name",
    ],
)
async def test_any_other_address_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(UnusableDatabase, match="form sqlite:///PATH") as refusal:
        await Database.open(url)
    assert "secret" not in str(refusal.value)


async def test_a_file_that_is_no_database_is_refused(url: str, tmp_path: Path) -> None:
    (tmp_path / "kopdar.sqlite").write_bytes(b"something else entirely" * 100)
    with pytest.raises(UnusableDatabase, match="not a database"):
        await Database.open(url)


def test_a_refusal_is_all_that_the_operator_sees(url: str, tmp_path: Path) -> None:
    (tmp_path / "kopdar.sqlite").write_bytes(b"something else entirely" * 100)
    refused = process.run(OPEN_WHAT_CANNOT_BE_OPENED, url)
    assert (refused.returncode, refused.stdout, refused.stderr) == (0, "", "")


async def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UnusableDatabase, match="cannot be used"):
        await Database.open(f"sqlite:///{tmp_path}/file/kopdar.sqlite")


async def test_the_folder_is_made(tmp_path: Path) -> None:
    database = await Database.open(f"sqlite:///{tmp_path}/new/er/kopdar.sqlite")
    await database.close()
    assert (tmp_path / "new/er/kopdar.sqlite").exists()


async def test_a_database_of_a_newer_program_is_refused(url: str, tmp_path: Path) -> None:
    await (await Database.open(url)).close()
    with sqlite3.connect(tmp_path / "kopdar.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(UnusableDatabase, match=r"newer Kopdar \(schema 9999"):
        await Database.open(url)


async def test_values_reach_neither_log_nor_error(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    def write_the_same_twice(connection: Connection) -> None:
        connection.execute(pictures.insert(), {"digest": "s3cret", "png": b"s3cret"})
        connection.execute(pictures.insert(), {"digest": "s3cret", "png": b"s3cret"})

    with caplog.at_level(logging.DEBUG), pytest.raises(DBAPIError) as failure:
        await database.write(write_the_same_twice)
    assert "s3cret" not in caplog.text
    assert "s3cret" not in str(failure.value)

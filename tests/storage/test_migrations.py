import sqlite3
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage.database import MIGRATIONS, Database
from storage.schema import METADATA, SCHEMA_VERSION
from storage.schema_measured import observations
from storage.schema_reference import series
from tests.databases import reading
from tests.storage import process

OPEN = """
import asyncio, sys
from storage.database import Database

async def main():
    database = await Database.open(sys.argv[1])
    await database.close()

if sys.stdin.readline():
    asyncio.run(main())
print("alembic" in sys.modules)
"""


def tables_of(path: Path) -> set[str]:
    connection = sqlite3.connect(path)
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    return {name for (name,) in names}


COMPLETE = {*METADATA.tables, observations.name, series.name, "alembic_version"}


async def test_migrations_lead_to_the_schema(database: Database) -> None:
    with reading(database) as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_the_version_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == SCHEMA_VERSION


@pytest.mark.parametrize("statements", [6, 12, 27])
async def test_killed_in_the_middle_of_a_migration(
    url: str, tmp_path: Path, statements: int
) -> None:
    killed = process.start(process.DIE_AFTER + OPEN, url, str(statements))
    killed.communicate("go\n", timeout=30)
    assert killed.returncode == -9
    assert tables_of(tmp_path / "kopdar.sqlite") in (set(), COMPLETE)
    await (await Database.open(url)).close()
    assert tables_of(tmp_path / "kopdar.sqlite") == COMPLETE


def test_processes_that_start_at_once_on_a_fresh_file(url: str, tmp_path: Path) -> None:
    started = [process.start(OPEN, url) for _ in range(4)]
    for each in started:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    for each in started:
        errors = each.communicate(timeout=30)[1]
        assert each.returncode == 0, errors
    assert tables_of(tmp_path / "kopdar.sqlite") == COMPLETE


def test_alembic_is_left_alone_when_the_schema_is_up_to_date(url: str) -> None:
    loaded = [process.start(OPEN, url).communicate("go\n", timeout=30)[0] for _ in range(2)]
    assert loaded == ["True\n", "False\n"], sys.version

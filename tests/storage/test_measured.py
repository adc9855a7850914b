"""A measured edition comes back as it was made, and is never changed."""

import pytest
from sqlalchemy.exc import IntegrityError

from ranking.measured import MeasuredEdition
from storage import measured
from storage.database import Database
from tests.databases import reading, writing
from tests.ranking.measured_editions import edition_of, seen


def an_edition() -> MeasuredEdition:
    return edition_of(
        *(seen("ID", "site_freshness", value, unit) for unit, value in (("A", 100), ("B", 0))),
        seen("ID", "networks", 7),
        seen("MY", "site_freshness", 90),
        seen("MY", "networks", 4),
        seen("TH", "networks", 10),
    )


async def test_it_comes_back_as_it_was_made(database: Database) -> None:
    made = an_edition()
    with writing(database) as connection:
        assert measured.add(connection, made, measured.fold(made))
    with reading(database) as connection:
        assert measured.periods(connection) == ("2026-W47",)
        assert measured.read_edition(connection, "2026-W47") == made


async def test_a_period_is_written_once(database: Database) -> None:
    made, other = an_edition(), edition_of(seen("ID", "networks", 1), seen("ID", "days_silent", 2))
    with writing(database) as connection:
        assert measured.add(connection, made, measured.fold(made))
        assert not measured.add(connection, other, measured.fold(other))
    with reading(database) as connection:
        assert measured.read_edition(connection, "2026-W47") == made


@pytest.mark.parametrize("change", ["UPDATE {} SET period = 'x'", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["measured_editions", "measured_standings"])
async def test_the_database_itself_refuses_a_change(
    database: Database, change: str, table: str
) -> None:
    made = an_edition()
    with writing(database) as connection:
        measured.add(connection, made, measured.fold(made))
    with (
        pytest.raises(IntegrityError, match="an edition is never changed"),
        writing(database) as connection,
    ):
        connection.exec_driver_sql(change.format(table))

"""This week's edition: made once, again when something was seen, refused with a reason."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.edition import METHODOLOGY, Made, NoEdition, next_period, publish, report, week_of
from storage import measured, observations
from storage.database import Database
from tests.databases import reading, writing
from tests.ranking.measured_editions import METHOD, seen

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = await Database.open(f"sqlite:///{tmp_path / 'kopdar.sqlite'}")
    yield database
    await database.close()


@pytest.fixture
def method(tmp_path: Path) -> Path:
    return write(tmp_path / "methodology.toml", METHOD)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


async def observe(database: Database, networks: float, day: int = 20) -> None:
    made = [
        seen(country, indicator, value, day=day)
        for country, value in (("ID", networks), ("MY", 4.0))
        for indicator in ("networks", "site_freshness")
    ]
    with writing(database) as connection:
        observations.record(connection, made)


async def make(database: Database, method: Path) -> Made:
    return await publish(database, NOW, JAKARTA, method)


async def test_an_edition_is_of_the_week_at_the_desk(database: Database, method: Path) -> None:
    """Sunday evening in Greenwich is Monday in Jakarta."""
    await observe(database, 3)
    made = await make(database, method)
    assert made.is_new
    assert made.edition.edition.period == "2026-W48"
    assert report(made)[0] == "Edition 2026-W48: 2 of 2 ministries ranked, 0 known too little."


async def test_nothing_new_makes_no_edition(database: Database, method: Path) -> None:
    await observe(database, 3)
    first = await make(database, method)
    again = await make(database, method)
    assert not again.is_new
    assert again.edition == first.edition
    assert report(again) == ["Nothing was observed since edition 2026-W48; it stands."]


async def test_every_week_has_an_edition(database: Database, method: Path) -> None:
    await observe(database, 3)
    first = await make(database, method)
    next_week = await publish(database, NOW + timedelta(days=7), JAKARTA, method)
    assert next_week.edition.edition.period == "2026-W49"
    assert next_week.edition.figures == first.edition.figures


async def test_what_was_seen_since_makes_the_next_of_the_week(
    database: Database, method: Path
) -> None:
    await observe(database, 3)
    first = await make(database, method)
    await observe(database, 5, day=21)
    second = await make(database, method)
    assert second.edition.edition.period == "2026-W48b"
    with reading(database) as connection:
        assert measured.read_edition(connection, "2026-W48") == first.edition
    write(method, METHOD.replace("weight = 2", "weight = 3"))
    assert (await make(database, method)).edition.edition.period == "2026-W48c"


async def test_without_observations_it_says_what_to_do(database: Database, method: Path) -> None:
    with pytest.raises(NoEdition, match=r"import observations FILE\.csv"):
        await make(database, method)


async def test_too_little_known_is_no_edition(database: Database, method: Path) -> None:
    with writing(database) as connection:
        observations.record(connection, [seen("ID", "networks", 3)])
    with pytest.raises(NoEdition, match="50% of the 4 indicators are needed"):
        await make(database, method)
    with reading(database) as connection:
        assert measured.periods(connection) == ()


async def test_a_wrong_methodology_is_told_with_every_fault(
    database: Database, method: Path
) -> None:
    write(method, METHOD.replace("weight = 2", "weight = -2\nwiegth = 1"))
    with pytest.raises(NoEdition) as refused:
        await make(database, method)
    assert len(refused.value.sentences) == 2
    assert all(sentence.startswith("methodology.toml: ") for sentence in refused.value.sentences)


async def test_a_method_that_needs_groups_is_refused(database: Database, method: Path) -> None:
    imputing = '[imputation]\nmethod = "group_mean"\nby = "region"\n[normalisation]'
    write(method, METHOD.replace("[normalisation]", imputing))
    await observe(database, 3)
    with pytest.raises(NoEdition, match="the column region"):
        await make(database, method)


async def test_a_figure_that_cannot_be_divided_by_is_named(
    database: Database, method: Path
) -> None:
    with writing(database) as connection:
        made = [seen("ID", "followers", 1), seen("ID", "population", 0)]
        observations.record(connection, made)
    with pytest.raises(NoEdition, match="ID, population: expected a number above 0"):
        await make(database, method)


def test_weeks_of_the_turn_of_the_year() -> None:
    assert week_of(datetime(2027, 1, 1, tzinfo=JAKARTA)) == "2026-W53"
    assert week_of(datetime(2027, 1, 4, tzinfo=JAKARTA)) == "2027-W01"


def test_a_week_has_as_many_editions_as_letters() -> None:
    taken = ["2026-W48", *(f"2026-W48{letter}" for letter in "bcdefghijklmnopqrstuvwxyz")]
    with pytest.raises(NoEdition):
        next_period("2026-W48", taken)


def test_the_shipped_methodology_is_found() -> None:
    assert METHODOLOGY.is_file()

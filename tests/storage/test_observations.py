"""Observations: read strictly, kept once, the newest found."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ranking.methodology_file import parse_methodology
from storage import observations
from storage.database import Database
from storage.observations import Recorded
from storage.reference import MalformedReference
from storage.reference.observations import read_observations
from tests.databases import reading, writing
from tests.house.sources import PROJECT
from tests.observed import HEADINGS, Row, rows, write
from tests.ranking.measured_editions import METHOD, seen

METHODOLOGY = parse_methodology(METHOD)
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
GOOD: Row = ("ministry", "ID", "", "", "networks", 4.0, "2026-11-20", "https://example.org/a")


def read(path: Path) -> tuple[object, ...]:
    return read_observations(path, {"ID", "MY"}, METHODOLOGY, NOW)


def faults(tmp_path: Path, *made: tuple[object, ...]) -> list[str]:
    path = write(tmp_path / "seen.csv", made)  # type: ignore[arg-type]
    with pytest.raises(MalformedReference) as malformed:
        read(path)
    return [str(fault) for fault in malformed.value.faults]


def changed(**cells: object) -> tuple[object, ...]:
    return tuple(cells.get(name, cell) for name, cell in zip(HEADINGS, GOOD, strict=True))


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"owner_kind": "club"}, "owner_kind", "one of ministry, embassy"),
        ({"owner_kind": "embassy"}, "unit", "the name of the mission that was looked at"),
        ({"unit": "KBRI Tokyo"}, "unit", "embassy as the owner_kind"),
        ({"country": "XX"}, "country", "ISO 3166-1"),
        ({"indicator": "netwrks"}, "indicator", "networks perhaps"),
        ({"indicator": "population", "value": 0}, "value", "a number above 0"),
        ({"value": ""}, "value", "a finite number such as 1234.5"),
        ({"value": "1,5"}, "value", "a finite number such as 1234.5"),
        ({"value": "inf"}, "value", "a finite number such as 1234.5"),
        ({"value": "1e30"}, "value", "a finite number such as 1234.5"),
        ({"value": "1e999"}, "value", "a finite number such as 1234.5"),
        ({"observed_at": "20.11.2026"}, "observed_at", "a date as in 2026-11-20"),
        ({"observed_at": "0001-01-01T00:00+14:00"}, "observed_at", "a date as in 2026-11-20"),
        ({"observed_at": "2026-11-26"}, "observed_at", "lies in the future"),
        ({"observed_at": "2026-02-30"}, "observed_at", "a date as in 2026-11-20"),
        ({"observed_at": "2026-11-20T08:00"}, "observed_at", "an instant with its zone"),
        ({"observed_at": "2026-11-25T10:00Z"}, "observed_at", "lies in the future"),
        ({"source": ""}, "source", "a text"),
    ],
)
def test_what_is_wrong_is_named_with_line_and_column(
    tmp_path: Path, cells: dict[str, object], column: str, said: str
) -> None:
    (fault,) = faults(tmp_path, GOOD, changed(observed_at="2026-11-19"), changed(**cells))
    assert fault.startswith(f"seen.csv, line 4, column {column}: ")
    assert said in fault


def test_the_same_thing_twice_is_refused(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, GOOD, changed(value=5))
    assert "line 3" in fault
    assert "says again what line 2 says of ID networks 2026-11-20" in fault


def test_instants_of_any_zone_are_utc(tmp_path: Path) -> None:
    path = write(tmp_path / "seen.csv", [changed(observed_at="2026-11-20T08:30+07:00")])  # type: ignore[list-item]
    (one,) = read(path)
    assert getattr(one, "observed_at") == datetime(2026, 11, 20, 1, 30, tzinfo=UTC)  # noqa: B009


def test_a_day_that_has_begun_in_the_east_is_no_future(tmp_path: Path) -> None:
    evening = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    path = write(tmp_path / "seen.csv", [changed(observed_at="2026-11-25")])  # type: ignore[list-item]
    (one,) = read_observations(path, {"ID"}, METHODOLOGY, evening)
    assert one.observed_at == evening


def test_what_cannot_be_negative_is_refused(tmp_path: Path) -> None:
    text = (PROJECT / "config" / "methodology.toml").read_text(encoding="utf-8")
    path = write(tmp_path / "seen.csv", [changed(indicator="freshness", value=-50)])  # type: ignore[list-item]
    with pytest.raises(MalformedReference, match="a number from 0"):
        read_observations(path, {"ID"}, parse_methodology(text), NOW)


async def test_they_are_kept_once_and_corrected(database: Database) -> None:
    first = [seen("ID", "networks", 4), seen("ID", "networks", 5, "KBRI Tokyo")]
    with writing(database) as connection:
        assert observations.record(connection, first) == Recorded(2, 0, 0)
    with writing(database) as connection:
        again = [*first, seen("ID", "networks", 6, day=21)]
        assert observations.record(connection, again) == Recorded(1, 0, 2)
        better = [seen("ID", "networks", 9)]
        assert observations.record(connection, better) == Recorded(0, 1, 0)


async def test_the_newest_of_every_thing_is_found(database: Database) -> None:
    old, new = seen("ID", "networks", 4), seen("ID", "networks", 6, day=21)
    mission, other = seen("ID", "networks", 5, "KBRI Tokyo"), seen("ID", "population", 2)
    with writing(database) as connection:
        observations.record(connection, [new, old, mission, other])
    with reading(database) as connection:
        found = observations.newest(connection, ["networks"])
    assert sorted(each.value for each in found) == [5, 6]
    assert set(found) == {new, mission}


async def test_a_whole_table_comes_back_as_it_was(database: Database, tmp_path: Path) -> None:
    path = write(tmp_path / "seen.csv", rows())
    text = (PROJECT / "config" / "methodology.toml").read_text(encoding="utf-8")
    methodology = parse_methodology(text)
    read_ones = read_observations(path, {row[1] for row in rows()}, methodology, NOW)
    with writing(database) as connection:
        observations.record(connection, read_ones)
    with reading(database) as connection:
        assert observations.newest(connection, methodology.columns) == read_ones

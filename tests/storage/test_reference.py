import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from ministries.groups import members_of
from ranking.edition import Edition, Origin, Place
from ranking.published import PublishedRecord, Standing
from storage import schema_reference as schema
from storage.database import Database
from storage.reference import (
    ImportReport,
    MalformedReference,
    import_reference,
    is_empty,
    read_record,
    reference_version,
)
from tests.databases import reading
from tests.storage import process
from tests.storage.countries import CODES, DATA

IMPORT = """
import asyncio, sys
from pathlib import Path
from storage.database import Database
from storage.reference import import_reference
from tests.storage.countries import CODES

async def main():
    database = await Database.open(sys.argv[1])
    await import_reference(database, Path(sys.argv[2]), CODES)
    await database.close()

asyncio.run(main())
"""


async def bring_in(database: Database, folder: Path = DATA) -> ImportReport:
    return await import_reference(database, folder, CODES)


async def read(database: Database) -> PublishedRecord:
    with reading(database) as connection:
        return read_record(connection)


async def version(database: Database) -> int:
    with reading(database) as connection:
        return reference_version(connection)


def rows_of(file: str, folder: Path = DATA) -> list[dict[str, str]]:
    with (folder / file).open(newline="", encoding="utf-8") as opened:
        return list(csv.DictReader(opened))


def counts(report: ImportReport) -> dict[str, tuple[int, int, int, int]]:
    return {
        each.file: (each.added, each.changed, each.unchanged, each.removed)
        for each in report.files
        if each.added or each.changed or each.removed
    }


async def test_the_first_import_adds_every_row(database: Database) -> None:
    with reading(database) as connection:
        assert is_empty(connection)
    assert await version(database) == 0
    report = await bring_in(database)
    assert counts(report) == {
        path.name: (len(rows_of(path.name)), 0, 0, 0) for path in DATA.glob("*.csv")
    }
    with reading(database) as connection:
        assert not is_empty(connection)
    assert await version(database) == 1


async def test_what_is_read_back_is_what_the_files_say(database: Database) -> None:
    await bring_in(database)
    record = await read(database)
    assert [series.code for series in record.series] == [
        row["series"] for row in rows_of("published_series.csv")
    ]
    assert [
        (
            each.edition.series,
            each.edition.period,
            each.country,
            str(each.rank.best) if each.rank else "",
            str(each.rank.worst) if each.rank else "",
            str(each.ranked or ""),
            "" if each.score is None else str(each.score),
            each.score_means,
            each.rating,
            each.origin.address,
            each.origin.title,
        )
        for each in record.standings
    ] == [tuple(row.values()) for row in rows_of("published_ranks.csv")]
    assert [
        (
            each.edition.series,
            each.edition.period,
            each.group,
            each.country,
            str(each.place.best),
            str(each.place.worst),
            each.origin.address,
            each.origin.title,
        )
        for each in record.places
    ] == [tuple(row.values()) for row in rows_of("published_places.csv")]
    assert [
        (
            each.group,
            each.country,
            each.since.isoformat() if each.since else "",
            each.note,
            each.address,
        )
        for each in record.memberships
    ] == [tuple(row.values()) for row in rows_of("peers.csv")]
    assert [
        (each.owner_kind, each.country, each.host, each.network, str(each.followers), each.as_of)
        for each in record.followers
    ] == [
        tuple(value for name, value in row.items() if name != "as_of")[:6]
        for row in rows_of("published_followers.csv")
    ]


async def test_indonesia_as_the_record_has_it(database: Database) -> None:
    await bring_in(database)
    record = await read(database)
    (standing,) = (
        each
        for each in record.standings
        if (each.edition, each.country) == (Edition("ddr", "2017"), "ID")
    )
    assert standing == Standing(
        edition=Edition("ddr", "2017"),
        country="ID",
        rank=Place(41, 41),
        ranked=209,
        score=Decimal("43.34"),
        score_means="index_0_100",
        rating="CC++",
        origin=standing.origin,
    )
    assert standing.origin != Origin("", "")
    assert "TL" not in members_of(record.memberships, "asean", date(2017, 12, 31))
    assert "TL" in members_of(record.memberships, "asean", date(2025, 12, 31))


async def test_a_date_of_followers_stands_for_its_words(database: Database, folder: Path) -> None:
    with (folder / "published_followers.csv").open("a") as file:
        file.write("ministry,MY,,x,10,2017-12,,,A\nministry,MY,,x,20,2018-12-31,,,A\n")
    await bring_in(database, folder)
    record = await read(database)
    shown = [(each.followers, each.as_of) for each in record.followers if each.country == "MY"]
    assert shown == [(10, "2017-12"), (20, "2018-12-31")]
    assert not (await bring_in(database, folder)).has_changed


async def test_missions_and_channels_are_kept_with_their_sources(database: Database) -> None:
    await bring_in(database)
    with reading(database) as connection:
        units = connection.execute(select(schema.units)).mappings().all()
        channels = connection.execute(select(schema.channels)).mappings().all()
    assert [(unit["name"], unit["zone"], unit["source"]) for unit in units] == [
        (row["name"], row["timezone"], row["source"]) for row in rows_of("missions.csv")
    ]
    assert [
        (each["network"], each["address"], each["trust"], each["source"], each["source_title"])
        for each in channels
    ] == [
        (row["platform"], row["handle_or_url"], row["trust"], row["source"], row["source_title"])
        for row in rows_of("ministry_accounts.csv")
    ]


async def test_a_second_import_changes_nothing(database: Database) -> None:
    first = await bring_in(database)
    before = await read(database)
    again = await bring_in(database)
    assert not again.has_changed
    assert [each.unchanged for each in again.files] == [each.added for each in first.files]
    assert await read(database) == before
    assert await version(database) == 1


async def test_changed_new_and_vanished_rows_are_counted(database: Database, folder: Path) -> None:
    await bring_in(database, folder)
    ranks = folder / "published_ranks.csv"
    lines = ranks.read_text(encoding="utf-8").splitlines()
    gone = lines.pop(5)
    lines[1] = lines[1].replace(",1,1,210,", ",1,2,210,")
    lines.append("ddr,2018,ID,40,40,,,,,,a newspaper")
    ranks.write_text("\n".join(lines), encoding="utf-8")
    report = await bring_in(database, folder)
    assert counts(report) == {"published_ranks.csv": (1, 1, len(lines) - 3, 1)}
    assert await version(database) == 2
    standings = (await read(database)).standings
    assert (standings[0].rank, standings[-1].origin) == (Place(1, 2), Origin("a newspaper", ""))
    _, _, country, *_ = gone.split(",")
    assert country not in {each.country for each in standings if each.edition.period == "2016"} or (
        len(standings) == len(lines) - 1
    )


async def test_a_figure_with_another_digit_is_another_figure(
    database: Database, folder: Path
) -> None:
    await bring_in(database, folder)
    ranks = folder / "published_ranks.csv"
    ranks.write_bytes(ranks.read_bytes().replace(b"43.34", b"43.340"))
    assert (await bring_in(database, folder)).has_changed
    assert Decimal("43.340").as_tuple() in {
        each.score.as_tuple() for each in (await read(database)).standings if each.score
    }


async def test_a_row_that_moved_is_unchanged_and_read_at_its_new_place(
    database: Database, folder: Path
) -> None:
    await bring_in(database, folder)
    path = folder / "published_series.csv"
    heading, *rows = path.read_text().splitlines()
    path.write_text("\n".join([heading, *reversed(rows)]))
    assert not (await bring_in(database, folder)).has_changed
    assert [series.code for series in (await read(database)).series] == [
        row["series"] for row in reversed(rows_of("published_series.csv"))
    ]


async def test_a_series_may_leave_with_all_its_rows(database: Database, folder: Path) -> None:
    await bring_in(database, folder)
    for file in ("published_series.csv", "published_ranks.csv", "published_places.csv"):
        lines = (folder / file).read_text(encoding="utf-8").splitlines()
        kept = [line for line in lines if not line.startswith("lowy-")]
        (folder / file).write_text("\n".join(kept), encoding="utf-8")
    report = await bring_in(database, folder)
    assert counts(report)["published_series.csv"][3] == 2
    assert {each.edition.series for each in (await read(database)).standings}.isdisjoint(
        {"lowy-posts", "lowy-influence"}
    )


async def test_missions_and_channels_keep_their_numbers(database: Database, folder: Path) -> None:
    await bring_in(database, folder)
    before = await numbers(database)
    for file in ("missions.csv", "ministry_accounts.csv"):
        heading, _, *rest = (folder / file).read_text(encoding="utf-8").splitlines()
        (folder / file).write_text("\n".join([heading, *reversed(rest)]), encoding="utf-8")
    await bring_in(database, folder)
    after = await numbers(database)
    assert len(before) == len(after) + 2
    assert after.items() <= before.items()


async def numbers(database: Database) -> dict[tuple[str, ...], int]:
    with reading(database) as connection:
        units = connection.execute(select(schema.units.c.name, schema.units.c.id))
        columns = schema.channels.c
        channels = connection.execute(select(columns.network, columns.address, columns.id))
        return {tuple(key): number for *key, number in (*units, *channels)}


async def test_a_malformed_file_changes_nothing(database: Database, folder: Path) -> None:
    await bring_in(database, folder)
    before = await read(database)
    (folder / "peers.csv").write_text("group,country,since,note,source\nasean,ID,soon,,\n")
    series = folder / "published_series.csv"
    series.write_bytes(series.read_bytes() + b"new,New,New,yes,,new\r\n")
    with pytest.raises(MalformedReference) as malformed:
        await bring_in(database, folder)
    assert [(fault.line, fault.column) for fault in malformed.value.faults] == [
        (2, "since"),
        (2, "source"),
    ]
    assert await read(database) == before
    assert await version(database) == 1


def turn_over(folder: Path) -> None:
    """Every file says something else: one row less, the others in another order."""
    for path in folder.iterdir():
        lines = path.read_text(encoding="utf-8").splitlines()
        if path.name != "published_series.csv":
            path.write_text("\n".join([*lines[:2], *reversed(lines[3:])]), encoding="utf-8")


@pytest.mark.parametrize("statements", [12, 16, 20, 24])
async def test_killed_in_the_middle_of_an_import(
    database: Database, url: str, folder: Path, statements: int
) -> None:
    await bring_in(database)
    before = await read(database)
    turn_over(folder)
    killed = process.run(process.DIE_AFTER + IMPORT, url, str(folder), str(statements))
    assert killed.returncode == -9, killed.stderr
    assert await read(database) == before
    assert await version(database) == 1
    assert (await bring_in(database)).has_changed is False

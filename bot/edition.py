"""`python -m bot edition`, and every week: all ministries scored from the newest observations."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from config.settings import Settings
from config.shapes import PROJECT
from ranking.edition import Edition
from ranking.measured import SERIES, MeasuredEdition
from ranking.measures import Figures, figures_of
from ranking.methodology import Methodology
from ranking.methodology_file import MethodologyFaults, parse_methodology
from ranking.observation import Observation
from storage import measured, observations
from storage.database import Connection, Database

METHODOLOGY = PROJECT / "config" / "methodology.toml"


class NoEdition(Exception):
    """Why no edition was made, in sentences for the operator; nothing was changed."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(*sentences)
        self.sentences = sentences


@dataclass(frozen=True, slots=True)
class Made:
    """The edition as of now; `is_new` False: nothing was seen since, so it is the one before."""

    edition: MeasuredEdition
    is_new: bool


async def make_edition(settings: Settings, now: datetime) -> Made:
    """As `publish`, on the database of the settings."""
    database = await Database.open(settings.database_url)
    try:
        return await publish(database, now, settings.timezone)
    finally:
        await database.close()


async def publish(
    database: Database, now: datetime, zone: tzinfo, methodology: Path = METHODOLOGY
) -> Made:
    """Make the edition of this week by the methodology file; raises `NoEdition`.

    Where the week has one already: the next one of the week if something was seen since, else
    none.
    """
    text, method = read_methodology(methodology)
    seen, newest, taken = await _read(database, method)
    figures = await asyncio.to_thread(figures_of, seen, method.columns)
    week = week_of(now.astimezone(zone))
    if (
        newest is not None
        and newest.edition.period.startswith(week)
        and await asyncio.to_thread(_says_the_same, newest, text, figures)
    ):
        return Made(newest, is_new=False)
    if not figures:
        raise NoEdition(
            "There are no observations yet; import some first: "
            "python -m bot import observations FILE.csv"
        )
    period = next_period(week, taken)
    made, rows = await asyncio.to_thread(_measure, period, now, text, figures)
    if not made.ranked:
        raise NoEdition(
            f"Of none of the {len(made.standings)} ministries observed enough is known to rank it: "
            f"{method.minimum_coverage:.0%} of the {len(method.indicators)} indicators are needed."
        )
    is_ours = await database.write(lambda connection: measured.add(connection, made, rows))
    if not is_ours:
        raise NoEdition(f"Another process made the edition {period} at the same moment; it stands.")
    return Made(made, is_new=True)


def _says_the_same(newest: MeasuredEdition, text: str, figures: Figures) -> bool:
    return newest.text == text and newest.figures == figures


def read_methodology(path: Path) -> tuple[str, Methodology]:
    """The file's text and what it says; raises `NoEdition` with everything wrong with it."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return text, parse_methodology(text)
    except OSError as error:
        raise NoEdition(f"{path.name}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise NoEdition(f"{path.name}: expected UTF-8 text") from error
    except MethodologyFaults as error:
        raise NoEdition(*(f"{path.name}: {fault}" for fault in error.faults)) from error


async def _read(
    database: Database, method: Methodology
) -> tuple[tuple[Observation, ...], MeasuredEdition | None, tuple[str, ...]]:
    def look(
        connection: Connection,
    ) -> tuple[tuple[Observation, ...], MeasuredEdition | None, tuple[str, ...]]:
        taken = measured.periods(connection)
        seen = observations.newest(connection, method.columns)
        newest = measured.read_edition(connection, taken[-1]) if taken else None
        return seen, newest, taken

    return await database.read(look)


def _measure(
    period: str, now: datetime, text: str, figures: Figures
) -> tuple[MeasuredEdition, list[dict[str, Any]]]:
    # numpy costs every other start 50 ms
    from ranking.measuring import GroupsUnknown, measure_edition
    from ranking.table import TableFaults

    try:
        made = measure_edition(Edition(SERIES, period), now, text, figures)
    except GroupsUnknown as error:
        raise NoEdition(
            f"The methodology fills gaps by the column {error}, which observations do not have; "
            'set method = "none" in [imputation] and imputation = false in [uncertainty].'
        ) from error
    except TableFaults as error:
        countries = sorted(figures)
        raise NoEdition(
            *(f"{countries[fault.line]}, {fault.column}: {fault.what}" for fault in error.faults)
        ) from error
    return made, measured.fold(made)


def week_of(local: datetime) -> str:
    """The ISO week of a local instant: 2026-W48."""
    year, week, _ = local.isocalendar()
    return f"{year}-W{week:02}"


def next_period(week: str, taken: Collection[str]) -> str:
    """The week; with a letter from its second edition on."""
    for letter in ("", *ascii_lowercase[1:]):
        if week + letter not in taken:
            return f"{week}{letter}"
    raise NoEdition(f"The week {week} has {len(ascii_lowercase)} editions; that is enough.")


def report(made: Made) -> list[str]:
    """What the operator reads, a line each."""
    edition = made.edition
    if not made.is_new:
        return [f"Nothing was observed since edition {edition.edition.period}; it stands."]
    unranked = len(edition.standings) - edition.ranked
    return [
        f"Edition {edition.edition.period}: {edition.ranked} of {len(edition.standings)} "
        f"ministries ranked, {unranked} known too little.",
        f"Ranges from {edition.draws} draws. Methodology {edition.digest[:12]} (SHA-256).",
        *(
            f"{s.rank:>4}  {s.country}  {s.score:.2f}  {s.rating}  (90% range {s.low}–{s.high})"
            for s in edition.in_order[:10]
        ),
    ]

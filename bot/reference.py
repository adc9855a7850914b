"""`python -m bot import`: reference data, and observations, into the database, at will."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.edition import METHODOLOGY, read_methodology
from bot.preparation import DATA, import_shipped, prepare_names
from config.settings import Settings
from ministries.mission import Mission
from ranking.observation import Observation
from storage.database import Database
from storage.observations import Recorded, record
from storage.reference import ImportReport, read_record


async def import_data(settings: Settings, folder: Path = DATA) -> ImportReport:
    """Raises MalformedReference, with every fault of every file, and changes nothing then."""
    database = await Database.open(settings.database_url)
    try:
        return await import_shipped(database, prepare_names(settings), folder)
    finally:
        await database.close()


@dataclass(frozen=True, slots=True)
class Observed:
    """What became of a file, and the missions of ours in it that the reference data lack: a
    misspelled one would count as one more."""

    recorded: Recorded
    unknown: tuple[str, ...]


def unknown_missions(seen: Iterable[Observation], missions: Iterable[Mission]) -> tuple[str, ...]:
    """By name, of the countries whose missions are known at all."""
    known = {(m.owner, name) for m in missions for name in (m.name, m.name_en)}
    owners = {owner for owner, _ in known}
    units = {(each.country, each.unit) for each in seen if each.unit and each.country in owners}
    return tuple(sorted(name for _, name in units - known))


async def import_observations(settings: Settings, file: Path, now: datetime) -> Observed:
    """Raises MalformedReference with every fault of the file, or NoEdition for a methodology
    that names no indicators to check it by; nothing is changed then."""
    # numpy comes with the rules for numbers, and no other command needs it
    from storage.reference.observations import read_observations

    _, method = read_methodology(METHODOLOGY)
    names = prepare_names(settings)
    seen = read_observations(file, names.codes, method, now)
    database = await Database.open(settings.database_url)
    try:
        missions = (await database.read(read_record)).missions
        recorded = await database.write(lambda connection: record(connection, seen))
        return Observed(recorded, unknown_missions(seen, missions))
    finally:
        await database.close()


def report_lines(report: ImportReport) -> list[str]:
    """One line a file: how many rows were added, changed, unchanged, removed."""
    return [
        f"{file.file}: {file.added} added, {file.changed} changed, "
        f"{file.unchanged} unchanged, {file.removed} removed"
        for file in report.files
    ]


def observation_lines(file: Path, observed: Observed) -> list[str]:
    """How many observations were added, corrected, unchanged; and whom nobody knows."""
    recorded = observed.recorded
    lines = [
        f"{file.name}: {recorded.added} added, {recorded.corrected} corrected, "
        f"{recorded.unchanged} unchanged"
    ]
    if observed.unknown:
        named = ", ".join(observed.unknown)
        lines.append(f"Not in data/missions.csv, so perhaps misspelled: {named}")
    return lines

"""`python -m bot import`: reference data, and observations, into the database, at will."""

from datetime import datetime
from pathlib import Path

from bot.edition import METHODOLOGY, read_methodology
from bot.preparation import DATA, import_shipped, prepare_names
from config.settings import Settings
from storage.database import Database
from storage.observations import Recorded, record
from storage.reference import ImportReport


async def import_data(settings: Settings, folder: Path = DATA) -> ImportReport:
    """Raises MalformedReference, with every fault of every file, and changes nothing then."""
    database = await Database.open(settings.database_url)
    try:
        return await import_shipped(database, prepare_names(settings), folder)
    finally:
        await database.close()


async def import_observations(settings: Settings, file: Path, now: datetime) -> Recorded:
    """Raises MalformedReference with every fault of the file, or NoEdition for a methodology
    that names no indicators to check it by; nothing is changed then."""
    # numpy comes with the rules for numbers, and no other command needs it
    from storage.reference.observations import read_observations

    _, method = read_methodology(METHODOLOGY)
    denominators = {indicator.per for indicator in method.indicators if indicator.per}
    names = prepare_names(settings)
    seen = read_observations(file, names.codes, method.columns, denominators, now)
    database = await Database.open(settings.database_url)
    try:
        async with database.write() as connection:
            return await record(connection, seen)
    finally:
        await database.close()


def report_lines(report: ImportReport) -> list[str]:
    """One line a file: how many rows were added, changed, unchanged, removed."""
    return [
        f"{file.file}: {file.added} added, {file.changed} changed, "
        f"{file.unchanged} unchanged, {file.removed} removed"
        for file in report.files
    ]

"""`python -m bot import`: the shipped reference data into the database, at will."""

from pathlib import Path

from bot.preparation import DATA, import_shipped, prepare_names
from config.settings import Settings
from storage.database import Database
from storage.reference import ImportReport


async def import_data(settings: Settings, folder: Path = DATA) -> ImportReport:
    """Raises MalformedReference, with every fault of every file, and changes nothing then."""
    database = await Database.open(settings.database_url)
    try:
        return await import_shipped(database, prepare_names(settings), folder)
    finally:
        await database.close()


def report_lines(report: ImportReport) -> list[str]:
    """One line a file: how many rows were added, changed, unchanged, removed."""
    return [
        f"{file.file}: {file.added} added, {file.changed} changed, "
        f"{file.unchanged} unchanged, {file.removed} removed"
        for file in report.files
    ]

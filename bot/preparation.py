"""Before anything is answered: the database is open, filled, and fits the settings."""

from functools import partial
from pathlib import Path

from config.settings import Settings, WrongSettings
from config.shapes import PROJECT
from ministries.names import CountryNames
from storage.database import Database
from storage.names import load_names, read_names
from storage.reference import ImportReport, import_reference, is_empty, read_codes

DATA = PROJECT / "data"
NAMES = DATA / "names"


def prepare_names(settings: Settings) -> CountryNames:
    return load_names(NAMES, settings.home_country)


def names_in_time(settings: Settings) -> CountryNames:
    """Read when somebody asks or has them prepared: only answers need them."""
    return CountryNames(partial(read_names, NAMES, settings.home_country))


async def import_shipped(
    database: Database, names: CountryNames, folder: Path = DATA
) -> ImportReport:
    """Import the reference data in the folder. Raises MalformedReference; nothing half done."""
    return await import_reference(database, folder, names.codes)


async def fill_if_empty(database: Database, names: CountryNames) -> None:
    """The first start imports what is shipped; later imports are asked for."""
    empty = await database.read(is_empty)
    if empty:
        await import_shipped(database, names)


async def check_against_record(database: Database, settings: Settings) -> None:
    """Settings that name codes of the data must name ones that exist. Raises WrongSettings."""
    series, groups = await database.read(read_codes)
    faults = []
    if settings.series not in series:
        faults.append(f"KOPDAR_SERIES names no series; expected one of: {', '.join(series)}")
    if settings.peers not in groups:
        faults.append(f"KOPDAR_PEERS names no group; expected one of: {', '.join(groups)}")
    if faults:
        raise WrongSettings(tuple(faults))

"""A file of observations: which columns it has, how its cells are read, and what may not be."""

import math
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from pathlib import Path

from ranking.methodology import Methodology
from ranking.observation import Observation
from ranking.table import NUMBER
from storage.reference.cell import ReadCell, Wrong, any_text, country, one_of, quoted, text
from storage.reference.fault import MalformedReference
from storage.reference.files import OWNER_KINDS
from storage.reference.sheet import Complaint, Row, Sheet, SheetColumn, read_sheet
from storage.schema_measured import observations

DAY = "2026-11-20"
EARLIEST_ZONE = timedelta(hours=14)
GREATEST = 1e15
"""No count of people or posts comes near it, and every digit below it is kept."""
EXPECTED_INSTANT = "a date as in 2026-11-20, or an instant with its zone as in 2026-11-20T08:30Z"


def read_observations(
    path: Path,
    countries: Collection[str],
    methodology: Methodology,
    now: datetime,
) -> tuple[Observation, ...]:
    """All of the file's rows, in columns of the methodology. Raises `MalformedReference` with
    every fault."""
    sheet = observations_sheet(path.name, countries, methodology, now)
    read = read_sheet(path.parent, sheet)
    if read.faults:
        raise MalformedReference(read.faults)
    return tuple(Observation(**row) for _, row in read.rows)


def observations_sheet(
    file: str,
    countries: Collection[str],
    methodology: Methodology,
    now: datetime,
) -> Sheet:
    denominators = {indicator.per for indicator in methodology.indicators if indicator.per}
    never_negative = {
        indicator.code
        for indicator in methodology.indicators
        if indicator.goalposts and indicator.goalposts[0] >= 0
    }

    def check(row: Row) -> Iterator[Complaint]:
        if row["owner_kind"] != "ministry" and not row["unit"]:
            yield Complaint("unit", "is empty", "the name of the mission that was looked at")
        if row["owner_kind"] == "ministry" and row["unit"]:
            yield Complaint("unit", "names a mission", "nothing, or embassy as the owner_kind")
        if row["indicator"] in denominators and row["value"] <= 0:
            yield Complaint("value", f"{row['value']:g} is divided by", "a number above 0")
        elif row["indicator"] in never_negative and row["value"] < 0:
            yield Complaint("value", f"{row['value']:g} is below 0", "a number from 0")

    return Sheet(
        file=file,
        table=observations,
        key=("country", "unit", "channel", "indicator", "observed_at"),
        columns=(
            SheetColumn("owner_kind", "owner_kind", one_of(*OWNER_KINDS)),
            SheetColumn("country", "country", country(countries)),
            SheetColumn("unit", "unit", any_text),
            SheetColumn("channel", "channel", any_text),
            SheetColumn("indicator", "indicator", one_like(methodology.columns)),
            SheetColumn("value", "value", number),
            SheetColumn("observed_at", "observed_at", instant_until(now)),
            SheetColumn("source", "source", text),
        ),
        check=check,
    )


def one_like(codes: Collection[str]) -> ReadCell:
    def read(cell: str) -> str:
        if cell in codes:
            return cell
        near = get_close_matches(cell, codes, n=1)
        expected = f"{near[0]} perhaps, or another" if near else "one"
        raise Wrong(f"{quoted(cell)} is not in the methodology", f"{expected} of its indicators")

    return read


def number(cell: str) -> float:
    value = float(cell) if NUMBER.fullmatch(cell) else math.nan
    if not math.isfinite(value) or abs(value) > GREATEST:
        raise Wrong(f"{quoted(cell)} is not a number", "a finite number such as 1234.5")
    return value


def instant_until(now: datetime) -> ReadCell:
    """A date is its first moment in UTC, or now where it is today elsewhere already. What was not
    yet when the file is read was not seen."""

    def read(cell: str) -> datetime:
        instant = read_instant(cell)
        if instant <= now:
            return instant
        # Where the day begins first it begins 14 hours before it does in Greenwich.
        if len(cell) == len(DAY) and instant <= now + EARLIEST_ZONE:
            return now
        raise Wrong(f"{quoted(cell)} lies in the future", EXPECTED_INSTANT)

    return read


def read_instant(cell: str) -> datetime:
    try:
        if len(cell) == len(DAY):
            return datetime.combine(date.fromisoformat(cell), datetime.min.time(), UTC)
        instant = datetime.fromisoformat(cell)
        if instant.utcoffset() is not None:
            return instant.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Wrong(f"{quoted(cell)} is not an instant", EXPECTED_INSTANT) from None
    raise Wrong(f"{quoted(cell)} has no time zone", EXPECTED_INSTANT)

"""The import: everything is checked first, then written in one transaction, or nothing is."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, and_, bindparam, func, insert, select

from storage.database import Database
from storage.reference.fault import MalformedReference
from storage.reference.files import list_sheets
from storage.reference.rules import check_ranked, check_series
from storage.reference.sheet import ReadSheet, Row, read_sheet
from storage.schema_reference import imports, series

Key = tuple[Any, ...]

# Built once: every question looks at it.
NEWEST = select(func.coalesce(func.max(imports.c.version), 0))


@dataclass(frozen=True, slots=True)
class FileReport:
    """How many rows of a file were new, said something else, said the same, had left it."""

    file: str
    added: int
    changed: int
    unchanged: int
    removed: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    files: tuple[FileReport, ...]

    @property
    def has_changed(self) -> bool:
        return any(file.added or file.changed or file.removed for file in self.files)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a file says, beside what the table holds. A row that only stands elsewhere in the
    file has moved, not changed."""

    table: Table
    key: tuple[str, ...]
    added: tuple[Row, ...]
    changed: tuple[Row, ...]
    moved: tuple[Row, ...]
    removed: tuple[Row, ...]
    unchanged: int

    @property
    def is_none(self) -> bool:
        return not (self.added or self.changed or self.moved or self.removed)


async def import_reference(
    database: Database, folder: Path, country_codes: Collection[str]
) -> ImportReport:
    """Make the tables say what the files say. Again at will: what is the same is left alone.

    Raises `MalformedReference` with all faults of all files; then nothing is changed.
    """
    sheets = await asyncio.to_thread(read_sheets, folder, country_codes)

    def catch_up(connection: Connection) -> list[Difference]:
        differences = [compare(connection, sheet) for sheet in sheets]
        if not all(difference.is_none for difference in differences):
            apply(connection, differences)
        return differences

    differences = await database.write(catch_up)
    return ImportReport(
        tuple(
            FileReport(
                each.sheet.file,
                len(difference.added),
                len(difference.changed),
                difference.unchanged,
                len(difference.removed),
            )
            for each, difference in zip(sheets, differences, strict=True)
        )
    )


def is_empty(connection: Connection) -> bool:
    """Whether nothing was ever imported."""
    return connection.execute(select(series.c.code).limit(1)).first() is None


def reference_version(connection: Connection) -> int:
    """Higher after each import that changed something; 0 before the first."""
    return int(connection.execute(NEWEST).scalar_one())


def read_sheets(folder: Path, country_codes: Collection[str]) -> tuple[ReadSheet, ...]:
    sheets = tuple(read_sheet(folder, sheet) for sheet in list_sheets(country_codes))
    faults = [fault for each in sheets for fault in each.faults]
    # A broken row of the series would make every row that speaks of it look broken too.
    if not faults:
        faults = [*check_series(sheets), *check_ranked(sheets)]
    if faults:
        raise MalformedReference(faults)
    return sheets


def compare(connection: Connection, read: ReadSheet) -> Difference:
    table, key = read.sheet.table, read.sheet.key
    columns = [table.c[column.name] for column in read.sheet.columns]
    stored = connection.execute(select(*columns, table.c.position))
    held = {key_of(row, key): row for row in map(dict, stored.mappings())}
    said = {key_of(row, key): row for row in read.values}
    both = [(held[each], row) for each, row in said.items() if each in held]
    changed = [row for old, row in both if without_position(old) != without_position(row)]
    same = [(old, row) for old, row in both if without_position(old) == without_position(row)]
    return Difference(
        table=table,
        key=key,
        added=tuple(row for each, row in said.items() if each not in held),
        changed=tuple(changed),
        moved=tuple(row for old, row in same if old["position"] != row["position"]),
        removed=tuple(row for each, row in held.items() if each not in said),
        unchanged=len(same),
    )


def apply(connection: Connection, differences: list[Difference]) -> None:
    for each in differences:
        if each.added:
            connection.execute(insert(each.table), list(each.added))
        change(connection, each)
    # What others point at goes last.
    for each in reversed(differences):
        remove(connection, each)
    connection.execute(
        insert(imports).values(
            added=sum(len(each.added) for each in differences),
            changed=sum(len(each.changed) for each in differences),
            removed=sum(len(each.removed) for each in differences),
        )
    )


def change(connection: Connection, difference: Difference) -> None:
    rows = (*difference.changed, *difference.moved)
    if not rows:
        return
    names = [name for name in rows[0] if name not in difference.key]
    statement = (
        difference.table.update()
        .where(is_row(difference))
        .values({name: bindparam(f"new_{name}") for name in names})
    )
    new = [{f"new_{name}": row[name] for name in names} | bound(row, difference) for row in rows]
    connection.execute(statement, new)


def remove(connection: Connection, difference: Difference) -> None:
    if difference.removed:
        statement = difference.table.delete().where(is_row(difference))
        connection.execute(statement, [bound(row, difference) for row in difference.removed])


def is_row(difference: Difference) -> Any:
    table = difference.table
    return and_(*(table.c[name] == bindparam(f"key_{name}") for name in difference.key))


def bound(row: Row, difference: Difference) -> dict[str, Any]:
    return {f"key_{name}": row[name] for name in difference.key}


def key_of(row: Mapping[str, Any], key: tuple[str, ...]) -> Key:
    return tuple(row[name] for name in key)


def without_position(row: Row) -> dict[str, Any]:
    # As text, because 43.30 is another figure than 43.3 for whoever published it.
    return {name: str(value) for name, value in row.items() if name != "position"}

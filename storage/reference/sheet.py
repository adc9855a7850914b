"""A reference file as text: which columns it has, and its rows with every fault they have."""

import csv
import io
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from storage.reference.cell import ReadCell, Wrong, quoted
from storage.reference.fault import Fault

Row = Mapping[str, Any]
Cells = list[str]


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A heading in the file, the column of the table it goes to, and how a cell is read."""

    heading: str
    name: str
    read: ReadCell


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong between the cells of one row, said at the column `name` of the table."""

    name: str
    found: str
    expected: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file and the table it fills; `key` are the table's columns that tell rows apart.

    `complete` adds to a sound row what follows from its other cells.
    """

    file: str
    table: Table
    key: tuple[str, ...]
    columns: tuple[SheetColumn, ...]
    check: Callable[[Row], Iterable[Complaint]]
    complete: Callable[[Row], Row] = dict

    def heading_of(self, name: str) -> str:
        return next(column.heading for column in self.columns if column.name == name)


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A file as read: the sound rows with their lines, and all faults."""

    sheet: Sheet
    rows: tuple[tuple[int, Row], ...]
    faults: tuple[Fault, ...]

    @property
    def values(self) -> tuple[Row, ...]:
        """The rows as they go to the table, their order in the file with them."""
        return tuple({**row, "position": n} for n, (_, row) in enumerate(self.rows, start=1))


def read_sheet(folder: Path, sheet: Sheet) -> ReadSheet:
    faults: list[Fault] = []
    rows: list[tuple[int, Row]] = []
    try:
        lines = split_lines(read_text(folder / sheet.file))
        headings = next(lines, (1, []))[1]
        faults.extend(check_headings(sheet, headings))
        if not faults:
            rows.extend(read_rows(sheet, headings, lines, faults))
    except Unreadable as unreadable:
        faults.append(Fault(sheet.file, unreadable.line, None, *unreadable.args))
    faults.extend(check_keys(sheet, rows))
    return ReadSheet(sheet, tuple(rows), tuple(sorted(faults, key=lambda fault: fault.line or 0)))


class Unreadable(Exception):
    """The file cannot be read on from `line`; the arguments are found and expected."""

    def __init__(self, line: int | None, found: str, expected: str) -> None:
        super().__init__(found, expected)
        self.line = line


def read_text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Unreadable(None, f"cannot be read ({error.strerror})", "a readable file") from None
    try:
        # A byte order mark is what spreadsheets put in front; it says nothing.
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        found = f"byte 0x{raw[error.start]:02x} is not UTF-8"
        raise Unreadable(line, found, "the file saved as UTF-8") from None


def split_lines(content: str) -> Iterator[tuple[int, Cells]]:
    """The rows with the line each begins on; empty lines are left out."""
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable(line, f"is not CSV ({error})", "quotes in pairs") from None
        if cells:
            yield line, cells


def check_headings(sheet: Sheet, headings: Cells) -> Iterator[Fault]:
    known = [column.heading for column in sheet.columns]
    for heading in known:
        if headings.count(heading) == 0:
            yield Fault(sheet.file, 1, heading, "is missing", f"the columns {','.join(known)}")
        if headings.count(heading) > 1:
            yield Fault(sheet.file, 1, heading, "is there twice", "each column once")
    for heading in headings:
        if heading not in known:
            found = f"{quoted(heading)} is not a column of this file"
            yield Fault(sheet.file, 1, None, found, f"the columns {','.join(known)}")


def read_rows(
    sheet: Sheet,
    headings: Cells,
    lines: Iterable[tuple[int, Cells]],
    faults: list[Fault],
) -> Iterator[tuple[int, Row]]:
    """The sound rows; what is wrong with the others goes to `faults`."""
    for line, cells in lines:
        if len(cells) != len(headings):
            found, expected = f"has {len(cells)} cells", f"{len(headings)}, as in line 1"
            faults.append(Fault(sheet.file, line, None, found, expected))
            continue
        row, wrong = read_row(sheet, line, dict(zip(headings, cells, strict=True)))
        faults.extend(wrong)
        if not wrong:
            yield line, sheet.complete(row)


def read_row(sheet: Sheet, line: int, cells: Mapping[str, str]) -> tuple[Row, list[Fault]]:
    row: dict[str, Any] = {}
    faults: list[Fault] = []
    for column in sheet.columns:
        try:
            row[column.name] = column.read(one_line(cells[column.heading]))
        except Wrong as wrong:
            faults.append(Fault(sheet.file, line, column.heading, wrong.found, wrong.expected))
    if not faults:
        faults.extend(
            Fault(sheet.file, line, sheet.heading_of(each.name), each.found, each.expected)
            for each in sheet.check(row)
        )
    return row, faults


def one_line(cell: str) -> str:
    """A line break in a cell is mostly a lost quote that swallowed the rows after it."""
    if any(unicodedata.category(letter) == "Cc" for letter in cell):
        raise Wrong("has a line break or a control character in it", "one line of text")
    return cell


def check_keys(sheet: Sheet, rows: Sequence[tuple[int, Row]]) -> Iterator[Fault]:
    first: dict[tuple[Any, ...], int] = {}
    headings = ", ".join(sheet.heading_of(name) for name in sheet.key)
    for line, row in rows:
        key = tuple(row[name] for name in sheet.key)
        if key in first:
            said = " ".join(str(part) for part in key if part)
            found = f"says again what line {first[key]} says of {said}"
            yield Fault(sheet.file, line, None, found, f"one row for each {headings}")
        first.setdefault(key, line)

"""The table that is scored: units and their numbers, checked cell by cell before anything is done.

Rows come in as text with the line each began on; how they were read is not known here.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ranking.arrays import Floats, Integers
from ranking.impute import NO_GROUP
from ranking.methodology import Indicator, Methodology

UNIT = "unit"
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
"""What a spreadsheet writes for a number; Python's own reading would also take 1_000 or nan."""

Row = tuple[int, Sequence[str]]
"""The line on which a row begins, from 1, and its cells."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong where: the line from 1 (0: nowhere in particular), and the column's name."""

    line: int
    column: str
    what: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.what}"


class TableFaults(Exception):
    """A table that cannot be scored, with all faults found, in the order of its lines."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("; ".join(map(str, self.faults[:3])))


@dataclass(frozen=True, slots=True)
class Table:
    """Units with a number each in every column a methodology names; NaN is missing.

    `groups` is the text of the column that imputation goes by, empty for no group; `lines`
    says where each unit was read.
    """

    units: tuple[str, ...]
    numbers: Mapping[str, Floats]
    groups: tuple[str, ...]
    lines: tuple[int, ...]

    def values(self, indicators: Sequence[Indicator]) -> Floats:
        """One row an indicator."""
        return np.stack([self.numbers[indicator.code] for indicator in indicators])

    def denominators(self, indicators: Sequence[Indicator]) -> Floats:
        """One row an indicator: what it is divided by, 1 where nothing."""
        ones = np.ones(len(self.units))
        return np.stack([self.numbers[i.per] if i.per else ones for i in indicators])

    def group_numbers(self) -> Integers:
        """The groups numbered, NO_GROUP for none."""
        numbers: dict[str, int] = {"": NO_GROUP}
        for group in self.groups:
            numbers.setdefault(group, len(numbers) - 1)
        return np.array([numbers[group] for group in self.groups], dtype=np.intp)


def read_table(rows: Iterable[Row], methodology: Methodology) -> Table:
    """Rows of text, the first one naming the columns; raises `TableFaults` with all faults."""
    remaining = iter(rows)
    line, header = next(remaining, (1, ()))
    names = [name.strip() for name in header]
    if faults := _header_faults(line, names, methodology):
        raise TableFaults(faults)
    reading = _Reading(names, methodology)
    for row in remaining:
        reading.take(*row)
    if not reading.units and not reading.faults:
        reading.faults.append(Fault(line + 1, UNIT, "expected a unit, found the end of the table"))
    table = reading.table()
    if faults := reading.faults + value_faults(table, methodology):
        raise TableFaults(faults)
    return table


def value_faults(table: Table, methodology: Methodology) -> list[Fault]:
    """Numbers that are no fault by themselves, but cannot be divided by or logged."""
    faults = []
    per = {indicator.per for indicator in methodology.indicators if indicator.per}
    for column in sorted(per):
        for unit in np.flatnonzero(table.numbers[column] <= 0):
            what = f"expected a number above 0 to divide by, found {table.numbers[column][unit]:g}"
            faults.append(Fault(table.lines[unit], column, what))
    is_logged_bare = methodology.normalisation.method != "goalposts"
    for indicator in methodology.indicators:
        values = table.numbers[indicator.code]
        if is_logged_bare and indicator.transform == "log":
            for unit in np.flatnonzero(values <= 0):
                what = (
                    f"expected a number above 0, whose logarithm is taken, found {values[unit]:g}"
                )
                faults.append(Fault(table.lines[unit], indicator.code, what))
        if indicator.per:
            faults += _too_large(table, indicator.code, indicator.per)
    return faults


def _too_large(table: Table, code: str, per: str) -> list[Fault]:
    with np.errstate(all="ignore"):
        quotients = table.numbers[code] / table.numbers[per]
    what = f"expected a number whose quotient by {per} is finite"
    found = np.flatnonzero(np.isinf(quotients) & (table.numbers[per] > 0))
    return [Fault(table.lines[unit], code, what) for unit in found]


def _header_faults(line: int, names: list[str], methodology: Methodology) -> list[Fault]:
    if not names:
        return [Fault(line, UNIT, f"expected the first column to be {UNIT}, found nothing")]
    faults = []
    if names[0] != UNIT:
        what = f'expected the first column to be {UNIT}, found "{names[0]}"'
        faults.append(Fault(line, UNIT, what))
    by = (methodology.imputation.by,) if methodology.needs_groups else ()
    for name in dict.fromkeys((*methodology.columns, *by)):
        times = names.count(name)
        if times == 0:
            faults.append(Fault(line, name, "expected a column of this name, found none"))
        if times > 1:
            faults.append(Fault(line, name, f"expected one column of this name, found {times}"))
    return faults


class _Reading:
    """A table half read."""

    def __init__(self, names: list[str], methodology: Methodology) -> None:
        self.faults: list[Fault] = []
        self.units: dict[str, int] = {}
        self._width = len(names)
        self._places = {name: names.index(name) for name in methodology.columns}
        self._numbers: dict[str, list[float]] = {name: [] for name in methodology.columns}
        self._group = names.index(methodology.imputation.by) if methodology.needs_groups else None
        self._groups: list[str] = []
        self._lines: list[int] = []

    def take(self, line: int, cells: Sequence[str]) -> None:
        if not any(cell.strip() for cell in cells):
            return
        if len(cells) != self._width:
            what = f"expected {self._width} cells, as in the first line, found {len(cells)}"
            self.faults.append(Fault(line, UNIT, what))
            return
        self._take_unit(line, cells[0].strip())
        self._lines.append(line)
        self._groups.append("" if self._group is None else cells[self._group].strip())
        for name, place in self._places.items():
            self._numbers[name].append(self._number(line, name, cells[place].strip()))

    def _take_unit(self, line: int, unit: str) -> None:
        if not unit:
            self.faults.append(Fault(line, UNIT, "expected the name of a unit, found nothing"))
        elif unit in self.units:
            what = (
                f'expected each unit once, found "{unit}" again (first on line {self.units[unit]})'
            )
            self.faults.append(Fault(line, UNIT, what))
        self.units.setdefault(unit, line)

    def _number(self, line: int, column: str, cell: str) -> float:
        if not cell:
            return math.nan
        number = float(cell) if NUMBER.fullmatch(cell) else math.nan
        if not math.isfinite(number):
            shown = cell if len(cell) <= 40 else cell[:39] + "…"
            what = f'expected a finite number such as 1234.5, or nothing, found "{shown}"'
            self.faults.append(Fault(line, column, what))
        return number

    def table(self) -> Table:
        return Table(
            units=tuple(self.units),
            numbers={name: np.array(numbers) for name, numbers in self._numbers.items()},
            groups=tuple(self._groups),
            lines=tuple(self._lines),
        )

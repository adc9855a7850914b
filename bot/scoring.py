"""What `python -m bot score` does: read, score, write, print; refuse what is at fault."""

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.progress import Progress

from bot.score_view import ranking_table, trace_tables
from ranking.index import Index, score_table
from ranking.methodology import Methodology
from ranking.methodology_file import MethodologyFaults, parse_methodology
from ranking.order import UNRANKED
from ranking.table import Row, Table, TableFaults, read_table
from ranking.trace import follow
from ranking.uncertainty import HIGH, LOW, MEDIAN, Spread, TooManyDraws, simulate, varied

FAULTS_SHOWN = 50


class Refused(Exception):
    """What stands in the way, one sentence a line."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(*sentences)
        self.sentences = sentences


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for: files, the number of draws (0: none), the unit to follow."""

    table: Path
    methodology: Path
    out: Path | None
    draws: int
    seed: int
    unit: str | None


def carry_out(order: Order, answer: Console, progress: Console) -> None:
    """Score, write what is to be written, then print; raises `Refused` before writing anything."""
    if order.out is not None:
        _refuse_place(order.out, (order.table, order.methodology))
    methodology = load_methodology(order.methodology)
    with Progress(console=progress, transient=True, disable=not progress.is_terminal) as bar:
        index = score_table(load_table(order.table, methodology, bar), methodology)
        place = None if order.unit is None else _place(index, order.unit, order.table)
        spread = _simulate(index, order.draws, order.seed, bar) if order.draws else None
    if order.out is not None:
        _write(order.out, index, spread)
    for part in ranking_table(index, spread):
        answer.print(part)
    if spread is not None:
        _tell_varied(order, methodology, answer)
    if place is not None:
        for part in trace_tables(follow(index, place)):
            answer.print(part)


def _tell_varied(order: Order, methodology: Methodology, answer: Console) -> None:
    heading = f"Ranges: 90% of {order.draws} draws (seed {order.seed}), which varied:"
    for sentence in (heading, *(f"- {what}" for what in varied(methodology))):
        answer.print(sentence, markup=False, highlight=False)


def load_methodology(path: Path) -> Methodology:
    """Read and check a methodology file; raises `Refused`."""
    try:
        return parse_methodology(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise Refused(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Refused(f"{path}: expected UTF-8 text") from error
    except MethodologyFaults as error:
        raise Refused(*(f"{path}: {fault}" for fault in error.faults)) from error


def load_table(path: Path, methodology: Methodology, bar: Progress) -> Table:
    """Read and check a table; raises `Refused` with each fault's line and column."""
    try:
        with bar.open(
            path, "rt", encoding="utf-8-sig", newline="", description=f"reading {path.name}"
        ) as file:
            return read_table(_rows(file), methodology)
    except OSError as error:
        raise Refused(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Refused(f"{path}: expected UTF-8 text") from error
    except TableFaults as error:
        shown = [f"{path}, {fault}" for fault in error.faults[:FAULTS_SHOWN]]
        if more := len(error.faults) - len(shown):
            shown.append(f"{path}: and {more} more")
        raise Refused(*shown) from error
    except _Unreadable as error:
        raise Refused(f"{path}, line {error.line}: expected CSV: {error}") from error


class _Unreadable(Exception):
    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line


def _rows(file: TextIO) -> Iterator[Row]:
    """The rows with the line each begins on: a quoted cell may hold line breaks."""
    reader, line = csv.reader(file, strict=True), 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise _Unreadable(line, str(error)) from error


def _simulate(index: Index, draws: int, seed: int, bar: Progress) -> Spread:
    task = bar.add_task("drawing", total=draws)
    try:
        return simulate(index, draws, seed, lambda done: bar.advance(task, done))
    except TooManyDraws as error:
        raise Refused(f"--draws: expected at most {error.most} for so many units") from error


def _place(index: Index, unit: str, path: Path) -> int:
    if unit in index.units:
        return index.units.index(unit)
    near = get_close_matches(unit, index.units, n=3)
    hint = f"; did you mean {', '.join(near)}?" if near else ""
    raise Refused(f'--trace: there is no unit "{unit}" in {path}{hint}')


def _refuse_place(out: Path, sources: tuple[Path, ...]) -> None:
    if not out.parent.is_dir():
        raise Refused(f"--out: there is no folder {out.parent}")
    if out.is_dir():
        raise Refused(f"--out: {out} is a folder")
    if out.resolve() in {source.resolve() for source in sources}:
        raise Refused(f"--out: {out} would be overwritten while it is read")


def _write(out: Path, index: Index, spread: Spread | None) -> None:
    """Whole or not at all: beside it first, then in its place (a device is written as it is)."""
    is_device = out.exists() and not out.is_file()
    target = out if is_device else out.with_name(f".{out.name}.{os.getpid()}")
    try:
        try:
            with target.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows(_output(index, spread))
            if not is_device:
                target.replace(out)
        finally:
            if not is_device:
                target.unlink(missing_ok=True)
    except OSError as error:
        raise Refused(f"--out: {out} cannot be written: {error.strerror}") from error


def _output(index: Index, spread: Spread | None) -> Iterator[list[str]]:
    """The rows of the output, the names of its columns first."""
    codes = [node.code for node in index.methodology.nodes]
    ranges = ["rank_low", "rank_median", "rank_high"] if spread else []
    yield ["unit", "rank", "score", "rating", "coverage", *codes, *ranges]
    stages = index.stages
    nodes = index.nodes().T.tolist()
    bounds = zip(*spread.percentiles(LOW, MEDIAN, HIGH), strict=True) if spread else None
    for unit, name in enumerate(index.units):
        yield [
            name,
            _rank(int(stages.ranks[unit])),
            _number(float(stages.scores[unit])),
            index.letter(unit),
            _number(float(stages.coverage[unit])),
            *map(_number, nodes[unit]),
            *(map(_rank, map(int, next(bounds))) if bounds else ()),
        ]


def _rank(rank: int) -> str:
    return "" if rank == UNRANKED else str(rank)


def _number(number: float) -> str:
    """With every digit that is needed to read the same number again; empty for missing."""
    return "" if number != number else repr(number)

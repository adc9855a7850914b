"""What a tool cannot be told: sizes, names, time, and imports where none are looked for."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import PROJECT, nodes, place, source_files, syntax

LONGEST_FILE = 300
LONGEST_FUNCTION = 60
SAYING_NOTHING = {"utils", "util", "helpers", "common", "misc", "base", "manager", "service"}
SAYING_NOTHING |= {"data", "info"}

CLOCK = PROJECT / "bot" / "clock.py"
READS_THE_CLOCK = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "time.time_ns",
}

# A migration is a list of tables, frozen as it was.
MIGRATIONS = PROJECT / "storage" / "migrations" / "versions"

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(file: Path) -> Iterator[Function]:
    return (node for node in nodes(file) if isinstance(node, Function))


every_file = pytest.mark.parametrize("file", source_files(), ids=place)


@every_file
def test_a_file_can_be_read_at_a_sitting(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@every_file
def test_a_function_fits_on_a_screen(file: Path) -> None:
    if file.parent == MIGRATIONS:
        return
    long = {f.name for f in functions(file) if (f.end_lineno or 0) - f.lineno >= LONGEST_FUNCTION}
    assert not long


@every_file
def test_a_name_says_something(file: Path) -> None:
    named = {node.name for node in nodes(file) if isinstance(node, Function | ast.ClassDef)}
    words = {word.lower() for name in named for word in re.findall(r"[A-Z]?[a-z]+", name)}
    assert not SAYING_NOTHING & set(file.relative_to(PROJECT).with_suffix("").parts)
    assert not SAYING_NOTHING & {name.lower().strip("_") for name in named}
    assert not {"manager", "helper", "util"} & words


@every_file
def test_a_module_opens_with_what_it_is(file: Path) -> None:
    opening = ast.get_docstring(syntax(file)) or ""
    assert opening or not syntax(file).body
    assert len(opening.splitlines()) <= 8


@every_file
def test_only_the_clock_reads_the_clock(file: Path) -> None:
    called = {ast.unparse(node.func) for node in nodes(file) if isinstance(node, ast.Call)}
    readings = {".".join(name.split(".")[-2:]) for name in called} & READS_THE_CLOCK
    assert not readings or file == CLOCK


@every_file
def test_an_import_inside_a_function_gives_its_reason(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    inner = {
        node.lineno
        for function in functions(file)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    # One reason serves the imports below it: it stands beside the first of them, or above it.
    first = {number for number in inner if number - 1 not in inner}
    unexplained = {
        number
        for number in first
        if "#" not in lines[number - 1] and not lines[number - 2].lstrip().startswith("#")
    }
    assert not unexplained


@every_file
def test_nothing_is_printed_but_by_the_command_line(file: Path) -> None:
    if file.parent == PROJECT / "bot" or "console" in file.parts:
        return
    called = {ast.unparse(node.func) for node in nodes(file) if isinstance(node, ast.Call)}
    assert "print" not in called


def test_there_is_something_to_walk() -> None:
    assert len(source_files()) > 30

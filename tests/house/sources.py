"""Where the house tests walk: the rooms, their files, and what git would keep."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent.parent
ROOMS = (
    "bot",
    "config",
    "drawing",
    "duties",
    "handlers",
    "messages",
    "ministries",
    "platforms",
    "ranking",
    "storage",
)


@cache
def pyproject() -> dict[str, Any]:
    return tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def source_files() -> tuple[Path, ...]:
    """Every Python file of the rooms."""
    return tuple(sorted(file for room in ROOMS for file in (PROJECT / room).rglob("*.py")))


@cache
def syntax(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def nodes(file: Path) -> Iterator[ast.AST]:
    return ast.walk(syntax(file))


@cache
def kept_files() -> tuple[Path, ...]:
    """What git keeps, or would once it is told; without git, whatever is there."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        names = subprocess.run(listing, cwd=PROJECT, capture_output=True, check=True).stdout
        files = [PROJECT / name for name in names.decode().split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        files = [*source_files(), *PROJECT.glob("*"), *(PROJECT / "docs").rglob("*")]
    return tuple(file for file in files if file.is_file())


def place(file: Path) -> str:
    """The file as a reader of a failure looks for it."""
    return str(file.relative_to(PROJECT))

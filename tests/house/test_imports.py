"""The import contracts hold, and each of them notices when it is broken.

What is forbidden is said here a second time and on purpose: a contract that was loosened or
forgot a room would still be kept by the code as it is.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.house.sources import PROJECT, ROOMS, pyproject

PLATFORMS = ("console", "slack", "telegram")

# Every place a module can stand in, the folders of the platforms one by one.
PLACES = (*ROOMS, *(f"platforms.{name}" for name in PLATFORMS))

ABOVE = {
    "handlers": ("bot", "config", "platforms", "drawing"),
    "platforms": tuple(room for room in ROOMS if room not in {"platforms", "messages"}),
    "drawing": tuple(room for room in ROOMS if room not in {"drawing", "messages"}),
    "storage": ("bot", "config", "handlers", "platforms", "drawing"),
    "duties": ("bot", "config", "handlers", "platforms", "drawing", "storage"),
    "ranking": ("bot", "config", "handlers", "platforms", "drawing", "storage", "duties"),
    "ministries": tuple(room for room in ROOMS if room != "ministries"),
    "messages": tuple(room for room in ROOMS if room != "messages"),
    "config": tuple(room for room in ROOMS if room != "config"),
}

AT_HOME = {
    "telegram": {"platforms.telegram"},
    "httpx": {"platforms.telegram"},
    "slack_bolt": {"platforms.slack"},
    "slack_sdk": {"platforms.slack"},
    "aiohttp": {"platforms.slack"},
    "sqlalchemy": {"storage"},
    "aiosqlite": {"storage"},
    "alembic": {"storage"},
    "sqlite3": {"storage"},
    "matplotlib": {"drawing"},
    "numpy": {"bot", "drawing", "ranking"},
    "PIL": {"drawing"},
    "prompt_toolkit": {"platforms.console"},
    "rich": {"bot", "platforms.console"},
    "prometheus_client": {"bot"},
    "typer": {"bot"},
    "structlog": {"bot"},
    "holidays": {"duties"},
    "pydantic": {"config"},
    "dotenv": {"config"},
}

WORLD = ("asyncio", "io", "logging", "os", "pathlib", "random", "socket", "time", "urllib.request")

Breach = tuple[str, str]


def linted(root: Path) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [command, "--no-cache"], cwd=root, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the rooms that tests may break."""
    root = tmp_path_factory.mktemp("house")
    shutil.copy(PROJECT / "pyproject.toml", root)
    only_python = shutil.ignore_patterns("__pycache__", "*.[!p]*")
    for room in ROOMS:
        shutil.copytree(PROJECT / room, root / room, ignore=only_python)
    return root


def broken(root: Path, breaches: Iterable[Breach]) -> str:
    """What the linter says of a tree where each place gets a module that imports as told."""
    files: dict[Path, list[str]] = {}
    for where, imported in breaches:
        file = root.joinpath(*where.split("."), "breach.py")
        files.setdefault(file, []).append(f"import {imported}\n")
    try:
        for file, lines in files.items():
            file.write_text("".join(lines))
        result = linted(root)
    finally:
        for file in files:
            file.unlink(missing_ok=True)
    assert result.returncode == 1, result.stdout + result.stderr
    return " ".join(result.stdout.split())


def test_the_contracts_hold() -> None:
    result = linted(PROJECT)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_contracts_hold_in_the_copy(rooms: Path) -> None:
    result = linted(rooms)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("lower", sorted(ABOVE))
def test_no_room_looks_up(rooms: Path, lower: str) -> None:
    said = broken(rooms, [(lower, upper) for upper in ABOVE[lower]])
    for upper in ABOVE[lower]:
        assert f"{lower}.breach -> {upper}" in said, upper


def test_nobody_but_bot_reads_the_settings(rooms: Path) -> None:
    others = [room for room in ROOMS if room not in {"bot", "config"}]
    said = broken(rooms, [(room, "config.settings") for room in others])
    for room in others:
        assert f"{room}.breach -> config" in said, room


@pytest.mark.parametrize("platform", PLATFORMS)
def test_platforms_are_strangers(rooms: Path, platform: str) -> None:
    others = [other for other in PLATFORMS if other != platform]
    said = broken(rooms, [(f"platforms.{platform}", f"platforms.{other}") for other in others])
    for other in others:
        assert f"platforms.{platform}.breach -> platforms.{other}" in said, other


def test_the_contract_of_platforms_names_none(rooms: Path) -> None:
    contract = rooms / "platforms" / "contract.py"
    before = contract.read_text()
    try:
        contract.write_text(before + "\nimport platforms.console\n")
        said = linted(rooms)
    finally:
        contract.write_text(before)
    assert said.returncode == 1
    assert "platforms.contract -> platforms.console" in said.stdout


@pytest.mark.parametrize("library", sorted(AT_HOME))
def test_a_library_stays_in_its_room(rooms: Path, library: str) -> None:
    elsewhere = [where for where in PLACES if where not in AT_HOME[library]]
    said = broken(rooms, [(where, library) for where in elsewhere])
    for where in elsewhere:
        assert f"{where}.breach -> {library}" in said, where


@pytest.mark.parametrize("room", ["duties", "ministries", "ranking"])
def test_the_domain_touches_no_world(rooms: Path, room: str) -> None:
    said = broken(rooms, [(room, module) for module in WORLD])
    for module in WORLD:
        assert f"{room}.breach -> {module.split('.')[0]}" in said, module


@pytest.mark.parametrize("room", ROOMS)
def test_no_cycles(rooms: Path, room: str) -> None:
    first, second = rooms / room / "breach.py", rooms / room / "breach_of_it.py"
    try:
        first.write_text(f"import {room}.breach_of_it\n")
        second.write_text(f"import {room}.breach\n")
        result = linted(rooms)
    finally:
        first.unlink()
        second.unlink()
    assert result.returncode == 1
    assert "No cycles BROKEN" in result.stdout


def test_every_room_is_in_the_contracts() -> None:
    folders = {file.parent.name for file in PROJECT.glob("*/__init__.py")} - {"tests"}
    linter = pyproject()["tool"]["importlinter"]
    layers = {contract["id"]: contract for contract in linter["contracts"]}["layers"]["layers"]
    layered = {room for layer in layers for room in layer.split(" | ")}
    assert folders == set(ROOMS)
    assert folders == set(linter["root_packages"])
    assert folders == set(pyproject()["tool"]["setuptools"]["packages"])
    assert folders == layered | {"config"}


def test_every_platform_is_a_stranger() -> None:
    folders = {file.parent.name for file in PROJECT.glob("platforms/*/__init__.py")}
    assert folders == set(PLATFORMS)

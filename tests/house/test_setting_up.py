"""`make install` and its kin: each step once, taken up where it stopped, in any folder.

A stand-in for Python writes down what it is asked to do, so that nothing is downloaded.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.sources import PROJECT

STAND_IN = """#!/bin/sh
case "$*" in
    *pip*--version*) test -e .venv/pip; exit ;;
    -c*) exit 0 ;;
    "-m venv"*) rm -rf .venv; mkdir -p .venv/bin; cp "$0" .venv/bin/python ;;
esac
echo "$*" >> steps
if [ -e fails ] && echo "$*" | grep -q -e "$(cat fails)"; then exit 1; fi
case "$*" in
    "-m venv"*) touch .venv/pip; cp "$0" .venv/bin/lint-imports ;;
esac
"""

MAKING = "-m venv --clear .venv"
INSTALLING = "-r requirements.lock"
COMPILING = "-m compileall -q bot/"
INSTALLING_TOOLS = "-r requirements-dev.lock"
TESTING = "-m pytest -n 3 --dist loadfile"
FILLING = "-m bot import"


class Clone:
    """A fresh clone with the stand-in for Python."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("bot", "data", "tests"):
            (folder / name).mkdir(parents=True)
        for name in ("bot", "tests"):
            (folder / name / "__init__.py").touch()
        for name in ("Makefile", "requirements.lock", "requirements-dev.lock"):
            shutil.copy(PROJECT / name, folder)
        (folder / "data" / "peers.csv").write_text("group\n")
        (folder / "python").write_text(STAND_IN)
        (folder / "python").chmod(0o755)

    def make(self, *arguments: str) -> tuple[list[str], str, int]:
        """The steps taken, what was said, and the exit code."""
        steps = self.folder / "steps"
        steps.unlink(missing_ok=True)
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        result = subprocess.run(
            ["make", "PYTHON=./python", *arguments],
            cwd=self.folder,
            env=kept,
            capture_output=True,
            text=True,
            check=False,
        )
        taken = steps.read_text().splitlines() if steps.exists() else []
        return taken, result.stdout + result.stderr, result.returncode

    def touch(self, name: str) -> None:
        """Make a file newer than every mark, whatever the clock of the file system."""
        marks = [file.stat().st_mtime for file in (self.folder / ".venv").glob(".*")]
        os.utime(self.folder / name, (max(marks) + 1, max(marks) + 1))


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path / "a folder with spaces")


def ends(steps: list[str], *endings: str) -> bool:
    return len(steps) == len(endings) and all(map(str.endswith, steps, endings))


def test_from_nothing_to_talking(clone: Clone) -> None:
    steps, said, code = clone.make("chat")
    assert code == 0
    assert ends(steps, MAKING, INSTALLING, COMPILING, FILLING, "-m bot chat")
    assert "--require-hashes" in steps[1]
    assert len(said.splitlines()) == 3
    assert clone.make("chat")[0] == ["-m bot chat"]


def test_a_second_install_does_nothing(clone: Clone) -> None:
    clone.make("install")
    steps, said, code = clone.make("install")
    assert (steps, code) == ([], 0)
    assert "make chat" in said


@pytest.mark.parametrize(
    ("stops_at", "left"),
    [
        ("venv", (MAKING, INSTALLING, COMPILING, FILLING)),
        ("requirements.lock", (INSTALLING, COMPILING, FILLING)),
        ("compileall", (COMPILING, FILLING)),
        ("import", (FILLING,)),
    ],
)
def test_an_interrupted_set_up_is_taken_up(
    clone: Clone, stops_at: str, left: tuple[str, ...]
) -> None:
    (clone.folder / "fails").write_text(stops_at)
    assert clone.make("install")[2] != 0
    (clone.folder / "fails").unlink()
    assert ends(clone.make("install")[0], *left)


def test_what_changed_is_done_again_and_no_more(clone: Clone) -> None:
    clone.make("install")
    clone.touch("data/peers.csv")
    assert ends(clone.make("install")[0], FILLING)
    clone.touch("requirements.lock")
    assert ends(clone.make("install")[0], INSTALLING, COMPILING, FILLING)


def test_what_is_ours_is_compiled_again_when_it_changed(clone: Clone) -> None:
    clone.make("install")
    clone.touch("tests/__init__.py")
    assert clone.make("install")[0] == []
    clone.touch("bot/__init__.py")
    assert ends(clone.make("install")[0], COMPILING)


def test_tests_and_talking_share_what_is_installed(clone: Clone) -> None:
    clone.make("install")
    assert ends(clone.make("test")[0], INSTALLING_TOOLS, TESTING)
    assert clone.make("install")[0] == []
    assert ends(clone.make("test")[0], TESTING)


def test_many_at_once_do_each_step_once(clone: Clone) -> None:
    steps, _, code = clone.make("-j8", "install", "test", "lint")
    assert code == 0
    for step in (MAKING, INSTALLING, INSTALLING_TOOLS, COMPILING, FILLING):
        assert len([taken for taken in steps if taken.endswith(step)]) == 1


def test_a_dead_environment_is_made_anew(clone: Clone) -> None:
    clone.make("install")
    python = clone.folder / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("python-of-last-year")
    assert ends(clone.make("install")[0], MAKING, INSTALLING, COMPILING, FILLING)


@pytest.mark.parametrize("python", ["false", "no-such-python"])
def test_an_old_or_missing_python_is_said(clone: Clone, python: str) -> None:
    _, said, code = clone.make("install", f"PYTHON={python}")
    assert code != 0
    assert f"Kopdar needs Python 3.11 or newer, and {python} is not" in said
    assert not (clone.folder / ".venv").exists()


def test_lint_checks_style_types_and_imports(clone: Clone) -> None:
    steps = clone.make("lint")[0]
    assert steps[-4:] == ["-m ruff check", "-m ruff format --check", "-m mypy", "--no-logo"]


def test_help_lists_what_can_be_made(clone: Clone) -> None:
    _, said, code = clone.make()
    assert code == 0
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    (targets,) = re.findall(r"^\.PHONY: (.*) again$", makefile, re.MULTILINE)
    assert re.findall(r"^make (\w+) ", said, re.MULTILINE) == targets.split()


def test_the_gate_is_lint_and_tests() -> None:
    lines = (PROJECT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert "set -euo pipefail" in lines
    assert [line for line in lines if line.startswith("make")] == ["make lint", "make test"]
    assert os.access(PROJECT / ".ci" / "run", os.X_OK)


def test_the_procfile_runs_the_bot() -> None:
    assert (PROJECT / "Procfile").read_text(encoding="utf-8") == "bot: python -m bot run\n"

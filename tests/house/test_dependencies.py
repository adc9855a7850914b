"""What others wrote: pinned with hashes, from no address, explained, and under a free licence."""

import ast
import re
import sys
from importlib.metadata import Distribution, distributions, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.sources import PROJECT, ROOMS, nodes, place, pyproject, source_files

LOCKS = ("requirements.lock", "requirements-dev.lock")
LISTED = PROJECT / "docs" / "dependencies.md"
ENTRY = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)((?:[^\\\n]|\\\n)*)$", re.MULTILINE)


def locked(lock: str) -> dict[str, str]:
    """Names and versions of a lock file."""
    return {
        canonicalize_name(name): version
        for name, version, _ in ENTRY.findall((PROJECT / lock).read_text(encoding="utf-8"))
    }


def wanted(group: str) -> list[Requirement]:
    named = pyproject()["project"]["dependencies"]
    if group == "dev":
        named = pyproject()["dependency-groups"]["dev"]
    return [Requirement(line) for line in named]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_entry_of_a_lock_has_its_hashes(lock: str) -> None:
    text = (PROJECT / lock).read_text(encoding="utf-8")
    entries = ENTRY.findall(text)
    assert len(entries) == len(re.findall(r"^\S", text, re.MULTILINE))
    for name, _, rest in entries:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", rest), name


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock: str) -> None:
    text = (PROJECT / lock).read_text(encoding="utf-8")
    assert not re.search(r"://|--index|--find-links|--extra|@ ", text)


def test_what_tests_need_is_what_is_shipped_and_more() -> None:
    shipped, for_tests = locked("requirements.lock"), locked("requirements-dev.lock")
    assert shipped.items() < for_tests.items()


@pytest.mark.parametrize(("group", "lock"), [("app", LOCKS[0]), ("dev", LOCKS[1])])
def test_a_lock_fits_what_is_asked_for(group: str, lock: str) -> None:
    versions = locked(lock)
    for requirement in wanted(group):
        version = versions[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), requirement


def test_what_is_imported_is_asked_for() -> None:
    """What happens to be installed here is missing on a fresh machine."""
    asked_for = {canonicalize_name(requirement.name) for requirement in wanted("app")}
    sold_as = packages_distributions()
    for file in source_files():
        for module in imported(file) - sys.stdlib_module_names - set(ROOMS):
            names = {canonicalize_name(name) for name in sold_as.get(module, [])}
            assert names & asked_for, f"{place(file)} imports {module}"


def imported(file: Path) -> set[str]:
    """The packages that the file takes something from."""
    modules: set[str] = set()
    for node in nodes(file):
        match node:
            case ast.Import(names=names):
                modules |= {each.name.partition(".")[0] for each in names}
            case ast.ImportFrom(module=str() as module, level=0):
                modules.add(module.partition(".")[0])
    return modules


def test_every_dependency_is_explained_once() -> None:
    text = LISTED.read_text(encoding="utf-8")
    rows = re.findall(r"^\| (?!name )([\w.-]+) \| (.+?) \| (.+?) \|$", text, re.MULTILINE)
    names = [canonicalize_name(name) for name, _, _ in rows]
    assert sorted(names) == sorted(
        canonicalize_name(r.name) for group in ("app", "dev") for r in wanted(group)
    )


def test_none_is_under_a_licence_that_would_bind_us() -> None:
    """LGPL and MPL are fine for a library that is used as it is; GPL and AGPL are not."""
    shipped = locked("requirements.lock")
    for package in distributions():
        name = canonicalize_name(package.metadata["Name"])
        if name in shipped:
            said = licence(package)
            assert said, f"{name} says nothing of its licence"
            assert not re.search(r"(?<!L)GPL|(?<!Lesser )General Public", said), f"{name}: {said}"


def licence(package: Distribution) -> str:
    """What a package says of its licence; the text itself only where it says nothing shorter."""
    classifiers = package.metadata.get_all("Classifier") or []
    short = [line.rpartition("::")[2].strip() for line in classifiers if "License ::" in line]
    expression = package.metadata["License-Expression"] or ""
    return " ".join([expression, *short]).strip() or (package.metadata["License"] or "")[:200]

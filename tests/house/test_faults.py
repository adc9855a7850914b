"""The catalogue of faults is whole, and every test that it names is there and runs."""

import ast
import re
from functools import cache

import pytest

from tests.faults.mutations import MUTATIONS, Mutation
from tests.house.sources import PROJECT

CATALOGUE = PROJECT / "docs" / "faults.md"
ROWS = (
    *(f"F{number}" for number in range(1, 13)),
    *(f"P{number}" for number in range(1, 14)),
    *(f"M{number}" for number in range(1, 13)),
    *(f"H{number}" for number in range(1, 11)),
    *(f"C{number}" for number in range(1, 13)),
)
TEST = re.compile(r"`(tests/[\w/]+\.py)::((?:Test\w+::)?test_\w+)`")
OPEN = "*open*"


@cache
def rows() -> dict[str, list[str]]:
    """The cells of each row, by its name."""
    lines = CATALOGUE.read_text(encoding="utf-8").splitlines()
    table = [re.split(r"(?<!\\) \| ", line.strip("| ")) for line in lines if line[:2] == "| "]
    return {cells[0]: cells for cells in table if cells[0] != "row"}


@cache
def defined_in(file: str) -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    """Its tests, those of a class by the names of both."""
    tree = ast.parse((PROJECT / file).read_text(encoding="utf-8"))
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    found = [("", node) for node in tree.body]
    found += [(f"{each.name}::", node) for each in classes for node in each.body]
    return {
        prefix + node.name: node
        for prefix, node in found
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_no_row_is_missing_and_they_stand_in_order() -> None:
    assert tuple(rows()) == ROWS


@pytest.mark.parametrize("row", ROWS)
def test_a_row_says_what_happens_and_what_holds_it(row: str) -> None:
    _, fault, expected, held_by = rows()[row]
    assert fault
    assert expected
    named = TEST.findall(held_by)
    assert named or OPEN in held_by
    # Whatever is written there is a test that is found, or says that something is open.
    assert held_by.count(".py::") == len(named)
    for file, name in named:
        test = defined_in(file)[name]
        decorated = " ".join(ast.unparse(decorator) for decorator in test.decorator_list)
        assert "skip" not in decorated
        assert "xfail" not in decorated


def test_nothing_is_skipped_among_the_faults() -> None:
    for file in (PROJECT / "tests" / "faults").glob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"pytest\.(mark\.)?(skip|xfail|importorskip)", text)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.safeguard)
def test_what_the_mutation_check_takes_out_is_there_and_so_are_its_tests(
    mutation: Mutation,
) -> None:
    sources = {
        edit.file: (PROJECT / edit.file).read_text(encoding="utf-8") for edit in mutation.edits
    }
    for edit in mutation.edits:
        sources[edit.file] = edit.of(sources[edit.file])
    for source in sources.values():
        ast.parse(source)
    for test in mutation.tests:
        file, name = test.partition("[")[0].split("::", 1)
        assert name in defined_in(file)

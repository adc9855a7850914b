"""What a table must be: every fault with its line, its column and what was expected."""

import numpy as np
import pytest

from ranking.methodology_file import parse_methodology
from ranking.table import TableFaults, read_table
from tests.ranking.scored import column, method, read, table_faults

GROUPS = '[imputation]\nmethod = "group_mean"\nby = "region"'


@pytest.mark.parametrize(
    ("table", "line", "name", "what"),
    [
        ("", 1, "unit", "first column"),
        ("country,a\nu1,1\n", 1, "unit", 'found "country"'),
        ("unit,b\nu1,1\n", 1, "a", "expected a column of this name"),
        ("unit,a,a\nu1,1,2\n", 1, "a", "expected one column of this name, found 2"),
        ("unit,a\n", 2, "unit", "the end of the table"),
        ("unit,a\nu1,1\nu1,2\n", 3, "unit", 'found "u1" again (first on line 2)'),
        ("unit,a\n,1\n", 2, "unit", "the name of a unit"),
        ("unit,a\nu1,1,2\n", 2, "unit", "expected 2 cells"),
        ("unit,a\nu1\n", 2, "unit", "expected 2 cells"),
        *(
            (f'unit,a\nu1,1\n\nu2,"{cell}"\n', 4, "a", "expected a finite number")
            for cell in (
                "x",
                "n/a",
                "nan",
                "inf",
                "-Infinity",
                "1e999",
                "1_000",
                "1,5",
                "١٢",
                "0x1",
            )
        ),
    ],
)
def test_fault_says_where_and_what_was_expected(
    table: str, line: int, name: str, what: str
) -> None:
    faults = table_faults(table, method("a"))
    assert [(fault.line, fault.column) for fault in faults] == [(line, name)]
    assert what in faults[0].what


def test_all_faults_come_at_once_in_the_order_of_the_lines() -> None:
    faults = table_faults("unit,a,n\nu1,x,0\nu2,1,-2\nu2,,y\n", method('a; per = "n"'))
    assert [(fault.line, fault.column) for fault in faults] == [
        (2, "a"), (2, "n"), (3, "n"), (4, "n"), (4, "unit"),
    ]  # fmt: skip


def test_columns_for_denominators_and_groups_must_be_there() -> None:
    faults = table_faults("unit,a\nu1,1\n", method('a; per = "n"', tables=GROUPS))
    assert [fault.column for fault in faults] == ["n", "region"]


def test_a_quotient_that_is_not_finite_is_a_fault() -> None:
    [fault] = table_faults("unit,a,n\nu1,1e300,1e-300\n", method('a; per = "n"'))
    assert (fault.line, fault.column) == (2, "a")


def test_other_columns_are_ignored_and_spaces_do_not_count() -> None:
    table = read("unit, note ,a\n u1 ,hello, 1.5 \nu2,,  \nu3,x,+.5e1\n", method("a"))
    assert table.units == ("u1", "u2", "u3")
    np.testing.assert_array_equal(table.numbers["a"], [1.5, np.nan, 5])


def test_groups_are_text_and_may_be_empty() -> None:
    table = read("unit,a,region\nu1,1,1\nu2,1,\nu3,2,01\nu4,3,1\n", method("a", tables=GROUPS))
    assert table.groups == ("1", "", "01", "1")
    assert table.group_numbers().tolist() == [0, -1, 1, 0]


def test_a_column_may_be_indicator_and_denominator() -> None:
    text = method('a; per = "b"', "b")
    table = read("unit,a,b\nu1,4,2\n", text)
    assert {name: values.tolist() for name, values in table.numbers.items()} == {"a": [4], "b": [2]}


def test_no_rows_at_all_is_a_fault_and_no_crash() -> None:
    with pytest.raises(TableFaults):
        read_table([], parse_methodology(method("a")))


def test_line_is_where_the_row_began() -> None:
    assert read(column(1, 2), method("a")).lines == (2, 3)

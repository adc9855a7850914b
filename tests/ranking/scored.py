"""Short ways to say a table and a methodology, and to score one by the other."""

import csv
import io

from ranking.index import Index, score_table
from ranking.methodology_file import MethodologyFaults, parse_methodology
from ranking.table import Fault, Table, TableFaults, read_table


def method(
    *indicators: str, normalisation: str = 'method = "min_max"', nodes: str = "", tables: str = ""
) -> str:
    """A methodology with one node, `all`; an indicator is its code, then keys: `a; per = "b"`.

    `nodes` adds keys to the node, and entries after it.
    """
    entries = []
    for indicator in indicators or ("a",):
        code, *keys = indicator.split("; ")
        parent = [] if any(key.startswith("parent") for key in keys) else ['parent = "all"']
        entries.append("\n".join(["[[indicator]]", f'code = "{code}"', *parent, *keys]))
    listed = "\n".join(entries)
    return (
        f'[index]\nname = "test"\n[normalisation]\n{normalisation}\n{tables}\n'
        f'[[node]]\ncode = "all"\n{nodes}\n{listed}\n'
    )


def read(table: str, methodology: str) -> Table:
    rows = csv.reader(io.StringIO(table))
    return read_table(enumerate(rows, start=1), parse_methodology(methodology))


def scored(table: str, methodology: str) -> Index:
    return score_table(read(table, methodology), parse_methodology(methodology))


def column(*values: object) -> str:
    """A table of one indicator, `a`, with units u1, u2, …; None is an empty cell."""
    rows = (f"u{n},{'' if value is None else value}" for n, value in enumerate(values, start=1))
    return "\n".join(["unit,a", *rows])


def table_faults(table: str, methodology: str) -> tuple[Fault, ...]:
    try:
        read(table, methodology)
    except TableFaults as error:
        return error.faults
    return ()


def methodology_faults(text: str) -> tuple[str, ...]:
    try:
        parse_methodology(text)
    except MethodologyFaults as error:
        return error.faults
    return ()

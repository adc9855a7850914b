"""`score` as it is typed: what it prints, what it writes, and that a fault writes nothing."""

import csv
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.score import register

METHOD = """
[index]
name = "Example"
minimum_coverage = 0.5
[normalisation]
method = "min_max"
[[node]]
code = "reach"
parent = "all"
[[node]]
code = "all"
[[indicator]]
code = "followers"
parent = "reach"
per = "people"
[[indicator]]
code = "sites"
parent = "all"
[[rating]]
letter = "A"
from = 50
"""
TABLE = """unit,note,people,followers,sites
Utopia,"two
lines",10,100,3
"Elbonia, Upper",,4,20,3
Atlantis,,5,,
Laputa,,20,20,4
"""


class Desk:
    """A folder with a table and a methodology, and the command line to score them."""

    def __init__(self, folder: Path) -> None:
        self.table, self.methodology = folder / "table.csv", folder / "method.toml"
        self.out = folder / "scores.csv"
        self.table.write_text(TABLE, encoding="utf-8")
        self.methodology.write_text(METHOD, encoding="utf-8")

    def score(self, *options: str) -> Result:
        app = typer.Typer()
        register(app)
        order = [str(self.table), "--methodology", str(self.methodology), *options]
        return CliRunner().invoke(app, order, env={"COLUMNS": "120"})

    def written(self) -> list[list[str]]:
        with self.out.open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_prints_the_units_by_rank(desk: Desk) -> None:
    result = desk.score()
    assert result.exit_code == 0
    names = ("Utopia", "Laputa", "Elbonia, Upper", "Atlantis")
    places = [result.output.index(name) for name in names]
    assert places == sorted(places)
    assert "50.00" in result.output


def test_writes_every_node_in_full_precision_in_the_order_of_the_table(desk: Desk) -> None:
    desk.score("--out", str(desk.out))
    reach = 100 * 4 / 9
    assert desk.written() == [
        ["unit", "rank", "score", "rating", "coverage", "reach", "all"],
        ["Utopia", "1", "50.0", "A", "1.0", "100.0", "50.0"],
        ["Elbonia, Upper", "3", repr(reach / 2), "", "1.0", repr(reach), repr(reach / 2)],
        ["Atlantis", "", "", "", "0.0", "", ""],
        ["Laputa", "1", "50.0", "A", "1.0", "0.0", "50.0"],
    ]


def test_draws_add_ranges_and_say_what_was_varied(desk: Desk) -> None:
    result = desk.score("--out", str(desk.out), "--draws", "50", "--seed", "7")
    assert "every weight by up to ±25%" in result.output
    header, *rows = desk.written()
    assert header[-3:] == ["rank_low", "rank_median", "rank_high"]
    assert rows[2][-3:] == ["", "", ""]
    for row in (rows[0], rows[1], rows[3]):
        low, median, high = map(int, row[-3:])
        assert 1 <= low <= median <= high <= 3
    first = desk.out.read_bytes()
    desk.score("--out", str(desk.out), "--draws", "50", "--seed", "7")
    assert desk.out.read_bytes() == first


def test_trace_shows_the_way_of_one_unit(desk: Desk) -> None:
    output = desk.score("--trace", "Elbonia, Upper").output
    for figure in ("20", "4", "5", "44.444444", "22.222222", "50.0%", "rank 3"):
        assert figure in output


def test_trace_of_nobody_offers_the_nearest(desk: Desk) -> None:
    result = desk.score("--trace", "Utopa", "--out", str(desk.out))
    assert result.exit_code == 2
    assert "did you mean Utopia?" in result.output
    assert not desk.out.exists()


def test_a_bad_table_is_refused_by_file_line_and_column_and_nothing_is_written(desk: Desk) -> None:
    desk.table.write_text(TABLE.replace("20,20,4", "20,inf,4"), encoding="utf-8")
    result = desk.score("--out", str(desk.out))
    assert result.exit_code == 2
    assert f"{desk.table}, line 6, column followers: expected a finite number" in result.output
    assert not desk.out.exists()


def test_a_fault_leaves_what_was_written_before(desk: Desk) -> None:
    desk.out.write_text("before", encoding="utf-8")
    desk.table.write_text("unit\n", encoding="utf-8")
    assert desk.score("--out", str(desk.out)).exit_code == 2
    assert desk.out.read_text(encoding="utf-8") == "before"
    assert sorted(path.name for path in desk.out.parent.iterdir()) == [
        "method.toml", "scores.csv", "table.csv",
    ]  # fmt: skip


def test_a_bad_methodology_is_refused_with_all_its_faults(desk: Desk) -> None:
    desk.methodology.write_text(METHOD.replace('"reach"', '"rich"', 1) + "x = 1", encoding="utf-8")
    result = desk.score()
    assert result.exit_code == 2
    assert f'{desk.methodology}: indicator "followers": parent' in result.output
    assert 'rating "A": x: unknown key' in result.output


@pytest.mark.parametrize("content", [b"\xff\xfe", b'unit,"a\n', b""])
def test_what_is_no_table_is_refused(desk: Desk, content: bytes) -> None:
    desk.table.write_bytes(content)
    result = desk.score()
    assert result.exit_code == 2
    assert str(desk.table) in result.output


def test_missing_files_and_bad_places_are_refused(desk: Desk) -> None:
    for place in ("nowhere/scores.csv", ".", desk.table.name):
        result = desk.score("--out", str(desk.table.parent / place))
        assert (result.exit_code, "--out" in result.output) == (2, True)
    assert desk.table.read_text(encoding="utf-8") == TABLE
    desk.methodology.unlink()
    result = desk.score()
    assert (result.exit_code, "cannot be read" in result.output) == (2, True)


def test_a_byte_order_mark_and_windows_line_ends_are_read(desk: Desk) -> None:
    desk.table.write_bytes(b"\xef\xbb\xbf" + TABLE.replace("\n", "\r\n").encode())
    assert desk.score().exit_code == 0


def test_too_many_draws_are_refused(desk: Desk) -> None:
    result = desk.score("--draws", "1000000000")
    assert (result.exit_code, "--draws: expected at most" in result.output) == (2, True)

"""Reading the files: each fault is found where it is, and any bytes end in one of two ways."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.reference import Fault, MalformedReference
from storage.reference.files import list_sheets
from storage.reference.imported import read_sheets
from storage.reference.sheet import read_sheet
from tests.storage.countries import CODES, DATA

RANKS = "published_ranks.csv"
RANK_HEADINGS = (
    "series,year,country,rank_from,rank_to,ranked,score,score_means,rating,source,source_title"
)


def faults_of(folder: Path) -> tuple[Fault, ...]:
    try:
        read_sheets(folder, CODES)
    except MalformedReference as malformed:
        return malformed.faults
    return ()


def test_the_shipped_files_have_no_fault() -> None:
    assert faults_of(DATA) == ()


# A row to put at the end of a file, and what is said of it (its line is the file's next).
ROWS = [
    (
        RANKS,
        "ddr,2018,ID,1,x9,,,,,,A",
        "rank_to: 'x9' is not a whole number; expected a rank from 1, or nothing",
    ),
    (
        RANKS,
        "ddr,2018,ID,0,1,,,,,,A",
        "rank_from: 0 is too small; expected a rank from 1, or nothing",
    ),
    (RANKS, "ddr,2018,ID,01,1,,,,,,A", "rank_from: '01' is not a whole number; "),
    (RANKS, "ddr,2018,ID,١,2,,,,,,A", "rank_from: '١' is not a whole number; "),
    (RANKS, "ddr,2018,ID,5,4,,,,,,A", "rank_to: 4 comes before 5; "),
    (
        RANKS,
        "ddr,2018,ID,5,,,,,,,A",
        "rank_to: is empty; expected both ends of the range, or neither",
    ),
    (RANKS, "ddr,2018,ID,,5,,,,,,A", "rank_from: is empty; expected both ends"),
    (
        RANKS,
        "ddr,2018,ID,5,211,210,,,,,A",
        "rank_to: 211 is more than the 210 ranked; expected a rank up to 210",
    ),
    (RANKS, "ddr,2018,ID,,,,43.34,,,,A", "score_means: is empty; expected a score and its meaning"),
    (
        RANKS,
        "ddr,2018,ID,,,,,diplomatic_posts,,,A",
        "score: is empty; expected a score and its meaning",
    ),
    (RANKS, 'ddr,2018,ID,,,,"43,34",diplomatic_posts,,,A', "score: '43,34' is not a number; "),
    (RANKS, "ddr,2018,ID,,,,NaN,diplomatic_posts,,,A", "score: 'NaN' is not a number; "),
    (RANKS, "ddr,2018,ID,,,,-1,index_0_100,,,A", "score: '-1' is not a number; "),
    (
        RANKS,
        "ddr,2018,ID,,,,101,index_0_100,,,A",
        "score: 101 is more than 100; expected a score from 0 to 100",
    ),
    (RANKS, "ddr,2018,ID,,,,100.01,measure_0_100,,,A", "score: 100.01 is more than 100; "),
    (
        RANKS,
        "ddr,2018,ID,,,,1.5,mutual_connections,,,A",
        "score: 1.5 is not a whole number; expected how many there are",
    ),
    (
        RANKS,
        "ddr,2018,ID,,,,43,stars,,,A",
        "score_means: 'stars' is not known; expected one of index_0_100, measure_0_100, "
        "mutual_connections, diplomatic_posts, or nothing",
    ),
    (
        RANKS,
        "ddr,2018,ID,,,209,,,,,A",
        "rank_from: is empty; expected a rank, or else a score or a rating",
    ),
    (
        RANKS,
        "ddr,2017,BR,50,50,210,,,,,A",
        "ranked: 210 where line 30 has 209 for ddr 2017; expected the same number for one edition",
    ),
    (RANKS, "ddr,18,ID,1,1,,,,,,A", "year: '18' is not a year; expected a year from 1900 to 2100"),
    (RANKS, "ddr,2018,XX,1,1,,,,,,A", "country: 'XX' is not a country; expected an ISO 3166-1"),
    (RANKS, "ddr,2018,id,1,1,,,,,,A", "country: 'id' is not a country; "),
    (RANKS, "dddr,2018,ID,1,1,,,,,,A", "series: dddr is not described in published_series.csv; "),
    (RANKS, "DDR,2018,ID,1,1,,,,,,A", "series: 'DDR' is not a code; "),
    (RANKS, "ddr,2018,ID,1,1,,,,,,", "source: is empty; expected where it was read"),
    (
        RANKS,
        "ddr,2018,ID,1,1,,,,,www.kemlu.go.id,",
        "source: 'www.kemlu.go.id' is not a web address; ",
    ),
    (RANKS, "ddr,2018,ID,1,1,,,,,https://[x/,", "source: 'https://[x/' is not a web address; "),
    (RANKS, "ddr,2018,ID,1,1,,,,,javascript:1,", "source: 'javascript:1' is not a web address; "),
    (RANKS, "ddr,2018,ID,1,1,,,, CC,,A", "rating: 'CC' has blanks around it; expected none"),
    (RANKS, 'ddr,2018,ID,1,1,,,,"C\nC",,A', "rating: has a line break or a control character"),
    (RANKS, "ddr,2018,ID,1,1,,,,C\0C,,A", "rating: has a line break or a control character"),
    ("published_places.csv", "ddr,2018,asia,ID,,1,,A", "place_from: '' is not a whole number; "),
    ("published_places.csv", "ddr,2018,asia,ID,3,2,,A", "place_to: 2 comes before 3; "),
    ("published_places.csv", "ddr,2018,As ia,ID,1,1,,A", "group: 'As ia' is not a code; "),
    (
        "published_followers.csv",
        "ministry,ID,,x,-1,,2020,,A",
        "followers: '-1' is not a whole number; ",
    ),
    (
        "published_followers.csv",
        "ministry,ID,,myspace,1,,2020,,A",
        "platform: 'myspace' is not known; expected one of bluesky, ",
    ),
    ("published_followers.csv", "embassy,ID,,x,1,,2020,,A", "host_iso2: is empty; "),
    ("published_followers.csv", "ministry,ID,US,x,1,,2020,,A", "host_iso2: US for a ministry; "),
    (
        "published_followers.csv",
        "ministry,ID,,x,1,2020-13,2020,,A",
        "as_of: '2020-13' is not a date; expected a date as in 2017-12-31, or a month as in ",
    ),
    (
        "published_followers.csv",
        "ministry,ID,,x,1,,,,A",
        "as_of_text: is empty; expected when it was so, here or in as_of",
    ),
    ("published_followers.csv", "ministry,ID,,x,1,2020,2020,,A", "as_of: '2020' is not a date; "),
    (
        "peers.csv",
        "asean,AU,2025-02-29,,https://asean.org/",
        "since: '2025-02-29' is not in the calendar; ",
    ),
    ("peers.csv", "asean,AU,20250228,,https://asean.org/", "since: '20250228' is not a date; "),
    ("peers.csv", "asean,AU,,,", "source: '' is not a web address; "),
    (
        "missions.csv",
        "KBRI X,E,embassy,ID,X,US,America,n,,,,https://kemlu.go.id/",
        "timezone: 'America' is not a time zone; expected a name as in Asia/Jakarta",
    ),
    (
        "missions.csv",
        "KBRI X,E,embassy,ID,X,US,../x,n,,,,https://kemlu.go.id/",
        "timezone: '../x' is not a time zone; ",
    ),
    (
        "missions.csv",
        "KBRI X,E,castle,ID,X,US,UTC,n,,,,https://kemlu.go.id/",
        "kind: 'castle' is not known; ",
    ),
    ("missions.csv", ",E,embassy,ID,X,US,UTC,n,,,,https://kemlu.go.id/", "name: is empty; "),
    (
        "ministry_accounts.csv",
        "ministry,,ID,,,x,kemlu,,D,,A",
        "trust: 'D' is not known; expected one of A, B, C",
    ),
    (
        "ministry_accounts.csv",
        "ministry,,ID,,,website,kemlu.go.id,,A,,A",
        "handle_or_url: 'kemlu.go.id' is not a web address; ",
    ),
    (
        "published_series.csv",
        "new,New,N,maybe,,a",
        "digital: 'maybe' is not known; expected one of yes, no",
    ),
]


@pytest.mark.parametrize(("file", "row", "said"), ROWS)
def test_a_wrong_cell_is_named(folder: Path, file: str, row: str, said: str) -> None:
    path = folder / file
    line = path.read_bytes().count(b"\n") + 1
    path.write_bytes(path.read_bytes() + row.encode() + b"\r\n")
    (fault,) = faults_of(folder)
    assert str(fault).startswith(f"{file}, line {line}, column {said}")


@pytest.mark.parametrize(
    "row",
    [
        "ddr,2018,ID,,,,0,index_0_100,,,A",
        "ddr,2018,ID,,,,100,measure_0_100,,,A",
        "ddr,2018,ID,,,,101,diplomatic_posts,,,A",
        "ddr,2018,ID,,,,,,CC++,,A",
        "ddr,2017,BR,50,50,209,,,,,A",
        "ddr,2017,BR,50,50,,,,,,A",
    ],
)
def test_what_a_publisher_may_say_is_no_fault(folder: Path, row: str) -> None:
    with (folder / RANKS).open("a") as file:
        file.write(row + "\n")
    assert faults_of(folder) == ()


def test_a_cell_may_be_quoted_and_hold_commas(folder: Path) -> None:
    with (folder / RANKS).open("a") as file:
        file.write('ddr,2018,ID,1,1,,,,,,"A, ""B"""\n')
    assert faults_of(folder) == ()


def replaced(old: str, new: str) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(old.encode(), new.encode(), 1)


WHOLE_FILES: list[tuple[Callable[[bytes], bytes], list[str]]] = [
    (
        lambda content: b"",
        [f"line 1, column {name}: is missing" for name in RANK_HEADINGS.split(",")],
    ),
    (
        replaced("rank_to", "rank_2"),
        ["line 1, column rank_to: is missing", "line 1: 'rank_2' is not a column of this file"],
    ),
    (
        replaced("rank_to", "rank_from"),
        ["line 1, column rank_from: is there twice", "line 1, column rank_to: is missing"],
    ),
    (
        lambda content: content + b"ddr,2018,ID\r\n",
        ["line 144: has 3 cells; expected 11, as in line 1"],
    ),
    (lambda content: content + b"\r\n\r\nddr,2018,ID\r\n", ["line 146: has 3 cells; "]),
    (
        lambda content: content + b'ddr,"2018\r\n',
        ["line 144: is not CSV (unexpected end of data); expected quotes in pairs"],
    ),
    (lambda content: content + b'ddr,"20"18,\r\n', ["line 144: is not CSV ("]),
    (
        lambda content: content + b"ddr,2018,\xff\r\n",
        ["line 144: byte 0xff is not UTF-8; expected the file saved as UTF-8"],
    ),
    (lambda content: content.decode().encode("utf-16"), ["line 1: byte 0xff is not UTF-8; "]),
    (
        lambda content: content + b"ddr,2016,GB,1,1,,,,,,A\r\n",
        ["line 144: says again what line 2 says of ddr 2016 GB; expected one row for each "],
    ),
    (
        lambda content: content + b"ddr,18,XX,1,1,,,,,,A\r\nddr,2018,ID,1,1,,,,,,\r\n",
        ["line 144, column year: ", "line 144, column country: ", "line 145, column source: "],
    ),
]


@pytest.mark.parametrize(("damage", "said"), WHOLE_FILES)
def test_a_damaged_file_is_described(
    folder: Path, damage: Callable[[bytes], bytes], said: list[str]
) -> None:
    path = folder / RANKS
    path.write_bytes(damage(path.read_bytes()))
    faults = faults_of(folder)
    assert len(faults) == len(said)
    for fault, beginning in zip(faults, said, strict=True):
        assert str(fault).startswith(f"{RANKS}, {beginning}")


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / RANKS).unlink()
    (fault,) = faults_of(folder)
    assert str(fault).startswith(f"{RANKS}: cannot be read (No such file or directory); ")


def test_the_faults_of_all_files_are_said_at_once(folder: Path) -> None:
    for path in folder.iterdir():
        path.write_bytes(path.read_bytes() + b"one cell\r\n")
    assert {fault.file for fault in faults_of(folder)} == {path.name for path in DATA.glob("*.csv")}


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda content: b"\xef\xbb\xbf" + content,
        lambda content: content.replace(b"\r\n", b"\n"),
        lambda content: content.replace(b"\r\n", b"\r"),
        lambda content: content.replace(b"\r\n", b"\r\n\r\n"),
    ],
    ids=["byte order mark", "line feeds", "carriage returns", "empty lines"],
)
def test_what_an_editor_does_to_a_file_is_no_fault(
    folder: Path, rewrite: Callable[[bytes], bytes]
) -> None:
    for path in folder.iterdir():
        path.write_bytes(rewrite(path.read_bytes()))
    assert faults_of(folder) == ()


CELL = st.sampled_from(["ddr", "2018", "ID", "1", "5", "", '"', "A", "\r", "\n", "\0", "é"])
LINES = st.lists(st.lists(CELL | st.text(max_size=3), max_size=12).map(",".join))
NEARLY_RIGHT = LINES.map(
    lambda lines: "\r\n".join([RANK_HEADINGS, *lines]).encode("utf-8", "surrogatepass")
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary() | NEARLY_RIGHT)
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / RANKS).write_bytes(content)
    (sheet,) = (each for each in list_sheets(CODES) if each.file == RANKS)
    for fault in read_sheet(tmp_path, sheet).faults:
        assert fault.file == RANKS
        assert fault.line is not None
        assert 1 <= fault.line <= content.count(b"\n") + content.count(b"\r") + 1
        assert len(str(fault)) < 500

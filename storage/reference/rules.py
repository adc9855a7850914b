"""What has to be true between the cells of a row, between rows, and between files."""

from collections.abc import Iterable, Iterator, Sequence

from storage.reference.cell import EXPECTED_ADDRESS, Wrong, address
from storage.reference.fault import Fault
from storage.reference.sheet import Complaint, ReadSheet, Row

SERIES_FILE = "published_series.csv"
RANKS_FILE = "published_ranks.csv"

OF_A_HUNDRED = ("index_0_100", "measure_0_100")
COUNTS = ("mutual_connections", "diplomatic_posts")
# Those that answers have words for.
SCORE_MEANINGS = (*OF_A_HUNDRED, *COUNTS)
HIGHEST = 100


def check_rank(row: Row) -> Iterator[Complaint]:
    if (row["best"] is None) != (row["worst"] is None):
        empty = "best" if row["best"] is None else "worst"
        yield Complaint(empty, "is empty", "both ends of the range, or neither")
    elif row["best"] is not None:
        yield from check_range(row)
        if row["ranked"] is not None and row["worst"] > row["ranked"]:
            found = f"{row['worst']} is more than the {row['ranked']} ranked"
            yield Complaint("worst", found, f"a rank up to {row['ranked']}")
    elif row["score"] is None and not (row["score_means"] or row["rating"]):
        yield Complaint("best", "is empty", "a rank, or else a score or a rating")
    yield from check_score(row)
    yield from check_source(row)


def check_score(row: Row) -> Iterator[Complaint]:
    score, means = row["score"], row["score_means"]
    if (score is None) != (not means):
        empty = "score" if score is None else "score_means"
        yield Complaint(empty, "is empty", "a score and its meaning, or neither")
    elif means in OF_A_HUNDRED and score > HIGHEST:
        yield Complaint("score", f"{score} is more than {HIGHEST}", f"a score from 0 to {HIGHEST}")
    elif means in COUNTS and score != int(score):
        yield Complaint("score", f"{score} is not a whole number", "how many there are")


def check_range(row: Row) -> Iterator[Complaint]:
    if row["best"] > row["worst"]:
        found = f"{row['worst']} comes before {row['best']}"
        yield Complaint("worst", found, "the last of the range, not before its first")


def check_date(row: Row) -> Iterator[Complaint]:
    if not (row["as_of"] or row["as_of_text"]):
        yield Complaint("as_of_text", "is empty", "when it was so, here or in as_of")


def check_source(row: Row) -> Iterator[Complaint]:
    if not (row["source"] or row["source_title"]):
        yield Complaint("source", "is empty", "where it was read: an address or a title")


def check_host(row: Row) -> Iterator[Complaint]:
    if row["owner_kind"] == "embassy" and not row["host"]:
        yield Complaint("host", "is empty", "the country that the mission is in")
    if row["owner_kind"] == "ministry" and row["host"]:
        yield Complaint("host", f"{row['host']} for a ministry", "nothing: it is at home")


def check_website(row: Row) -> Iterator[Complaint]:
    if row["network"] == "website":
        try:
            address(row["address"])
        except Wrong as wrong:
            yield Complaint("address", wrong.found, EXPECTED_ADDRESS)


def check_series(sheets: Sequence[ReadSheet]) -> Iterable[Fault]:
    """A row may only speak of a series that the file of the series describes."""
    known = {
        row["code"] for each in sheets if each.sheet.file == SERIES_FILE for _, row in each.rows
    }
    for each in sheets:
        if "series" in each.sheet.key:
            for line, row in each.rows:
                if row["series"] not in known:
                    found = f"{row['series']} is not described in {SERIES_FILE}"
                    yield Fault(each.sheet.file, line, "series", found, "a series from there")


def check_ranked(sheets: Sequence[ReadSheet]) -> Iterable[Fault]:
    """One edition ranks as many in every row; a row may leave the number out."""
    first: dict[tuple[str, str], tuple[int, int]] = {}
    (ranks,) = (each for each in sheets if each.sheet.file == RANKS_FILE)
    for line, row in ranks.rows:
        ranked, edition = row["ranked"], (row["series"], row["period"])
        if ranked is None:
            continue
        before, said = first.setdefault(edition, (line, ranked))
        if ranked != said:
            found = f"{ranked} where line {before} has {said} for {' '.join(edition)}"
            yield Fault(RANKS_FILE, line, "ranked", found, "the same number for one edition")

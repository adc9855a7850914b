"""What is written on a button can be read on a phone, and told from what is on the next one."""

import re
from itertools import combinations
from pathlib import Path

import pytest
from wcwidth import width

from tests.golden.snapshots import RULE, SHOWN

LABEL = re.compile(r"\[([^\[\]]*) → [^\[\]]*\]")
# Cells of a button as wide as the message; a phone cuts what is longer.
WIDEST = 38
# So much of it is seen where somebody has set large letters.
SEEN = 24

pages = sorted(SHOWN.glob("*/telegram/*.txt"))
every_page = pytest.mark.parametrize(
    "page", pages, ids=[str(page.relative_to(SHOWN)) for page in pages]
)


def labels_of_each_answer(page: Path) -> list[list[str]]:
    return [LABEL.findall(answer) for answer in page.read_text(encoding="utf-8").split(RULE)]


@every_page
def test_a_label_is_no_longer_than_a_phone_shows(page: Path) -> None:
    labels = {label for labels in labels_of_each_answer(page) for label in labels}
    assert {label for label in labels if width(label) > WIDEST} == set()


@every_page
def test_no_two_labels_begin_alike(page: Path) -> None:
    for labels in labels_of_each_answer(page):
        pairs = combinations(dict.fromkeys(labels), 2)
        alike = [pair for pair in pairs if pair[0][:SEEN] == pair[1][:SEEN]]
        assert [pair for pair in alike if not all(ends_in_a_year(label) for label in pair)] == []


def ends_in_a_year(label: str) -> bool:
    """Of a ranking whose name fills the line: the year stands behind it, whole."""
    return re.search(r" \d{4}$", label) is not None


def test_there_are_buttons() -> None:
    assert sum(len(labels) for page in pages for labels in labels_of_each_answer(page)) > 100

"""Guests are told of nothing that they do not have: the files of whoever runs Kopdar."""

import re

from tests.golden.snapshots import RULE, SHOWN

FILE = re.compile(r"\b(docs|config)/|\w\.(toml|md|py)\b")


def told_guests() -> list[str]:
    """On the platforms where there are any: at a terminal sits whoever runs Kopdar."""
    pages = [page for place in ("telegram", "slack") for page in SHOWN.glob(f"*/{place}/*.txt")]
    answers = (answer for page in pages for answer in page.read_text("utf-8").split(RULE))
    return [answer for answer in answers if "(a guest" in answer.strip().split("\n")[0]]


def test_guests_are_pointed_to_no_file() -> None:
    assert len(told_guests()) > 100
    assert [answer for answer in told_guests() if FILE.search(answer)] == []

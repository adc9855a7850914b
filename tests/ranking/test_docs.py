"""docs/methodology.md is true: its table is scored as by hand, and no key is left out."""

import csv
import io
import math
import re
from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest

from ranking import methodology as words
from ranking.methodology_file import LISTS, TABLES
from tests.ranking.scored import scored

PAGE = (Path(__file__).parents[2] / "docs" / "methodology.md").read_text(encoding="utf-8")

ENTRIES = (
    words.Imputation, words.Treatment, words.Normalisation, words.Node, words.Indicator,
    words.Uncertainty,
)  # fmt: skip
KEYS = {field.name for entry in ENTRIES for field in fields(entry)} | {
    "name", "minimum_coverage", "letter", "from",
    *(f"[{name}]" for name in TABLES), *(f"[[{name}]]" for name in LISTS),
}  # fmt: skip
WORDS = {
    word
    for literal in (
        words.Imputing, words.Treating, words.Normalising, words.Aggregating, words.Transforming,
    )
    for word in get_args(literal)
}  # fmt: skip


def block(language: str, place: int = 0) -> str:
    blocks: list[str] = re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    return blocks[place]


def test_the_table_scored_by_hand_is_scored_so() -> None:
    index = scored(block("csv"), block("toml"))
    expected = list(csv.DictReader(io.StringIO(block("csv", 1))))
    assert list(index.units) == [row["unit"] for row in expected]
    for unit, row in enumerate(expected):
        assert int(index.stages.ranks[unit]) == int(row["rank"] or 0)
        assert index.letter(unit) == row["rating"]
        assert index.stages.coverage[unit] == pytest.approx(float(row["coverage"]))
        for node, score in zip(index.methodology.nodes, index.nodes()[:, unit], strict=True):
            assert score == pytest.approx(float(row[node.code] or math.nan), nan_ok=True)


@pytest.mark.parametrize("word", sorted(KEYS | WORDS))
def test_every_key_and_word_of_the_file_is_documented(word: str) -> None:
    assert f"`{word}`" in PAGE or f"**`{word}`**" in PAGE

"""The table that docs/methodology.md scores by hand is scored so by the program."""

import csv
import io
import math
import re
from pathlib import Path

import pytest

from tests.ranking.scored import scored

PAGE = (Path(__file__).parents[2] / "docs" / "methodology.md").read_text(encoding="utf-8")


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

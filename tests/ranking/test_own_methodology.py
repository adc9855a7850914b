"""Our own methodology: six dimensions of equal weight, and the two published letters."""

from pathlib import Path

import numpy as np
import pytest

from ranking.arrays import prepare
from ranking.methodology import Methodology
from ranking.methodology_file import parse_methodology
from ranking.rating import rate

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "config" / "methodology.toml").read_text(encoding="utf-8")
DIMENSIONS = {
    "capacity": ("presence", "customization", "up_to_dateness"),
    "competency": ("engagement", "influence", "digital_diplomacy"),
}


@pytest.fixture
def own() -> Methodology:
    return parse_methodology(TEXT)


def test_six_dimensions_hang_in_two_halves_with_indicators_each(own: Methodology) -> None:
    for half, dimensions in DIMENSIONS.items():
        assert tuple(n.code for n in own.nodes if n.parent == half) == dimensions
        for dimension in dimensions:
            assert sum(indicator.parent == dimension for indicator in own.indicators) == 4
    assert {entry.weight for entry in own.entries} == {1.0}


def test_every_goalpost_says_why() -> None:
    lines = [line for line in TEXT.splitlines() if line.startswith("goalposts = ")]
    assert len(lines) == 24
    assert all("# why: " in line for line in lines)


@pytest.mark.parametrize(
    ("score", "letter"),
    [(41.21, "CC+"), (43.34, "CC++"), (100, "AAA++"), (98.39, "AAA+"), (0, "E--"), (2.4, "E-")],
)
def test_letters_keep_the_published_pairs(own: Methodology, score: float, letter: str) -> None:
    recipe = prepare(own)
    assert recipe.letters[rate(np.array([score]), recipe.bands)[0]] == letter


def test_bands_go_down_from_the_best_letter_to_the_worst(own: Methodology) -> None:
    assert [band.least for band in own.bands] == sorted(
        (band.least for band in own.bands), reverse=True
    )
    assert (own.bands[0].letter, own.bands[-1].letter, len(own.bands)) == ("AAA++", "E--", 55)

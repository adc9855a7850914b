"""A published index, by its published formula, from its published figures."""

from pathlib import Path

import pytest

from tests.ranking.scored import scored

HDI = (Path(__file__).parent / "hdi.toml").read_text(encoding="utf-8")
INDONESIA_2022 = (
    "unit,life_expectancy,expected_years,mean_years,income\n"
    "Indonesia,68.25,13.97573724,8.556509972,12045.56544\n"
)


def test_human_development_index_of_indonesia_is_as_published() -> None:
    index = scored(INDONESIA_2022, HDI)
    assert round(float(index.stages.scores[0]), 3) == 0.713
    assert index.letter(0) == "high"


def test_human_development_index_by_its_parts() -> None:
    _, health, education, income = scored(INDONESIA_2022, HDI).nodes()[:, 0]
    assert health == pytest.approx((68.25 - 20) / 65)
    assert education == pytest.approx((13.97573724 / 18 + 8.556509972 / 15) / 2)
    assert income == pytest.approx(0.723751, abs=1e-6)

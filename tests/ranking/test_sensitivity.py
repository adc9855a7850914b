"""Sobol indices: right where the answer is known, and telling what moves a table."""

import numpy as np
import pytest

from ranking.influence import Influence
from ranking.sensitivity import first_order, sensitivity, sources, total
from tests.ranking.scored import method, scored

TABLE = "unit,a,b,c\n" + "".join(
    f"u{n},{n * 10 % 37},{n * n % 23},{(n * 7) % 19}\n" for n in range(1, 16)
)


def test_indices_of_a_sum_and_a_product_are_those_of_the_textbook() -> None:
    random = np.random.default_rng(1)
    a, b = random.random((2, 200_000, 3)) - 0.5

    def model(x: np.ndarray) -> np.ndarray:
        value: np.ndarray = x[:, 0] + 2 * x[:, 1] + 6 * x[:, 0] * x[:, 2]
        return value

    # variances: 1/12, 4/12 and 36/144 of the product; their sum is 8/12
    firsts, totals = [], []
    for source in range(3):
        mixed = a.copy()
        mixed[:, source] = b[:, source]
        firsts.append(float(first_order(model(a), model(b), model(mixed))))
        totals.append(float(total(model(a), model(b), model(mixed))))
    assert firsts == pytest.approx([1 / 8, 4 / 8, 0], abs=0.02)
    assert totals == pytest.approx([4 / 8, 4 / 8, 3 / 8], abs=0.02)


def influences(tables: str, worlds: int = 400) -> dict[str, Influence]:
    index = scored(TABLE, method("a", "b", "c", tables=f"[uncertainty]\n{tables}"))
    return {influence.source: influence for influence in sensitivity(index, worlds, 1)}


def test_only_what_varies_is_a_source() -> None:
    assert set(influences("noise = 0", 4)) == {"weights"}
    everything = (
        'normalisation = ["min_max", "percentile_rank"]\naggregate = ["arithmetic", "geometric"]\n'
        'imputation = true\n[imputation]\nby = "b"'
    )
    index = scored(TABLE, method("a", "b", "c", tables=f"[uncertainty]\n{everything}"))
    assert sources(index.methodology) == (
        "weights", "noise", "normalisation", "aggregate", "imputation",
    )  # fmt: skip


def test_the_only_source_explains_everything() -> None:
    [influence] = influences("noise = 0").values()
    assert influence.first.share == pytest.approx(1, abs=0.15)
    assert influence.total.share == pytest.approx(1, abs=0.15)


def test_what_hardly_varies_explains_hardly_anything() -> None:
    found = influences("noise = 0.0001\nweights = 0.9")
    assert found["noise"].total.share < 0.02 < 0.8 < found["weights"].total.share


def test_bounds_enclose_the_index_and_the_same_seed_gives_the_same() -> None:
    found = influences("noise = 0.3")
    assert found == influences("noise = 0.3")
    for influence in found.values():
        for share in (influence.first, influence.total):
            assert share.low <= share.share <= share.high


def test_nothing_varied_has_no_sources_and_nothing_moved_no_influence() -> None:
    assert influences("noise = 0\nweights = 0") == {}
    [influence] = influences("noise = 0\nweights = 1e-12").values()
    assert (influence.first.share, influence.total.share) == (0, 0)

"""How an edition is named: a code or its beginning, a period, both, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranking.edition import Edition
from ranking.edition_words import (
    EditionChoice,
    EditionChosen,
    EditionWords,
    NoSuchEdition,
    NothingPublished,
    SeveralEditions,
    choose_edition,
    read_edition_words,
    read_period,
)
from ranking.published import PublishedRecord


def chosen(series: str, period: str) -> EditionChosen:
    return EditionChosen(Edition(series, period))


def several(*editions: tuple[str, str]) -> SeveralEditions:
    return SeveralEditions(tuple(Edition(*edition) for edition in editions))


LOWY_2024 = several(("lowy-posts", "2024"), ("lowy-influence", "2024"))


@pytest.mark.parametrize(
    ("typed", "choice"),
    [
        ("", chosen("ddr", "2017")),
        ("ddr", chosen("ddr", "2017")),
        ("DDR 2016", chosen("ddr", "2016")),
        ("2016 ddr", chosen("ddr", "2016")),
        ("2016", chosen("ddr", "2016")),
        ("d", chosen("ddr", "2017")),
        ("lowy-posts", chosen("lowy-posts", "2024")),
        ("lowy-p", chosen("lowy-posts", "2024")),
        ("lowy posts 2024", chosen("lowy-posts", "2024")),
        ("lowy-posts 2024", chosen("lowy-posts", "2024")),
        ("lowy 2024", LOWY_2024),
        ("2024", LOWY_2024),
        ("lowy", LOWY_2024),
        ("lowy 2019", chosen("lowy-posts", "2019")),
        ("2019", chosen("lowy-posts", "2019")),
        ("2012", chosen("mediabadger", "2012")),
        ("twiplomacy-connected 2016", chosen("twiplomacy-connected", "2016")),
        ("mediabadger", NothingPublished("mediabadger")),
    ],
)
def test_editions_named_in_a_question_about_indonesia(
    record: PublishedRecord, typed: str, choice: EditionChoice
) -> None:
    words = read_edition_words(typed.split(), record)
    assert words is not None
    assert choose_edition(record, words, "ddr", ("ID",)) == choice


def test_a_period_nobody_published(record: PublishedRecord) -> None:
    choice = choose_edition(record, EditionWords("", "1999"), "ddr", ("ID",))
    assert isinstance(choice, NoSuchEdition)
    assert choice.editions == (Edition("ddr", "2016"), Edition("ddr", "2017"))


@pytest.mark.parametrize(
    ("word", "period"),
    [
        ("1900", "1900"),
        ("2100", "2100"),
        ("1899", None),
        ("2101", None),
        ("10", None),
        ("2026-W47", "2026-W47"),
        ("2026w7", "2026-W07"),
        ("٢٠١٧", None),
        ("²017", None),
    ],
)
def test_periods(word: str, period: str | None) -> None:
    assert read_period(word) == period


@pytest.mark.parametrize("typed", ["Indonesia", "2016 2017", "x 2016", "a b c d e"])
def test_words_that_are_no_edition(record: PublishedRecord, typed: str) -> None:
    assert read_edition_words(typed.split(), record) is None


@given(words=st.lists(st.text(max_size=12), max_size=6))
def test_any_words_are_read_or_refused(record: PublishedRecord, words: list[str]) -> None:
    read = read_edition_words(words, record)
    if read is not None:
        choose_edition(record, read, "ddr", ("ID",))

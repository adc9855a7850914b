"""The countries that a running text names, and the words that only look like one."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ministries.named import MOST_NAMED, countries_named, is_name_alone
from ministries.names import CountryNames


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Talks between Japan and Brazil in Jakarta", ["JP", "BR"]),
        ("Menlu bertemu Menlu Jepang, lalu ke Arab Saudi.", ["JP", "SA"]),
        ("The US met the UK in Indonesia's capital", ["US", "GB", "ID"]),
        ("People's Republic of China", ["CN"]),
        ("Papua New Guinea and Guinea-Bissau", ["PG", "GW"]),
        ("how is indonesia doing vs. malaysia?", ["ID", "MY"]),
        ("Indonesia, Indonesia, INDONESIA", ["ID"]),
        ("印度尼西亚和日本", ["ID", "JP"]),
        ("อินโดนีเซียและญี่ปุ่น", ["ID", "JP"]),
        ("congratulations 🇸🇬!", ["SG"]),
        ("in my view it is no good, AND I CAN say so", []),
        ("please turn it on, my man", []),
        ("", []),
    ],
)
def test_names_are_found_and_words_are_not(
    names: CountryNames, text: str, named: list[str]
) -> None:
    assert countries_named(text, names) == tuple((code,) for code in named)


@pytest.mark.parametrize(
    ("text", "is_alone"),
    [("Japan", True), ("korea selatan ", True), ("Korea", True), ("US", True), ("日本", True)]
    + [(said, False) for said in ("", "no", "OK", "me", "thanks", "Japan is fine", "Indonsia")],
)
def test_a_name_by_itself_is_told_from_small_words(
    names: CountryNames, text: str, is_alone: bool
) -> None:
    assert is_name_alone(text, names) is is_alone


def test_a_name_of_two_countries_keeps_both_meanings(names: CountryNames) -> None:
    assert countries_named("Korea's minister met Japan's", names) == (("KR", "KP"), ("JP",))


@pytest.mark.parametrize("text", ["a " * 50_000, "Republic of " * 9_000, "中" * 100_000])
def test_a_long_text_costs_little(names: CountryNames, text: str) -> None:
    began = time.process_time()
    countries_named(text, names)
    assert time.process_time() - began < 1


@given(st.text(max_size=300))
def test_any_text_is_read(names: CountryNames, text: str) -> None:
    found = countries_named(text, names)
    assert len(found) <= MOST_NAMED
    assert all(set(codes) <= names.codes for codes in found)

"""Who reads Indonesian is told nothing in English but what was published, or typed, so."""

import re
from pathlib import Path

import pytest

from messages.language import LANGUAGES
from ministries.names import CountryNames
from tests.golden.snapshots import RULE, SHOWN

# The snapshot's own words, and those of who asked.
FRAME = re.compile(r"\[picture|→ [^\[\]]*\]|“[^”]*”")
# Titles and publishers are left as they are, and one country is called like another's people.
AS_PUBLISHED = re.compile(r"Indonesian Ministry of Foreign\s+Affairs's Social\s+Media\s+Diplomacy")
# Said in the sources' own words, or by the programs that are read here.
ENGLISH = re.compile(r"\b(the|and|about|article|press|type|choose|such as|for example)\b", re.I)

pages = sorted(SHOWN.glob("id/*/*.txt"))


every_page = pytest.mark.parametrize(
    "page", pages, ids=[str(page.relative_to(SHOWN)) for page in pages]
)


def told(page: Path) -> str:
    """What was said, without what was asked."""
    told: list[str] = []
    lines = page.read_text(encoding="utf-8").splitlines()
    for before, line in zip(["", *lines], lines, strict=False):
        if RULE not in (before, line):
            told.append(FRAME.sub(" ", line))
    return AS_PUBLISHED.sub(" ", "\n".join(told))


@every_page
def test_countries_are_called_as_the_reader_calls_them(page: Path, names: CountryNames) -> None:
    english, own = names.shown("en"), names.shown("id")
    foreign = {name for code, name in english.items() if own[code] != name} - set(own.values())
    found = {name for name in foreign if re.search(rf"\b{re.escape(name)}\b", told(page))}
    assert found == set()


@every_page
def test_no_english_word_is_left(page: Path) -> None:
    assert [line for line in told(page).splitlines() if ENGLISH.search(line)] == []


def test_there_are_two_languages() -> None:
    assert len(pages) > 40
    assert {language.code for language in LANGUAGES} == {"en", "id"}

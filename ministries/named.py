"""The countries that a running text names: each whole name that stands in it, the longest first.

Stricter than reading a name alone: "and", "in" and "is" are codes of countries, too.
"""

import re
from collections.abc import Iterator

from ministries.names import CountryNames
from ministries.spelling import fold, is_unspaced

# The most words of a name ("United Kingdom of Great Britain and Northern Ireland"), the most
# letters of one in a script without spaces.
LONGEST_NAME = 8
LONGEST_UNSPACED = 12
# A text beyond this is read no further: it costs time, and nobody means its end.
MOST_WORDS = 800
MOST_NAMED = 12

WORD = re.compile(r"[^\s,;:!?()\[\]{}\"“”„«»|/\\<>@#*_~`。、,、!?()「」]+")
FLAG = re.compile("([\U0001f1e6-\U0001f1ff]{2})")
POSSESSIVE = re.compile(r"['’]s?$")
# In Latin letters a shorter name is a word somewhere nearly always ("CAN", "it"), but for these.
SHORTEST = 4
SHORT_NAMES = frozenset(
    {"DRC", "EU", "KSA", "PNG", "PRC", "RI", "ROK", "UAE", "UEA", "UK", "US", "USA"}
)


def countries_named(text: str, names: CountryNames) -> tuple[tuple[str, ...], ...]:
    """What each name in the text may mean, in the order of the text, each meaning once."""
    words = [word for spaced in WORD.findall(FLAG.sub(r" \1 ", text)) for word in _parts(spaced)]
    words = words[:MOST_WORDS]
    found: dict[tuple[str, ...], None] = {}
    at = 0
    while at < len(words) and len(found) < MOST_NAMED:
        codes, length = _longest(words[at : at + LONGEST_NAME], names)
        if codes:
            found[codes] = None
        at += length
    return tuple(found)


def is_name_alone(text: str, names: CountryNames) -> bool:
    """Whether the whole text is a name of a country, or of several, and surely meant as one."""
    return names.match_exactly(text) is not None and _is_unlike_a_word(text.strip())


def _parts(word: str) -> Iterator[str]:
    """The word without what hangs on it; of a script without spaces each place it may begin."""
    bare = word.strip(".-–—'’…")
    if bare and is_unspaced(bare):
        yield from (bare[at : at + LONGEST_UNSPACED] for at in range(len(bare)))
    elif bare:
        yield bare


def _longest(words: list[str], names: CountryNames) -> tuple[tuple[str, ...], int]:
    """The meanings of the longest name that begins here, and how many words it takes."""
    if is_unspaced(words[0]):
        for end in range(len(words[0]), 1, -1):
            if codes := names.exactly(words[0][:end]):
                return codes, end
        return (), 1
    for length in range(len(words), 0, -1):
        name = POSSESSIVE.sub("", " ".join(words[:length]))
        if (codes := names.exactly(name)) and _is_unlike_a_word(name):
            return codes, length
    return (), 1


def _is_unlike_a_word(name: str) -> bool:
    return not name.isascii() or len(fold(name)) >= SHORTEST or name in SHORT_NAMES

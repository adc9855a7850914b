"""Several countries, and groups of them, in one question. Nothing is guessed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from handlers.arguments import (
    LONGEST_NAME,
    MOST_OFFERED,
    did_you_mean,
    fits_button,
    not_known,
    several_meant,
    unclear_country,
)
from handlers.command import Context
from handlers.groups import find_group, group_members, known_groups
from handlers.words import group_name, listed
from messages.phrase import CountryName, Phrase, Value, typed, verbatim
from messages.problem import AskedBack
from messages.reply import Button
from ministries.names import Found, NoCandidate, SeveralMeant, Suggested
from ranking.edition_words import LONGEST, EditionWords, read_edition_words, read_period

# As many as fit side by side.
MOST_COUNTRIES = 12
MOST_WORDS = 60
_SEPARATORS = re.compile(r"[,;；、،，/\n]+")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_JOINING_WORDS = {"and", "dan", "vs", "vs.", "versus", "dengan", "&", "with", "atau", "or"}


@dataclass(frozen=True, slots=True)
class AskedSeveral:
    """`countries` are those `named` and the members of the `groups`; `subject` asks for the same
    again."""

    countries: tuple[str, ...]
    edition: EditionWords
    named: tuple[str, ...]
    groups: tuple[str, ...]

    @property
    def subject(self) -> str:
        return ",".join((*self.groups, *self.named))

    @property
    def only_group(self) -> str | None:
        """The group, where nothing else was named."""
        return self.groups[0] if len(self.groups) == 1 and not self.named else None


def read_countries_and_edition(context: Context, command: str, arguments: str) -> AskedSeveral:
    """`A, B, C [EDITION]`: countries and groups, separated by commas, by "and" or "vs", or just by
    spaces."""
    apart = _FLAG.sub(r" \g<0> ", arguments)
    segments = [segment.split() for segment in _SEPARATORS.split(apart) if segment.strip()]
    segments = segments[:MOST_WORDS]
    periods = [p for words in segments for word in words if (p := read_period(word))]
    segments = [[word for word in words if not read_period(word)] for words in segments]
    names: list[str] = []
    series = ""
    for words in segments:
        found, edition = _split_segment(context, words[:MOST_WORDS])
        series = edition.series or series
        names += found
    named: list[str] = []
    groups: list[str] = []
    countries: list[str] = []
    for position, name in enumerate(names):
        if group := _group(context, name):
            groups.append(group)
            countries += group_members(context.record, group, context.now.date())
            continue
        before, after = [*groups, *named], names[position + 1 :]
        named.append(_one_country(context, command, name, before, after))
        countries.append(named[-1])
    return AskedSeveral(
        tuple(dict.fromkeys(countries)),
        EditionWords(series, periods[0] if periods else ""),
        tuple(dict.fromkeys(named)),
        tuple(dict.fromkeys(groups)),
    )


def _group(context: Context, name: str) -> str | None:
    """A country that is called so goes before a group."""
    is_country = context.names.match_exactly(name) is not None
    return None if is_country else find_group(context.record, name)


def _split_segment(context: Context, words: Sequence[str]) -> tuple[list[str], EditionWords]:
    """The names in a segment and the edition at its end; a name that is exact stays whole."""
    for taken in range(min(len(words), LONGEST) + 1):
        edition = read_edition_words(words[len(words) - taken :], context.record)
        names = _exact_names(context, words[: len(words) - taken]) if edition else None
        if edition is not None and names is not None:
            return names, edition
    return [" ".join(words)], EditionWords()


def _exact_names(context: Context, words: Sequence[str]) -> list[str] | None:
    """The words as a row of exact names, the longest first; None where one is not exact."""
    names: list[str] = []
    rest = list(words)
    while rest:
        # Before the names: "and" by itself is also the three-letter code of Andorra.
        if rest[0].casefold() in _JOINING_WORDS and len(words) > 1:
            rest = rest[1:]
            continue
        runs = range(min(len(rest), LONGEST_NAME), 0, -1)
        lengths = (n for n in runs if _is_exact(context, " ".join(rest[:n])))
        length = next(lengths, 0)
        if not length:
            return None
        names.append(" ".join(rest[:length]))
        rest = rest[length:]
    return names


def _is_exact(context: Context, name: str) -> bool:
    return bool(context.names.match_exactly(name) or find_group(context.record, name))


def _shown(context: Context, code: str) -> Value:
    is_group = code in known_groups(context.record)
    return group_name(code) if is_group else CountryName(code)


def _one_country(
    context: Context, command: str, name: str, before: Sequence[str], after: Sequence[str]
) -> str:
    sentences: tuple[Phrase, ...]
    match match := context.names.match(name):
        case Found(code):
            return code
        case SeveralMeant(codes):
            known: list[Value] = [_shown(context, code) for code in (*before, codes[0])]
            meant = listed([*known, *map(typed, after)])
            sentences = (several_meant(command, name, meant),)
        case Suggested(codes):
            sentences = (not_known(name), did_you_mean(codes))
        case NoCandidate():
            raise unclear_country(command, name, NoCandidate(), EditionWords())
        case _:
            assert_never(match)
    repeated = [(code, ",".join([*before, code, *after])) for code in codes[:MOST_OFFERED]]
    raise AskedBack(
        *sentences,
        buttons=tuple(
            Button(verbatim(CountryName(code)), command, arguments)
            for code, arguments in repeated
            if fits_button(command, arguments)
        ),
    )

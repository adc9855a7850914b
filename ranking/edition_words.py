"""Which edition somebody means: a series' code or its beginning, a period, or both."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ranking.edition import Edition
from ranking.published import PublishedRecord
from ranking.reading import editions_about, editions_of

FIRST_YEAR, LAST_YEAR = 1900, 2100
LONGEST = 4
AROUND = "()[].,;:-–—\"'“”"
_WEEK = re.compile(r"(\d{4})-?w(0?[1-9]|[1-4]\d|5[0-3])([b-z]?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class EditionWords:
    """What was typed of an edition: a (beginning of a) series' code, a period, both, nothing."""

    series: str = ""
    period: str = ""

    def __str__(self) -> str:
        return " ".join(word for word in (self.series, self.period) if word)


@dataclass(frozen=True, slots=True)
class EditionChosen:
    edition: Edition


@dataclass(frozen=True, slots=True)
class SeveralEditions:
    """More than one series is meant: the editions to choose from, those first that say
    something about the countries asked about."""

    editions: tuple[Edition, ...]


@dataclass(frozen=True, slots=True)
class NoSuchEdition:
    """No series or period like that: what there is instead, of the series named if any."""

    words: EditionWords
    editions: tuple[Edition, ...]


@dataclass(frozen=True, slots=True)
class NothingPublished:
    """The series exists, but none of its editions says anything about the countries."""

    series: str


EditionChoice = EditionChosen | SeveralEditions | NoSuchEdition | NothingPublished


def read_period(word: str) -> str | None:
    """A year from 1900 to 2100 or an ISO week (2026-W47, and 2026-W47b for a second edition of
    it), in its standard form; else None."""
    if word.isascii() and word.isdecimal() and len(word) == 4:
        return word if FIRST_YEAR <= int(word) <= LAST_YEAR else None
    if week := _WEEK.fullmatch(word.casefold()):
        year, number, letter = week.groups()
        return f"{year}-W{int(number):02}{letter}"
    return None


def read_edition_words(words: Sequence[str], record: PublishedRecord) -> EditionWords | None:
    """Read up to four words as an edition, or None where they are not one.

    A code's parts may be typed apart: `lowy posts 2024` is `lowy-posts 2024`.
    """
    if len(words) > LONGEST:
        return None
    words = [word.strip(AROUND) for word in words]
    periods = [period for word in words if (period := read_period(word))]
    parts = [word.casefold().strip("-") for word in words if not read_period(word)]
    beginning = "-".join(part for part in parts if part)
    if len(periods) > 1 or (beginning and not series_meant(record, beginning)):
        return None
    if not periods and not beginning and words:
        return None
    return EditionWords(beginning, periods[0] if periods else "")


def series_meant(record: PublishedRecord, beginning: str) -> tuple[str, ...]:
    """The series whose code is this, else those whose code begins so, or else whose name does."""
    codes = [series.code for series in record.series]
    if beginning in codes:
        return (beginning,)
    by_code = tuple(code for code in codes if code.startswith(beginning))
    return by_code or tuple(
        series.code for series in record.series if _as_code(series.name).startswith(beginning)
    )


def _as_code(name: str) -> str:
    """A name as somebody types it between other words: digital-diplomacy-review."""
    return "-".join(re.findall(r"\w+", name.casefold()))


def choose_edition(
    record: PublishedRecord, words: EditionWords, default_series: str, countries: Sequence[str]
) -> EditionChoice:
    """The edition meant by these words in a question about these countries, or about none."""
    if words.series:
        return _of_named_series(record, words, countries)
    if words.period:
        return _of_period(record, words, default_series)
    return _newest(record, default_series, countries)


def _newest(record: PublishedRecord, series: str, countries: Sequence[str]) -> EditionChoice:
    """Of the editions that say something about most of the countries, the newest."""
    told = [editions_about(record, series, country) for country in countries]
    editions = [edition for about in told for edition in about]
    if not countries:
        editions = list(editions_of(record, series))
    if not editions:
        return NothingPublished(series)
    return EditionChosen(max(editions, key=lambda edition: (editions.count(edition), edition)))


def _of_named_series(
    record: PublishedRecord, words: EditionWords, countries: Sequence[str]
) -> EditionChoice:
    meant = series_meant(record, words.series)
    if words.period:
        of_series = [edition for series in meant for edition in editions_of(record, series)]
        fitting = [edition for edition in of_series if edition.period == words.period]
        return _one_of(fitting, words, of_series)
    if len(meant) == 1:
        return _newest(record, meant[0], countries)
    choices = [_newest(record, series, countries) for series in meant]
    told = [choice.edition for choice in choices if isinstance(choice, EditionChosen)]
    silent = [
        editions_of(record, choice.series)[-1]
        for choice in choices
        if isinstance(choice, NothingPublished) and editions_of(record, choice.series)
    ]
    return SeveralEditions((*told, *silent))


def _of_period(record: PublishedRecord, words: EditionWords, default_series: str) -> EditionChoice:
    """The default series comes first; where it has no such period, whichever series has one."""
    every = [edition for s in record.series for edition in editions_of(record, s.code)]
    own = Edition(default_series, words.period)
    if own in every:
        return EditionChosen(own)
    fitting = [edition for edition in every if edition.period == words.period]
    return _one_of(fitting, words, editions_of(record, default_series))


def _one_of(
    fitting: Sequence[Edition], words: EditionWords, instead: Sequence[Edition]
) -> EditionChoice:
    if len(fitting) == 1:
        return EditionChosen(fitting[0])
    return SeveralEditions(tuple(fitting)) if fitting else NoSuchEdition(words, tuple(instead))

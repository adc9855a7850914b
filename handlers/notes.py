"""The small print under every figure: edition, date, source, and how the figure is marked."""

from collections.abc import Iterable
from itertools import islice

from handlers.command import Context
from handlers.words import (
    edition_name,
    listed,
    origin_in_words,
    series_measures,
    series_name,
    site_of,
)
from messages.phrase import Phrase, Value, phrase, plural_phrase
from messages.reply import Note, Text
from ranking.edition import Edition, Origin
from ranking.published import PublishedRecord
from ranking.reading import find_series

MOST_SOURCES = 6


def not_digital(record: PublishedRecord, series: str) -> tuple[Text, ...]:
    """One sentence where the series measures something other than digital diplomacy."""
    if find_series(record, series).is_digital:
        return ()
    about = series_measures(record, series)
    return (
        Text(phrase("This ranking does not measure digital diplomacy but {about}.", about=about)),
    )


def edition_note(context: Context, edition: Edition, origins: Iterable[Origin]) -> Note:
    """Edition, publisher, and where the figures shown were read."""
    return _note(context, edition.series, edition_name(context.record, edition), origins)


def series_note(context: Context, series: str, origins: Iterable[Origin]) -> Note:
    """The same where figures of several editions are shown."""
    return _note(context, series, series_name(context.record, series), origins)


def _note(context: Context, series: str, name: Phrase, origins: Iterable[Origin]) -> Note:
    publisher = find_series(context.record, series).publisher
    sources = sources_in_words(origins, MOST_SOURCES)
    if sources is None:
        return Note(phrase("Published: {edition}, {publisher}.", edition=name, publisher=publisher))
    return Note(
        phrase(
            "Published figures: {edition}, {publisher}. Source: {sources}.",
            edition=name,
            publisher=publisher,
            sources=sources,
        )
    )


def sources_in_words(origins: Iterable[Origin], most: int) -> Phrase | None:
    """Each source once, the first ones by name; None where there is none."""
    distinct = {each.title or site_of(each): origin_in_words(each) for each in origins}
    if not distinct:
        return None
    shown: list[Value] = [*islice(distinct.values(), most)]
    if further := len(distinct) - len(shown):
        shown.append(plural_phrase("{count} other", "{count} others", further))
    return listed(shown)

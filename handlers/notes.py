"""The small print under every figure: edition, date, source, and how the figure is marked."""

from collections.abc import Iterable

from handlers.command import Context
from handlers.words import edition_name, listed, origin_in_words, series_measures
from messages.phrase import Value, phrase
from messages.reply import Note, Text
from ranking.edition import Edition, Origin
from ranking.published import PublishedRecord
from ranking.reading import find_series, places_of, standing_of

MOST_SOURCES = 3


def not_digital(record: PublishedRecord, series: str) -> tuple[Text, ...]:
    """One sentence where the series measures something other than digital diplomacy."""
    if find_series(record, series).is_digital:
        return ()
    about = series_measures(record, series)
    return (
        Text(phrase("This ranking does not measure digital diplomacy but {about}.", about=about)),
    )


def published_note(context: Context, edition: Edition, country: str) -> Note:
    """Edition, publisher and where its figures about the country were read."""
    standing = standing_of(context.record, edition, country)
    places = places_of(context.record, edition, country)
    origins = [*([standing.origin] if standing else []), *(place.origin for place in places)]
    return edition_note(context, edition, origins)


def edition_note(context: Context, edition: Edition, origins: Iterable[Origin]) -> Note:
    series = find_series(context.record, edition.series)
    distinct = list(dict.fromkeys(origins))
    shown: list[Value] = [origin_in_words(origin) for origin in distinct[:MOST_SOURCES]]
    if len(distinct) > MOST_SOURCES:
        shown.append(phrase("others"))
    return Note(
        phrase(
            "Published figures. Edition: {edition} ({publisher}). Read in: {sources}.",
            edition=edition_name(context.record, edition),
            publisher=series.publisher,
            sources=listed(shown),
        )
    )

"""`/sources` for what Kopdar measured: every figure with its date and where it was seen."""

from collections.abc import Mapping

from handlers.command import Context
from handlers.measured.choice import MeasuredWords, chosen
from handlers.measured.names import edition_title, indicator_name, plain
from handlers.measured.notes import missing_in_words, span_of, to_origin
from handlers.words import title_in_words
from messages.phrase import CountryName, Phrase, Value, phrase, plural_phrase
from messages.reply import Button, Part, Reply, Source, Sources, Text, Title
from ranking.figure import Figure
from ranking.measured import SERIES


async def measured_sources(context: Context, country: str, words: MeasuredWords) -> Reply:
    """The figures of a ministry in a measured edition, in the order of the methodology."""
    made = await chosen(context, words, "sources", country)
    figures = made.figures.get(country, {})
    title = phrase(
        "{country}: observed for the Kopdar index, {edition}",
        country=CountryName(country),
        edition=edition_title(made.edition.period),
    )
    parts: list[Part] = [Title(title)]
    columns = [column for column in made.methodology.columns if column in figures]
    rates = {i.code: i.per for i in made.methodology.indicators if i.per}
    sources = [
        _source(column, figures[column], _rate(figures, column, rates.get(column)), source)
        for column in columns
        for source in figures[column].sources
    ]
    parts.append(Sources(tuple(sources)) if sources else Text(phrase("Nothing was observed.")))
    if made.missing_of(country):
        parts.append(Text(phrase("Not known: {missing}.", missing=missing_in_words(made, country))))
    return Reply(
        tuple(parts),
        buttons=(
            Button(phrase("Rank"), "rank", f"{country} {SERIES} {made.edition.period}"),
            Button(phrase("How it is counted"), "methodology", SERIES),
        ),
        country=country,
        is_personal=True,
    )


def _rate(figures: Mapping[str, Figure], column: str, per: str | None) -> Value:
    """The value as the index compares it: divided where the method divides."""
    counted = plain(figures[column].value)
    if per is None:
        return counted
    if per not in figures:
        return phrase("{count}, not yet divided", count=counted)
    rate = plain(figures[column].value / figures[per].value)
    return phrase("{rate} (of {count} counted)", rate=rate, count=counted)


def _source(column: str, figure: Figure, value: Value, source: str) -> Source:
    origin = to_origin(source)
    return Source(_about(column, figure, value), title_in_words(origin), origin.address)


def _about(column: str, figure: Figure, value: Value) -> Phrase:
    about = phrase(
        "{indicator}: {value} ({span})",
        indicator=indicator_name(column),
        value=value,
        span=span_of((figure,)),
    )
    if figure.is_whole or len(figure.points) == 1:
        return about
    return plural_phrase(
        "{about}, from {count} observation",
        "{about}, from {count} observations",
        len(figure.points),
        about=about,
    )

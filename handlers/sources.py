"""`/sources COUNTRY [EDITION]`: where every figure about a country was read."""

from handlers.arguments import pick_edition, read_country_and_edition
from handlers.command import Command, Context, Topic
from handlers.known import in_short, known_instead
from handlers.measured.choice import split_measured
from handlers.measured.origins import measured_sources
from handlers.navigation import country_buttons
from handlers.usage import require_arguments
from handlers.words import (
    date_in_words,
    edition_name,
    group_name,
    listed,
    network_name,
    owner_name,
    place_in_words,
    title_in_words,
)
from messages.phrase import CountryName, Phrase, Value, phrase, verbatim
from messages.reply import Answer, Reply, Source, Sources, Title
from messages.request import Request
from ranking.edition import Edition, Origin
from ranking.edition_words import EditionWords, NothingPublished
from ranking.reading import editions_about, places_of, standing_of


async def answer(request: Request, context: Context) -> Answer:
    require_arguments(COMMAND, request)
    rest, measured = split_measured(request.arguments)
    asked = read_country_and_edition(context, "sources", rest)
    country = asked.country or context.home_country
    if measured is not None:
        return Answer(await measured_sources(context, country, measured))
    editions = _editions(context, country, asked.edition)
    sources = [source for edition in editions for source in _of_edition(context, edition, country)]
    if not str(asked.edition):
        sources += _of_followers(context, country)
    if not sources:
        return Answer(known_instead(context, country, context.default_series))
    return Answer(
        Reply(
            parts=(
                Title(phrase("{country}: sources", country=CountryName(country))),
                Sources(tuple(sources)),
            ),
            buttons=country_buttons("sources", country, editions[0]) if editions else (),
            country=country,
        )
    )


def _editions(context: Context, country: str, words: EditionWords) -> list[Edition]:
    """The edition asked for, or else every edition of every series, the newest first and the
    default series before the others."""
    if str(words):
        edition = pick_edition(context, "sources", (country,), words)
        return [] if isinstance(edition, NothingPublished) else [edition]
    codes = sorted(
        (series.code for series in context.record.series),
        key=lambda code: code != context.default_series,
    )
    return [
        edition
        for code in codes
        for edition in reversed(editions_about(context.record, code, country))
    ]


def _of_edition(context: Context, edition: Edition, country: str) -> list[Source]:
    """One source for each place where figures of this edition were read."""
    read: dict[Origin, list[Value]] = {}
    if standing := standing_of(context.record, edition, country):
        read.setdefault(standing.origin, []).append(in_short(standing))
    for own in places_of(context.record, edition, country):
        figure = phrase(
            "{place} in {group}", place=place_in_words(own.place), group=group_name(own.group)
        )
        read.setdefault(own.origin, []).append(figure)
    name = edition_name(context.record, edition)
    return [
        _source(phrase("{edition}: {figure}", edition=name, figure=listed(figures)), origin)
        for origin, figures in read.items()
    ]


def _of_followers(context: Context, country: str) -> list[Source]:
    return [
        _source(
            phrase(
                "{owner}: {followers} followers on {network}, {date}",
                owner=owner_name(figure),
                followers=figure.followers,
                network=network_name(figure.network),
                date=date_in_words(figure.as_of),
            ),
            figure.origin,
        )
        for figure in context.record.followers
        if figure.country == country
    ]


def _source(about: Phrase, origin: Origin) -> Source:
    return Source(about, title_in_words(origin), origin.address)


COMMAND = Command(
    name="sources",
    topic=Topic.FIGURES,
    aliases=("sumber",),
    summary=phrase("Where each figure was read"),
    usage=phrase("country [edition]"),
    example=verbatim(CountryName("ID")),
    answer=answer,
    is_lasting=True,
)

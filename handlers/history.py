"""`/history COUNTRY [SERIES]`: what every edition of one series said of a country."""

from collections.abc import Sequence

from handlers.arguments import pick_edition, read_country_and_edition
from handlers.command import Command, Context, Topic
from handlers.known import known_instead
from handlers.measured.choice import split_measured
from handlers.measured.weeks import measured_history
from handlers.navigation import country_buttons
from handlers.notes import not_digital, series_note
from handlers.pictures import rank_history
from handlers.standings import (
    NOTHING,
    rating_cell,
    score_cell,
    score_heading,
    without_empty_columns,
)
from handlers.usage import require_arguments
from handlers.words import (
    NOT_FOUND,
    RANK,
    movement_in_words,
    rank_in_words,
    series_name,
    series_on_button,
)
from messages.phrase import CountryName, Phrase, phrase, verbatim
from messages.reply import Align, Answer, Button, Column, Part, Reply, Table, Title
from messages.request import Request
from ranking.edition import Edition
from ranking.edition_words import NothingPublished
from ranking.published import Standing
from ranking.reading import (
    edition_before,
    editions_about,
    places_gained,
    standing_of,
)


async def answer(request: Request, context: Context) -> Answer:
    require_arguments(COMMAND, request)
    rest, measured = split_measured(request.arguments)
    asked = read_country_and_edition(context, "history", rest)
    country = asked.country or context.home_country
    if measured is not None:
        return Answer(await measured_history(context, country, measured))
    newest = pick_edition(context, "history", (country,), asked.edition)
    editions = editions_about(context.record, newest.series, country)
    if isinstance(newest, NothingPublished) or not editions:
        return Answer(known_instead(context, country, newest.series))
    standings = [s for e in editions if (s := standing_of(context.record, e, country))]
    picture = rank_history(context, newest.series, country, standings)
    charts: tuple[Part, ...] = (picture,) if picture else ()
    series = series_name(context.record, newest.series)
    return Answer(
        Reply(
            parts=(
                Title(
                    phrase(
                        "{country} over the years: {series}",
                        country=CountryName(country),
                        series=series,
                    ),
                    (series,),
                ),
                *not_digital(context.record, newest.series),
                _table(context, country, editions, standings),
                *charts,
                series_note(context, newest.series, [s.origin for s in standings]),
            ),
            buttons=(
                *country_buttons("history", country, editions[-1]),
                *_other_series(context, country, newest.series),
            ),
            country=country,
        )
    )


def _table(
    context: Context, country: str, editions: tuple[Edition, ...], standings: Sequence[Standing]
) -> Table:
    columns = (
        Column(phrase("Edition")),
        Column(RANK, Align.END),
        Column(phrase("Change"), Align.END),
        Column(score_heading(standings), Align.END),
        Column(phrase("Rating")),
    )
    rows = (_row(context, country, edition) for edition in reversed(editions))
    return without_empty_columns(Table(columns, tuple(rows)))


def _row(context: Context, country: str, edition: Edition) -> tuple[Phrase, ...]:
    standing = standing_of(context.record, edition, country)
    rank = rank_in_words(standing.rank, standing.ranked) if standing else NOT_FOUND
    return (
        verbatim(edition.period),
        rank,
        _change(context, country, edition, standing),
        score_cell(standing),
        rating_cell(standing),
    )


def _change(context: Context, country: str, edition: Edition, standing: Standing | None) -> Phrase:
    before = edition_before(context.record, edition, country)
    earlier = standing_of(context.record, before, country) if before else None
    gained = places_gained(standing, earlier)
    return NOTHING if gained is None else movement_in_words(gained)


def _other_series(context: Context, country: str, series: str) -> tuple[Button, ...]:
    return tuple(
        Button(series_on_button(context.record, other.code), "history", f"{country} {other.code}")
        for other in context.record.series
        if other.code != series and editions_about(context.record, other.code, country)
    )


COMMAND = Command(
    name="history",
    topic=Topic.STANDING,
    aliases=("riwayat",),
    summary=phrase("Ranks over the years"),
    usage=phrase("country [series]"),
    example=verbatim(CountryName("ID")),
    answer=answer,
    is_lasting=True,
)

"""`/compare A, B, C [EDITION]`: ministries side by side, with followers where published."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.arguments import edition_buttons, pick_edition
from handlers.command import Command, Context, Topic
from handlers.known import known_instead
from handlers.measured.choice import split_measured
from handlers.measured.tables import measured_comparison, with_measured_table
from handlers.notes import MOST_SOURCES, edition_note, not_digital, sources_in_words
from handlers.several import MOST_COUNTRIES, AskedSeveral, read_countries_and_edition
from handlers.side_by_side import (
    LEFT_OUT,
    Compared,
    about,
    compared_in,
    editions_telling,
    order_in,
    picture_of,
    some_of,
    title_of,
)
from handlers.standings import (
    NOTHING,
    rating_cell,
    score_cell,
    score_heading,
    without_empty_columns,
)
from handlers.usage import require_arguments
from handlers.words import (
    RANK,
    date_in_words,
    group_name,
    listed,
    network_name,
    owner_name,
    place_in_words,
    series_name,
    short_rank,
)
from messages.phrase import (
    CountryName,
    Phrase,
    Value,
    phrase,
    verbatim,
)
from messages.reply import (
    Align,
    Answer,
    Button,
    Column,
    Fact,
    Facts,
    Note,
    Part,
    Reply,
    Table,
    Text,
)
from messages.request import Request
from ranking.edition import Edition
from ranking.edition_words import NothingPublished
from ranking.reading import places_of, ranked_in, standing_of

# Editions that say more about those asked for.
MOST_FULLER = 2
EXAMPLE = Phrase(
    "{first}, {second}, {third}",
    {"first": CountryName("ID"), "second": CountryName("JP"), "third": CountryName("IN")},
)


async def answer(request: Request, context: Context) -> Answer:
    require_arguments(COMMAND, request)
    rest, measured = split_measured(request.arguments)
    asked = read_countries_and_edition(context, "compare", rest)
    if not asked.countries:
        asked = replace(asked, countries=(context.home_country,))
    if measured is not None:
        return await measured_comparison(context, asked, measured)
    published, countries = _published(context, asked)
    if str(asked.edition):
        return Answer(published)
    return Answer(await with_measured_table(context, countries, published))


def _published(context: Context, asked: AskedSeveral) -> tuple[Reply, Sequence[str]]:
    """The published comparison, and who is compared."""
    countries = asked.countries
    edition = pick_edition(context, "compare", countries, asked.edition, asked.subject)
    if not isinstance(edition, NothingPublished):
        compared = compared_in(context, edition, asked)
        reply = _reply(context, edition, compared, _elsewhere(context, edition, asked))
        return reply, countries if compared.peers else compared.countries
    if len(countries) == 1:
        return known_instead(context, countries[0], edition.series), countries
    return _only_elsewhere(context, asked, edition.series), countries[:MOST_COUNTRIES]


def _only_elsewhere(context: Context, asked: AskedSeveral, series: str) -> Reply:
    """The series is silent about all of them: editions of others that are not."""
    told = editions_telling(context, asked.countries)
    silent = phrase(
        "{series}: nothing found about {countries}.",
        series=series_name(context.record, series),
        countries=some_of(asked.countries),
    )
    elsewhere = phrase("Other rankings do say something. Choose one to compare them there.")
    return Reply(
        parts=(Text(silent), *((Text(elsewhere),) if told else ())),
        buttons=edition_buttons(context, "compare", asked.subject, list(told)[:5]),
    )


def _elsewhere(context: Context, edition: Edition, asked: AskedSeveral) -> tuple[Button, ...]:
    """Who leads in each group; and where the edition was not chosen, those that say something about
    more of the members."""
    if not asked.groups:
        return ()
    told = editions_telling(context, asked.countries)
    fuller = [other for other, count in told.items() if count > told[edition]]
    wanted = () if str(asked.edition) else fuller[:MOST_FULLER]
    leads = (
        Button(
            phrase("Who leads in {group}", group=group_name(group)),
            "top",
            f"{group} {edition.series} {edition.period}",
        )
        for group in asked.groups
    )
    return (*leads, *edition_buttons(context, "compare", asked.subject, wanted))


def _reply(
    context: Context, edition: Edition, compared: Compared, elsewhere: tuple[Button, ...]
) -> Reply:
    orders = ((order_in(context, edition, country), country) for country in compared.countries)
    places = {country: order for order, country in orders if order is not None}
    rows = sorted(places, key=places.__getitem__)
    silent = [*(c for c in compared.countries if c not in places), *compared.silent]
    origins = [s.origin for c in rows if (s := standing_of(context.record, edition, c))]
    origins += [p.origin for c in rows for p in places_of(context.record, edition, c)]
    first = next(iter(places), compared.countries[0])
    dated = f"{first} {edition.series} {edition.period}"
    return Reply(
        parts=(
            title_of(context, edition, compared),
            *not_digital(context.record, edition.series),
            *((_table(context, edition, rows),) if rows else ()),
            *about(silent, phrase("Nothing found in this edition: {countries}.")),
            *about(compared.left_out, LEFT_OUT),
            *picture_of(context, edition, compared),
            edition_note(context, edition, origins),
            *_followers(context, compared.countries),
        ),
        buttons=(
            Button(phrase("Rank"), "rank", dated),
            Button(phrase("History"), "history", f"{first} {edition.series}"),
            Button(phrase("Sources"), "sources", dated),
            *elsewhere,
        ),
        country=first if len(compared.countries) == 1 else None,
    )


def _table(context: Context, edition: Edition, rows: list[str]) -> Table:
    ranked = ranked_in(context.record, edition)
    standings = [s for country in rows if (s := standing_of(context.record, edition, country))]
    rank_heading = phrase("Rank of {ranked}", ranked=ranked) if ranked else RANK
    columns = (
        Column(phrase("Country")),
        Column(rank_heading, Align.END),
        Column(score_heading(standings), Align.END),
        Column(phrase("Rating")),
        Column(phrase("Places in groups")),
    )
    body = [_row(context, edition, country) for country in rows]
    return without_empty_columns(Table(columns, tuple(body)))


def _row(context: Context, edition: Edition, country: str) -> tuple[Phrase, ...]:
    standing = standing_of(context.record, edition, country)
    places = places_of(context.record, edition, country)
    named: list[Value] = [
        phrase("{group} {place}", group=group_name(p.group), place=place_in_words(p.place))
        for p in places
    ]
    return (
        verbatim(CountryName(country)),
        short_rank(standing.rank if standing else None, standing.ranked if standing else None),
        score_cell(standing),
        rating_cell(standing),
        listed(named) if named else NOTHING,
    )


def _followers(context: Context, countries: tuple[str, ...]) -> tuple[Part, ...]:
    """Followers of the ministries and of their missions, as published, each with its date."""
    found = [f for f in context.record.followers if f.country in countries]
    if not found:
        return ()
    found.sort(key=lambda f: countries.index(f.country))
    facts = tuple(
        Fact(
            owner_name(f),
            phrase(
                "{followers} on {network} ({date})",
                followers=f.followers,
                network=network_name(f.network),
                date=date_in_words(f.as_of),
            ),
        )
        for f in found
    )
    sources = sources_in_words((f.origin for f in found), MOST_SOURCES)
    return (
        Text(phrase("Followers, as published:")),
        Facts(facts),
        Note(phrase("Source: {sources}.", sources=sources or NOTHING)),
    )


COMMAND = Command(
    name="compare",
    topic=Topic.COMPARISON,
    aliases=("banding", "bandingkan"),
    summary=phrase("Ministries side by side"),
    usage=phrase("country or group, … [edition]"),
    example=EXAMPLE,
    answer=answer,
    is_lasting=True,
)

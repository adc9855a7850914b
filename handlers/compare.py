"""`/compare A, B, C [EDITION]`: ministries side by side, with followers where published."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.arguments import (
    AskedSeveral,
    edition_buttons,
    pick_edition,
    read_countries_and_edition,
)
from handlers.command import Command, Context, Topic
from handlers.headlines import fewer_named
from handlers.known import known_instead
from handlers.measured.choice import split_measured
from handlers.measured.tables import measured_comparison, with_measured_table
from handlers.notes import MOST_SOURCES, edition_note, not_digital, sources_in_words
from handlers.pictures import rank_line
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
    edition_name,
    group_name,
    listed,
    network_name,
    owner_name,
    peers_in_words,
    place_in_words,
    series_name,
    short_rank,
)
from messages.phrase import (
    CountryName,
    Phrase,
    Value,
    phrase,
    plural_phrase,
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
    Title,
)
from messages.request import Request
from ranking.edition import Edition
from ranking.edition_words import NothingPublished
from ranking.peers import Peers, peers_of
from ranking.reading import editions_about, places_of, ranked_in, standing_of

MOST_NAMED = 15
EXAMPLE = Phrase(
    "{first}, {second}, {third}",
    {"first": CountryName("ID"), "second": CountryName("JP"), "third": CountryName("IN")},
)


async def answer(request: Request, context: Context) -> Answer:
    require_arguments(COMMAND, request)
    rest, measured = split_measured(request.arguments)
    asked = read_countries_and_edition(context, "compare", rest)
    countries = asked.countries or (context.home_country,)
    if measured is not None:
        return await measured_comparison(context, countries, measured)
    published = _published(context, asked, countries)
    if str(asked.edition):
        return Answer(published)
    return Answer(await with_measured_table(context, countries, published))


def _published(context: Context, asked: AskedSeveral, countries: tuple[str, ...]) -> Reply:
    edition = pick_edition(context, "compare", countries, asked.edition)
    if isinstance(edition, NothingPublished):
        if len(countries) == 1:
            return known_instead(context, countries[0], edition.series)
        return _only_elsewhere(context, countries, edition.series)
    if len(countries) > 1:
        compared = _Compared(countries, left_out=asked.left_out)
        return _reply(context, edition, compared)
    peers = peers_of(context.record, edition, countries[0], context.peer_group)
    return _reply(context, edition, _Compared((*countries, *peers.countries), peers))


def _only_elsewhere(context: Context, countries: tuple[str, ...], series: str) -> Reply:
    """The series is silent about all of them: editions of others that are not."""
    record = context.record
    told = Counter(
        edition
        for other in record.series
        for country in countries
        for edition in editions_about(record, other.code, country)
    )
    editions = sorted(told, key=lambda edition: (told[edition], edition.period), reverse=True)
    silent = phrase(
        "{series}: nothing found about {countries}.",
        series=series_name(record, series),
        countries=listed([CountryName(country) for country in countries]),
    )
    elsewhere = phrase("Other rankings do say something. Choose one to compare them there.")
    return Reply(
        parts=(Text(silent), *((Text(elsewhere),) if editions else ())),
        buttons=edition_buttons(context, "compare", ",".join(countries), editions[:5]),
    )


@dataclass(frozen=True, slots=True)
class _Compared:
    """Everybody compared; with `peers`, the first is compared with those."""

    countries: tuple[str, ...]
    peers: Peers | None = None
    left_out: tuple[str, ...] = ()


def _reply(context: Context, edition: Edition, compared: _Compared) -> Reply:
    known = [c for c in compared.countries if _says_something(context, edition, c)]
    rows = sorted(known, key=lambda country: _order(context, edition, country))
    silent = [country for country in compared.countries if country not in known]
    origins = [s.origin for c in rows if (s := standing_of(context.record, edition, c))]
    origins += [p.origin for c in rows for p in places_of(context.record, edition, c)]
    first = next(iter(known), compared.countries[0])
    dated = f"{first} {edition.series} {edition.period}"
    return Reply(
        parts=(
            _title(context, edition, compared),
            *not_digital(context.record, edition.series),
            *((_table(context, edition, rows),) if rows else ()),
            *_about(silent, phrase("Nothing found in this edition: {countries}.")),
            *_about(
                compared.left_out,
                phrase("Twelve fit side by side. Left out: {countries}."),
            ),
            *_picture(context, edition, compared),
            edition_note(context, edition, origins),
            *_followers(context, compared.countries),
        ),
        buttons=(
            Button(phrase("Rank"), "rank", dated),
            Button(phrase("History"), "history", f"{first} {edition.series}"),
            Button(phrase("Sources"), "sources", dated),
        ),
        country=first if len(compared.countries) == 1 else None,
    )


def _picture(context: Context, edition: Edition, compared: _Compared) -> tuple[Part, ...]:
    """One country among its peers; or several, all of them equally asked about."""
    subjects = compared.countries[:1] if compared.peers else compared.countries
    peers = [country for country in compared.countries if country not in subjects]
    peers_are = (
        peers_in_words(context.record, compared.peers, subjects[0]) if compared.peers else None
    )
    picture = rank_line(context, edition, subjects, peers, peers_are)
    return (picture,) if picture else ()


def _says_something(context: Context, edition: Edition, country: str) -> bool:
    record = context.record
    return bool(standing_of(record, edition, country) or places_of(record, edition, country))


def _order(context: Context, edition: Edition, country: str) -> tuple[int, int, float]:
    standing = standing_of(context.record, edition, country)
    if standing is None:
        return (3, 0, 0.0)
    score = -float(standing.score) if standing.score is not None else 0.0
    if standing.rank is None:
        return (2, 0, score)
    return (0 if standing.rank.is_exact else 1, standing.rank.best, float(standing.rank.worst))


def _title(context: Context, edition: Edition, compared: _Compared) -> Title:
    name = edition_name(context.record, edition)
    first = CountryName(compared.countries[0])
    match compared.peers:
        case Peers(group=str() as group):
            among = phrase(
                "{country} and its peers in {group}: {edition}",
                country=first,
                group=group_name(group),
                edition=name,
            )
            return Title(among, (name,))
        case Peers(countries=(_, *_)):
            among = phrase(
                "{country} and those published nearest to it: {edition}",
                country=first,
                edition=name,
            )
            return Title(among, (name,))
    title, *shorter = fewer_named(
        compared.countries,
        lambda names: phrase("{countries}: {edition}", countries=names, edition=name),
    )
    return Title(title, (*shorter, name))


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


def _about(countries: Sequence[str], sentence: Phrase) -> tuple[Text, ...]:
    """The sentence about these countries, the first ones by name; nothing where there is none."""
    if not countries:
        return ()
    named: list[Value] = [CountryName(country) for country in countries[:MOST_NAMED]]
    if further := len(countries) - len(named):
        named.append(plural_phrase("{count} other", "{count} others", further))
    return (Text(replace(sentence, values={"countries": listed(named)})),)


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
    usage=phrase("country, country, … [edition]"),
    example=EXAMPLE,
    answer=answer,
    is_lasting=True,
)

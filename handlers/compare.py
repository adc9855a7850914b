"""`/compare A, B, C [EDITION]`: ministries side by side, with followers where published."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.arguments import edition_buttons, pick_edition, read_countries_and_edition
from handlers.command import Command, Context
from handlers.known import known_instead
from handlers.notes import edition_note, not_digital
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
    date_in_words,
    edition_name,
    group_name,
    listed,
    network_name,
    place_in_words,
    series_name,
    short_rank,
)
from messages.phrase import (
    CountryName,
    Phrase,
    Value,
    context_phrase,
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
    Part,
    Reply,
    Table,
    Text,
    Title,
)
from messages.request import Request
from ranking.edition import Edition
from ranking.edition_words import EditionWords
from ranking.peers import peers_of
from ranking.published import Followers
from ranking.reading import editions_about, places_of, ranked_in, standing_of

MOST_ROWS = 20
MOST_SILENT = 15


async def answer(request: Request, context: Context) -> Answer:
    require_arguments(COMMAND, request)
    asked = read_countries_and_edition(context, "compare", request.arguments)
    countries = asked.countries or (context.home_country,)
    edition = _edition(context, countries, asked.edition)
    if edition is None:
        if len(countries) == 1:
            return Answer(known_instead(context, countries[0], asked.edition))
        return Answer(_only_elsewhere(context, countries))
    if len(countries) > 1:
        return Answer(_reply(context, edition, _Compared(countries[0], countries, None)))
    peers = peers_of(context.record, edition, countries[0], context.peer_group)
    with_peers = (*countries, *peers.countries)
    return Answer(_reply(context, edition, _Compared(countries[0], with_peers, peers.group)))


def _edition(context: Context, countries: tuple[str, ...], words: EditionWords) -> Edition | None:
    """The edition named; else, of the default series, the one that says something about most
    of the countries, the newest of those."""
    if len(countries) == 1 or str(words):
        return pick_edition(context, "compare", countries[0], words, subject=",".join(countries))
    told = Counter(
        edition
        for country in countries
        for edition in editions_about(context.record, context.default_series, country)
    )
    return max(told, key=lambda edition: (told[edition], edition), default=None)


def _only_elsewhere(context: Context, countries: tuple[str, ...]) -> Reply:
    """The default series is silent about all of them: the other editions that are not."""
    record = context.record
    told = Counter(
        edition
        for series in record.series
        for country in countries
        for edition in editions_about(record, series.code, country)
    )
    editions = sorted(told, key=lambda edition: (told[edition], edition.period), reverse=True)
    named: list[Value] = [CountryName(country) for country in countries]
    silent = phrase(
        "The {series} says nothing about {countries} that I know of.",
        series=series_name(record, context.default_series),
        countries=listed(named),
    )
    elsewhere = phrase("Other rankings do. Press one to compare them there.")
    return Reply(
        parts=(Text(silent), *((Text(elsewhere),) if editions else ())),
        buttons=edition_buttons(context, "compare", ",".join(countries), editions[:5]),
    )


@dataclass(frozen=True, slots=True)
class _Compared:
    """The country asked about first, everybody compared, and the group that they are, if one."""

    subject: str
    countries: tuple[str, ...]
    group: str | None


def _reply(context: Context, edition: Edition, compared: _Compared) -> Reply:
    known = [c for c in compared.countries if _says_something(context, edition, c)]
    rows = sorted(known, key=lambda country: _order(context, edition, country))[:MOST_ROWS]
    silent = [country for country in compared.countries if country not in known]
    parts: list[Part] = [
        Title(_title(context, edition, compared)),
        *not_digital(context.record, edition.series),
    ]
    if rows:
        parts.append(_table(context, edition, rows))
    if silent:
        parts.append(Text(_silent_sentence(silent)))
    parts.extend(_followers(context, compared.countries))
    parts.extend(_picture(context, edition, compared))
    origins = [s.origin for c in rows if (s := standing_of(context.record, edition, c))]
    origins += [f.origin for f in context.record.followers if f.country in compared.countries]
    parts.append(edition_note(context, edition, origins))
    dated = f"{compared.subject} {edition.series} {edition.period}"
    return Reply(
        parts=tuple(parts),
        buttons=(
            Button(phrase("Rank"), "rank", dated),
            Button(phrase("History"), "history", f"{compared.subject} {edition.series}"),
            Button(phrase("Sources"), "sources", dated),
        ),
        country=compared.subject if len(compared.countries) == 1 else None,
    )


def _picture(context: Context, edition: Edition, compared: _Compared) -> tuple[Part, ...]:
    """One country among its peers; or several, all of them equally asked about."""
    subjects = (compared.subject,) if compared.group else compared.countries
    peers = [country for country in compared.countries if country not in subjects]
    picture = rank_line(context, edition, subjects, peers)
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


def _title(context: Context, edition: Edition, compared: _Compared) -> Phrase:
    name = edition_name(context.record, edition)
    if compared.group:
        return phrase(
            "{country} and its peers in {group}: {edition}",
            country=CountryName(compared.subject),
            group=group_name(compared.group),
            edition=name,
        )
    named: list[Value] = [CountryName(country) for country in compared.countries]
    return phrase("{countries}: {edition}", countries=listed(named), edition=name)


def _table(context: Context, edition: Edition, rows: list[str]) -> Table:
    ranked = ranked_in(context.record, edition)
    standings = [s for country in rows if (s := standing_of(context.record, edition, country))]
    rank_heading = (
        phrase("Rank of {ranked}", ranked=ranked) if ranked else context_phrase("heading", "Rank")
    )
    columns = (
        Column(phrase("Ministry of")),
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


def _silent_sentence(silent: Sequence[str]) -> Phrase:
    named: list[Value] = [CountryName(country) for country in silent[:MOST_SILENT]]
    if further := len(silent) - len(named):
        named.append(plural_phrase("{count} other", "{count} others", further))
    return phrase("Nothing published in this edition: {countries}.", countries=listed(named))


def _followers(context: Context, countries: tuple[str, ...]) -> tuple[Part, ...]:
    """Followers of the ministries and of their missions, as published, each with its date."""
    found = [f for f in context.record.followers if f.country in countries]
    if not found:
        return ()
    facts = tuple(
        Fact(
            _owner(f),
            phrase(
                "{followers} on {network} ({date})",
                followers=f.followers,
                network=network_name(f.network),
                date=date_in_words(f.as_of),
            ),
        )
        for f in sorted(found, key=lambda f: countries.index(f.country))
    )
    return (Text(phrase("Followers, as published:")), Facts(facts))


def _owner(followers: Followers) -> Phrase:
    country = CountryName(followers.country)
    if followers.owner_kind == "ministry":
        return phrase("Ministry of {country}", country=country)
    return phrase(
        "Embassy of {country} in {host}", country=country, host=CountryName(followers.host)
    )


COMMAND = Command(
    name="compare",
    aliases=("banding", "bandingkan"),
    summary=phrase("Ministries side by side, in a table and a picture"),
    usage=phrase("country, country, … [edition]"),
    example="Indonesia, Japan, India",
    answer=answer,
)

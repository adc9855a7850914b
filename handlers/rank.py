"""`/rank [COUNTRY] [EDITION]`: where a ministry stands, as published, and as Kopdar measured."""

from handlers.arguments import pick_edition, read_country_and_edition
from handlers.command import Command, Context, Topic
from handlers.known import known_instead
from handlers.measured.choice import split_measured
from handlers.measured.standing import measured_standing, with_measured
from handlers.navigation import country_buttons
from handlers.notes import edition_note, not_digital
from handlers.pictures import rank_line
from handlers.words import (
    NOT_FOUND,
    edition_name,
    figure_in_words,
    figure_label,
    group_name,
    listed,
    movement_in_words,
    peers_in_words,
    place_in_words,
    rank_in_words,
    rank_label,
    short_rank,
)
from messages.phrase import CountryName, Phrase, Value, phrase, plural_phrase, verbatim
from messages.reply import Answer, Fact, Facts, Part, Reply, Title
from messages.request import Request
from ranking.edition import Edition, Origin
from ranking.edition_words import EditionWords, NothingPublished
from ranking.peers import Peers, peers_of
from ranking.published import GroupPlace, Standing
from ranking.reading import (
    ahead_in_group,
    edition_before,
    places_gained,
    places_of,
    standing_of,
    standings_in,
)

MOST_LISTED = 12


async def answer(request: Request, context: Context) -> Answer:
    rest, measured = split_measured(request.arguments)
    asked = read_country_and_edition(context, "rank", rest)
    country = asked.country or context.home_country
    if measured is not None:
        return Answer(await measured_standing(context, country, measured))
    published = _published(context, country, asked.edition)
    if str(asked.edition):
        return Answer(published)
    return Answer(await with_measured(context, country, published))


def _published(context: Context, country: str, words: EditionWords) -> Reply:
    edition = pick_edition(context, "rank", (country,), words)
    if isinstance(edition, NothingPublished):
        return known_instead(context, country, edition.series)
    standing = standing_of(context.record, edition, country)
    places = places_of(context.record, edition, country)
    if standing is None and not places:
        return known_instead(context, country, edition.series, edition)
    peers = peers_of(context.record, edition, country, context.peer_group)
    return Reply(
        parts=(
            standing_title(context, edition, country),
            *not_digital(context.record, edition.series),
            Facts(tuple(_facts(context, edition, country, standing, places, peers))),
            *_picture(context, edition, country, peers),
            edition_note(context, edition, _origins(context, edition, country, peers)),
        ),
        buttons=country_buttons("rank", country, edition),
        country=country,
    )


def standing_title(context: Context, edition: Edition, country: str) -> Title:
    name = edition_name(context.record, edition)
    return Title(phrase("{country}: {edition}", country=CountryName(country), edition=name))


def _facts(
    context: Context,
    edition: Edition,
    country: str,
    standing: Standing | None,
    places: tuple[GroupPlace, ...],
    peers: Peers,
) -> list[Fact]:
    facts = standing_facts(context, edition, country, standing)
    facts.extend(
        Fact(phrase("In {group}", group=group_name(place.group)), _place(context, place))
        for place in places
    )
    if peers.countries:
        facts.append(_peers_fact(context, edition, country, peers))
    return facts


def standing_facts(
    context: Context, edition: Edition, country: str, standing: Standing | None
) -> list[Fact]:
    """Rank, change, figure and rating: what the edition said of the country by itself."""
    facts = []
    rank, ranked = (standing.rank, standing.ranked) if standing else (None, None)
    facts.append(Fact(rank_label(edition.series), rank_in_words(rank, ranked)))
    facts.append(Fact(phrase("Change"), _change(context, edition, country, standing)))
    if standing and standing.score is not None:
        figure = figure_in_words(standing.score, standing.score_means)
        facts.append(Fact(figure_label(standing.score_means), figure))
    if standing and standing.rating:
        facts.append(Fact(phrase("Rating"), verbatim(standing.rating)))
    return facts


def _change(context: Context, edition: Edition, country: str, standing: Standing | None) -> Phrase:
    """Stated only between two exact ranks; otherwise what the edition before said is shown."""
    before_edition = edition_before(context.record, edition, country)
    if before_edition is None:
        return phrase("no earlier rank found")
    before = standing_of(context.record, before_edition, country)
    gained = places_gained(standing, before)
    if gained is not None and before is not None and before.rank is not None:
        return phrase(
            "{movement} from {rank} in {period}",
            movement=movement_in_words(gained),
            rank=before.rank.best,
            period=before_edition.period,
        )
    return phrase(
        "not known exactly; in {period}: {rank}",
        period=before_edition.period,
        rank=rank_in_words(before.rank, before.ranked) if before else NOT_FOUND,
    )


def _place(context: Context, own: GroupPlace) -> Phrase:
    """The place, and who is ahead as far as that is known."""
    place = place_in_words(own.place)
    ahead = ahead_in_group(context.record, own)
    if not ahead.places:
        return place
    if all(other.place.is_exact for other in ahead.places):
        named: list[Value] = [_named_with_place(other) for other in ahead.places]
    else:
        named = [CountryName(other.country) for other in ahead.places]
    behind = phrase("{place}, behind {countries}", place=place, countries=listed(named))
    if not all(other.place.is_exact for other in ahead.places):
        return phrase("{behind} (their exact ranks are not published)", behind=behind)
    if ahead.missing:
        return plural_phrase(
            "{behind}; {count} more ahead was not found",
            "{behind}; {count} more ahead were not found",
            ahead.missing,
            behind=behind,
        )
    return behind


def _named_with_place(other: GroupPlace) -> Phrase:
    country = CountryName(other.country)
    return phrase("{country} ({place})", country=country, place=place_in_words(other.place))


def _peers_fact(context: Context, edition: Edition, country: str, peers: Peers) -> Fact:
    label = peers_in_words(context.record, peers, country)
    ranked = [
        s
        for s in standings_in(context.record, edition)
        if s.rank is not None and s.country in peers.countries
    ]
    unranked = len(peers.countries) - len(ranked)
    if not ranked:
        return Fact(label, phrase("no published rank of theirs found in this edition"))
    named: list[Value] = [
        phrase(
            "{country} ({rank})",
            country=CountryName(s.country),
            rank=short_rank(s.rank, s.ranked),
        )
        for s in ranked[:MOST_LISTED]
    ]
    if unranked:
        return Fact(
            label,
            plural_phrase(
                "{countries}; no published rank found of {count} other",
                "{countries}; no published rank found of {count} others",
                unranked,
                countries=listed(named),
            ),
        )
    return Fact(label, listed(named))


def _origins(context: Context, edition: Edition, country: str, peers: Peers) -> list[Origin]:
    """Where every figure in the answer was read: its own, those compared with, those ahead."""
    record = context.record
    before = edition_before(record, edition, country)
    standings = [
        standing_of(record, edition, country),
        standing_of(record, before, country) if before else None,
        *(standing_of(record, edition, peer) for peer in peers.countries),
    ]
    places = places_of(record, edition, country)
    ahead = [other for own in places for other in ahead_in_group(record, own).places]
    return [*(s.origin for s in standings if s), *(p.origin for p in (*places, *ahead))]


def _picture(context: Context, edition: Edition, country: str, peers: Peers) -> tuple[Part, ...]:
    peers_are = peers_in_words(context.record, peers, country)
    picture = rank_line(context, edition, (country,), peers.countries, peers_are)
    return (picture,) if picture else ()


COMMAND = Command(
    name="rank",
    topic=Topic.STANDING,
    aliases=("peringkat",),
    summary=phrase("Where a ministry stands"),
    usage=phrase("[country] [edition]"),
    example=verbatim(CountryName("ID")),
    answer=answer,
    is_lasting=True,
)

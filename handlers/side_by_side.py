"""Who is compared: those named, the members of groups, or one country and its peers."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from handlers.command import Context
from handlers.headlines import fewer_named
from handlers.pictures import rank_line
from handlers.several import MOST_COUNTRIES, AskedSeveral
from handlers.words import edition_name, group_name, listed, peers_in_words
from messages.phrase import CountryName, Phrase, Value, phrase, plural_phrase
from messages.reply import Part, Text, Title
from ranking.edition import Edition
from ranking.peers import Peers, peers_of
from ranking.reading import editions_about, places_of, standing_of

MOST_NAMED = 15
LEFT_OUT = phrase("Twelve fit side by side. Left out: {countries}.")


@dataclass(frozen=True, slots=True)
class Compared:
    """Everybody compared; with `peers`, the first is compared with those. `group` is the one whose
    members they are, where they are nobody else. Of those `left_out` something is known, of the
    `silent` nothing."""

    countries: tuple[str, ...]
    peers: Peers | None = None
    group: str | None = None
    left_out: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


# What a country comes by among the members of a group; None: nothing is known of it.
Order = Callable[[str], tuple[float, ...] | None]


def compared_in(context: Context, edition: Edition, asked: AskedSeveral) -> Compared:
    """Those who fit side by side, and those who do not; one country alone with its peers."""
    if len(asked.countries) == 1:
        country = asked.countries[0]
        peers = peers_of(context.record, edition, country, context.peer_group)
        return Compared((country, *peers.countries), peers)
    return fitting(context, asked, lambda country: order_in(context, edition, country))


def fitting(context: Context, asked: AskedSeveral, order: Order) -> Compared:
    """Those named first, our own ministry, then the best of the members; where not all fit, none
    of whom nothing is known."""
    home = [c for c in asked.countries if c == context.home_country and asked.groups]
    foremost = dict.fromkeys([*asked.named, *home])
    members = [c for c in asked.countries if c not in foremost]
    known = {country: place for country in members if (place := order(country)) is not None}
    silent = [country for country in members if country not in known]
    best = [*foremost, *sorted(known, key=known.__getitem__)]
    if len(asked.countries) <= MOST_COUNTRIES:
        best, silent = [*best, *silent], []
    shown, left_out = best[:MOST_COUNTRIES], best[MOST_COUNTRIES:]
    return Compared(
        tuple(shown), group=asked.only_group, left_out=tuple(left_out), silent=tuple(silent)
    )


def editions_telling(context: Context, countries: Sequence[str]) -> Counter[Edition]:
    """The editions that say something about any of them, with of how many; the fullest first."""
    record = context.record
    told = Counter(
        edition
        for series in record.series
        for country in countries
        for edition in editions_about(record, series.code, country)
    )
    fullest = sorted(told, key=lambda edition: (told[edition], edition.period), reverse=True)
    return Counter({edition: told[edition] for edition in fullest})


def order_in(context: Context, edition: Edition, country: str) -> tuple[float, ...] | None:
    """Exact ranks, ranges, figures alone, places alone: the best of each first."""
    standing = standing_of(context.record, edition, country)
    if standing is None:
        return (3, 0, 0.0) if places_of(context.record, edition, country) else None
    score = -float(standing.score) if standing.score is not None else 0.0
    if standing.rank is None:
        return (2, 0, score)
    return (0 if standing.rank.is_exact else 1, standing.rank.best, float(standing.rank.worst))


def title_of(context: Context, edition: Edition, compared: Compared) -> Title:
    name = edition_name(context.record, edition)
    first = CountryName(compared.countries[0])
    match compared:
        case Compared(peers=Peers(group=str() as group)):
            among = phrase(
                "{country} and its peers in {group}: {edition}",
                country=first,
                group=group_name(group),
                edition=name,
            )
            return Title(among, (name,))
        case Compared(peers=Peers(countries=(_, *_))):
            among = phrase(
                "{country} and those published nearest to it: {edition}",
                country=first,
                edition=name,
            )
            return Title(among, (name,))
        case Compared(group=str() as group):
            members = phrase(
                "{group} side by side: {edition}", group=group_name(group), edition=name
            )
            return Title(members, (name,))
    title, *shorter = fewer_named(
        compared.countries,
        lambda names: phrase("{countries}: {edition}", countries=names, edition=name),
    )
    return Title(title, (*shorter, name))


def picture_of(context: Context, edition: Edition, compared: Compared) -> tuple[Part, ...]:
    """One country among its peers, ours among its group; or several, all equally asked about."""
    subjects: Sequence[str] = compared.countries
    peers_are = None
    if compared.peers:
        subjects = compared.countries[:1]
        peers_are = peers_in_words(context.record, compared.peers, subjects[0])
    elif compared.group and context.home_country in compared.countries:
        subjects = (context.home_country,)
        peers_are = phrase("Members of {group}", group=group_name(compared.group))
    peers = [country for country in compared.countries if country not in subjects]
    all_of_them = compared.countries if compared.group else ()
    picture = rank_line(context, edition, subjects, peers, peers_are, all_of_them)
    return (picture,) if picture else ()


def about(countries: Sequence[str], sentence: Phrase) -> tuple[Text, ...]:
    """The sentence about these countries; nothing where there is none."""
    return (Text(replace(sentence, values={"countries": some_of(countries)})),) if countries else ()


def some_of(countries: Sequence[str]) -> Phrase:
    """The first ones by name, the others counted."""
    named: list[Value] = [CountryName(country) for country in countries[:MOST_NAMED]]
    if further := len(countries) - len(named):
        named.append(plural_phrase("{count} other", "{count} others", further))
    return listed(named)

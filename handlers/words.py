"""The codes of the published record in words: series, groups, networks, what a score means."""

import re
from decimal import Decimal

from babel.languages import get_official_languages

from messages.phrase import (
    CountryName,
    LanguageName,
    Listed,
    Month,
    Ordinal,
    Phrase,
    Value,
    context_phrase,
    phrase,
    plural_phrase,
    verbatim,
)
from ranking.edition import Edition, Origin, Place
from ranking.peers import Peers
from ranking.published import Followers, PublishedRecord
from ranking.reading import find_series

DESCRIBED = re.compile(r"(?P<title>.+) \(article, about (?P<year>\d{4})\)")
MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)

SERIES = {
    "ddr": phrase("Digital Diplomacy Review"),
    "lowy-posts": phrase("Lowy Global Diplomacy Index"),
    "lowy-influence": phrase("Lowy Asia Power Index (diplomatic influence)"),
    "twiplomacy-connected": phrase("Twiplomacy list of best connected foreign ministries"),
    "twiplomacy-connected-all": phrase("Twiplomacy list of best connected accounts"),
    "twiplomacy-followed": phrase("Twiplomacy list of most followed foreign ministries"),
    "mediabadger": phrase("MediaBadger digital diplomacy study"),
}

# For buttons: what tells it from the others stands in what a phone shows of a line.
ON_BUTTONS = {
    "lowy-posts": phrase("Lowy: diplomatic posts"),
    "lowy-influence": phrase("Lowy: influence in Asia"),
    "twiplomacy-connected": phrase("Twiplomacy: connections"),
    "twiplomacy-connected-all": phrase("Twiplomacy: all accounts"),
    "twiplomacy-followed": phrase("Twiplomacy: followers"),
    "mediabadger": phrase("MediaBadger study"),
}

MEASURED = {
    "ddr": phrase(
        "the digital diplomacy of foreign ministries (score 0 to 100, rating AAA++ to E--)"
    ),
    "lowy-posts": phrase("the size of the network of posts"),
    "lowy-influence": phrase("diplomatic influence in Asia"),
    "twiplomacy-connected": phrase(
        "mutual connections of the ministry's Twitter account with peers"
    ),
    "twiplomacy-connected-all": phrase(
        "mutual connections on Twitter, all leaders' and ministries' accounts"
    ),
    "twiplomacy-followed": phrase("followers on Twitter"),
    "mediabadger": phrase("the digital diplomacy of countries"),
}

# Which ranks are ranks in the world; the others rank those whom they cover.
RANK_LABELS = {
    "ddr": phrase("World rank"),
    "lowy-influence": phrase("Rank in the Asia Power Index"),
}
RANK = context_phrase("heading", "Rank")
# What was published is more than what was found: the record says nothing about the rest.
NOT_FOUND = phrase("no published rank found")

# What a membership's note says, where the record has one.
MEMBERSHIP_NOTES = {
    "invited from 2024-01-01; membership reported as not formalised": phrase(
        "invited; membership reported as not formalised"
    ),
    "a member as a union; the African Union, a member since 2023-09-09, has no code and is "
    "left out": phrase("a member as a union"),
    "suspended from 2012-08-15": phrase("suspended from 2012 to 2025"),
}

GROUPS = {
    "asean": phrase("ASEAN"),
    "g20": phrase("G20"),
    "oic": phrase("OIC"),
    "brics": phrase("BRICS"),
    "brics-partner": phrase("BRICS partners"),
    "mikta": phrase("MIKTA"),
    "arab-world": phrase("Arab world"),
    "africa": phrase("Africa"),
    "asia": phrase("Asia"),
    "south-caucasus": phrase("South Caucasus"),
    "southeast-asia": phrase("Southeast Asia"),
}

NETWORKS = {"x": phrase("X (Twitter)")}


def series_name(record: PublishedRecord, code: str) -> Phrase:
    return SERIES.get(code) or verbatim(find_series(record, code).name)


def series_on_button(record: PublishedRecord, code: str) -> Phrase:
    return ON_BUTTONS.get(code) or series_name(record, code)


def series_measures(record: PublishedRecord, code: str) -> Phrase:
    return MEASURED.get(code) or verbatim(find_series(record, code).about)


def edition_name(record: PublishedRecord, edition: Edition) -> Phrase:
    return phrase(
        "{series} {period}", series=series_name(record, edition.series), period=edition.period
    )


def edition_on_button(record: PublishedRecord, edition: Edition) -> Phrase:
    series = series_on_button(record, edition.series)
    return phrase("{series} {period}", series=series, period=edition.period)


def membership_note(record: PublishedRecord, group: str, country: str) -> Phrase | None:
    """What has to be said beside a country's belonging to a group."""
    for membership in record.memberships:
        if (membership.group, membership.country) == (group, country) and membership.note:
            return MEMBERSHIP_NOTES.get(membership.note) or verbatim(membership.note)
    return None


def group_name(code: str) -> Phrase:
    return GROUPS.get(code) or verbatim(code)


def peers_in_words(record: PublishedRecord, peers: Peers, country: str) -> Phrase:
    """With whom a country is compared."""
    if peers.group is None:
        return phrase("Published nearest to it")
    group = group_name(peers.group)
    if note := membership_note(record, peers.group, country):
        return phrase("Peers in {group} ({note})", group=group, note=note)
    return phrase("Peers in {group}", group=group)


def network_name(code: str) -> Phrase:
    return NETWORKS.get(code) or verbatim(code)


def rank_label(series: str) -> Phrase:
    return RANK_LABELS.get(series, RANK)


def rank_in_words(rank: Place | None, ranked: int | None) -> Phrase:
    """A rank as it was published: exact, a range, or not at all; never narrowed."""
    if rank is None:
        return NOT_FOUND
    among = _place_in_words(rank, ranked, ordinal=False)
    if ranked is None or (not rank.is_exact and rank.worst == ranked and rank.best > 1):
        return among
    return phrase("{rank} of {ranked}", rank=among, ranked=ranked)


def short_rank(rank: Place | None, ranked: int | None) -> Phrase:
    """The rank alone, for a table's cell or a list."""
    if rank is None:
        return phrase("not found")
    if rank.is_exact:
        return verbatim(rank.best)
    if ranked is not None and rank.worst == ranked and rank.best > 1:
        return phrase("behind {place}", place=Ordinal(rank.best - 1))
    return phrase("{best}–{worst}", best=rank.best, worst=rank.worst)


def range_in_words(rank: Place, ranked: int | None) -> Phrase:
    """A range of ranks as a label: between 1 and 40."""
    return _place_in_words(rank, ranked, ordinal=False)


def place_in_words(place: Place) -> Phrase:
    """A place in a group: 6th, or between 1st and 5th."""
    return _place_in_words(place, None, ordinal=True)


def _place_in_words(place: Place, ranked: int | None, *, ordinal: bool) -> Phrase:
    def shown(number: int) -> Value:
        return Ordinal(number) if ordinal else number

    if place.is_exact:
        return verbatim(shown(place.best))
    if ranked is not None and place.worst == ranked and place.best > 1:
        return phrase("behind {place}", place=Ordinal(place.best - 1))
    return phrase("between {best} and {worst}", best=shown(place.best), worst=shown(place.worst))


def score_in_words(score: Decimal, means: str) -> Phrase:
    """A score with the unit that its series gave it."""
    match means:
        case "index_0_100" | "measure_0_100":
            return phrase("{score} of 100", score=score)
        case "mutual_connections":
            return plural_phrase(
                "{count} mutual connection", "{count} mutual connections", int(score)
            )
        case "diplomatic_posts":
            return plural_phrase("{count} post", "{count} posts", int(score))
        case _:
            return verbatim(score)


SCORE = phrase("Score")
FIGURE_LABELS = {
    "diplomatic_posts": phrase("Posts"),
    "mutual_connections": phrase("Mutual connections"),
}


def figure_label(means: str) -> Phrase:
    """What the figure is called beside which it stands: a score, or a count of something."""
    return FIGURE_LABELS.get(means, SCORE)


def figure_in_words(score: Decimal, means: str) -> Phrase:
    """The figure where its label says already what it is."""
    return verbatim(score) if means in FIGURE_LABELS else score_in_words(score, means)


def owner_name(followers: Followers) -> Phrase:
    """Whose followers these are: a ministry's, or an embassy's somewhere."""
    country = CountryName(followers.country)
    if followers.owner_kind == "ministry":
        return phrase("{country}, foreign ministry", country=country)
    host = CountryName(followers.host)
    return phrase("{country}, embassy in {host}", country=country, host=host)


def host_language(country: str) -> LanguageName | None:
    """The first of a country's official languages, as CLDR lists them; None where it lists none."""
    languages = get_official_languages(country, de_facto=True) if country else ()
    return LanguageName(languages[0]) if languages else None


def movement_in_words(gained: int) -> Phrase:
    """Up, down or unchanged, in words: never by sign or colour alone."""
    if gained > 0:
        return plural_phrase("up {count}", "up {count}", gained)
    if gained < 0:
        return plural_phrase("down {count}", "down {count}", -gained)
    return phrase("unchanged")


def date_in_words(as_of: str) -> Phrase:
    """A date as well as it is known: a year and month, or about a year."""
    if as_of.startswith("about "):
        return phrase("about {period}", period=as_of.removeprefix("about "))
    if month := MONTH.fullmatch(as_of):
        return verbatim(Month(int(month[1]), int(month[2])))
    return verbatim(as_of)


def title_in_words(origin: Origin) -> Phrase:
    """The title as published; what the record adds to it, of which kind and year it is, is said
    in the reader's language."""
    if described := DESCRIBED.fullmatch(origin.title):
        return phrase("{title} (article, about {year})", **described.groupdict())
    return verbatim(origin.title)


def origin_in_words(origin: Origin) -> Phrase:
    """Where a figure was read, by title or else by the site's name."""
    return title_in_words(origin) if origin.title else verbatim(site_of(origin))


def site_of(origin: Origin) -> str:
    host = origin.address.split("://", 1)[-1].split("/", 1)[0]
    return host.removeprefix("www.")


def listed(values: list[Value], *, choice: bool = False) -> Phrase:
    return verbatim(Listed(tuple(values), is_choice=choice))

"""The codes of the published record in words: series, groups, networks, what a score means."""

from decimal import Decimal

from messages.phrase import Listed, Ordinal, Phrase, Value, phrase, plural_phrase, verbatim
from ranking.edition import Edition, Origin, Place
from ranking.published import PublishedRecord
from ranking.reading import find_series

SERIES = {
    "ddr": phrase("Digital Diplomacy Review"),
    "lowy-posts": phrase("Lowy Global Diplomacy Index"),
    "lowy-influence": phrase("Lowy Asia Power Index: diplomatic influence"),
    "twiplomacy-connected": phrase("Twiplomacy: best connected foreign ministries"),
    "twiplomacy-connected-all": phrase("Twiplomacy: best connected accounts"),
    "twiplomacy-followed": phrase("Twiplomacy: most followed foreign ministries"),
    "mediabadger": phrase("MediaBadger digital diplomacy study"),
}

MEASURED = {
    "ddr": phrase("digital diplomacy of foreign ministries: score 0 to 100, rating AAA++ to E--"),
    "lowy-posts": phrase("the size of the network of posts"),
    "lowy-influence": phrase("diplomatic influence in Asia"),
    "twiplomacy-connected": phrase(
        "mutual connections of the ministry's Twitter account with peers"
    ),
    "twiplomacy-connected-all": phrase(
        "mutual connections on Twitter, all leaders' and ministries' accounts"
    ),
    "twiplomacy-followed": phrase("followers on Twitter"),
    "mediabadger": phrase("digital diplomacy of countries"),
}

# What a rank of the series is a rank among; all others rank the world.
RANK_AMONG = {"lowy-influence": phrase("Rank in the Asia Power Index")}
WORLD_RANK = phrase("World rank")
NOT_PUBLISHED = phrase("not published")

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


def series_measures(record: PublishedRecord, code: str) -> Phrase:
    return MEASURED.get(code) or verbatim(find_series(record, code).about)


def edition_name(record: PublishedRecord, edition: Edition) -> Phrase:
    return phrase(
        "{series} {period}", series=series_name(record, edition.series), period=edition.period
    )


def group_name(code: str) -> Phrase:
    return GROUPS.get(code) or verbatim(code)


def network_name(code: str) -> Phrase:
    return NETWORKS.get(code) or verbatim(code)


def rank_label(series: str) -> Phrase:
    return RANK_AMONG.get(series, WORLD_RANK)


def rank_in_words(rank: Place | None, ranked: int | None) -> Phrase:
    """A rank as it was published: exact, a range, or not at all; never narrowed."""
    if rank is None:
        return NOT_PUBLISHED
    among = _place_in_words(rank, ranked, ordinal=False)
    if ranked is None or (not rank.is_exact and rank.worst == ranked and rank.best > 1):
        return among
    return phrase("{rank} of {ranked}", rank=among, ranked=ranked)


def short_rank(rank: Place | None, ranked: int | None) -> Phrase:
    """The rank alone, for a table's cell or a list."""
    if rank is None:
        return NOT_PUBLISHED
    if rank.is_exact:
        return verbatim(rank.best)
    if ranked is not None and rank.worst == ranked and rank.best > 1:
        return phrase("below {rank}", rank=rank.best - 1)
    return phrase("{best}–{worst}", best=rank.best, worst=rank.worst)


def place_in_words(place: Place) -> Phrase:
    """A place in a group: 6th, or between 1st and 5th."""
    return _place_in_words(place, None, ordinal=True)


def _place_in_words(place: Place, ranked: int | None, *, ordinal: bool) -> Phrase:
    def shown(number: int) -> Value:
        return Ordinal(number) if ordinal else number

    if place.is_exact:
        return verbatim(shown(place.best))
    if ranked is not None and place.worst == ranked and place.best > 1:
        return phrase("below {rank}", rank=shown(place.best - 1))
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
    return verbatim(as_of)


def origin_in_words(origin: Origin) -> Phrase:
    """Where a figure was read, by title or else by the site's name."""
    return verbatim(origin.title or _site(origin.address))


def _site(address: str) -> str:
    host = address.split("://", 1)[-1].split("/", 1)[0]
    return host.removeprefix("www.")


def listed(values: list[Value], *, choice: bool = False) -> Phrase:
    return verbatim(Listed(tuple(values), is_choice=choice))

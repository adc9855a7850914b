"""The files of the reference data: which columns each has, and how its cells are read."""

from collections.abc import Collection

from storage import schema_reference as schema
from storage.reference.cell import (
    ReadCell,
    address,
    any_text,
    code,
    country,
    day,
    day_or_month,
    decimal,
    one_of,
    optional,
    text,
    whole_number,
    year,
    zone,
)
from storage.reference.rules import (
    RANKS_FILE,
    SCORE_MEANINGS,
    SERIES_FILE,
    check_date,
    check_host,
    check_range,
    check_rank,
    check_source,
    check_website,
)
from storage.reference.sheet import Row, Sheet, SheetColumn

NETWORKS = (
    "bluesky",
    "facebook",
    "flickr",
    "instagram",
    "linkedin",
    "mastodon",
    "podcast",
    "telegram",
    "threads",
    "tiktok",
    "website",
    "weibo",
    "x",
    "youtube",
)
UNIT_KINDS = ("embassy", "consulate_general", "consulate", "permanent_mission", "trade_office")
OWNER_KINDS = ("ministry", "embassy")

# What a row of each kind shares with the others.
SOURCE = SheetColumn("source", "source", optional(address, ""))
SOURCE_TITLE = SheetColumn("source_title", "source_title", any_text)
AS_OF = SheetColumn("as_of", "as_of", optional(day_or_month, ""))
OWNER_KIND = SheetColumn("owner_kind", "owner_kind", one_of(*OWNER_KINDS))
NETWORK = SheetColumn("platform", "network", one_of(*NETWORKS))
RANK = whole_number(1, "a rank from 1")


def list_sheets(country_codes: Collection[str]) -> tuple[Sheet, ...]:
    """In the order in which they are written: what others point at comes first."""
    nation = country(country_codes)
    return (
        series_sheet(),
        ranks_sheet(nation),
        places_sheet(nation),
        followers_sheet(nation),
        peers_sheet(nation),
        missions_sheet(nation),
        accounts_sheet(nation),
    )


def series_sheet() -> Sheet:
    return Sheet(
        file=SERIES_FILE,
        table=schema.series,
        key=("code",),
        columns=(
            SheetColumn("series", "code", code),
            SheetColumn("name", "name", text),
            SheetColumn("publisher", "publisher", text),
            SheetColumn("digital", "is_digital", lambda cell: one_of("yes", "no")(cell) == "yes"),
            SheetColumn("address", "address", optional(address, "")),
            SheetColumn("about", "about", text),
        ),
        check=lambda row: (),
    )


def ranks_sheet(nation: ReadCell) -> Sheet:
    return Sheet(
        file=RANKS_FILE,
        table=schema.published_ranks,
        key=("series", "period", "country"),
        columns=(
            SheetColumn("series", "series", code),
            SheetColumn("year", "period", year),
            SheetColumn("country", "country", nation),
            SheetColumn("rank_from", "best", optional(RANK, None)),
            SheetColumn("rank_to", "worst", optional(RANK, None)),
            SheetColumn("ranked", "ranked", optional(whole_number(1, "how many"), None)),
            SheetColumn("score", "score", optional(decimal, None)),
            SheetColumn("score_means", "score_means", optional(one_of(*SCORE_MEANINGS), "")),
            SheetColumn("rating", "rating", any_text),
            SOURCE,
            SOURCE_TITLE,
        ),
        check=check_rank,
    )


def places_sheet(nation: ReadCell) -> Sheet:
    return Sheet(
        file="published_places.csv",
        table=schema.published_places,
        key=("series", "period", "group", "country"),
        columns=(
            SheetColumn("series", "series", code),
            SheetColumn("year", "period", year),
            SheetColumn("group", "group", code),
            SheetColumn("country", "country", nation),
            SheetColumn("place_from", "best", RANK),
            SheetColumn("place_to", "worst", RANK),
            SOURCE,
            SOURCE_TITLE,
        ),
        check=lambda row: (*check_range(row), *check_source(row)),
    )


def followers_sheet(nation: ReadCell) -> Sheet:
    return Sheet(
        file="published_followers.csv",
        table=schema.published_followers,
        # Of one account there may be figures of several times.
        key=("owner_kind", "country", "host", "network", "as_of_text"),
        columns=(
            OWNER_KIND,
            SheetColumn("country_iso2", "country", nation),
            SheetColumn("host_iso2", "host", optional(nation, "")),
            NETWORK,
            SheetColumn("followers", "followers", whole_number(0, "how many follow it")),
            AS_OF,
            SheetColumn("as_of_text", "as_of_text", any_text),
            SOURCE,
            SOURCE_TITLE,
        ),
        check=lambda row: (*check_host(row), *check_date(row), *check_source(row)),
        complete=say_date,
    )


def say_date(row: Row) -> Row:
    """With its date in words, which are the date itself where no others are given."""
    return {**row, "as_of_text": row["as_of_text"] or row["as_of"]}


def peers_sheet(nation: ReadCell) -> Sheet:
    return Sheet(
        file="peers.csv",
        table=schema.group_members,
        key=("group", "country"),
        columns=(
            SheetColumn("group", "group", code),
            SheetColumn("country", "country", nation),
            SheetColumn("since", "since", optional(day, None)),
            SheetColumn("note", "note", any_text),
            SheetColumn("source", "source", address),
        ),
        check=lambda row: (),
    )


def missions_sheet(nation: ReadCell) -> Sheet:
    return Sheet(
        file="missions.csv",
        table=schema.units,
        key=("owner", "name"),
        columns=(
            SheetColumn("name", "name", text),
            SheetColumn("name_en", "name_en", text),
            SheetColumn("kind", "kind", one_of(*UNIT_KINDS)),
            SheetColumn("owner_iso2", "owner", nation),
            SheetColumn("city", "city", text),
            SheetColumn("host_iso2", "host", nation),
            SheetColumn("timezone", "zone", zone),
            SheetColumn("timezone_from", "zone_from", text),
            SheetColumn("website", "website", optional(address, "")),
            SheetColumn("notes", "notes", any_text),
            AS_OF,
            SheetColumn("source", "source", address),
        ),
        check=lambda row: (),
    )


def accounts_sheet(nation: ReadCell) -> Sheet:
    return Sheet(
        file="ministry_accounts.csv",
        table=schema.channels,
        key=("network", "address"),
        columns=(
            OWNER_KIND,
            SheetColumn("mission_kind", "mission_kind", optional(one_of(*UNIT_KINDS), "")),
            SheetColumn("country_iso2", "country", nation),
            SheetColumn("host_iso2", "host", optional(nation, "")),
            SheetColumn("city", "city", any_text),
            NETWORK,
            SheetColumn("handle_or_url", "address", text),
            AS_OF,
            SheetColumn("trust", "trust", one_of("A", "B", "C")),
            SOURCE,
            SOURCE_TITLE,
        ),
        check=lambda row: (*check_host(row), *check_website(row), *check_source(row)),
    )

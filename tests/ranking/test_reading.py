"""The published record, read: editions, movement, who is ahead, with whom one is compared."""

import pytest

from ranking.edition import Edition, Place
from ranking.peers import peers_of
from ranking.published import PublishedRecord
from ranking.reading import (
    ahead_in_group,
    edition_before,
    newest_edition,
    places_gained,
    places_of,
    standing_of,
    standings_in,
)

DDR_2016, DDR_2017 = Edition("ddr", "2016"), Edition("ddr", "2017")


def test_newest_edition_says_something_about_the_country(record: PublishedRecord) -> None:
    assert newest_edition(record, "ddr", "ID") == DDR_2017
    assert newest_edition(record, "ddr", "FR") == DDR_2016
    assert newest_edition(record, "ddr", "MY") is None


def test_edition_before_is_the_latest_earlier_one_that_names_the_country(
    record: PublishedRecord,
) -> None:
    assert edition_before(record, DDR_2017, "ID") == DDR_2016
    assert edition_before(record, DDR_2016, "ID") is None
    # Lowy's 2017 edition is known, but says nothing about Indonesia.
    assert edition_before(record, Edition("lowy-posts", "2024"), "ID") == Edition(
        "lowy-posts", "2019"
    )
    assert edition_before(record, Edition("lowy-posts", "2019"), "ID") is None


def test_change_only_between_two_exact_ranks(record: PublishedRecord) -> None:
    def gained(country: str) -> int | None:
        return places_gained(
            standing_of(record, DDR_2017, country), standing_of(record, DDR_2016, country)
        )

    assert gained("ID") == -4
    assert gained("AM") == 18
    assert gained("SA") is None, "2017 gives only a range"
    assert gained("GE") is None, "2016 says nothing"


def test_ahead_in_asia_are_five_whose_places_are_a_range(record: PublishedRecord) -> None:
    asia = next(p for p in places_of(record, DDR_2017, "ID") if p.group == "asia")
    ahead = ahead_in_group(record, asia)
    assert [p.country for p in ahead.places] == ["JP", "IN", "SA", "AE", "KW"]
    assert ahead.missing == 0


def test_ahead_counts_the_places_nobody_published(record: PublishedRecord) -> None:
    (morocco,) = places_of(record, DDR_2016, "MA")
    ahead = ahead_in_group(record, morocco)
    assert [p.country for p in ahead.places] == ["SA", "BH", "AE", "KW", "JO"]
    assert ahead.missing == 3


def test_standings_put_exact_ranks_before_ranges_and_those_before_none(
    record: PublishedRecord,
) -> None:
    kinds = [
        2 if s.rank is None else 0 if s.rank.is_exact else 1
        for s in standings_in(record, Edition("lowy-posts", "2024"))
    ]
    assert kinds == sorted(kinds)
    assert set(kinds) == {0, 2}


@pytest.mark.parametrize(
    ("country", "edition", "group", "some"),
    [
        ("ID", DDR_2017, "asean", {"MY", "VN"}),
        ("MX", DDR_2016, "mikta", {"KR", "TR"}),
        ("MA", DDR_2016, "oic", {"SA", "TR"}),
    ],
)
def test_peers(
    record: PublishedRecord, country: str, edition: Edition, group: str, some: set[str]
) -> None:
    peers = peers_of(record, edition, country, "asean")
    assert peers.group == group
    assert some <= set(peers.countries)
    assert country not in peers.countries


def test_membership_counts_on_the_last_day_of_the_edition(record: PublishedRecord) -> None:
    assert "TL" not in peers_of(record, DDR_2017, "ID", "asean").countries
    assert "TL" in peers_of(record, Edition("kopdar", "2026-W47"), "ID", "asean").countries


def test_without_a_group_peers_are_those_published_nearest(record: PublishedRecord) -> None:
    peers = peers_of(record, DDR_2017, "GE", "asean")
    assert peers.group is None
    assert peers.countries == ("US", "GB", "AM", "ID", "AZ")


def test_a_place_is_exact_only_where_its_ends_agree() -> None:
    assert Place(6, 6).is_exact
    assert not Place(1, 5).is_exact

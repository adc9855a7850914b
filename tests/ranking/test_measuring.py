"""From observations to an edition: what counts, what adds up, who is ranked."""

import pytest

from ranking.measures import figures_of
from ranking.measuring import GroupsUnknown
from ranking.table import TableFaults
from tests.ranking.measured_editions import METHOD, edition, edition_of, seen

BASE = {"networks": 3.0, "site_freshness": 50.0, "days_silent": 5.0}
COUNTED = {"followers": 1_000.0, "population": 10.0}


def test_the_newest_observation_of_a_thing_counts() -> None:
    figures = figures_of(
        [seen("ID", "networks", 9, day=2), seen("ID", "networks", 4, day=3)], ["networks"]
    )
    assert figures["ID"]["networks"].value == 4


def test_parts_add_up_as_their_measure_says() -> None:
    figures = figures_of(
        [
            seen("ID", "followers", 10, channel="a"),
            seen("ID", "followers", 5, "Tokyo", "b"),
            seen("ID", "site_freshness", 100, "Tokyo"),
            seen("ID", "site_freshness", 0, "Paris"),
            seen("ID", "days_silent", 1, "Tokyo"),
            seen("ID", "days_silent", 2, "Paris"),
            seen("ID", "days_silent", 90, "Rome"),
            seen("ID", "languages", 2, channel="a"),
            seen("ID", "languages", 3, channel="b"),
            seen("ID", "something_else", 3),
        ],
        ["followers", "site_freshness", "days_silent", "languages"],
    )["ID"]
    assert {column: figure.value for column, figure in figures.items()} == {
        "followers": 15,
        "site_freshness": 50,
        "days_silent": 2,
        "languages": 3,
    }
    assert figures["days_silent"].newest_at == seen("ID", "x", 1).observed_at
    assert figures["followers"].sources == ("https://example.org/seen",)


@pytest.mark.parametrize(
    ("whole_day", "unit_day", "channel_day", "value"),
    [(9, 1, 1, 70), (9, 9, 9, 70), (1, 9, 1, 5), (1, 1, 9, 3), (1, 9, 10, 3)],
)
def test_a_whole_goes_before_its_parts_unless_one_was_seen_later(
    whole_day: int, unit_day: int, channel_day: int, value: float
) -> None:
    figures = figures_of(
        [
            seen("ID", "followers", 70, day=whole_day),
            seen("ID", "followers", 5, "Tokyo", day=unit_day),
            seen("ID", "followers", 3, "Tokyo", "a", day=channel_day),
        ],
        ["followers"],
    )
    assert figures["ID"]["followers"].value == value


def test_a_mission_counts_once_in_a_share_of_missions() -> None:
    speaking = [seen("ID", "host_languages", v, "Tokyo", f"c{v}") for v in (0, 100)]
    silent = seen("ID", "host_languages", 0, "Paris")
    figures = figures_of([*speaking, silent], ["host_languages"])
    assert figures["ID"]["host_languages"].value == 50


def test_who_is_known_too_little_of_is_not_ranked_and_what_is_missing_is_known() -> None:
    made = edition({"ID": {**BASE, **COUNTED}, "MY": BASE, "SG": {"followers": 7.0}})
    assert {code: s.rank is not None for code, s in made.standings.items()} == {
        "ID": True,
        "MY": True,
        "SG": False,
    }
    assert [i.code for i in made.missing_of("SG")] == [
        "networks",
        "site_freshness",
        "days_silent",
        "followers",  # nothing to divide it by
    ]
    assert made.standings["SG"].coverage == 0
    assert [node.code for node in made.dimensions] == ["presence", "influence"]
    assert made.ranked == 2


def test_ranges_and_those_that_cannot_be_told_apart() -> None:
    twin = {**BASE, **COUNTED}
    best = {"networks": 9.0, "site_freshness": 99.0, "days_silent": 1.0}
    made = edition({"ID": twin, "MY": twin, "SG": {**best, "followers": 9e9, "population": 1.0}})
    standing = made.standings["ID"]
    assert standing.low is not None
    assert standing.high is not None
    assert standing.low <= (standing.rank or 0) <= standing.high
    assert standing.alike == ("MY",)
    assert made.standings["SG"].alike == ()
    assert made.in_order[0].country == "SG"
    assert {influence.source for influence in made.influences} == {"weights", "noise"}


def test_the_same_figures_give_the_same_edition() -> None:
    values = {"ID": {**BASE, **COUNTED}, "MY": {**BASE, "networks": 2.0}}
    assert edition(values) == edition(values)
    assert len(edition(values).digest) == 64


def test_what_cannot_be_divided_by_is_refused() -> None:
    with pytest.raises(TableFaults):
        edition({"ID": {**BASE, "followers": 1.0, "population": 0.0}})


def test_a_method_that_needs_groups_is_refused() -> None:
    text = METHOD.replace(
        "[normalisation]", '[imputation]\nmethod = "group_mean"\nby = "region"\n[normalisation]'
    )
    with pytest.raises(GroupsUnknown):
        edition_of(seen("ID", "networks", 3), text=text)

"""What would raise a rank: computed by scoring again, best first."""

import pytest

from ranking.measured import MeasuredEdition
from ranking.whatif import Bench, CannotBe, NothingToDivideBy, NotRanked
from tests.ranking.measured_editions import METHOD, edition, edition_of, seen


def an_edition() -> MeasuredEdition:
    sites = {"Tokyo": 100, "Paris": 0, "Rome": 0, "Oslo": 40}
    return edition_of(
        *(seen("ID", "site_freshness", value, unit) for unit, value in sites.items()),
        seen("ID", "networks", 7),
        seen("ID", "days_silent", 10),
        *(seen("MY", indicator, 90) for indicator in ("site_freshness", "days_silent")),
        seen("MY", "networks", 4),
        *(seen("SG", indicator, 10) for indicator in ("site_freshness", "days_silent", "networks")),
        seen("TH", "networks", 10),
    )


def test_actions_come_best_first_with_the_units_concerned() -> None:
    refresh, one_site, network = Bench(an_edition(), "ID").prospects()
    assert (refresh.action.code, refresh.units) == ("refresh", ("Oslo", "Paris", "Rome"))
    assert (network.action.code, network.units) == ("one_network", ("",))
    assert (one_site.action.code, one_site.units) == ("one_site", ("Paris", "Rome"))
    assert refresh.outcome.points > one_site.outcome.points > network.outcome.points > 0


def test_the_new_score_is_what_scoring_the_new_figures_gives() -> None:
    made = an_edition()
    outcome = Bench(made, "ID").try_indicators({"site_freshness": 100, "networks": 8})
    again = edition_of(
        seen("ID", "site_freshness", 100),
        seen("ID", "networks", 8),
        seen("ID", "days_silent", 10),
        *(seen("MY", indicator, 90) for indicator in ("site_freshness", "days_silent")),
        seen("MY", "networks", 4),
        *(seen("SG", indicator, 10) for indicator in ("site_freshness", "days_silent", "networks")),
        seen("TH", "networks", 10),
    ).standings["ID"]
    assert outcome.score == pytest.approx(again.score, abs=1e-9)
    assert outcome.rank == again.rank
    assert outcome.points == pytest.approx(outcome.score - (made.standings["ID"].score or 0))


def test_an_action_that_brings_nothing_is_left_out() -> None:
    made = edition({c: {"networks": 8, "site_freshness": 100} for c in ("ID", "MY")})
    assert Bench(made, "ID").prospects() == ()


def test_one_mission_cannot_be_picked_out_of_a_figure_of_the_whole() -> None:
    values = {"networks": 3.0, "days_silent": 5.0}
    made = edition({"ID": {**values, "site_freshness": 10}, "MY": {**values, "site_freshness": 90}})
    assert [p.action.code for p in Bench(made, "ID").prospects()] == ["refresh", "one_network"]


def test_nobody_without_a_rank_is_raised() -> None:
    for country in ("TH", "FR"):
        with pytest.raises(NotRanked):
            Bench(an_edition(), country)


def test_what_is_counted_for_the_whole_is_changed_as_a_whole() -> None:
    """One more network is one, however many channels were seen one by one."""
    channels = [seen("ID", "networks", 1, channel=name) for name in ("x", "facebook", "youtube")]
    others = [
        *(seen("ID", indicator, 50) for indicator in ("site_freshness", "days_silent")),
        *(seen("MY", indicator, 10) for indicator in ("networks", "site_freshness", "days_silent")),
        *(seen("SG", indicator, 1) for indicator in ("networks", "site_freshness", "days_silent")),
    ]
    bench = Bench(edition_of(*channels, *others), "ID")
    prospects = {prospect.action.code: prospect for prospect in bench.prospects()}
    assert prospects["one_network"].outcome == bench.try_indicators({"networks": 4})
    assert prospects["one_network"].units == ("",)


def test_a_rate_is_tried_as_a_rate() -> None:
    values = {"networks": 3.0, "site_freshness": 50.0, "followers": 10.0, "population": 100.0}
    made = edition({"ID": values, "MY": {**values, "followers": 50.0}})
    bench = Bench(made, "ID")
    assert bench.try_indicators({"followers": 0.4}) == bench.try_columns({"followers": 40.0})


def test_a_rate_of_nothing_known_cannot_be_tried() -> None:
    values = {"networks": 3.0, "site_freshness": 50.0, "days_silent": 4.0}
    bench = Bench(edition({"ID": values, "MY": values}), "ID")
    with pytest.raises(NothingToDivideBy, match="population"):
        bench.try_indicators({"followers": 0.4})


def test_what_cannot_be_logged_cannot_be_tried() -> None:
    text = METHOD.replace('code = "networks"', 'code = "networks"\ntransform = "log"', 1)
    values = {"networks": 3.0, "site_freshness": 50.0, "days_silent": 4.0}
    bench = Bench(edition({"ID": values, "MY": values}, text), "ID")
    with pytest.raises(CannotBe, match="networks"):
        bench.try_indicators({"networks": 0})

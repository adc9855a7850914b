"""Everything that the shipped methodology names has words in the catalogues."""

from handlers.measured.names import ACTIONS, INDICATORS, NODES, SOURCES_OF_CHANGE, edition_title
from messages.phrase import verbatim
from ranking.methodology_file import parse_methodology
from ranking.sensitivity import sources
from tests.house.sources import PROJECT


def test_every_code_of_the_shipped_methodology_has_words() -> None:
    text = (PROJECT / "config" / "methodology.toml").read_text(encoding="utf-8")
    methodology = parse_methodology(text)
    assert {node.code for node in methodology.nodes} <= NODES.keys()
    assert set(methodology.columns) <= INDICATORS.keys()
    assert {action.code for action in methodology.actions} <= ACTIONS.keys()
    assert {action.title: action.title for action in methodology.actions} == {
        action.title: ACTIONS[action.code].text for action in methodology.actions
    }
    assert set(sources(methodology)) <= SOURCES_OF_CHANGE.keys()


def test_a_period_that_is_no_week_is_shown_as_it_is() -> None:
    assert edition_title("2017") == verbatim("2017")
    assert edition_title("2026-W04").values == {"week": "4", "year": "2026"}
    assert edition_title("2026-W48b").values == {"week": "48b", "year": "2026"}

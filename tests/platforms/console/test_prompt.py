"""What is offered while somebody types."""

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from platforms.console.offers import Offers, Vocabulary
from platforms.console.prompt import MOST_OFFERED, QuestionCompleter

COMMANDS = (
    ("rank", "Where a ministry stands"),
    ("compare", "Side by side"),
    ("help", "What to do"),
)
DATED = ("/rank Indonesia ddr 2016", "/rank Indonesia ddr 2017")
NAMES = ("India", "Indonesia", "Côte d’Ivoire", "United Kingdom", "South Korea", "Korea", "日本")

WORDS = {
    "rank": ("ddr", "ddr 2016", "ddr 2017", "twiplomacy-followed 2016"),
    "top": ("asean", "g20"),
}


def takes(command: str) -> Offers:
    return Offers(() if command == "top" else NAMES, WORDS.get(command, ()))


COMPLETER = QuestionCompleter(Vocabulary(COMMANDS, takes))


def offered(line: str, completer: QuestionCompleter = COMPLETER, *, tab: bool = False) -> list[str]:
    """The lines that the offers would make of it."""
    event = CompleteEvent(completion_requested=tab, text_inserted=not tab)
    return [
        line[: len(line) + completion.start_position] + completion.text
        for completion in completer.get_completions(Document(line), event)
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/", ["/rank", "/compare", "/help"]),
        ("/R", ["/rank"]),
        ("ran", ["rank"]),
        ("/x", []),
        ("/rank indo", ["/rank Indonesia"]),
        ("rank IND", ["rank India", "rank Indonesia"]),
        ("/rank cote", ["/rank Côte d’Ivoire"]),
        ("/rank united ki", ["/rank United Kingdom"]),
        ("/rank kor", ["/rank Korea", "/rank South Korea"]),
        ("/rank 日", ["/rank 日本"]),
        ("/compare India, indo", ["/compare India, Indonesia"]),
        ("/compare India, ind", ["/compare India, Indonesia"]),
        ("/compare India,", []),
        ("/rank ", []),
        ("/help co", ["/help compare"]),
        ("/rank Indonesia dd", ["/rank Indonesia ddr", *DATED]),
        ("/rank South Korea ddr 2017", ["/rank South Korea ddr 2017"]),
        ("/rank DDR 2017", ["/rank ddr 2017"]),
        ("/rank Indonesia ind", []),
        ("/rank Indonesia ", []),
        ("/top a", ["/top asean"]),
        ("/top asean g", ["/top asean g20"]),
        ("/top indo", []),
        ("indo", ["Indonesia"]),
        ("south k", ["South Korea"]),
        ("i", []),
        ("/indo", []),
    ],
)
def test_offers(line: str, expected: list[str]) -> None:
    assert [offer.replace("/help /", "/help ") for offer in offered(line)] == expected


def test_after_a_name_the_other_words_are_offered_when_asked_only() -> None:
    assert offered("/top ", tab=True) == ["/top asean", "/top g20"]
    assert offered("/rank ", tab=True) == [f"/rank {each}" for each in (*NAMES, *WORDS["rank"])]
    assert offered("/compare Korea, ", tab=True) == [
        f"/compare Korea, {name}" for name in NAMES if name != "Korea"
    ]
    assert len(offered("/rank Indonesia ", tab=True)) == 4


def test_an_empty_line_offers_the_commands_when_asked_only() -> None:
    assert offered("") == []
    assert offered("", tab=True) == ["/rank", "/compare", "/help"]


def test_a_command_comes_with_its_summary() -> None:
    (completion,) = COMPLETER.get_completions(Document("/ran"), CompleteEvent())
    assert completion.display_meta_text == "Where a ministry stands"


def test_the_offer_is_no_flood() -> None:
    lands = Offers(tuple(f"Land {number}" for number in range(500)))
    many = QuestionCompleter(Vocabulary(COMMANDS, lambda command: lands))
    assert len(offered("/rank la", many)) == MOST_OFFERED

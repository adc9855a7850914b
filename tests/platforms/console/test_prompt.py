"""What is offered while somebody types."""

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from platforms.console.prompt import MOST_OFFERED, QuestionCompleter

COMMANDS = (
    ("rank", "Where a ministry stands"),
    ("compare", "Side by side"),
    ("help", "What to do"),
)
NAMES = ("India", "Indonesia", "Côte d’Ivoire", "United Kingdom", "South Korea", "Korea", "日本")

COMPLETER = QuestionCompleter(COMMANDS, lambda: NAMES)


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
        ("/compare India,", []),
        ("/rank ", []),
        ("/help co", ["/help compare"]),
    ],
)
def test_offers(line: str, expected: list[str]) -> None:
    assert [offer.replace("/help /", "/help ") for offer in offered(line)] == expected


def test_an_empty_line_offers_the_commands_when_asked_only() -> None:
    assert offered("") == []
    assert offered("", tab=True) == ["/rank", "/compare", "/help"]


def test_a_command_comes_with_its_summary() -> None:
    (completion,) = COMPLETER.get_completions(Document("/ran"), CompleteEvent())
    assert completion.display_meta_text == "Where a ministry stands"


def test_the_offer_is_no_flood() -> None:
    many = QuestionCompleter(COMMANDS, lambda: [f"Land {n}" for n in range(500)])
    assert len(offered("/rank la", many)) == MOST_OFFERED

"""Inline queries as the server takes their answers, and the messages that come of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.platforms.bot_api_html import Entity
from tests.platforms.bot_api_methods import Refusal

MOST_RESULTS = 50
ID_BYTES = 64
OFFSET_BYTES = 64
CONTENT_LIMIT = 4096
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"

# Reads `name` of the parameters as text with entities, and refuses what is not one message.
Words = Callable[[dict[str, Any], str], tuple[str, list[Entity]]]


@dataclass(frozen=True)
class Card:
    """One inline result as its reader sees it; `text` is the message it sends when chosen."""

    key: str
    title: str
    description: str
    text: str
    html: str


@dataclass(frozen=True)
class InlineAnswer:
    cards: tuple[Card, ...]
    cache_time: int
    is_personal: bool
    next_offset: str
    button: str


class InlineQueries:
    def __init__(self, words: Words) -> None:
        self.open: set[str] = set()
        self.answers: dict[str, InlineAnswer] = {}
        self._words = words

    def answer(self, parameters: dict[str, Any]) -> bool:
        query = parameters["inline_query_id"]
        if query not in self.open:
            raise Refusal(TOO_OLD)
        results = parameters["results"]
        if len(results) > MOST_RESULTS:
            raise Refusal("Bad Request: RESULTS_TOO_MUCH")
        keys = [result["id"] for result in results]
        if len(set(keys)) < len(keys):
            raise Refusal("Bad Request: RESULT_ID_DUPLICATE")
        if len(parameters.get("next_offset", "").encode()) > OFFSET_BYTES:
            raise Refusal("Bad Request: NEXT_OFFSET_INVALID")
        cards = tuple(self._card(result) for result in results)
        self.open.discard(query)
        self.answers[query] = InlineAnswer(
            cards,
            parameters.get("cache_time", 300),
            parameters.get("is_personal", False),
            parameters.get("next_offset", ""),
            parameters.get("button", {}).get("text", ""),
        )
        return True

    def _card(self, result: dict[str, Any]) -> Card:
        if result["type"] != "article" or not 1 <= len(result["id"].encode()) <= ID_BYTES:
            raise Refusal("Bad Request: RESULT_ID_INVALID")
        if not result["title"].strip():
            raise Refusal("Bad Request: ARTICLE_TITLE_EMPTY")
        content = result["input_message_content"]
        text, _ = self._words({**content, "text": content["message_text"]}, "text")
        return Card(
            result["id"],
            result["title"],
            result.get("description", ""),
            text,
            content["message_text"],
        )

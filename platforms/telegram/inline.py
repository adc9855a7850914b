"""Inline mode: what is typed behind Kopdar's name in any chat is answered with cards to post.

Each letter typed is a query of its own. While one is worked on, only the newest of the same
person waits: what has been typed over interests nobody any more.
"""

import asyncio
import logging
from typing import Any

from messages.request import AccountId
from messages.suggestion import Suggest, Suggestion, Suggestions
from messages.wording import Wording
from platforms.telegram.api import BotApi
from platforms.telegram.failure import CallFailed
from platforms.telegram.inbound import InlineAsked
from platforms.telegram.markup import fit_to_show
from platforms.telegram.profile import Profile
from platforms.telegram.render import inline_text

log = logging.getLogger(__name__)

# The record changes by an import only; a language chosen anew should show within minutes.
KEPT_SECONDS = 300
# Typing people at once; beyond that somebody plays a game with us.
MOST_AT_ONCE = 64
START_PARAMETER = "inline"

Parameters = dict[str, Any]


class InlineAnswers:
    def __init__(self, api: BotApi, profile: Profile) -> None:
        self._api = api
        self._profile = profile
        self._newest: dict[AccountId, InlineAsked] = {}
        self._working: dict[AccountId, asyncio.Task[None]] = {}

    def take(self, asked: InlineAsked, suggest: Suggest) -> None:
        """Begin to answer; returns at once."""
        account = asked.inquiry.sender.account
        if account not in self._working and len(self._working) >= MOST_AT_ONCE:
            return
        self._newest[account] = asked
        if account not in self._working:
            task = asyncio.create_task(self._work(account, suggest))
            self._working[account] = task
            task.add_done_callback(lambda _: self._working.pop(account, None))

    async def finish(self) -> None:
        """Nothing more is begun; what is under way is let go."""
        self._newest.clear()
        for task in self._working.values():
            task.cancel()
        await asyncio.gather(*self._working.values(), return_exceptions=True)

    async def _work(self, account: AccountId, suggest: Suggest) -> None:
        while asked := self._newest.pop(account, None):
            try:
                suggestions = await suggest(asked.inquiry)
                await self._api.call("answerInlineQuery", self._answer(asked, suggestions))
            except CallFailed as failure:
                # Typed on meanwhile, mostly: Telegram lets a query go after some seconds.
                log.info("an inline query stayed unanswered: %s", failure)
            except Exception:
                log.exception("an inline query met a fault of ours")

    def _answer(self, asked: InlineAsked, suggestions: Suggestions) -> Parameters:
        wording, offered = suggestions.wording, suggestions.offered
        skip = asked.inquiry.skip
        answer: Parameters = {
            "inline_query_id": asked.query,
            "results": [card(each, wording) for each in offered],
            "cache_time": KEPT_SECONDS,
            # The cards are in the asker's language.
            "is_personal": True,
            "next_offset": str(skip + len(offered)) if suggestions.has_more else "",
        }
        words = self._profile.speaking(wording.language)
        if words and not offered and not skip:
            answer["button"] = {"text": words.nothing_offered, "start_parameter": START_PARAMETER}
        return answer


def card(suggestion: Suggestion, wording: Wording) -> Parameters:
    """One line to choose; the message it posts is finished, and asks nothing of anyone."""
    return {
        "type": "article",
        "id": suggestion.key,
        "title": fit_to_show(wording.say(suggestion.title)),
        "description": fit_to_show(wording.say(suggestion.description)),
        "input_message_content": inline_text(suggestion.reply, wording),
    }

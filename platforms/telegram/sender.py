"""Makes the one call a piece stands for, and says what became of it."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from messages.delivery import (
    Closed,
    Delivered,
    Moved,
    NotSent,
    Piece,
    Refused,
    SendOutcome,
    Throttled,
    Uncertain,
)
from messages.request import Chat, ChatId
from platforms.telegram.api import BotApi, Upload
from platforms.telegram.calls import CLEARING, SENDING, UPLOAD_FIELDS
from platforms.telegram.failure import (
    AnswerLost,
    CallFailed,
    ChatClosed,
    ChatReplaced,
    Denied,
    NotTaken,
    TokenRefused,
    TooMany,
)

log = logging.getLogger(__name__)

NOT_MODIFIED = "message is not modified"
BAD_REQUEST = 400

Call = Mapping[str, Any]


class MessageSender:
    def __init__(self, api: BotApi) -> None:
        self._api = api
        self._running: set[asyncio.Task[SendOutcome]] = set()

    async def send(self, chat: Chat, piece: Piece, png: bytes | None) -> SendOutcome:
        """One call, and its stand-in only where the first was surely refused. Never raises."""
        # A call that is cancelled half-way keeps its place in the connection pool for ever
        # (httpcore issue 1093): who gives up waiting leaves it to end by itself.
        call = asyncio.create_task(self._make(chat, piece, png))
        self._running.add(call)
        call.add_done_callback(self._running.discard)
        return await asyncio.shield(call)

    async def finish(self, patience: timedelta) -> None:
        """Wait for what is under way, as long as one who stops can wait; then let go of it."""
        under_way = tuple(self._running)
        try:
            if under_way:
                await asyncio.wait(under_way, timeout=patience.total_seconds())
        finally:
            # Left alone, they would open connections again after these are closed for good.
            for call in under_way:
                call.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    async def _make(self, chat: Chat, piece: Piece, png: bytes | None) -> SendOutcome:
        if piece.picture and png is None:
            return Refused("its picture is missing")
        try:
            return await self._make_call(chat, piece.payload, png)
        except (KeyError, TypeError, ValueError):
            log.exception("a piece that is no Bot API call")
            return Refused("it is no Bot API call")

    async def _make_call(self, chat: Chat, call: Call, png: bytes | None) -> SendOutcome:
        outcome, may_stand_in = await self._attempt(chat, call, png)
        if may_stand_in and "otherwise" in call:
            return await self._make_call(chat, call["otherwise"], png)
        if call["method"] in CLEARING and isinstance(outcome, Refused):
            log.info("an old message stays as it is: %s", outcome.reason)
            return Delivered()
        if "afterwards" in call and isinstance(outcome, Delivered):
            # The answer is out: whatever becomes of this changes nothing about that.
            await self._make_call(chat, call["afterwards"], None)
        return outcome

    async def _attempt(self, chat: Chat, call: Call, png: bytes | None) -> tuple[SendOutcome, bool]:
        """What became of a call, and whether another may be made in its stead."""
        method = call["method"]
        field = UPLOAD_FIELDS.get(method)
        upload = Upload(field, png) if field and png else None
        try:
            parameters = addressed(chat, call["parameters"], is_new=method in SENDING)
            result = await self._api.call(method, parameters, upload)
        except ChatClosed as failure:
            return Closed(str(failure)), False
        except Denied as failure:
            if NOT_MODIFIED in str(failure):
                return Delivered(message_id(call["parameters"])), False
            return Refused(str(failure)), failure.status == BAD_REQUEST
        except CallFailed as failure:
            return outcome_of(failure, method, chat), False
        return Delivered(message_id(result)), False


def addressed(chat: Chat, call: Call, is_new: bool) -> dict[str, Any]:
    """A call's parameters with where it goes; only what is new is put into a topic."""
    parameters = {"chat_id": int(chat.id), **call}
    if chat.thread and is_new:
        parameters["message_thread_id"] = int(chat.thread)
    return parameters


def message_id(said: object) -> str | None:
    """The number of the message that an answer, or a call that edits one, speaks of."""
    match said:
        case {"message_id": int(number)}:
            return str(number)
        case _:
            return None


def outcome_of(failure: CallFailed, method: str, chat: Chat) -> SendOutcome:
    match failure:
        case TooMany(retry_after=retry_after):
            return Throttled(retry_after)
        case ChatReplaced(chat_id=new_id):
            return Moved(replace(chat, id=ChatId(str(new_id))))
        case TokenRefused():
            return Closed(str(failure), is_general=True)
        case NotTaken():
            return NotSent(str(failure))
        case AnswerLost() if method not in SENDING:
            # Changing or removing a message twice leaves the same as doing it once.
            return NotSent(str(failure))
        case _:
            return Uncertain(str(failure))

"""Makes one call, or the next best one after a sure refusal, and says what became of it."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from messages.clock import Clock
from messages.delivery import (
    Closed,
    Delivered,
    NotSent,
    Piece,
    Refused,
    SendOutcome,
    Throttled,
    Uncertain,
)
from messages.request import Chat
from platforms.slack.api import SlackApi
from platforms.slack.failure import CallFailed
from platforms.slack.inbound import is_person
from platforms.slack.picture import Pictures
from platforms.slack.repeat import EPHEMERAL, Lookup, marked
from platforms.slack.ways import Way, ways_of

log = logging.getLogger(__name__)

Body = dict[str, Any]

# Slack took the call but not its layout: the same words may pass in a simpler one.
LAYOUT_REFUSED = frozenset(
    {
        "invalid_attachments",
        "invalid_blocks",
        "invalid_blocks_format",
        "msg_blocks_too_long",
        "msg_too_long",
    }
)
UNFURLED = {"unfurl_links": False, "unfurl_media": False}


class MessageSender:
    """Never repeats a call: a second one is made only after the first was surely refused."""

    def __init__(self, api: SlackApi, clock: Clock) -> None:
        self._api = api
        self._pictures = Pictures(api, clock)
        self._lookup = Lookup(api, clock)
        self._direct_chats: dict[str, str] = {}

    async def send(self, chat: Chat, piece: Piece, png: bytes | None) -> SendOutcome:
        outcome: SendOutcome = Refused("the letter names no way to send it")
        for way in ways_of(piece):
            outcome = await self._try(chat, way, png, piece.mark)
            match outcome:
                case Closed(reason, is_general=False) if way["do"] == "direct":
                    # The chat with one person is closed, not the one where the letter belongs.
                    outcome = outcome if way["user"] == chat.id else Refused(reason)
                case Refused(reason) | Closed(reason, is_general=False):
                    log.info("Slack refused to %s: %s", way["do"], reason)
                case Uncertain(reason) if way["do"] == "update" and not way.get("notice"):
                    # Changing a message twice leaves the same as doing it once.
                    return NotSent(reason)
                case _:
                    return outcome
        return outcome

    async def find(self, chat: Chat, piece: Piece, since: datetime) -> SendOutcome:
        """Whether a message whose answer was lost is there."""
        way = ways_of(piece)[0]
        if way["do"] in EPHEMERAL:
            return Uncertain("what one person alone was shown is in no history")
        try:
            channel = await self._channel(chat, way)
        except CallFailed as failure:
            return Uncertain(f"it could not be looked up: {failure}")
        thread = None if way["do"] == "direct" else chat.thread
        return await self._lookup.find(channel, thread, piece, since)

    async def _channel(self, chat: Chat, way: Way) -> str:
        """Where it goes; a person stands for the direct chat with them."""
        person = way["user"] if way["do"] == "direct" else chat.id
        return await self._direct_chat(person) if is_person(person) else person

    async def _try(self, chat: Chat, way: Way, png: bytes | None, mark: str) -> SendOutcome:
        stamp = None
        try:
            match way["do"]:
                case "respond":
                    await self._respond(way)
                case "whisper":
                    await self._whisper(way, chat)
                case "direct":
                    channel = await self._channel(chat, way)
                    stamp = await self._show(way, png, channel, None, mark)
                    await self._say_aside(way.get("notice"), chat)
                case _:
                    channel = await self._channel(chat, way)
                    stamp = await self._show(way, png, channel, chat.thread, mark)
        except CallFailed as failure:
            return failure.outcome
        except (AttributeError, KeyError, TypeError) as error:
            # A letter laid out by another version: how far it got, nobody can tell.
            return Uncertain(f"the letter made no sense ({type(error).__name__})")
        return Delivered(stamp)

    async def _respond(self, way: Way) -> None:
        message = {"response_type": "ephemeral", "replace_original": way["replaces"]}
        message |= {"thread_ts": way["thread"]} if way.get("thread") else {}

        async def respond(body: Body) -> Body:
            await self._api.respond(way["url"], message | laid_out(body) | UNFURLED)
            return {}

        await first_accepted(respond, layouts(way, None))

    async def _whisper(self, way: Way, chat: Chat) -> None:
        """To one person in a channel, where no response URL was given."""
        place = {"channel": chat.id, "user": way["user"], "parse": "none"}
        place |= {"thread_ts": chat.thread} if chat.thread else {}

        async def whisper(body: Body) -> Body:
            return await self._api.call("chat.postEphemeral", **place, **body)

        await first_accepted(whisper, layouts(way, None))

    async def _say_aside(self, notice: Way | None, chat: Chat) -> None:
        if notice is None:
            return
        try:
            if notice["do"] == "whisper":
                await self._whisper(notice, chat)
            else:
                await self._respond(notice)
        except CallFailed as failure:
            log.info("the presser was not told: %s", failure)

    async def _direct_chat(self, user: str) -> str:
        """The person's own chat with Kopdar, opened at the first need."""
        if user not in self._direct_chats:
            try:
                answer = await self._api.submit("conversations.open", users=user)
            except CallFailed as failure:
                raise before_the_message(failure) from None
            match answer:
                case {"channel": {"id": str(channel)}}:
                    self._direct_chats[user] = channel
                case _:
                    raise CallFailed(NotSent("Slack opened a direct chat and did not say which"))
        return self._direct_chats[user]

    async def _show(
        self, way: Way, png: bytes | None, channel: str, thread: str | None, mark: str
    ) -> str | None:
        """Post or update, with the picture in the message where Slack takes it so; the
        message's `ts`, where Slack says it."""
        picture = None if png is None else await self._picture(way, png)

        async def put(body: Body) -> Body:
            if way["do"] == "update":
                # Left to itself, an update reads names and channels out of the text.
                place = {"channel": channel, "ts": way["stamp"], "parse": "none"}
                return await self._api.call("chat.update", **place, **body, **marked(mark))
            place = {"channel": channel} | ({"thread_ts": thread} if thread else {})
            said = laid_out(body) | UNFURLED | marked(mark)
            return await self._api.call("chat.postMessage", **place, **said)

        accepted, answer = await first_accepted(put, layouts(way, picture))
        if png is not None and picture is not None and not shows_picture(accepted):
            self._pictures.forget(png)
            await self._share(png, alternative(way), channel, thread)
        stamp = answer.get("ts")
        return stamp if isinstance(stamp, str) else None

    async def _picture(self, way: Way, png: bytes) -> str | None:
        """A file id, empty where the picture has to go by itself, None where it cannot go.

        The words do not wait for a picture that cannot come, only for one that may come later.
        """
        try:
            return await self._pictures.file_for(png, alternative(way)) or ""
        except CallFailed as failure:
            if isinstance(failure.outcome, Throttled):
                raise
            log.warning("the picture could not be uploaded: %s", failure)
            return None

    async def _share(self, png: bytes, words: str, channel: str, thread: str | None) -> None:
        """The message is out: whatever becomes of its picture, it must not be sent again."""
        try:
            await self._pictures.share(png, words, channel, thread)
        except CallFailed as failure:
            log.warning("the picture was not shared: %s", failure)


def layouts(way: Way, picture: str | None) -> list[Body]:
    """From the best to the simplest: with the picture, without it, without any layout.

    `picture` is a file id, empty where the picture follows by itself, None where there is none.
    """
    blocks = way["blocks"]
    bare = [block for block in blocks if block["type"] != "image"]
    bodies = []
    if picture:
        bodies.append({"text": way["text"], "blocks": [with_file(b, picture) for b in blocks]})
    if picture is None and len(bare) < len(blocks):
        bare = [way["without_picture"] if b["type"] == "image" else b for b in blocks]
    bodies.append({"text": way["text"], "blocks": bare})
    if bare:
        bodies.append({"text": way["text"], "blocks": []})
    return bodies


def laid_out(body: Body) -> Body:
    """A new message: without blocks its text is all there is, and nothing in it is markup."""
    return body if body["blocks"] else {"text": body["text"], "mrkdwn": False}


def with_file(block: Body, file: str) -> Body:
    return {**block, "slack_file": {"id": file}} if block["type"] == "image" else block


async def first_accepted(
    put: Callable[[Body], Awaitable[Body]], bodies: list[Body]
) -> tuple[Body, Body]:
    """The first body that Slack takes, and its answer; only a layout being refused leads on."""
    for body in bodies[:-1]:
        try:
            return body, await put(body)
        except CallFailed as failure:
            if failure.error not in LAYOUT_REFUSED:
                raise
            log.warning("Slack refused the layout (%s); trying a simpler one", failure.error)
    return bodies[-1], await put(bodies[-1])


def shows_picture(body: Body) -> bool:
    return any(block["type"] == "image" for block in body["blocks"])


def alternative(way: Way) -> str:
    return next((str(b["alt_text"]) for b in way["blocks"] if b["type"] == "image"), "")


def before_the_message(failure: CallFailed) -> CallFailed:
    """A call that comes before the message: with its answer lost, the message surely is not out."""
    if isinstance(failure.outcome, Uncertain):
        return CallFailed(NotSent(failure.outcome.reason), failure.error)
    return failure

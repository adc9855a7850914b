"""What becomes of a message whose answer was lost: looked up by its mark, or said once more.

The mark is in the message's metadata, which readers do not see. History is read with `im:history`
alone, which the app has for direct messages. Looking into channels takes `channels:history` and
`groups:history`, the right to read everything that is said there: the app does not ask for it,
and where an operator has granted it, it is used.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from messages.clock import Clock
from messages.delivery import (
    Delivered,
    NotSent,
    Piece,
    Refused,
    SendOutcome,
    Throttled,
    Uncertain,
    pause_before_attempt,
)
from platforms.slack.api import SlackApi
from platforms.slack.blocks import note
from platforms.slack.failure import CallFailed
from platforms.slack.spelling import escaped
from platforms.slack.ways import packed, ways_of

EVENT_TYPE = "kopdar_letter"
# A message may show itself late, and a call that nobody waits for any more may still be carried
# out: only the second look counts where it is not found.
LOOKS = (timedelta(seconds=2), timedelta(seconds=13))
MOST_TRIES = 8
PAGE = 200
MOST_PAGES = 10
EARLIER = timedelta(days=1)

# Seen by one person, and found in no history.
EPHEMERAL = frozenset({"respond", "whisper"})


def marked(mark: str) -> dict[str, Any]:
    """What a call says besides, so that its message can be found again."""
    if not mark:
        return {}
    return {"metadata": {"event_type": EVENT_TYPE, "event_payload": {"mark": mark}}}


def repeated(piece: Piece, line: str) -> tuple[Piece, ...]:
    """With the line at its head; what one person alone saw is not said twice, in no other way."""
    if piece.payload["ways"][0]["do"] in EPHEMERAL:
        return ()
    ways = [with_line(way, line) for way in ways_of(piece) if way["do"] not in EPHEMERAL]
    return (replace(piece, payload=packed(ways)),) if ways else ()


def with_line(way: Mapping[str, Any], line: str) -> dict[str, Any]:
    text = f"{escaped(line)}\n{way['text']}"
    return {**way, "text": text, "blocks": [note(line), *way["blocks"]]}


class Lookup:
    def __init__(self, api: SlackApi, clock: Clock) -> None:
        self._api = api
        self._clock = clock

    async def find(
        self, channel: str, thread: str | None, piece: Piece, since: datetime
    ) -> SendOutcome:
        """`Delivered` where it is there, `NotSent` where it surely is not."""
        for pause in LOOKS:
            await self._clock.sleep(pause)
            try:
                stamp = await self._patiently(channel, thread, piece.mark, since)
            except CallFailed as failure:
                return Uncertain(f"it could not be looked up: {failure}")
            if stamp is not None:
                return Delivered(stamp)
        if any(way["do"] in EPHEMERAL for way in piece.payload["ways"]):
            return Uncertain("it may have been shown to one person alone")
        return NotSent("it is not in the history")

    async def _patiently(
        self, channel: str, thread: str | None, mark: str, since: datetime
    ) -> str | None:
        """Look, and look again where Slack was not there or asks to wait."""
        for attempt in range(1, MOST_TRIES):
            try:
                return await self._look(channel, thread, mark, since)
            except CallFailed as failure:
                match failure.outcome:
                    case Throttled(retry_after):
                        await self._clock.sleep(retry_after)
                    case NotSent() | Uncertain():
                        await self._clock.sleep(pause_before_attempt(attempt))
                    case _:
                        raise
        return await self._look(channel, thread, mark, since)

    async def _look(
        self, channel: str, thread: str | None, mark: str, since: datetime
    ) -> str | None:
        """A channel from its newest message back to what was said well before `since`, a thread
        from its first message to its last. Slack's own `oldest` is not asked for: our clock may
        have been set, and what is not looked at is not missing."""
        asked: dict[str, str | int] = {
            "channel": channel,
            "limit": PAGE,
            "include_all_metadata": "true",
        }
        for _ in range(MOST_PAGES):
            if thread is None:
                answer = await self._api.read("conversations.history", **asked)
            else:
                answer = await self._api.read("conversations.replies", ts=thread, **asked)
            if found := stamp_of(mark, answer):
                return found
            cursor = next_cursor(answer)
            if not cursor or (thread is None and reaches_back(answer, since - EARLIER)):
                return None
            asked["cursor"] = cursor
        raise CallFailed(Refused("too much has been said since"))


def next_cursor(answer: Mapping[str, Any]) -> str:
    match answer.get("response_metadata"):
        case {"next_cursor": str(cursor)}:
            return cursor
        case _:
            return ""


def reaches_back(answer: Mapping[str, Any], instant: datetime) -> bool:
    """Whether the page, the newest first, ends with something said before that instant."""
    match answer.get("messages"):
        case [*_, {"ts": str(stamp)}]:
            return float(stamp) < instant.timestamp()
        case _:
            return True


def stamp_of(mark: str, answer: Mapping[str, Any]) -> str | None:
    return next((stamp for found, stamp in marks_in(answer) if found == mark), None)


def marks_in(answer: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for message in answer.get("messages") or ():
        match message:
            case {"ts": str(stamp), "metadata": {"event_payload": {"mark": str(mark)}}}:
                yield mark, stamp

"""Who waits while the database cannot be used hears of it once, so that nobody takes the silence
for the end.

What says so is no letter: a letter is a row, and just now no row can be written. A few minutes
later it means nothing, so it is sent at once, at most once, and forgotten.
"""

import asyncio
from collections.abc import Iterable
from datetime import timedelta

import structlog

from bot.answering import Answering
from bot.middleware.late import Asker, asker_of, is_late
from messages.language import spoken
from messages.phrase import phrase
from messages.reply import Reply, Text
from messages.request import Inbound, Request, RequestKey, Sender

# Whoever waits as long as that begins to wonder.
LONG = timedelta(seconds=4)
TOLD_AGAIN_AFTER = timedelta(minutes=10)
# Below what any platform takes, however many wait.
SPACING = timedelta(milliseconds=100)
LOOKED_UP_WITHIN = timedelta(seconds=1)
MOST_REMEMBERED = 10_000

HELD_UP = Reply(
    (
        Text(
            phrase(
                "Your answer takes longer: Kopdar cannot use its database at the moment. It comes "
                "by itself; if it has not come in ten minutes, ask again."
            )
        ),
    ),
    stands_beside=True,
    is_personal=True,
)

log = structlog.get_logger()


class Delay:
    """All instants are seconds on the monotonic clock."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self._clock = answering.clock
        self._since: dict[RequestKey, float] = {}
        self._told_at: dict[Asker, float] = {}
        self._to_tell: dict[RequestKey, Request] = {}
        self._telling: asyncio.Task[None] | None = None

    def note(self, inbound: Iterable[Inbound], since: float) -> None:
        """These could neither be stored nor answered up to now, and were brought at `since`, or
        earlier where they are noted once more. Returns at once."""
        for each in inbound:
            if isinstance(each, Request) and self._has_waited_long(each, since):
                self._told_at[asker_of(each)] = self._clock.monotonic()
                self._to_tell[each.key] = each
        if self._to_tell and self._telling is None:
            self._telling = asyncio.create_task(self._tell_all())

    def over(self, key: RequestKey) -> None:
        """It is answered: to say now that it takes longer would be wrong."""
        self._since.pop(key, None)
        self._to_tell.pop(key, None)

    async def stop(self) -> None:
        if self._telling is not None:
            self._telling.cancel()
            await asyncio.wait([self._telling])

    def _has_waited_long(self, request: Request, since: float) -> bool:
        """Long enough to be told of it, unless nobody asked Kopdar, or nobody waits any more."""
        if request.is_overheard or is_late(request, self._clock.now()):
            return False
        for remembered in (self._since, self._told_at):
            if len(remembered) >= MOST_REMEMBERED:
                remembered.clear()
        now, told_at = self._clock.monotonic(), self._told_at.get(asker_of(request))
        waited = now - self._since.setdefault(request.key, since)
        is_told = told_at is not None and now - told_at < TOLD_AGAIN_AFTER.total_seconds()
        return waited >= LONG.total_seconds() and not is_told

    async def _tell_all(self) -> None:
        try:
            while self._to_tell:
                await self._tell(self._to_tell.pop(next(iter(self._to_tell))))
                await self._clock.sleep(SPACING)
        finally:
            self._telling = None

    async def _tell(self, request: Request) -> None:
        platform = self._answering.platforms[request.chat.platform]
        try:
            wording = self._answering.speech.wording(await self._language_of(request.sender))
            for piece in platform.render(request, HELD_UP, wording, None):
                outcome = await platform.send(request.chat, piece, None)
                log.info("told of the delay", request=request.key, outcome=type(outcome).__name__)
        except Exception:
            log.exception("not told of the delay", request=request.key)

    async def _language_of(self, sender: Sender) -> str:
        """As for any answer where that can be looked up; a disk that hangs keeps nobody waiting."""
        looking = asyncio.ensure_future(self._answering.identifier.language(sender))
        await asyncio.wait([looking], timeout=LOOKED_UP_WITHIN.total_seconds())
        if looking.done():
            return looking.result()
        looking.cancel()
        return spoken(sender.language) or self._answering.home.language

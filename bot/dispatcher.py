"""What came in, committed and then worked on: each chat in its order, 32 at once at most."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial

import structlog
from structlog.contextvars import bind_contextvars

from bot.admission import Admission, Admitted, TurnedAway
from bot.answering import Answering
from bot.crashpoint import Point, reached
from bot.delay import Delay
from bot.observing import NOBODY, Answered, Observers, Outcome
from bot.overheard import as_question
from bot.patience import patiently, quietly
from bot.telemetry import new_reference, reference_of
from messages.request import ChatId, Inbound, PlatformName, Request, RequestKey
from storage.database import BusyDatabase
from storage.inbox import accept_each, unfinished
from storage.leadership import Fence, nobody_else

MOST_AT_ONCE = 32

log = structlog.get_logger()

_Turn = tuple[PlatformName, ChatId]
Work = Callable[[], Awaitable[None]]


class Dispatcher:
    """`fence` raises, in the transaction that would store what came in, where that is another's.
    `flood_limit`: requests a minute from one account; 0: as many as one likes.
    """

    def __init__(
        self,
        answering: Answering,
        fence: Fence = nobody_else,
        observers: Observers = NOBODY,
        flood_limit: int = 0,
    ) -> None:
        self._delay = Delay(answering)
        self._admission = Admission(answering.clock, flood_limit)
        # The same each time it is asked for, so that what several bring goes into one statement.
        self._store_each = partial(accept_each, fence=fence)
        self._observers = observers
        self._answering = answering
        self._arriving = 0
        self._nothing_arrives = asyncio.Event()
        self._nothing_arrives.set()
        self._places = asyncio.Semaphore(MOST_AT_ONCE)
        self._last_of: dict[_Turn, asyncio.Task[None]] = {}
        self._running: set[asyncio.Task[None]] = set()

    async def accept(self, inbound: Sequence[Inbound]) -> None:
        """Commit what came in; returns when it can no longer be lost. Work starts after that.

        What is refused of somebody who was told so is neither committed nor worked on.
        """
        await reached(Point.ARRIVED)
        came, inbound = len(inbound), self._admission.kept(inbound)
        if came > len(inbound):
            self._observers.refused(came - len(inbound))
        if not inbound:
            return
        self._arriving += 1
        self._nothing_arrives.clear()
        try:
            self._take_up(await self._store(inbound))
        finally:
            self._arriving -= 1
            if not self._arriving:
                self._nothing_arrives.set()
        await reached(Point.ACCEPTED)

    async def _store(self, inbound: Sequence[Inbound]) -> tuple[Request, ...]:
        """What is new of it. Whoever is cancelled when it is being stored is told of that later:
        stored is stored, and has to be taken up."""
        since = self._answering.clock.monotonic()
        try:
            fresh = await self._answering.database.write_for(inbound, self._store_each)
        except BusyDatabase:
            # Mostly it is brought again; who asked does not know that.
            self._delay.note(inbound, since)
            raise
        for request in fresh:
            log.debug("accepted", request=request.key, reference=reference_of(request.key))
        return fresh

    async def resume(self) -> None:
        """Take up what an earlier process committed but did not finish."""
        platforms = tuple(self._answering.platforms)
        read = partial(self._answering.database.read, partial(unfinished, platforms=platforms))
        self._take_up(await patiently(self._answering.clock, read))

    async def drain(self) -> None:
        """Wait until nothing that was accepted is still worked on."""
        await self._nothing_arrives.wait()
        while self._running:
            await asyncio.wait(self._running)

    async def stop(self) -> None:
        """Let go of what is not answered yet: its rows are unfinished, the next start takes them
        up again."""
        await self._nothing_arrives.wait()
        await self._delay.stop()
        for task in self._running:
            task.cancel()
        await self.drain()

    def _take_up(self, requests: Sequence[Request]) -> None:
        admitted = self._judged(requests)
        for each in admitted.to_do:
            if isinstance(each, TurnedAway):
                self._start(each.request, partial(self._turn_away, each))
            else:
                self._start(each, partial(self._answering.answer, each))
        if admitted.silenced:
            silencing = asyncio.create_task(self._silence(admitted.silenced))
            self._running.add(silencing)
            silencing.add_done_callback(self._running.discard)

    def _judged(self, requests: Sequence[Request]) -> Admitted:
        """They are committed: where judging them meets a bug they are answered, each by itself."""
        names = self._answering.knowledge.names
        try:
            return self._admission.admit([as_question(request, names) for request in requests])
        except Exception:
            log.exception("not judged", requests=len(requests), reference=new_reference())
            return Admitted(list(requests))

    async def _turn_away(self, turned: TurnedAway) -> None:
        is_said = await self._answering.turn_away(turned)
        self._admission.turned_away(turned, is_said)
        if turned.is_last and is_said:
            log.warning("asks too much: refused for a minute", request=turned.request.key)

    async def _silence(self, keys: Sequence[RequestKey]) -> None:
        """Where that fails the rows wait for the next start, and are judged again."""
        log.warning("turned away in silence", requests=len(keys))
        try:
            await self._patiently(partial(self._answering.silence, keys))
        except Exception:
            log.exception("not silenced", requests=len(keys))

    def _start(self, request: Request, work: Work) -> None:
        """Begin after the chat's earlier request, so that answers come in order."""
        turn = (request.chat.platform, request.chat.id)
        since = self._answering.clock.monotonic()
        task = asyncio.create_task(
            self._handle_after(self._last_of.get(turn), request, work, since)
        )
        self._last_of[turn] = task
        self._running.add(task)
        task.add_done_callback(lambda done: self._finished(turn, done))

    def _finished(self, turn: _Turn, done: asyncio.Task[None]) -> None:
        self._running.discard(done)
        if self._last_of.get(turn) is done:
            del self._last_of[turn]

    async def _handle_after(
        self, earlier: asyncio.Task[None] | None, request: Request, work: Work, since: float
    ) -> None:
        if earlier is not None:
            await asyncio.wait([earlier])
        async with self._places:
            reference = reference_of(request.key)
            # The task's own: nobody else's log lines get it.
            bind_contextvars(reference=reference)
            outcome = await self._handle(request, work, reference, since)
        self._delay.over(request.key)
        took = timedelta(seconds=self._answering.clock.monotonic() - since)
        self._observers.answered(Answered(request.chat.platform, outcome, took))

    async def _handle(self, request: Request, work: Work, reference: str, since: float) -> Outcome:
        """The seam where a bug stops: user and log get the same number, the rest goes on."""
        started = self._answering.clock.monotonic()
        try:
            await self._patiently(work, partial(self._delay.note, (request,), since))
        except Exception:
            log.exception("request failed", request=request.key, reference=reference)
            return await self._give_up(request, reference)
        seconds = round(self._answering.clock.monotonic() - started, 3)
        # Words without a slash may be an answer, and answers are nobody's but the asker's.
        command = request.command[:40] if request.plain is None else "words"
        log.info("answered", request=request.key, command=command, seconds=seconds)
        return Outcome.ANSWERED

    async def _give_up(self, request: Request, reference: str) -> Outcome:
        """With an apology; where even that fails without one, or it would fail at every start."""
        try:
            await self._patiently(lambda: self._answering.apologise(request, reference))
        except Exception:
            log.exception("apology failed", request=request.key, reference=reference)
            return await self._set_aside(request, reference)
        log.info("apologised", request=request.key, reference=reference)
        return Outcome.APOLOGISED

    async def _set_aside(self, request: Request, reference: str) -> Outcome:
        try:
            await self._patiently(lambda: self._answering.set_aside(request, reference))
        except Exception:
            log.exception("not set aside", request=request.key, reference=reference)
        return Outcome.SET_ASIDE

    async def _patiently(self, work: Work, when_busy: Callable[[], None] = quietly) -> None:
        await patiently(self._answering.clock, work, when_busy)

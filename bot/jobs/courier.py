"""Takes one letter to its platform, piece by piece, and writes down what became of each.

The platform says what became of a call; `messages/fate.py` says what follows; here it is done.
Only what surely was not sent is tried again.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

import structlog
from structlog.contextvars import bind_contextvars

from bot.crashpoint import Point, reached
from bot.jobs.ledger import Ledger
from bot.jobs.notices import Notices
from bot.jobs.traffic import Traffic
from bot.observing import NOBODY, Observers, Sent
from bot.speech import Speech
from bot.telemetry import new_reference, reference_of
from messages.clock import Clock
from messages.delivery import (
    ANSWER,
    REPEATED_ONCE,
    Claimed,
    Closed,
    Delivered,
    Letter,
    LetterState,
    Moved,
    NotSent,
    SendOutcome,
    Uncertain,
    pause_before_attempt,
)
from messages.fate import Fate, fate_of
from messages.phrase import phrase
from messages.request import ChatId, PlatformName
from platforms.contract import Platform
from storage import pictures
from storage.database import Database
from storage.leases import Entry
from storage.turns import LEASE

# A turn is reserved so long ahead that the letter is written down as being sent by then.
AHEAD = timedelta(milliseconds=20)
REPEATED = phrase("Sent again: it is not known whether the first one arrived.")

log = structlog.get_logger()


class Courier:
    def __init__(
        self,
        database: Database,
        clock: Clock,
        platforms: Mapping[PlatformName, Platform],
        ledger: Ledger,
        traffic: Traffic,
        notices: Notices,
        speech: Speech,
        observers: Observers = NOBODY,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._database = database
        self._clock = clock
        self._platforms = platforms
        self._ledger = ledger
        self._traffic = traffic
        self._notices = notices
        self._speech = speech
        self._observers = observers
        self._chance = chance
        self._moved_to: set[tuple[PlatformName, ChatId]] = set()
        self.is_stopping = False

    async def deliver(self, claimed: Claimed, at: float) -> None:
        """Send what is left of it, its next piece not before the instant `at` (monotonic), in a
        task of its own: what it logs has the reference of what was asked."""
        bind_contextvars(reference=reference_of(claimed.letter.key.removesuffix(ANSWER)))
        # Read before it counts as being sent: a letter that cannot be read must stay waiting.
        drawn = {piece.picture: await self._png(piece.picture) for piece in claimed.letter.pieces}
        if claimed.letter.is_repeat:
            claimed = await self._as_repeat(claimed)
        await reached(Point.CLAIMED)
        while await self._ledger.begin(claimed):
            png = drawn[claimed.letter.next_piece.picture]
            outcome = await self._call(claimed.letter, png, at)
            await reached(Point.SENT)
            following = await self.conclude(claimed, outcome)
            await reached(Point.RECORDED)
            if following is None:
                return
            claimed = following
            at = self._traffic.reserve(claimed.letter)
            await self._until(at - AHEAD.total_seconds())

    async def settle(self, lost: Claimed) -> None:
        """Its last owner fell silent in the middle of a call: find out what became of that."""
        await self.conclude(lost, Uncertain("Kopdar ended while it was being sent"))

    async def park(self, claimed: Claimed, reason: str) -> None:
        """Without a call: its chat is closed."""
        await self._surely(Entry(claimed, Fate(LetterState.PARKED, reason)))

    async def put_back(self, claimed: Claimed, wait: timedelta) -> None:
        """Without a call: not its time. Raises what the database raises."""
        await self._ledger.put_back(claimed, wait)

    async def conclude(self, claimed: Claimed, outcome: SendOutcome) -> Claimed | None:
        """Record what became of the next piece; the letter, where it goes on with another."""
        letter = claimed.letter
        if isinstance(outcome, Uncertain):
            outcome = await self._find(letter, outcome)
        if isinstance(outcome, Delivered):
            log.debug("delivered", letter=letter.key)
            ids = (*letter.message_ids, outcome.message_id)
            letter = replace(letter, sent=letter.sent + 1, message_ids=ids)
        else:
            log.warning("not delivered", letter=letter.key, outcome=type(outcome).__name__)
        if isinstance(outcome, Moved) and (letter.chat.platform, letter.chat.id) in self._moved_to:
            outcome = Closed("the chat has moved more than once")
        self._traffic.note(letter, outcome)
        age = self._clock.now() - letter.created_at
        fate = fate_of(letter, outcome, age, self._chance(), self._may_repeat(letter, outcome))
        goes_on = isinstance(outcome, Delivered) and fate.state is LetterState.WAITING
        goes_on = goes_on and not self.is_stopping
        now_claimed = replace(claimed, letter=letter)
        entry = Entry(now_claimed, fate, is_kept=goes_on)
        match outcome:
            case Moved(chat):
                self._moved_to.add((chat.platform, chat.id))
                await self._notices.move(letter.chat, chat)
            case Closed():
                await self._notices.close(letter, outcome)
            case Delivered(message_id=str()):
                # What has no id, such as an ephemeral answer, goes another way than the rest.
                await self._notices.arrived(letter.chat)
        await self._surely(entry)
        return now_claimed if goes_on else None

    async def _call(self, letter: Letter, png: bytes | None, at: float) -> SendOutcome:
        begun = self._clock.monotonic()
        await self._until(at)
        await self._until(self._traffic.depart(letter))
        if self._clock.monotonic() - begun > LEASE.total_seconds() / 2:
            # We were stopped in between: the lease may be another's by now.
            return NotSent("Kopdar was held up before the call")
        piece = replace(letter.next_piece, mark=letter.next_mark)
        age = self._clock.now() - letter.created_at
        started = self._clock.monotonic()
        try:
            outcome = await self._platforms[letter.chat.platform].send(letter.chat, piece, png)
        except Exception:
            reference = new_reference()
            log.exception("a send broke off", letter=letter.key, reference=reference)
            outcome = Uncertain(f"a fault of ours, {reference}")
        took = timedelta(seconds=self._clock.monotonic() - started)
        kind = type(outcome).__name__.casefold()
        self._observers.sent(Sent(letter.chat.platform, letter.lane, kind, age, took))
        return outcome

    async def _find(self, letter: Letter, outcome: Uncertain) -> SendOutcome:
        """Where the platform can be asked whether it arrived, its answer is as good as the one
        that was lost."""
        piece = replace(letter.next_piece, mark=letter.next_mark)
        try:
            found = await self._platforms[letter.chat.platform].find(
                letter.chat, piece, letter.created_at
            )
        except Exception:
            reference = new_reference()
            log.exception("not looked up", letter=letter.key, reference=reference)
            return outcome
        return found if isinstance(found, Delivered | NotSent) else outcome

    def _may_repeat(self, letter: Letter, outcome: SendOutcome) -> bool:
        if not isinstance(outcome, Uncertain) or letter.kind not in REPEATED_ONCE:
            return False
        platform = self._platforms[letter.chat.platform]
        return bool(platform.repeated(letter.next_piece, self._line(letter)))

    async def _as_repeat(self, claimed: Claimed) -> Claimed:
        """The letter with the line at the head of its next piece, so that whoever has the first
        copy knows why there is a second."""
        letter = claimed.letter
        platform = self._platforms[letter.chat.platform]
        again = platform.repeated(letter.next_piece, self._line(letter)) or (letter.next_piece,)
        pieces = (*letter.pieces[: letter.sent], *again, *letter.pieces[letter.sent + 1 :])
        rewritten = replace(claimed, letter=replace(letter, pieces=pieces, is_repeat=False))
        await self._ledger.rewrite(rewritten)
        return rewritten

    def _line(self, letter: Letter) -> str:
        return self._speech.wording(letter.language).say(REPEATED)

    async def _surely(self, entry: Entry) -> None:
        """Record it, however long the database takes: without that the letter would hold up its
        chat, and a restart would not know that it went out."""
        attempt = 1
        while True:
            try:
                return await self._ledger.record(entry)
            except Exception:
                key = entry.claimed.letter.key
                log.exception("outcome not recorded", letter=key, attempt=attempt)
                await self._clock.sleep(pause_before_attempt(attempt))
                attempt += 1

    async def _png(self, digest: str | None) -> bytes | None:
        if digest is None:
            return None
        return await self._database.read(lambda connection: pictures.get(connection, digest))

    async def _until(self, at: float) -> None:
        pause = at - self._clock.monotonic()
        if pause > 0:
            await self._clock.sleep(timedelta(seconds=pause))

"""Looks after itself: what is stuck is told to every operator once, and once when it is over."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo

import structlog

from bot.observing import DELIVERED, Sent
from bot.operators import Operators
from bot.trouble_words import begun, over
from bot.vigilance import LATE_AFTER, Kind, Signs, Trouble, troubles
from messages.clock import Clock
from messages.delivery import Letter, LetterKind
from messages.reply import Reply
from platforms.contract import RemotePlatform
from storage import backlog, episodes, outbox
from storage.database import Connection, Database
from storage.together import Work

LOOK_EVERY = timedelta(seconds=30)
# What comes and goes is one trouble, not many.
CALM_AFTER = timedelta(minutes=2)

log = structlog.get_logger()


class Arrivals:
    """When something last arrived, of each platform and lane, by the clock's `monotonic`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.at: dict[tuple[str, str], float] = {}

    def sent(self, sent: Sent) -> None:
        if sent.outcome == DELIVERED:
            self.at[sent.platform, sent.lane] = self._clock.monotonic()


class Watch:
    """Sees the platforms from inside; `zone` is the one that the operators are told times in."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        platforms: Sequence[RemotePlatform],
        operators: Operators,
        arrivals: Arrivals,
        zone: tzinfo,
    ) -> None:
        self._database = database
        self._clock = clock
        self._platforms = platforms
        self._operators = operators
        self._zone = zone
        self._since = clock.monotonic()
        self._arrivals = arrivals
        self._calm_since: dict[Trouble, float] = {}

    async def run(self) -> None:
        """Until cancelled."""
        self._since = self._clock.monotonic()
        while True:
            await self._clock.sleep(LOOK_EVERY)
            try:
                await self.look()
            except Exception:
                log.exception("not looked after; trying again")

    async def look(self) -> None:
        found = troubles(await self._signs())
        stored = await self._database.read(episodes.all_open)
        known = {
            Trouble(Kind(kind), subject, lane): since
            for (kind, subject, lane), since in stored.items()
        }
        for trouble, since in found.items():
            self._calm_since.pop(trouble, None)
            if trouble not in known:
                await self._begin(trouble, since)
        for trouble, since in known.items():
            if trouble not in found and self._is_calm(trouble):
                await self._end(trouble, since)

    async def _signs(self) -> Signs:
        now = self._clock.now()

        def look(
            connection: Connection,
        ) -> tuple[tuple[backlog.Waiting, ...], Mapping[str, datetime]]:
            # A notice that waits is no reason for another notice.
            letters = backlog.outgoing(connection, but=(LetterKind.NOTICE,))
            return letters, backlog.late_duties(connection, now - LATE_AFTER)

        letters, late = await self._database.read(look)
        return Signs(
            now=now,
            monotonic=self._clock.monotonic(),
            since=self._since,
            heard_at={each.name: each.heard_at for each in self._platforms},
            letters=letters,
            delivered_at=self._arrivals.at,
            late=late,
        )

    def _is_calm(self, trouble: Trouble) -> bool:
        now = self._clock.monotonic()
        calm = now - self._calm_since.setdefault(trouble, now)
        return calm >= CALM_AFTER.total_seconds()

    async def _begin(self, trouble: Trouble, since: datetime) -> None:
        log.error("stuck", kind=trouble.kind, subject=trouble.subject, lane=trouble.lane)
        reply = begun(trouble, since.astimezone(self._zone))
        letters = await self._letters(trouble, since, "begun", reply)

        def note(connection: Connection) -> bool:
            return episodes.begin(connection, name_of(trouble), since)

        await self._tell(note, letters)

    async def _end(self, trouble: Trouble, since: datetime) -> None:
        log.warning("going on", kind=trouble.kind, subject=trouble.subject, lane=trouble.lane)
        del self._calm_since[trouble]
        reply = over(trouble, since.astimezone(self._zone), self._clock.now() - since)
        letters = await self._letters(trouble, since, "over", reply)

        def note(connection: Connection) -> bool:
            return episodes.end(connection, name_of(trouble))

        await self._tell(note, letters)

    async def _letters(
        self, trouble: Trouble, since: datetime, what: str, reply: Reply
    ) -> Sequence[Letter]:
        """On a platform that works; where an operator has no other, on the one that does not:
        there they wait, or arrive, since silence one way need not be silence the other way."""
        key = f"watch:{':'.join(name_of(trouble))}:{since.isoformat()}:{what}"
        letters = await self._operators.letters(key, reply, avoiding=trouble.platform)
        return letters or await self._operators.letters(key, reply)

    async def _tell(self, note: Work[bool], letters: Sequence[Letter]) -> None:
        def tell(connection: Connection) -> None:
            if note(connection):
                outbox.add(connection, letters)

        await self._database.write(tell)
        self._operators.letters_waiting.set()


def name_of(trouble: Trouble) -> episodes.Name:
    return (trouble.kind, trouble.subject, trouble.lane)

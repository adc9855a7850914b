"""Of several processes on one database one serves the platforms; the others stand by, loudly.

A second one is most likely a mistake, or the next version coming up: either way it must answer
nobody, and be there when the first is gone.
"""

from datetime import timedelta
from functools import partial

import structlog

from bot.jobs.owner import is_dead
from messages.clock import Clock
from storage import leadership
from storage.database import Connection, Database
from storage.leadership import LEASE

RENEW_EVERY = LEASE / 3
LOOK_EVERY = timedelta(seconds=2)
LOOKS_BETWEEN_WORDS = 30

log = structlog.get_logger()


class NotLeading(Exception):
    """Another process has taken over; what just came in is for that one."""


class Leadership:
    """One process's part in it. `proven_at` is the clock's `monotonic` when it was last written
    down that this one leads: so long ago the database could surely be written."""

    def __init__(self, database: Database, clock: Clock, owner: str) -> None:
        self._database = database
        self._clock = clock
        self._owner = owner
        self._fencing: int | None = None
        self._leader: leadership.Leader | None = None
        self.is_held = False
        self.is_standing_by = False
        self.proven_at: float | None = None

    async def attain(self) -> None:
        """Returns when this process leads; says every minute why it does not."""
        silent_looks = LOOKS_BETWEEN_WORDS
        while not await self._try_to_take():
            silent_looks += 1
            if self._leader is not None and silent_looks > LOOKS_BETWEEN_WORDS:
                silent_looks = 0
                self.is_standing_by = True
                log.warning(
                    "standing by: another Kopdar serves this database; stop one of the two, "
                    "unless this one is to take over",
                    leader=self._leader.owner.rpartition("/")[0],
                )
            await self._clock.sleep(LOOK_EVERY)
        log.info("leading", fencing=self._fencing)

    async def keep(self) -> None:
        """Returns when another process leads."""
        while True:
            await self._clock.sleep(RENEW_EVERY)
            try:
                if not await self._renew():
                    break
            except Exception:
                # Nobody else can take over a database that cannot be written, either.
                log.exception("leadership not renewed; trying again")
        self.is_held, self.is_standing_by = False, True
        log.error("another Kopdar has taken over; this one stops receiving and sending")

    async def release(self) -> None:
        if self._fencing is None or not self.is_held:
            return
        self.is_held = False
        try:
            await self._database.write(partial(leadership.release, fencing=self._fencing))
        except Exception:
            log.exception("leadership not given back; the next one waits for its end")

    def prove(self, connection: Connection) -> None:
        """In the transaction that stores what came in. Raises `NotLeading`.

        A terminal's own conversation has no leader.
        """
        if self._fencing is not None and not leadership.leads(connection, self._fencing):
            raise NotLeading("another Kopdar leads")

    async def _try_to_take(self) -> bool:
        try:
            leader = self._leader = await self._database.read(leadership.read_leader)
            if leader and not leader.is_over and not self._is_dead(leader.owner):
                return False
            self._fencing, self._leader = await self._database.write(self._take)
        except Exception:
            log.exception("leadership not taken; trying again")
            return False
        if self._fencing is None:
            return False
        self.is_held = True
        self.proven_at = self._clock.monotonic()
        return True

    def _take(self, connection: Connection) -> tuple[int | None, leadership.Leader | None]:
        fencing = leadership.take(connection, self._owner, self._is_dead)
        return fencing, leadership.read_leader(connection)

    async def _renew(self) -> bool:
        assert self._fencing is not None
        is_ours = await self._database.write(partial(leadership.renew, fencing=self._fencing))
        if is_ours:
            self.proven_at = self._clock.monotonic()
        return is_ours

    def _is_dead(self, owner: str) -> bool:
        return is_dead(owner, self._owner)

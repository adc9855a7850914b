"""The Deliverer's pen: what happens to letters is written down, of many in one statement."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import structlog

from bot.patience import patiently
from messages.clock import Clock
from messages.delivery import Claimed
from storage import leases
from storage.database import Connection, Database
from storage.leases import Entry

log = structlog.get_logger()


class Ledger:
    """Writes for one owner. Busy databases are waited for, however long that takes."""

    def __init__(self, database: Database, clock: Clock, owner: str) -> None:
        self._database = database
        self._clock = clock
        self._owner = owner

    async def begin(self, claimed: Claimed) -> bool:
        """From now on it counts as being sent; False: the lease is lost, and it must not be.

        Raises what the database raises, if it is not just busy.
        """
        begin = partial(self._database.write_for, claimed, self._begin_each)
        return await patiently(self._clock, begin)

    async def record(self, entry: Entry) -> None:
        """Write down what became of it; nothing is written where the lease is lost.

        Raises what the database raises, if it is not just busy.
        """
        record = partial(self._database.write_for, entry, self._record_each)
        await patiently(self._clock, record)

    async def put_back(self, claimed: Claimed, wait: timedelta) -> None:
        """It is anybody's again, after that time; nothing changes where it is being sent."""

        def put_back(connection: Connection) -> None:
            leases.put_back(connection, self._owner, claimed, wait)

        await patiently(self._clock, partial(self._database.write, put_back))

    async def rewrite(self, claimed: Claimed) -> None:
        """Its pieces are laid out anew."""

        def rewrite(connection: Connection) -> None:
            leases.rewrite(connection, self._owner, claimed)

        await patiently(self._clock, partial(self._database.write, rewrite))

    def _begin_each(self, connection: Connection, claims: Sequence[Claimed]) -> list[bool]:
        begun = leases.begin(connection, self._owner, claims)
        return [claimed.number in begun for claimed in claims]

    def _record_each(self, connection: Connection, entries: Sequence[Entry]) -> list[None]:
        written = leases.record(connection, self._owner, entries)
        if written < len(entries):
            log.warning("a lease was lost while sending", letters=len(entries) - written)
        return [None] * len(entries)

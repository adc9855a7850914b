"""The measured editions that answers are made from: read once, since they never change."""

from collections import OrderedDict

from ranking.measured import MeasuredEdition
from storage import measured
from storage.database import Database

MOST_KEPT = 14
"""Editions in memory: a quarter of a year, as `/history` shows. Their figures stay folded, some
hundred bytes each."""


class Shelf:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: OrderedDict[str, MeasuredEdition] = OrderedDict()

    async def periods(self) -> tuple[str, ...]:
        """All there are by now, by whichever process they were made, oldest first."""
        return await self._database.read(measured.periods)

    async def read(self, period: str) -> MeasuredEdition:
        """The edition of a period that there is."""
        if period not in self._kept:
            self._kept[period] = await self._database.read(
                lambda connection: measured.read_edition(connection, period)
            )
        self._kept.move_to_end(period)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return self._kept[period]

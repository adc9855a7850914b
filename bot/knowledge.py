"""What answers are made from: the published record, reloaded when an import changed it."""

import asyncio

from ministries.names import CountryNames
from ranking.published import PublishedRecord
from storage.database import Connection, Database
from storage.reference import read_record, reference_version


class Knowledge:
    """The record in memory, as fresh as the database; names of countries beside it."""

    def __init__(self, database: Database, names: CountryNames) -> None:
        self.names = names
        self._database = database
        self._record: PublishedRecord | None = None
        self._version = -1
        self._looking: asyncio.Task[PublishedRecord] | None = None

    async def record(self) -> PublishedRecord:
        """The record as of the last import, by whichever process. Who asks while another looks
        shares what is found: at most one look is under way."""
        if self._looking is None:
            self._looking = asyncio.create_task(self._read())
            self._looking.add_done_callback(self._looked)
        # Whoever is cancelled leaves the look to the others.
        return await asyncio.shield(self._looking)

    def _looked(self, looking: asyncio.Task[PublishedRecord]) -> None:
        self._looking = None
        if not looking.cancelled():
            # Told to those who wait, and where all were cancelled, to nobody.
            looking.exception()

    async def _read(self) -> PublishedRecord:
        record, self._version = await self._database.read(self._newest)
        self._record = record
        return record

    def _newest(self, connection: Connection) -> tuple[PublishedRecord, int]:
        version = reference_version(connection)
        if self._record is not None and version == self._version:
            return self._record, version
        return read_record(connection), version

"""What answers are made from: the published record, reloaded when an import changed it."""

from collections.abc import Sequence

from ministries.names import CountryNames
from ranking.published import PublishedRecord
from storage.database import Connection, Database
from storage.reference import read_record, reference_version


class Knowledge:
    """The record in memory, as fresh as the database; names of countries beside it."""

    def __init__(self, database: Database, names: CountryNames) -> None:
        self.names = names
        self._database = database
        # The record and its version, in one: a reader's thread looks at it at any time.
        self._known: tuple[PublishedRecord, int] | None = None

    async def record(self) -> PublishedRecord:
        """The record as of the last import, by whichever process. Who asks while another looks
        shares what is found."""
        self._known = await self._database.read_for(None, self._newest_for_each)
        return self._known[0]

    def _newest_for_each(
        self, connection: Connection, askers: Sequence[None]
    ) -> list[tuple[PublishedRecord, int]]:
        return [self._newest(connection)] * len(askers)

    def _newest(self, connection: Connection) -> tuple[PublishedRecord, int]:
        version, known = reference_version(connection), self._known
        if known is not None and version == known[1]:
            return known
        return read_record(connection), version

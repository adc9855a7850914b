"""What answers are made from: the published record, reloaded when an import changed it."""

from ministries.names import CountryNames
from ranking.published import PublishedRecord
from storage.database import Database
from storage.reference import read_record, reference_version


class Knowledge:
    """The record in memory, as fresh as the database; names of countries beside it."""

    def __init__(self, database: Database, names: CountryNames) -> None:
        self.names = names
        self._database = database
        self._record: PublishedRecord | None = None
        self._version = -1

    async def record(self) -> PublishedRecord:
        """The record as of the last import, by whichever process."""
        async with self._database.read() as connection:
            version = await reference_version(connection)
            if self._record is None or version != self._version:
                self._record = await read_record(connection)
                self._version = version
        return self._record

"""A desk that has not measured anything yet."""

from ranking.measured import MeasuredEdition


class NothingMeasured:
    async def periods(self) -> tuple[str, ...]:
        return ()

    async def read(self, period: str) -> MeasuredEdition:
        raise AssertionError("nothing is there to be read")

"""Group commit: units of work that wait at the same time share one transaction.

A commit waits for the disk, whatever it holds; shared, that wait is paid once for all. Each unit
has a savepoint of its own, and nobody is told "done" before the commit is.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

# A longer transaction would only keep other writers waiting: by then the disk's share is small.
MOST_TOGETHER = 64

Result = TypeVar("Result")
Work = Callable[[AsyncConnection], Awaitable[Result]]


class Unit:
    """Work, and the future that is told what became of it."""

    def __init__(self, work: Work[Any]) -> None:
        self.work = work
        self.outcome: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    def succeed(self, result: Any) -> None:
        if not self.outcome.done():
            self.outcome.set_result(result)

    def fail(self, error: BaseException) -> None:
        if not self.outcome.done():
            self.outcome.set_exception(error)
            # Whoever was cancelled with us may never ask.
            self.outcome.exception()


class Together:
    """`begin_writing` opens a transaction that commits on leaving."""

    def __init__(
        self, begin_writing: Callable[[], AbstractAsyncContextManager[AsyncConnection]]
    ) -> None:
        self._begin_writing = begin_writing
        self._waiting: deque[Unit] = deque()
        self._committing: asyncio.Task[None] | None = None

    async def run(self, work: Work[Result]) -> Result:
        """Returns what the work returned, after the commit. Raises what the work raised, and then
        nothing of it is there; or what kept the whole transaction from being committed."""
        unit = Unit(work)
        self._waiting.append(unit)
        if self._committing is None:
            self._start()
        result: Result = await self._outcome_of(unit)
        return result

    async def settle(self) -> None:
        """Returns when nothing is waiting or being committed."""
        while self._committing is not None:
            await asyncio.wait([self._committing])

    async def _outcome_of(self, unit: Unit) -> Any:
        """A caller that is cancelled before its unit has begun takes it back. Later it is too
        late for that: the caller learns what became of the unit first, and of the cancellation
        where it next waits for something."""
        was_cancelled = False
        while not unit.outcome.done():
            try:
                await asyncio.wait([unit.outcome])
            except asyncio.CancelledError:
                if unit in self._waiting:
                    self._waiting.remove(unit)
                    raise
                was_cancelled = True
        if was_cancelled and (caller := asyncio.current_task()):
            # Asked for once more, and counted once as before.
            caller.uncancel()
            caller.cancel()
        return unit.outcome.result()

    def _start(self) -> None:
        self._committing = asyncio.create_task(self._commit_all())
        self._committing.add_done_callback(self._ended)

    async def _commit_all(self) -> None:
        while self._waiting:
            most = min(MOST_TOGETHER, len(self._waiting))
            await self._commit([self._waiting.popleft() for _ in range(most)])

    async def _commit(self, units: list[Unit]) -> None:
        results: list[tuple[Unit, Any]] = []
        try:
            async with self._begin_writing() as connection:
                driver = (await connection.get_raw_connection()).driver_connection
                for unit in units:
                    await run_alone(connection, driver, unit, results)
        except BaseException as error:
            for unit in units:
                unit.fail(error)
            if not isinstance(error, Exception):
                raise
        for unit, result in results:
            unit.succeed(result)

    def _ended(self, committing: asyncio.Task[None]) -> None:
        self._committing = None
        if committing.cancelled() or committing.exception():
            while self._waiting:
                self._waiting.popleft().fail(asyncio.CancelledError())
        elif self._waiting:
            # Somebody came between the last look and this call.
            self._start()


async def run_alone(
    connection: AsyncConnection, driver: Any, unit: Unit, results: list[tuple[Unit, Any]]
) -> None:
    """Run the unit in its savepoint; a failing one is told so, and the others go on.

    Raises what the database raised where that ended the whole transaction: SQLite rolls it back
    by itself where it runs out of disk or memory, and without the lock nothing has begun.
    """
    # By the driver, which takes them along with the next statement: through the engine these two
    # would cost about as much as all that a unit does.
    driver.defer("SAVEPOINT unit")
    try:
        result = await unit.work(connection)
    except Exception as error:
        if not driver.in_transaction:
            raise
        await connection.exec_driver_sql("ROLLBACK TO unit")
        unit.fail(error)
    else:
        results.append((unit, result))
    driver.defer("RELEASE unit")

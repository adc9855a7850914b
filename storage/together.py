"""Units of work that wait at the same time share a crossing to a thread, and one transaction.

A crossing costs about as much as a statement, and a commit waits for the disk, whatever it holds;
shared, each is paid once for all. Nobody is told "done" before the transaction is over.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection

from storage.worker import Worker

# A longer transaction would only keep other writers waiting: by then the disk's share is small.
MOST_TOGETHER = 64

Result = TypeVar("Result")
Item = TypeVar("Item")
Work = Callable[[Connection], Result]
# The same work for any number of items, which returns a result for each.
WorkForEach = Callable[[Connection, Sequence[Item]], Sequence[Result]]


class Unit:
    """Work for an item, and what became of it: `result` or `error`, once `is_over`."""

    def __init__(self, work: WorkForEach[Any, Any], item: Any) -> None:
        self.work = work
        self.item = item
        self.result: Any = None
        self.error: BaseException | None = None
        self.is_over = False
        self._told: asyncio.Future[None] | None = None

    async def until_over(self) -> None:
        """May be waited for anew after a cancellation."""
        self._told = asyncio.get_running_loop().create_future()
        await self._told

    def end(self, error: BaseException | None) -> None:
        """`error` is what became of the whole transaction."""
        self.error = self.error or error
        self.is_over = True
        if self._told is not None and not self._told.done():
            self._told.set_result(None)


# Runs the units in a transaction of their own, and leaves no error of one of them to the others.
# Raises what kept the transaction from being begun or committed.
Transact = Callable[[Connection, Sequence[Unit]], None]


class Together:
    """Work for one or more workers: as many transactions at a time as there are."""

    def __init__(self, workers: Sequence[Worker], transact: Transact) -> None:
        self._idle = list(reversed(workers))
        self._transact = transact
        self._waiting: deque[Unit] = deque()
        self._begun = 0
        self._is_gathering = False
        self._all_over = asyncio.Event()

    async def run(self, work: Work[Result]) -> Result:
        """As `run_for` does, for work that has nobody to share a statement with."""
        return await self.run_for(None, lambda connection, _: [work(connection)])

    async def run_for(self, item: Item, work: WorkForEach[Item, Result]) -> Result:
        """Returns what the work returned for the item, after the transaction. Raises what the work
        raised, and then nothing of it is there; or what kept the whole transaction from being
        committed. Units of the same work that wait together are done by one call of it.

        A caller that is cancelled before its work has begun takes it back. Later it is too late
        for that: the caller learns what became of the work first, and of the cancellation where
        it next waits for something.
        """
        unit = Unit(work, item)
        self._waiting.append(unit)
        self._gather()
        was_cancelled = False
        while not unit.is_over:
            try:
                await unit.until_over()
            except asyncio.CancelledError:
                if unit in self._waiting:
                    self._waiting.remove(unit)
                    raise
                was_cancelled = True
        if was_cancelled and (caller := asyncio.current_task()):
            # Asked for once more, and counted once as before.
            caller.uncancel()
            caller.cancel()
        if unit.error is not None:
            raise unit.error
        result: Result = unit.result
        return result

    async def settle(self) -> None:
        """Returns when nothing is waiting or under way."""
        while self._waiting or self._begun:
            self._all_over.clear()
            await self._all_over.wait()

    def _gather(self) -> None:
        """Whoever else asks in this turn of the event loop comes along."""
        if not self._is_gathering and self._idle:
            self._is_gathering = True
            asyncio.get_running_loop().call_soon(self._hand_over)

    def _hand_over(self) -> None:
        self._is_gathering = False
        # Whoever was waited for may have been cancelled meanwhile.
        self._tell_when_all_over()
        if not self._waiting or not self._idle:
            return
        most = min(MOST_TOGETHER, len(self._waiting))
        units = [self._waiting.popleft() for _ in range(most)]
        worker = self._idle.pop()
        self._begun += 1

        def told(error: BaseException | None) -> None:
            self._begun -= 1
            # The one that is warm goes first.
            self._idle.append(worker)
            for unit in units:
                unit.end(error)
            if self._waiting:
                self._gather()
            self._tell_when_all_over()

        worker.hand(lambda connection: self._transact(connection, units), told)
        if self._waiting:
            self._gather()

    def _tell_when_all_over(self) -> None:
        if not (self._waiting or self._begun):
            self._all_over.set()


@contextmanager
def transaction(connection: Connection) -> Iterator[Any]:
    """With the driver's own connection; commits on leaving."""
    driver: Any = connection.connection.driver_connection
    try:
        with connection.begin():
            yield driver
    finally:
        # After a commit that failed the engine takes the transaction for over; SQLite does not.
        if driver.in_transaction:
            driver.rollback()


def in_turn(connection: Connection, units: Sequence[Unit]) -> None:
    """Units that change nothing, each after the other, in one snapshot."""
    with transaction(connection):
        run_kinds(units, partial(run, connection))


def each_alone(connection: Connection, units: Sequence[Unit]) -> None:
    """Units of which a failing one changes nothing and the others go on.

    Raises what the database raised where that ended the whole transaction: SQLite rolls it back
    by itself where it runs out of disk or memory.
    """
    with transaction(connection) as driver:
        run_kinds(units, partial(run_in_savepoint, connection, driver))


def run_kinds(units: Sequence[Unit], run: Callable[[Sequence[Unit]], Exception | None]) -> None:
    """Those of the same work by one call of it; where that fails one by one, since nobody knows
    whose fault it was."""
    kinds: dict[Any, list[Unit]] = {}
    for unit in units:
        kinds.setdefault(unit.work, []).append(unit)
    for of_a_kind in kinds.values():
        error = run(of_a_kind)
        if error is not None and len(of_a_kind) == 1:
            of_a_kind[0].error = error
        elif error is not None:
            for unit in of_a_kind:
                unit.error = run([unit])


def run(connection: Connection, units: Sequence[Unit]) -> Exception | None:
    """Do the work of all, and return what kept it from being done."""
    try:
        results = units[0].work(connection, [unit.item for unit in units])
    except Exception as error:
        return error
    for unit, result in zip(units, results, strict=True):
        unit.result = result
    return None


def run_in_savepoint(
    connection: Connection, driver: Any, units: Sequence[Unit]
) -> Exception | None:
    # By the driver: through the engine these would cost as much as all that a unit does.
    driver.execute("SAVEPOINT unit")
    error = run(connection, units)
    if error is not None:
        if not driver.in_transaction:
            raise error
        driver.execute("ROLLBACK TO unit")
    driver.execute("RELEASE unit")
    return error

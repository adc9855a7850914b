"""A thread that does the database's work, on a connection of its own."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread

from sqlalchemy import Connection, Engine

Job = Callable[[Connection], None]
Told = Callable[[BaseException | None], None]
Handed = tuple[Job, Told, asyncio.AbstractEventLoop]


class Worker:
    """The thread begins with the first job; the connection is opened with the first that finds it
    closed, and kept."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._handed: SimpleQueue[Handed | None] = SimpleQueue()
        self._connection: Connection | None = None
        self._thread: Thread | None = None

    def hand(self, job: Job, told: Told) -> None:
        """Do the job after those before it. `told` is called on the event loop: with None, or
        with what the job raised, or what kept the connection from being opened."""
        if self._thread is None:
            # A daemon: one that hangs in the disk cannot keep the process from ending.
            self._thread = Thread(target=self._work, name="database", daemon=True)
            self._thread.start()
        self._handed.put((job, told, asyncio.get_running_loop()))

    async def end(self) -> None:
        """Finish what was handed over, and close the connection."""
        if self._thread is None:
            return
        closed = asyncio.Event()
        self.hand(self._close, lambda _: closed.set())
        self._handed.put(None)
        self._thread = None
        await closed.wait()

    def _work(self) -> None:
        while (handed := self._handed.get()) is not None:
            job, told, loop = handed
            error: BaseException | None = None
            try:
                if self._connection is None:
                    self._connection = self._engine.connect()
                job(self._connection)
            except BaseException as raised:
                error = raised
            # Whoever waited has gone with the loop.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(told, error)
            # Nothing of it is kept alive until the next one comes.
            del handed, job, told, error

    def _close(self, connection: Connection) -> None:
        connection.close()
        self._connection = None

"""Who asks while somebody floods: many people, one after the other, and how long each waits.

What the loopback servers of `bench.flood` share. `POST /turn {"seconds": S, "flood": R}` has one
person send R commands a second, the others ask ten times a second between them, and returns the
milliseconds to each of their answers, how much of the flood was taken and how often the flooder
was answered.
"""

import asyncio
import itertools
import random
import time
from collections.abc import Callable
from typing import Any

from aiohttp import web

PEOPLE = 40
ASKED_A_SECOND = 10
FLOODER = 666
# A flood is under way this long before anybody's wait counts.
BEFOREHAND = 1.0
GIVEN_UP_AFTER = 20.0


class Flood:
    """Commands that one person has sent so far, at an even pace, and how many were taken."""

    def __init__(self) -> None:
        self.a_second = 0
        self.taken = self.answers = 0
        self._began = 0.0
        self._stopped_at: float | None = 0.0

    def begin(self, a_second: int) -> None:
        self.a_second, self.taken, self.answers = a_second, 0, 0
        self._began, self._stopped_at = time.perf_counter(), None

    def stop(self) -> None:
        self._stopped_at = time.perf_counter()

    @property
    def sent(self) -> int:
        until = time.perf_counter() if self._stopped_at is None else self._stopped_at
        return int((until - self._began) * self.a_second)

    def take(self, most: int | None = None) -> int:
        """How many more are due by now."""
        due = self.sent - self.taken
        due = due if most is None else min(due, most)
        self.taken += due
        return due


class Crowd:
    """`send` hands a person's question to Kopdar; who is answered is told by `answered`."""

    def __init__(self, send: Callable[[int], None]) -> None:
        self._send = send
        self._waiting: dict[int, asyncio.Future[float]] = {}
        self._people = itertools.cycle(range(1_000_001, 1_000_001 + PEOPLE))
        self.flood = Flood()

    def answered(self, person: int) -> None:
        if person == FLOODER:
            self.flood.answers += 1
        elif person in self._waiting:
            self._waiting.pop(person).set_result(time.perf_counter())

    async def turn(self, seconds: float, flood: int) -> dict[str, Any]:
        self.flood.begin(flood)
        await asyncio.sleep(BEFOREHAND)
        asking = []
        for _ in range(int(seconds * ASKED_A_SECOND)):
            asking.append(asyncio.create_task(self._ask(next(self._people))))
            # Not in step with anything.
            await asyncio.sleep(random.uniform(0.5, 1.5) / ASKED_A_SECOND)
        took = await asyncio.gather(*asking)
        self.flood.stop()
        return {
            "ms": took,
            "sent": self.flood.sent,
            "taken": self.flood.taken,
            "answers": self.flood.answers,
        }

    async def _ask(self, person: int) -> float:
        answered: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._waiting[person] = answered
        asked_at = time.perf_counter()
        self._send(person)
        try:
            async with asyncio.timeout(GIVEN_UP_AFTER):
                return (await answered - asked_at) * 1000
        except TimeoutError:
            return GIVEN_UP_AFTER * 1000


CROWD: web.AppKey[Crowd] = web.AppKey("crowd", Crowd)


async def turn(request: web.Request) -> web.Response:
    return web.json_response(await request.app[CROWD].turn(**await request.json()))

"""Connections in several small pools.

httpcore looks at every connection of a pool each time a call begins or ends, and for every one
at every other: with 32 in one pool that took longer than the calls themselves.
"""

from collections.abc import Callable

from telegram.request import HTTPXRequest, RequestData

CONNECTIONS_OF_ONE = 4


class Pools:
    """As many connections as in one pool; whoever finds all taken waits in the least full."""

    def __init__(self, connections: int, build: Callable[[int], HTTPXRequest]) -> None:
        whole, rest = divmod(connections, CONNECTIONS_OF_ONE)
        sizes = [CONNECTIONS_OF_ONE] * whole + [rest] * bool(rest)
        self._pools = [(build(size), size) for size in sizes]
        self._under_way = [0] * len(sizes)

    async def post(self, address: str, content: RequestData, within: float) -> tuple[int, bytes]:
        """Status and body; raises what the client raises."""
        number = self._next()
        pool, _ = self._pools[number]
        self._under_way[number] += 1
        try:
            return await pool.do_request(address, "POST", content, read_timeout=within)
        finally:
            self._under_way[number] -= 1

    async def reconnect(self) -> None:
        """Drop every connection: a call cut short would hold its place in the pool for ever."""
        for pool, _ in self._pools:
            await pool.shutdown()
            await pool.initialize()

    async def close(self) -> None:
        for pool, _ in self._pools:
            await pool.shutdown()

    def _next(self) -> int:
        """The first with a free connection, so that few are kept open in quiet hours."""
        room = [size - busy for (_, size), busy in zip(self._pools, self._under_way, strict=True)]
        free = (number for number, left in enumerate(room) if left > 0)
        return next(free, max(range(len(room)), key=room.__getitem__))

"""Connections are shared out over small pools, and none of them is lost by that."""

import asyncio
from typing import Any, cast

import pytest
from telegram.request import HTTPXRequest, RequestData

from platforms.telegram.pools import CONNECTIONS_OF_ONE, Pools

NOTHING = RequestData([])


class Counting:
    """Stands for a pool: counts what is under way in it until all may end."""

    def __init__(self, size: int, may_end: asyncio.Event) -> None:
        self.size = size
        self.under_way = 0
        self._may_end = may_end

    async def do_request(self, *_: Any, **__: Any) -> tuple[int, bytes]:
        self.under_way += 1
        await self._may_end.wait()
        self.under_way -= 1
        raise TimeoutError


@pytest.mark.parametrize("connections", [1, 2, 4, 6, 32])
async def test_each_connection_is_used_before_anybody_waits(connections: int) -> None:
    may_end, built = asyncio.Event(), list[Counting]()

    def build(size: int) -> HTTPXRequest:
        built.append(Counting(size, may_end))
        return cast(HTTPXRequest, built[-1])

    pools = Pools(connections, build)
    calls = [asyncio.create_task(pools.post("x", NOTHING, 1.0)) for _ in range(connections)]
    await asyncio.sleep(0)
    assert [pool.under_way for pool in built] == [pool.size for pool in built]
    assert sum(pool.size for pool in built) == connections
    assert all(pool.size <= CONNECTIONS_OF_ONE for pool in built)
    may_end.set()
    await asyncio.gather(*calls, return_exceptions=True)
    may_end.clear()
    last = asyncio.create_task(pools.post("x", NOTHING, 1.0))
    await asyncio.sleep(0)
    assert [pool.under_way for pool in built] == [1, *[0] * (len(built) - 1)], "given back"
    may_end.set()
    await asyncio.gather(last, return_exceptions=True)

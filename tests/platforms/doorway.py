"""A platform's endpoints on a loopback port, served as the program serves them."""

import asyncio
import io
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import aiohttp

from bot.clock import SystemClock
from bot.web import Limits, Site, serving_http
from platforms.contract import Endpoint


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@dataclass(frozen=True)
class Doorway:
    """`root` is where it is, without a slash at the end."""

    root: str
    session: aiohttp.ClientSession

    async def post(
        self, path: str, body: bytes | str, headers: list[tuple[str, str]] | None = None
    ) -> tuple[int, str]:
        data = io.BytesIO(body.encode() if isinstance(body, str) else body)
        async with self.session.post(
            self.root + path, data=data, headers=headers or [], skip_auto_headers={"Content-Type"}
        ) as answer:
            return answer.status, await answer.text()

    async def get(self, path: str) -> tuple[int, str]:
        async with self.session.get(self.root + path) as answer:
            return answer.status, await answer.text()

    async def until_ready(self, within: timedelta = timedelta(seconds=60)) -> None:
        async with asyncio.timeout(within.total_seconds()):
            while (await self.get("/readyz"))[0] != 200:  # noqa: ASYNC110
                await asyncio.sleep(0.01)


@asynccontextmanager
async def knocking(port: int) -> AsyncIterator[Doorway]:
    """At the door of a process of its own."""
    await until_open(port)
    async with aiohttp.ClientSession() as session:
        yield Doorway(f"http://127.0.0.1:{port}", session)


@asynccontextmanager
async def doorway(
    *endpoints: Endpoint, site: Site | None = None, limits: Limits | None = None
) -> AsyncIterator[Doorway]:
    port = free_port()
    serving = serving_http(
        site or Site(endpoints=endpoints), "127.0.0.1", port, SystemClock(), limits
    )
    async with serving, aiohttp.ClientSession() as session:
        await until_open(port)
        yield Doorway(f"http://127.0.0.1:{port}", session)


async def until_open(port: int, within: timedelta = timedelta(seconds=60)) -> None:
    async with asyncio.timeout(within.total_seconds()):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.01)
            else:
                writer.close()
                return

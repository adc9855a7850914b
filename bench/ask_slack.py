"""The contenders of `bench.ask` on Slack: Kopdar called over HTTP, and bare Bolt behind aiohttp
posting the same blocks through one shared session."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bench.contenders import IN_FLIGHT, free_port, kopdar, settings_for

SECRET = "0123456789abcdef0123456789abcdef"
TOKEN = "xoxb-bench-token-of-no-bot"
SERVER = "bench.slack_server"
READY_WITHIN = 10.0


class OnSlack:
    name = "slack /rank"
    aim = 0.4

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.port = free_port()
        self._settings = settings_for(
            folder,
            {
                "KOPDAR_SLACK_BOT_TOKEN": TOKEN,
                "KOPDAR_SLACK_SIGNING_SECRET": SECRET,
                "KOPDAR_SLACK_API_URL": f"{url}/api/",
                "KOPDAR_HTTP_PORT": str(self.port),
            },
        )

    @asynccontextmanager
    async def ours(self) -> AsyncIterator[None]:
        async with kopdar(self._settings):
            await self._until_ready()
            yield

    async def _until_ready(self) -> None:
        """Not before it says so: what comes earlier is sent back to Slack."""
        async with asyncio.timeout(READY_WITHIN), aiohttp.ClientSession() as session:
            while True:
                try:
                    async with session.get(f"http://127.0.0.1:{self.port}/readyz") as response:
                        if response.status == 200:
                            return
                except aiohttp.ClientConnectionError:
                    pass
                await asyncio.sleep(0.05)

    @asynccontextmanager
    async def bare(self) -> AsyncIterator[None]:
        async with aiohttp.ClientSession(self.url) as asking, asking.get("/posted") as response:
            blocks = (await response.json()).get("blocks", [])
        async with aiohttp.ClientSession() as session:
            client = AsyncWebClient(TOKEN, base_url=f"{self.url}/api/", session=session)
            app = AsyncApp(client=client, signing_secret=SECRET, process_before_response=False)

            @app.command("/rank")
            async def rank(ack: AsyncAck, command: dict[str, Any]) -> None:
                await ack()
                await client.chat_postMessage(
                    channel=command["channel_id"], text="Indonesia", blocks=blocks
                )

            runner = aiohttp.web.AppRunner(app.web_app("/slack/events"), access_log=None)
            await runner.setup()
            await aiohttp.web.TCPSite(runner, "127.0.0.1", self.port).start()
            try:
                yield
            finally:
                await runner.cleanup()

    async def ask(self, session: aiohttp.ClientSession, count: int) -> None:
        question = {
            "commands": count,
            "in_flight": IN_FLIGHT,
            "target": f"http://127.0.0.1:{self.port}/slack/events",
            "command": "/rank",
            "text": "Indonesia",
            "secret": SECRET,
        }
        await session.post("/load", json=question)

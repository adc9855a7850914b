"""One contender of `bench.ack` in a process of its own: `ours` or `bare`, on a port."""

import asyncio
import sys
from pathlib import Path

from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.registries import Registries
from bot.serve import serve
from bot.telemetry import set_up_logging
from config.settings import load_settings
from handlers.command import Command, Context
from handlers.registry import COMMANDS
from messages.phrase import phrase
from messages.reply import Answer, Reply, Text
from messages.request import Request

SIGNING_SECRET = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
BOT_TOKEN = "xoxb-1111111111-of-no-app-at-all"
SLOW = "slow"
JOB_SECONDS = 5.0


async def work_long(request: Request, context: Context) -> Answer:
    await asyncio.sleep(JOB_SECONDS)
    return Answer(Reply((Text(phrase("Welcome")),)))


async def ours(port: str, api_url: str, folder: Path) -> None:
    environ = {
        "KOPDAR_DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite'}",
        "KOPDAR_SLACK_BOT_TOKEN": BOT_TOKEN,
        "KOPDAR_SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "KOPDAR_SLACK_API_URL": api_url,
        "KOPDAR_FLOOD_LIMIT": "0",
        "KOPDAR_HTTP_PORT": port,
    }
    settings, _ = load_settings(environ, folder / "none")
    set_up_logging("WARNING", "console", ())
    slow = Command(
        name=SLOW, summary=phrase("Welcome"), usage=phrase(""), example=phrase(""), answer=work_long
    )
    await serve(settings, Registries(commands=(*COMMANDS, slow)))


async def bare(port: str, api_url: str) -> None:
    client = AsyncWebClient(BOT_TOKEN, base_url=api_url)
    app = AsyncApp(client=client, signing_secret=SIGNING_SECRET)

    @app.command("/rank")
    async def rank(ack: AsyncAck) -> None:
        await ack()

    @app.command(f"/{SLOW}")
    async def slow(ack: AsyncAck) -> None:
        await ack()
        await asyncio.sleep(JOB_SECONDS)

    runner = web.AppRunner(app.web_app(path="/slack/events"), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(port)).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    _, who, at, address, place = sys.argv
    asyncio.run(ours(at, address, Path(place)) if who == "ours" else bare(at, address))

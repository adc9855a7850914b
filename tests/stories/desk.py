"""The whole program at work: real dispatcher, real database, real sockets to both platforms."""

import asyncio
import io
import json
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.app import assemble
from bot.clock import RehearsedClock, SystemClock
from bot.registries import SHIPPED as SHIPPED_REGISTRIES
from bot.registries import Registries
from bot.serve import build_platforms, serve_until
from config.settings import Settings, load_settings
from messages.clock import Clock
from ministries.names import CountryNames
from platforms.console.platform import ConsolePlatform
from tests.databases import copy_database
from tests.platforms.bot_api import BotApiServer
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_server_app import SHIPPED

NO_FILE = Path("/nonexistent/.env")
# So much faster runs the time in which a platform takes one message a second.
PACE = 10


def settings_for(database: Path, **more: str) -> Settings:
    """Settings as an operator would write them, for a database of the test's own."""
    environ = {"KOPDAR_DATABASE_URL": f"sqlite:///{database}"}
    environ |= {f"KOPDAR_{name}".upper(): value for name, value in more.items()}
    settings, warnings = load_settings(environ, NO_FILE)
    assert not warnings
    return settings


@dataclass(frozen=True, slots=True)
class Desk:
    telegram: BotApiServer
    slack: SlackServer
    database: Path


@asynccontextmanager
async def open_desk(
    shipped: Path,
    folder: Path,
    slack_app: Mapping[str, Any] = SHIPPED,
    clock: Clock | None = None,
    **more: str,
) -> AsyncIterator[Desk]:
    """Kopdar serving both platforms, each a strict server of the tests on a loopback socket."""
    database = copy_database(shipped, folder / "desk.sqlite")
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(BotApiServer())
        slack = await stack.enter_async_context(SlackServer(app=slack_app))
        settings = settings_for(
            database,
            telegram_token=telegram.token,
            telegram_api_url=telegram.url,
            slack_bot_token=slack.bot_token,
            slack_app_token=slack.app_token,
            slack_api_url=slack.api_url,
            **more,
        )
        await stack.enter_async_context(running(settings, clock))
        yield Desk(telegram, slack, database)


@asynccontextmanager
async def open_telegram(shipped: Path, folder: Path, **more: str) -> AsyncIterator[BotApiServer]:
    """Kopdar serving Telegram alone."""
    async with BotApiServer() as telegram:
        settings = settings_for(
            copy_database(shipped, folder / "desk.sqlite"),
            telegram_token=telegram.token,
            telegram_api_url=telegram.url,
            **more,
        )
        async with running(settings, RehearsedClock(PACE)):
            yield telegram


@asynccontextmanager
async def running(
    settings: Settings, clock: Clock | None = None, registries: Registries = SHIPPED_REGISTRIES
) -> AsyncIterator[None]:
    """`python -m bot run`, in this process, until the block is left."""
    clock = clock or SystemClock()
    stopping = asyncio.Event()
    serving = asyncio.create_task(
        serve_until(stopping, settings, clock, build_platforms(settings, clock), registries)
    )
    try:
        yield
    finally:
        stopping.set()
        await serving


async def ask(
    names: CountryNames,
    settings: Settings,
    *messages: str,
    language: str | None = None,
    pictures: Path | None = None,
) -> list[dict[str, Any]]:
    """What `python -m bot ask --json` prints for each message, in one session."""
    output = io.StringIO()
    console = ConsolePlatform(
        SystemClock(),
        output,
        session=uuid.uuid4().hex,
        language=language,
        as_json=True,
        pictures=pictures,
    )
    async with assemble(
        settings, SystemClock(), (console,), names, only_chat=console.chat.id
    ) as app:
        for message in messages:
            await app.dispatcher.accept((console.read(message),))
            await app.dispatcher.drain()
            await app.deliverer.deliver_all()
    return [json.loads(line) for line in output.getvalue().splitlines()]

"""What all contenders of `bench.ask` share: a free port, and Kopdar without limits and pictures."""

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from bot.clock import SystemClock
from bot.serve import build_platforms, serve_until
from config.settings import Settings, load_settings
from messages.chart import Chart
from messages.pacing import Limits
from platforms.contract import RemotePlatform
from platforms.slack.platform import SlackPlatform
from platforms.telegram.platform import TelegramPlatform

IN_FLIGHT = 32


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def lift_limits() -> None:
    """The platforms' limits are values of their contract; without them only the work is left."""

    def no_limits(*_: object) -> Limits:
        return {}

    def no_picture(*_: object) -> Chart | None:
        return None

    for platform in (TelegramPlatform, SlackPlatform):
        platform.limits = no_limits  # type: ignore[method-assign, assignment]
        platform.picture_of = no_picture  # type: ignore[method-assign, assignment]


def settings_for(folder: Path, environ: Mapping[str, str]) -> Settings:
    database = f"sqlite:///{folder / 'bench.sqlite'}"
    given = {"KOPDAR_DATABASE_URL": database, "KOPDAR_FLOOD_LIMIT": "0", **environ}
    return load_settings(given, folder / "none")[0]


@asynccontextmanager
async def kopdar(settings: Settings) -> AsyncIterator[None]:
    """Kopdar serving as it does in operation."""
    clock, stopping = SystemClock(), asyncio.Event()
    platforms: tuple[RemotePlatform, ...] = build_platforms(settings, clock)
    serving = asyncio.create_task(serve_until(stopping, settings, clock, platforms))
    try:
        yield
    finally:
        stopping.set()
        await serving

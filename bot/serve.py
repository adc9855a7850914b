"""`python -m bot run`: every platform that has a token, in one process."""

import asyncio
import signal
from collections.abc import Sequence
from datetime import timedelta

import structlog

from bot.app import App, assemble
from bot.clock import SystemClock
from bot.network import certificates
from config.settings import Settings
from handlers.registry import COMMANDS
from messages.clock import Clock
from platforms.contract import Platform
from platforms.slack.platform import SlackPlatform
from platforms.telegram.platform import TelegramPlatform

STOP_WITHIN = timedelta(seconds=10)

log = structlog.get_logger()


def build_platforms(settings: Settings, clock: Clock) -> tuple[Platform, ...]:
    """One for every token that is set. A new platform is a function and a line here."""
    built = (build_telegram(settings, clock), build_slack(settings, clock))
    return tuple(platform for platform in built if platform is not None)


def build_telegram(settings: Settings, clock: Clock) -> TelegramPlatform | None:
    if settings.telegram_token is None:
        return None
    return TelegramPlatform(
        settings.telegram_token.get_secret_value(),
        settings.telegram_api_url,
        clock,
        known_commands=frozenset(name for c in COMMANDS for name in (c.name, *c.aliases)),
        proxy=_proxy(settings),
        certificates=certificates(settings.ca_file),
    )


def build_slack(settings: Settings, clock: Clock) -> SlackPlatform | None:
    """Socket Mode needs both tokens."""
    if settings.slack_bot_token is None or settings.slack_app_token is None:
        return None
    return SlackPlatform(
        settings.slack_bot_token.get_secret_value(),
        settings.slack_app_token.get_secret_value(),
        settings.slack_api_url,
        clock,
        proxy=_proxy(settings),
        certificates=certificates(settings.ca_file),
    )


def _proxy(settings: Settings) -> str | None:
    return settings.proxy.get_secret_value() if settings.proxy else None


async def serve(settings: Settings, platforms: Sequence[Platform]) -> None:
    """Receive and answer until the process is told to stop; then finish what was begun."""
    async with assemble(settings, SystemClock(), platforms) as app:
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for signum in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(signum, stopping.set)
        await app.deliverer.recover()
        await app.dispatcher.resume()
        log.info("listening", platforms=[platform.name for platform in platforms])
        await _listen_until(stopping, app, platforms)


async def _listen_until(stopping: asyncio.Event, app: App, platforms: Sequence[Platform]) -> None:
    delivering = asyncio.create_task(app.deliverer.run())
    listening = [asyncio.create_task(p.listen(app.dispatcher.accept)) for p in platforms]
    told = asyncio.create_task(stopping.wait())
    done, _ = await asyncio.wait(
        {told, delivering, *listening}, return_when=asyncio.FIRST_COMPLETED
    )
    for task in (told, *listening):
        task.cancel()
    await asyncio.gather(told, *listening, return_exceptions=True)
    try:
        async with asyncio.timeout(STOP_WITHIN.total_seconds() / 2):
            await app.dispatcher.drain()
    except TimeoutError:
        log.warning("stopped before everything was answered; the next start goes on with it")
    delivering.cancel()
    await asyncio.gather(delivering, return_exceptions=True)
    for task in done - {told}:
        task.result()

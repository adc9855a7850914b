"""`python -m bot run`: every platform that has a token, in one process."""

import asyncio
import os
import signal
from collections.abc import Sequence, Set
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import timedelta
from functools import partial
from typing import Any, Protocol

import structlog

from bot.app import App, assemble
from bot.health import Health
from bot.introduction import introductions
from bot.jobs.pages import Pages
from bot.jobs.watch import Arrivals, Watch
from bot.metrics import Metrics
from bot.network import certificates
from bot.observing import Observers, Sent
from bot.preparation import names_in_time
from bot.registries import SHIPPED, Registries
from bot.rehearsal import clock_for
from bot.stall import watching_loop
from bot.telemetry import new_reference
from bot.web import Site, serving_http
from config.settings import Settings
from handlers.conversation import WORDS
from handlers.registry import COMMANDS
from messages.clock import Clock
from messages.delivery import LONGEST_PAUSE, pause_before_attempt
from messages.suggestion import Suggest
from ministries.names import CountryNames
from platforms.contract import Accept, RemotePlatform
from platforms.slack.commands import Commands
from platforms.slack.platform import SlackPlatform
from platforms.telegram.platform import TelegramPlatform
from platforms.telegram.profile import Profile
from platforms.telegram.webhook import WebhookAddress

# Of the time for stopping: for sends under way when no more is answered, and for closing.
FOR_SENDING = timedelta(seconds=4)
# What only answers need is made ready beside the first poll, not before it.
FIRST_COMES_THE_POLL = timedelta(seconds=0.5)

log = structlog.get_logger()


class Secret(Protocol):
    """A setting that shows itself only to who asks for it."""

    def get_secret_value(self) -> str: ...


def build_platforms(settings: Settings, clock: Clock) -> tuple[RemotePlatform, ...]:
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
        known_commands=known_commands(),
        proxy=_bare(settings.proxy),
        certificates=certificates(settings.ca_file),
        webhook=_webhook(settings),
        profile=Profile(partial(introductions, settings)),
    )


def build_slack(settings: Settings, clock: Clock) -> SlackPlatform | None:
    """By Socket Mode where there is a token for it, else over HTTP."""
    if settings.slack_bot_token is None or missing_for_slack(settings):
        return None
    return SlackPlatform(
        settings.slack_bot_token.get_secret_value(),
        _bare(settings.slack_app_token),
        settings.slack_api_url,
        clock,
        proxy=_bare(settings.proxy),
        certificates=certificates(settings.ca_file),
        signing_secret=_bare(settings.slack_signing_secret),
        commands=Commands(known_commands(), settings.slack_commands),
    )


def known_commands() -> frozenset[str]:
    """Whatever can be typed after a slash."""
    return frozenset(WORDS).union(name for c in COMMANDS for name in (c.name, *c.aliases))


def missing_for_slack(settings: Settings) -> tuple[str, ...]:
    """What Slack needs and is not set: a token to answer by, and a way to hear what is asked."""
    missing = []
    if settings.slack_bot_token is None:
        missing.append("KOPDAR_SLACK_BOT_TOKEN")
    if settings.slack_app_token is None and settings.slack_signing_secret is None:
        missing.append("KOPDAR_SLACK_APP_TOKEN or KOPDAR_SLACK_SIGNING_SECRET")
    return tuple(missing)


def _webhook(settings: Settings) -> WebhookAddress | None:
    url, secret = settings.telegram_webhook_url, _bare(settings.telegram_webhook_secret)
    return WebhookAddress(url, secret) if url and secret else None


def _bare(secret: Secret | None) -> str | None:
    return secret.get_secret_value() if secret else None


async def serve(settings: Settings, registries: Registries = SHIPPED) -> None:
    """Receive and answer until the process is told to stop."""
    clock = clock_for(os.environ, (settings.telegram_api_url, settings.slack_api_url))
    stopping = asyncio.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signum, stopping.set)
    while not stopping.is_set():
        platforms = build_platforms(settings, clock)
        await serve_until(stopping, settings, clock, platforms, registries)


async def serve_until(
    stopping: asyncio.Event,
    settings: Settings,
    clock: Clock,
    platforms: Sequence[RemotePlatform],
    registries: Registries = SHIPPED,
) -> None:
    """Serve these platforms as soon as no other process does. Returns once stopping, when what
    was begun is finished, or when another process has taken over."""
    metrics, arrivals = Metrics(), Arrivals(clock)

    def sent(sent: Sent) -> None:
        metrics.sent(sent)
        arrivals.sent(sent)

    names, observers = names_in_time(settings), Observers(metrics.answered, sent, metrics.refused)
    async with (
        assemble(
            settings, clock, platforms, names, registries=registries, observers=observers
        ) as app,
        reachable(settings, clock, platforms, app, metrics),
        watching_loop(),
    ):
        told = asyncio.create_task(stopping.wait())
        attaining = asyncio.create_task(app.leadership.attain())
        preparing = asyncio.create_task(prepare_to_answer(names, clock))
        await asyncio.wait({told, attaining}, return_when=asyncio.FIRST_COMPLETED)
        if attaining.done():
            attaining.result()
            watch = Watch(
                app.database, clock, platforms, app.operators, arrivals, settings.timezone
            )
            accept = metrics.timed(app.dispatcher.accept, clock)
            await _lead(app, clock, platforms, accept, watch, {told, preparing})
        for task in (told, attaining, preparing):
            task.cancel()
        await asyncio.gather(told, attaining, preparing, return_exceptions=True)
        await app.leadership.release()


async def prepare_to_answer(names: CountryNames, clock: Clock) -> None:
    """Whoever asks sooner has it made for the question. Ends only where it fails: without names
    there are no answers."""
    await clock.sleep(FIRST_COMES_THE_POLL)
    await asyncio.to_thread(names.prepare)
    await asyncio.Event().wait()


async def _lead(
    app: App,
    clock: Clock,
    platforms: Sequence[RemotePlatform],
    accept: Accept,
    watch: Watch,
    ending: Set[asyncio.Task[Any]],
) -> None:
    """Until a task of `ending` ends, or another process leads."""
    await app.deliverer.recover()
    await app.dispatcher.resume()
    suggest = app.suggesting.suggest
    # First of all: while the platforms are asked, the others look into the database.
    listening = [asyncio.create_task(keep_listening(p, accept, suggest, clock)) for p in platforms]
    keeping = asyncio.create_task(app.leadership.keep())
    due = asyncio.create_task(app.due_loop.run())
    watching = asyncio.create_task(watch.run())
    menus = asyncio.create_task(app.menus.run())
    anew = Pages(app.database, clock, platforms, app.dispatcher.accept)
    pages = asyncio.create_task(anew.run())
    receiving = [*listening, due, watching, menus, pages]
    delivering = asyncio.create_task(app.deliverer.run())
    log.info("listening", platforms=[platform.name for platform in platforms])
    ended, _ = await asyncio.wait(
        {*ending, keeping, delivering, *receiving},
        return_when=asyncio.FIRST_COMPLETED,
    )
    if keeping in ended:
        await _give_way(app, receiving, delivering)
    else:
        await _stop(app, receiving, delivering)
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)
    for task in ended:
        task.result()


def reachable(
    settings: Settings,
    clock: Clock,
    platforms: Sequence[RemotePlatform],
    app: App,
    metrics: Metrics,
) -> AbstractAsyncContextManager[None]:
    """Over HTTP, where somebody needs it or it was asked for."""
    if settings.port is None:
        return nullcontext()
    endpoints = tuple(each for platform in platforms for each in platform.endpoints)
    read = partial(metrics.read, app.database, clock, platforms, app.leadership)
    pages = Health(clock, platforms, app.leadership).pages | {"/metrics": read}
    site = Site(pages, endpoints)
    return serving_http(site, settings.http_host, settings.port, clock)


async def keep_listening(
    platform: RemotePlatform, accept: Accept, suggest: Suggest, clock: Clock
) -> None:
    """Outages are the platform's to wait out; a bug there is logged and begun again after, and
    the other platforms go on. Ends when cancelled."""
    failures = 0
    while True:
        begun = clock.monotonic()
        try:
            await platform.listen(accept, suggest)
            log.error("listener ended", platform=platform.name, reference=new_reference())
        except Exception:
            log.exception("listener failed", platform=platform.name, reference=new_reference())
        listened = timedelta(seconds=clock.monotonic() - begun)
        failures = 1 if listened > LONGEST_PAUSE else failures + 1
        await clock.sleep(pause_before_attempt(failures))


async def _stop(
    app: App, receiving: Sequence[asyncio.Task[Any]], delivering: asyncio.Task[None]
) -> None:
    """Take in nothing more, answer what is in, send what is written, all before the deadline."""
    app.deadline.begin()
    for task in receiving:
        task.cancel()
    if not await app.deadline.within(_finish(app, receiving), keeping=FOR_SENDING):
        log.warning("stopped before everything was answered; the next start goes on with it")
    delivering.cancel()
    await asyncio.gather(delivering, return_exceptions=True)


async def _give_way(
    app: App, receiving: Sequence[asyncio.Task[Any]], delivering: asyncio.Task[None]
) -> None:
    """What is neither answered nor sent is the other process's now: finish calls, begin none."""
    app.deadline.begin()
    for task in (*receiving, delivering):
        task.cancel()
    await app.deadline.within(app.dispatcher.stop(), keeping=FOR_SENDING)
    ending = asyncio.gather(*receiving, delivering, return_exceptions=True)
    await app.deadline.within(ending)


async def _finish(app: App, receiving: Sequence[asyncio.Task[Any]]) -> None:
    await asyncio.wait(receiving)
    await app.dispatcher.drain()
    await app.deliverer.deliver_all()

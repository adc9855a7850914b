"""`python -m bot check`: what is configured, reachable and missing, one line each."""

import errno
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.clock import SystemClock
from bot.network import shown_proxy
from bot.preparation import check_against_record, fill_if_empty, prepare_names
from bot.serve import build_slack, build_telegram, missing_for_slack
from bot.telemetry import redact
from bot.timetable import build_timetable
from config.schedules import load_schedules
from config.settings import Settings, WrongSettings
from handlers.duties.registry import DUTIES
from platforms.contract import Platform
from storage.database import Database
from storage.reference import read_record


@dataclass(frozen=True, slots=True)
class Finding:
    """`is_fault`: configured, but it does not work."""

    subject: str
    text: str
    is_fault: bool = False

    def __str__(self) -> str:
        mark = "FAULT" if self.is_fault else "ok"
        return f"{mark:<6}{self.subject}: {redact(self.text)}"


async def check(settings: Settings) -> AsyncIterator[Finding]:
    """Each finding as soon as it is known; no secret is in any."""
    yield _settings(settings)
    yield await _database(settings)
    yield _schedules(settings)
    yield _network(settings)
    async for finding in _telegram(settings):
        yield finding
    yield await _slack(settings)
    yield _http(settings)
    yield _people(settings)


def _settings(settings: Settings) -> Finding:
    return Finding(
        "settings",
        f"home {settings.home_country}, language {settings.language}, time zone "
        f"{settings.timezone.key}, series {settings.series}, peers {settings.peers}",
    )


async def _database(settings: Settings) -> Finding:
    names = prepare_names(settings)
    try:
        database = await Database.open(settings.database_url)
        try:
            await fill_if_empty(database, names)
            await check_against_record(database, settings)
            record = await database.read(read_record)
        finally:
            await database.close()
    except Exception as error:
        return Finding("database", str(error), is_fault=True)
    editions = {standing.edition for standing in record.standings}
    return Finding(
        "database",
        f"{database.path}, {len(record.standings)} published standings in {len(editions)} editions",
    )


def _schedules(settings: Settings) -> Finding:
    try:
        schedules = load_schedules(settings.schedules_file)
        timetable = build_timetable(settings, schedules, DUTIES)
    except WrongSettings as wrong:
        return Finding("schedules", "; ".join(wrong.faults), is_fault=True)
    named = ", ".join(dict.fromkeys(line.duty.name for line in timetable.lines))
    return Finding("schedules", f"{settings.schedules_file.name}: {named or 'nothing is due'}")


def _network(settings: Settings) -> Finding:
    proxy = shown_proxy(settings.proxy.get_secret_value()) if settings.proxy else "no proxy"
    authority = settings.ca_file or "the system's"
    return Finding("network", f"proxy: {proxy}; certificates: {authority}")


async def _telegram(settings: Settings) -> AsyncIterator[Finding]:
    """Whether it is reached, and what BotFather was told that can be told otherwise."""
    telegram = build_telegram(settings, SystemClock())
    if telegram is None:
        yield Finding("telegram", "not configured (KOPDAR_TELEGRAM_TOKEN is not set)")
        return
    told: dict[str, str] = {}

    async def introduce() -> str:
        told.update(await telegram.what_it_may())
        return await telegram.who_am_i()

    way = "by webhook" if telegram.endpoints else "by polling"
    yield await _reached("telegram", telegram, introduce, way)
    for subject, text in told.items():
        yield Finding(f"telegram {subject}", text)


async def _slack(settings: Settings) -> Finding:
    missing = missing_for_slack(settings)
    if len(missing) == 2:
        return Finding("slack", f"not configured ({' and '.join(missing)} are not set)")
    slack = build_slack(settings, SystemClock())
    if slack is None:
        return Finding("slack", f"{missing[0]} is missing", is_fault=True)

    async def introduce() -> str:
        await slack.can_listen()
        return await slack.who_am_i()

    way = "over HTTP" if slack.endpoints else "by Socket Mode"
    return await _reached("slack", slack, introduce, way)


async def _reached(
    subject: str, platform: Platform, introduce: Callable[[], Awaitable[str]], way: str
) -> Finding:
    try:
        return Finding(subject, f"reachable as {await introduce()}, {way}")
    except Exception as error:
        reason = str(error) or type(error).__name__
        return Finding(subject, f"not reachable: {reason}", is_fault=True)
    finally:
        await platform.close()


def _http(settings: Settings) -> Finding:
    """Whether the place can be had; an occupied one may be Kopdar's own, running already."""
    if settings.port is None:
        return Finding("http", "off (nothing needs it; KOPDAR_HTTP_PORT is not set)")
    place = f"{settings.http_host} port {settings.port}"
    called = []
    if settings.telegram_webhook_url:
        called.append(f"Telegram calls {urlsplit(settings.telegram_webhook_url).path or '/'}")
    if settings.is_slack_over_http:
        called.append("Slack calls /slack/events")
    pages = "; ".join([*called, "watchers ask /healthz, /readyz and /metrics"])
    try:
        with socket.create_server((settings.http_host, settings.port)):
            return Finding("http", f"{place}: {pages}")
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return Finding("http", f"{place}: in use, by a running Kopdar or by another program")
        return Finding("http", f"{place} cannot be had: {error.strerror}", is_fault=True)


def _people(settings: Settings) -> Finding:
    return Finding(
        "people",
        f"{len(settings.admins)} administrators, {len(settings.allowed)} allowed accounts or chats",
    )

"""Serving and stopping: one platform's fault is not the other's, and the end comes in time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.deadline import STOP_WITHIN
from bot.dispatcher import Dispatcher
from bot.leadership import RENEW_EVERY
from bot.serve import missing_for_slack, serve_until
from messages.delivery import LONGEST_PAUSE
from messages.request import PlatformName, Request
from storage import outbox
from storage.database import Database
from tests.bot.desk import ScriptedPlatform, TestClock, asked, eventually, letter
from tests.databases import reading, writing
from tests.platforms.bot_api import BotApiServer
from tests.stories.desk import settings_for
from tests.stories.test_command_line import CommandLine

SECOND = timedelta(seconds=1)
SLACK_BOT = "xoxb-1234567890-0987654321-AbCdEfGhIjKlMnOpQrStUvWx"
SLACK_APP = "xapp-1-A1-1-0f1e2d3c"


@dataclass
class Serving:
    clock: TestClock
    stopping: asyncio.Event
    task: asyncio.Task[None]
    database: Database


@asynccontextmanager
async def serving(path: Path, *platforms: ScriptedPlatform) -> AsyncIterator[Serving]:
    clock, stopping = TestClock(), asyncio.Event()
    settings = settings_for(path)
    database = await Database.open(settings.database_url)
    task = asyncio.create_task(serve_until(stopping, settings, clock, platforms))
    try:
        await eventually(lambda: task.done() or all(each.listened for each in platforms))
        yield Serving(clock, stopping, task, database)
    finally:
        stopping.set()
        for _ in range(100):
            clock.advance(SECOND)
            await asyncio.wait([task], timeout=0.05)
            if task.done():
                break
        await asyncio.wait_for(task, 1)
        await database.close()


async def listened(platform: ScriptedPlatform, times: int) -> None:
    await eventually(lambda: platform.listened == times)


async def rows(database: Database, sql: str) -> list[tuple[str, ...]]:
    with reading(database) as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]


async def test_a_listener_that_dies_is_begun_again_and_the_other_goes_on(
    shipped_copy: Path,
) -> None:
    broken = ScriptedPlatform(PlatformName("broken"), listening=[RuntimeError("bug")] * 3)
    sound = ScriptedPlatform()
    with capture_logs() as logs:
        async with serving(shipped_copy, broken, sound) as kopdar:
            for pause in (1, 2, 4):
                await kopdar.clock.asleep_for(timedelta(seconds=pause))
                assert sound.accept is not None
                await sound.accept((asked(f"during {pause}"),))
                await eventually(lambda: len(sound.sent) > 0)
                sound.sent.clear()
                kopdar.clock.advance(timedelta(seconds=pause))
            await listened(broken, 4)
            assert sound.listened == 1
            assert not kopdar.task.done()
    failed = [each for each in logs if each["event"] == "listener failed"]
    assert [each["platform"] for each in failed] == ["broken"] * 3
    assert all(each["reference"] for each in failed)


async def test_the_pauses_of_a_listener_are_capped(shipped_copy: Path) -> None:
    broken = ScriptedPlatform(listening=[RuntimeError("bug")] * 12)
    with capture_logs():
        async with serving(shipped_copy, broken) as kopdar:
            for failures in range(1, 13):
                assert broken.listened == failures
                pause = min(LONGEST_PAUSE, SECOND * 2 ** (failures - 1))
                await kopdar.clock.asleep_for(pause)
                kopdar.clock.advance(pause)
                await listened(broken, failures + 1)


async def test_what_is_in_is_answered_before_the_end(shipped_copy: Path) -> None:
    platform = ScriptedPlatform()
    async with serving(shipped_copy, platform) as kopdar:
        assert platform.accept is not None
        await platform.accept((asked("first"), asked("second")))
        kopdar.stopping.set()
        await asyncio.wait_for(kopdar.task, 5)
        assert [each["to"] for each in platform.sent] == ["first", "second"]


async def test_a_send_that_hangs_and_a_door_that_sticks_take_no_more_than_was_promised(
    shipped_copy: Path,
) -> None:
    platform = ScriptedPlatform(holds_sends=asyncio.Event(), never_closes=True)
    async with serving(shipped_copy, platform) as kopdar:
        with writing(kopdar.database) as connection:
            outbox.add(connection, [letter("a"), letter("b", chat="2")])
        await kopdar.clock.asleep_for(SECOND)
        kopdar.clock.advance(SECOND)
        begun = kopdar.clock.passed
        kopdar.stopping.set()
        while not kopdar.task.done() and kopdar.clock.passed - begun < STOP_WITHIN * 3:
            await asyncio.wait([kopdar.task], timeout=0.1)
            if not kopdar.task.done():
                kopdar.clock.advance(SECOND)
        assert kopdar.task.done()
        assert kopdar.clock.passed - begun <= STOP_WITHIN
        assert await rows(kopdar.database, "SELECT state FROM letters") == [("sending",)] * 2


async def test_who_has_to_give_way_does_so_in_time_whatever_the_disk_does(
    shipped_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes in just then is being stored, and that does not end."""
    platform, stuck = ScriptedPlatform(), asyncio.Event()

    async def store(self: Dispatcher, inbound: object) -> tuple[Request, ...]:
        await stuck.wait()
        return ()

    monkeypatch.setattr(Dispatcher, "_store", store)
    async with serving(shipped_copy, platform) as kopdar:
        assert platform.accept is not None
        storing = asyncio.ensure_future(platform.accept((asked("first"),)))
        await asyncio.sleep(0)
        with writing(kopdar.database) as connection:
            connection.exec_driver_sql("UPDATE leaders SET fencing = fencing + 1")
        await kopdar.clock.asleep_for(RENEW_EVERY)
        kopdar.clock.advance(RENEW_EVERY)
        begun = kopdar.clock.passed
        while not kopdar.task.done() and kopdar.clock.passed - begun < STOP_WITHIN * 3:
            await asyncio.wait([kopdar.task], timeout=0.1)
            if not kopdar.task.done():
                kopdar.clock.advance(SECOND)
        is_done, is_stored = kopdar.task.done(), storing.done()
        stuck.set()
        await storing
        assert (is_done, is_stored) == (True, False)


def test_half_of_slack_is_named(tmp_path: Path) -> None:
    database = tmp_path / "k.sqlite"
    only_bot = settings_for(database, slack_bot_token=SLACK_BOT)
    both = settings_for(database, slack_bot_token=SLACK_BOT, slack_app_token=SLACK_APP)
    http = settings_for(database, slack_bot_token=SLACK_BOT, slack_signing_secret="0f1e")
    no_bot = settings_for(database, slack_signing_secret="0f1e")
    assert missing_for_slack(only_bot) == ("KOPDAR_SLACK_APP_TOKEN or KOPDAR_SLACK_SIGNING_SECRET",)
    assert missing_for_slack(http) == ()
    assert missing_for_slack(no_bot) == ("KOPDAR_SLACK_BOT_TOKEN",)
    assert missing_for_slack(both) == ()
    assert len(missing_for_slack(settings_for(database))) == 2


async def test_half_of_slack_is_warned_of_and_telegram_is_served(shipped_copy: Path) -> None:
    async with BotApiServer() as telegram:
        process = await CommandLine(shipped_copy).start(
            "run",
            settings={
                "KOPDAR_TELEGRAM_TOKEN": telegram.token,
                "KOPDAR_TELEGRAM_API_URL": telegram.url,
                "KOPDAR_SLACK_BOT_TOKEN": SLACK_BOT,
            },
        )
        try:
            await telegram.says(telegram.person("Siti"), "/help")
            assert (await telegram.next_message()).text
        finally:
            process.terminate()
            _, said = await asyncio.wait_for(process.communicate(), 10)
        missing = "KOPDAR_SLACK_APP_TOKEN or KOPDAR_SLACK_SIGNING_SECRET is missing."
        assert f"Slack is not served: {missing}" in said.decode()
        assert process.returncode == 0

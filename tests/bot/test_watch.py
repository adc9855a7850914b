"""It watches itself: every operator hears of a trouble once, and once that it is over."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from bot.jobs.watch import CALM_AFTER, LOOK_EVERY, Arrivals, Watch
from bot.middleware.identify import Identifier
from bot.observing import Sent
from bot.operators import Operators
from bot.speech import Speech
from bot.vigilance import LATE_AFTER, SILENT_AFTER, STUCK_AFTER
from duties.schedule import DutyName, Slot, SlotName
from duties.target import TargetName
from messages.request import AccountId, PlatformName
from ministries.names import CountryNames
from storage import due, outbox
from storage.database import Database
from tests.bot.desk import NOBODY, ScriptedPlatform, TestClock, letter
from tests.databases import reading, writing

TELEGRAM, SLACK = PlatformName("telegram"), PlatformName("slack")
ADMINS = ("telegram:1", "slack:T1/U1", "slack:T1/U2")


@dataclass
class Desk:
    database: Database
    clock: TestClock
    telegram: ScriptedPlatform
    slack: ScriptedPlatform
    arrivals: Arrivals
    watch: Watch

    def hear(self, *platforms: ScriptedPlatform) -> None:
        for each in platforms or (self.telegram, self.slack):
            each.heard_at = self.clock.monotonic()

    async def told(self) -> list[tuple[str, str]]:
        """Whom, and whether of a beginning or an end; of letters of the watch only."""
        with reading(self.database) as connection:
            rows = connection.exec_driver_sql(
                "SELECT platform, chat, key FROM letters WHERE key LIKE '%watch:%' ORDER BY number"
            )
            return [(f"{row.platform}:{row.chat}", what_of(row.key)) for row in rows]

    async def said(self) -> str:
        with reading(self.database) as connection:
            rows = connection.exec_driver_sql("SELECT pieces FROM letters ORDER BY number")
            pieces = (piece for row in rows for piece in json.loads(row[0]))
            return " ".join(said for piece in pieces for said in piece["payload"].get("said", ()))


def what_of(key: str) -> str:
    return "begun" if ":begun:" in key else "over"


def desk_with(
    database: Database, clock: TestClock, names: CountryNames, admins: Sequence[str]
) -> Desk:
    telegram, slack = ScriptedPlatform(TELEGRAM), ScriptedPlatform(SLACK)
    operators = Operators(
        admins,
        {TELEGRAM: telegram, SLACK: slack},
        Identifier(database, NOBODY, "en"),
        Speech(names),
        clock,
        asyncio.Event(),
    )
    arrivals = Arrivals(clock)
    zone = ZoneInfo("Asia/Jakarta")
    watch = Watch(database, clock, (telegram, slack), operators, arrivals, zone)
    return Desk(database, clock, telegram, slack, arrivals, watch)


@pytest.fixture
async def desk(shipped_copy: Path, names: CountryNames) -> AsyncIterator[Desk]:
    clock = TestClock()
    database = await Database.open(f"sqlite:///{shipped_copy}", now=clock.now)
    yield desk_with(database, clock, names, ADMINS)
    await database.close()


async def test_a_silent_platform_is_told_of_on_the_other_once_and_once_when_it_is_over(
    desk: Desk,
) -> None:
    desk.hear()
    for _ in range(4):
        desk.clock.advance(SILENT_AFTER / 2)
        desk.hear(desk.slack)
        await desk.watch.look()
    begun = [("slack:T1/U1", "begun"), ("slack:T1/U2", "begun")]
    assert await desk.told() == begun
    assert "the token, the network, or Telegram itself" in await desk.said()

    desk.hear()
    await desk.watch.look()
    assert await desk.told() == begun
    desk.clock.advance(CALM_AFTER)
    desk.hear()
    for _ in range(2):
        await desk.watch.look()
    assert await desk.told() == [*begun, ("slack:T1/U1", "over"), ("slack:T1/U2", "over")]


async def test_what_comes_and_goes_is_one_trouble(desk: Desk) -> None:
    desk.hear()
    desk.clock.advance(SILENT_AFTER)
    desk.hear(desk.slack)
    await desk.watch.look()
    for _ in range(5):
        desk.hear()
        await desk.watch.look()
        desk.clock.advance(CALM_AFTER / 2)
        desk.hear()
        await desk.watch.look()
        desk.clock.advance(SILENT_AFTER)
        desk.hear(desk.slack)
        await desk.watch.look()
    assert {what for _, what in await desk.told()} == {"begun"}
    assert len(await desk.told()) == 2


async def test_a_restart_in_the_middle_tells_nobody_again(desk: Desk, names: CountryNames) -> None:
    desk.hear()
    desk.clock.advance(SILENT_AFTER)
    desk.hear(desk.slack)
    await desk.watch.look()
    again = desk_with(desk.database, desk.clock, names, ADMINS)
    again.hear(again.slack)
    desk.clock.advance(SILENT_AFTER)
    again.hear(again.slack)
    await again.watch.look()
    assert len(await again.told()) == 2
    again.hear()
    await again.watch.look()
    desk.clock.advance(CALM_AFTER)
    again.hear()
    await again.watch.look()
    assert [what for _, what in await again.told()] == ["begun", "begun", "over", "over"]


async def test_who_has_no_other_platform_is_told_on_the_one_in_trouble(
    shipped_copy: Path, names: CountryNames
) -> None:
    clock = TestClock()
    database = await Database.open(f"sqlite:///{shipped_copy}", now=clock.now)
    desk = desk_with(database, clock, names, ("telegram:1",))
    clock.advance(SILENT_AFTER)
    desk.hear(desk.slack)
    await desk.watch.look()
    assert await desk.told() == [("telegram:1", "begun")]
    await database.close()


async def test_p2_a_stuck_lane_is_told_of_elsewhere_and_its_own_notice_is_no_new_trouble(
    desk: Desk,
) -> None:
    with writing(desk.database) as connection:
        held = replace(letter("held"), chat=desk.telegram.chat_with(AccountId("9")))
        outbox.add(connection, [held])
    for _ in range(6):
        desk.clock.advance(STUCK_AFTER)
        desk.hear()
        desk.arrivals.sent(sent_to(SLACK))
        await desk.watch.look()
    assert await desk.told() == [("slack:T1/U1", "begun"), ("slack:T1/U2", "begun")]
    assert "What is to go there waits and is not lost" in await desk.said()


def sent_to(platform: PlatformName) -> Sent:
    return Sent(platform, "answer", "delivered", timedelta(0), timedelta(0))


async def test_a_late_duty_is_told_of_everywhere_but_not_one_that_is_held_back(
    desk: Desk,
) -> None:
    now = desk.clock.now()
    pair = (DutyName("forget"), TargetName("desk"))
    with writing(desk.database) as connection:
        due.watch(connection, [pair], now)
        due.plan(connection, pair, Slot(SlotName("2026-11-23"), now), now)
        (claimed,) = due.claim(connection, timedelta(minutes=1), 1)
        due.hold(connection, claimed, now + LATE_AFTER * 2)
    desk.clock.advance(LATE_AFTER)
    desk.hear()
    await desk.watch.look()
    assert await desk.told() == []
    desk.clock.advance(LATE_AFTER * 2)
    desk.hear()
    for _ in range(2):
        await desk.watch.look()
    assert [who for who, _ in await desk.told()] == ["slack:T1/U1", "slack:T1/U2", "telegram:1"]
    assert "It is tried again by itself" in await desk.said()


async def test_it_looks_every_half_minute_and_outlives_its_own_faults(desk: Desk) -> None:
    watching = asyncio.create_task(desk.watch.run())
    await desk.clock.asleep_for(LOOK_EVERY)
    with writing(desk.database) as connection:
        connection.exec_driver_sql("ALTER TABLE episodes RENAME TO hidden")
    with capture_logs() as logs:
        desk.clock.advance(LOOK_EVERY)
        await desk.clock.asleep_for(LOOK_EVERY)
    assert [each["event"] for each in logs] == ["not looked after; trying again"]
    with writing(desk.database) as connection:
        connection.exec_driver_sql("ALTER TABLE hidden RENAME TO episodes")
    desk.clock.advance(SILENT_AFTER)
    await desk.clock.asleep_for(LOOK_EVERY)
    assert len(await desk.told()) > 0
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)

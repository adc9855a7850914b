"""The due loop with a clock that can be set, a duty of the tests, and a platform that listens."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from bot.answering import Home
from bot.illustrator import Illustrator
from bot.jobs.due import DueLoop
from bot.knowledge import Knowledge
from bot.performing import Performing
from bot.speech import Speech
from bot.timetable import Line, Timetable
from duties.calendar import Calendar
from duties.schedule import EVERY_DAY, DutyName, Every, OnDays, Schedule
from duties.target import Target, TargetName
from handlers.duties.duty import Duty, DutyContext, Occasion, Outcome, Told
from messages.delivery import LetterKind
from messages.phrase import phrase, verbatim
from messages.reply import Reply, Text, Title
from messages.request import Chat, ChatId
from ministries.names import CountryNames
from storage.database import Database
from tests.bot.desk import SCRIPTED, ScriptedPlatform, TestClock
from tests.databases import reading

MONDAY = 0
GREETING = DutyName("greeting")
CHAT = Chat(SCRIPTED, ChatId("1"))


class SetClock(TestClock):
    """The wall clock goes where it is set; the monotonic one goes on by itself."""

    __test__ = False

    def __init__(self) -> None:
        super().__init__()
        self.astray = timedelta(0)

    def now(self) -> datetime:
        return super().now() + self.astray

    def set(self, at: datetime) -> None:
        self.astray = at - super().now()


@dataclass
class Greeting:
    """Says good morning to one chat, and fails as often as it is told to."""

    chat: Chat = CHAT
    failures: int = 0
    occasions: list[Occasion] = field(default_factory=list)
    holds: asyncio.Event | None = None

    async def act(self, occasion: Occasion, context: DutyContext) -> Outcome:
        self.occasions.append(occasion)
        if self.holds is not None:
            await self.holds.wait()
        if self.failures:
            self.failures -= 1
            raise RuntimeError("a bug in the duty")
        slot = verbatim(occasion.slot.name)
        reply = Reply((Title(phrase("Good morning")), Text(slot)))
        return Outcome(told=(Told(self.chat, "en", reply, LetterKind.DIGEST),))

    @property
    def duty(self) -> Duty:
        return Duty(GREETING, phrase("Say good morning"), self.act)

    @property
    def slots(self) -> list[str]:
        return [occasion.slot.name for occasion in self.occasions]


def weekly(*days: int, at: str = "09:00", **more: Any) -> Schedule:
    rule = OnDays(frozenset(days) or EVERY_DAY, time.fromisoformat(at))
    return Schedule(GREETING, rule, **more)


def hourly(**more: Any) -> Schedule:
    return Schedule(GREETING, Every(timedelta(hours=1)), **more)


def unit(name: str = "home", zone: str = "Asia/Jakarta", country: str = "ID") -> Target:
    return Target(TargetName(name), ZoneInfo(zone), Calendar(country))


def local(moment: str, zone: str = "Asia/Jakarta") -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@dataclass
class DueDesk:
    database: Database
    clock: SetClock
    loop: DueLoop
    platform: ScriptedPlatform
    letters_waiting: asyncio.Event

    async def at(self, moment: str, zone: str = "Asia/Jakarta") -> None:
        """One look at this local time, and all that it begins."""
        self.clock.set(local(moment, zone))
        await self.loop.look()
        await self.loop.finish()

    async def rows(self, sql: str) -> Sequence[Any]:
        with reading(self.database) as connection:
            return [tuple(row) for row in connection.execute(text(sql))]

    async def said(self) -> list[str]:
        """The key of every letter, in the order of writing."""
        return [key for (key,) in await self.rows("SELECT key FROM letters ORDER BY number")]

    async def states(self) -> list[tuple[str, str]]:
        found = await self.rows("SELECT slot, state FROM due ORDER BY due_at")
        return [(slot, state) for slot, state in found]


@asynccontextmanager
async def due_desk(
    path: Path,
    names: CountryNames,
    greeting: Greeting,
    schedule: Schedule,
    *targets: Target,
    clock: SetClock | None = None,
) -> AsyncIterator[DueDesk]:
    """A process of its own, as it were: everything is built anew on the database file."""
    clock, platform, letters_waiting = clock or SetClock(), ScriptedPlatform(), asyncio.Event()
    url, patience = f"sqlite:///{path}", timedelta(milliseconds=20)
    database = await Database.open(url, patience, clock.now)
    illustrator = Illustrator()
    lines = tuple(Line(greeting.duty, schedule, target) for target in targets or (unit(),))
    performing = Performing(
        database=database,
        clock=clock,
        platforms={SCRIPTED: platform},
        home=Home("ID", "ddr", "asean", "en"),
        knowledge=Knowledge(database, names),
        speech=Speech(names),
        illustrator=illustrator,
        timetable=Timetable(lines),
    )
    loop = DueLoop(database, clock, performing, letters_waiting)
    try:
        yield DueDesk(database, clock, loop, platform, letters_waiting)
    finally:
        await loop.finish()
        illustrator.close()
        await database.close()

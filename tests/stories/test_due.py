"""Duties from start to letter: the program as it runs, on a database that outlives it."""

import asyncio
import time as real_time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.clock import SystemClock
from bot.registries import Registries
from bot.serve import build_platforms, serve_until
from config.settings import Settings, WrongSettings
from messages.request import Chat, ChatId, PlatformName
from ministries.names import CountryNames
from tests.bot.due_desk import Greeting
from tests.platforms.bot_api import BotApiServer
from tests.stories.desk import ask, settings_for

JAKARTA = ZoneInfo("Asia/Jakarta")
MONDAYS = """
[[schedule]]
duty = "greeting"
when = "monday at 09:00"
"""


class ShiftedClock(SystemClock):
    """Begins at another moment, and goes on as clocks do."""

    def __init__(self, moment: str) -> None:
        begin = datetime.fromisoformat(moment).replace(tzinfo=JAKARTA).astimezone(UTC)
        self.shift = begin - super().now()

    def now(self) -> datetime:
        return super().now() + self.shift


@dataclass
class Office:
    telegram: BotApiServer
    settings: Settings
    greeting: Greeting

    @asynccontextmanager
    async def open_at(self, moment: str) -> AsyncIterator[None]:
        """`python -m bot run`, in this process, from this moment on."""
        clock, stopping = ShiftedClock(moment), asyncio.Event()
        platforms = build_platforms(self.settings, clock)
        serving = asyncio.create_task(
            serve_until(
                stopping, self.settings, clock, platforms, Registries(duties=(self.greeting.duty,))
            )
        )
        try:
            yield
        finally:
            stopping.set()
            await serving


@pytest.fixture
def schedules(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "schedules.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
async def office(shipped_copy: Path, schedules: Callable[[str], Path]) -> AsyncIterator[Office]:
    async with BotApiServer() as telegram:
        siti = telegram.person("Siti")
        settings = settings_for(
            shipped_copy,
            telegram_token=telegram.token,
            telegram_api_url=telegram.url,
            schedules_file=str(schedules(MONDAYS)),
        )
        # She has to have spoken first: Telegram lets no bot begin.
        await telegram.says(siti, "/start")
        chat = Chat(PlatformName("telegram"), ChatId(str(siti.id)))
        yield Office(telegram, settings, Greeting(chat))


async def test_m12_down_for_three_weeks_one_letter_comes_and_says_that_it_is_late(
    office: Office,
) -> None:
    async with office.open_at("2026-11-20T12:00"):
        assert (await office.telegram.next_message()).text.startswith("Hello")
    async with office.open_at("2026-12-16T15:00"):
        text = (await office.telegram.next_message()).text
    assert text.splitlines()[0] == "Good morning"
    assert "This comes late: it was due on Monday, 14 December 2026, 09:00 (Jakarta time)." in text
    async with office.open_at("2026-12-16T15:05"):
        pass
    assert office.greeting.slots == ["2026-12-14"]
    assert office.telegram.nothing_sent()


async def test_m7_a_loop_that_is_blocked_over_the_moment_does_it_afterwards(
    office: Office,
) -> None:
    async with office.open_at("2026-11-23T08:59:58.500"):
        await office.telegram.next_message()
        await asyncio.sleep(0)
        real_time.sleep(1.6)  # noqa: ASYNC251 -- a handler that blocks the loop is what is tested
        text = (await office.telegram.next_message()).text
    assert text.splitlines() == ["Good morning", "", "2026-11-23"]


async def test_schedules_are_shown_to_those_who_are_allowed(office: Office) -> None:
    telegram = office.telegram
    budi = telegram.person("Budi")
    allowed = office.settings.model_copy(update={"allowed": frozenset({f"telegram:{budi.id}"})})
    office.settings = allowed
    async with office.open_at("2026-11-23T08:00"):
        await telegram.next_message()
        await telegram.says(budi, "/schedules")
        text = (await telegram.next_message()).text
        assert "Monday, 23 November 2026, 09:00 (Jakarta time)" in text
        await telegram.says(telegram.person("Dewi"), "/schedules")
        assert "not for everyone" in (await telegram.next_message()).text


async def test_a_schedule_that_cannot_be_understood_keeps_kopdar_from_starting(
    shipped_copy: Path, names: CountryNames, schedules: Callable[[str], Path]
) -> None:
    text = """
    [[target]]
    name = "brussels"
    country = "EU"
    [[schedule]]
    duty = "forgett"
    when = "daily at 03:00"
    [[schedule]]
    duty = "forget"
    when = "daily at 03:00"
    targets = ["brussels"]
    on_day_off = "skip"
    """
    settings = settings_for(shipped_copy, schedules_file=str(schedules(text)))
    with pytest.raises(WrongSettings) as wrong:
        await ask(names, settings, "/help")
    assert wrong.value.faults == (
        "schedule “forgett”: there is no such duty; did you mean forget?",
        "schedules: no holidays are known for the country EU; set on_day_off to anyway, or name "
        "another country for the target",
    )

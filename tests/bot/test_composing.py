"""While a picture is drawn the platform shows that somebody is at work, and no longer."""

import asyncio
import threading
from datetime import timedelta
from gettext import NullTranslations

import pytest

from bot import illustrator as illustrator_module
from bot.composing import SIGN_LASTS, compose
from bot.illustrator import Illustrator
from messages.chart import Chart, Picture, RankLine
from messages.phrase import phrase
from messages.reply import Reply
from messages.request import Request
from messages.wording import Wording
from tests.bot.desk import ScriptedPlatform, TestClock, asked

CHART = RankLine(phrase("t"), phrase("s"), 209, (), (), phrase("src"), phrase("41 of 209"))
ENGLISH = Wording("en", NullTranslations(), {})


class ShowingPlatform(ScriptedPlatform):
    def __init__(self) -> None:
        super().__init__()
        self.signs = 0
        self.shown = asyncio.Event()

    def show_working(self, request: Request) -> None:
        self.signs += 1
        self.shown.set()

    def picture_of(self, request: Request, reply: Reply, wording: Wording) -> Chart | None:
        return reply.chart


class SteppingClock(TestClock):
    """Whoever sleeps wakes at once; what was slept is counted."""

    def __init__(self) -> None:
        super().__init__()
        self.slept: list[timedelta] = []

    async def sleep(self, pause: timedelta) -> None:
        self.slept.append(pause)
        await asyncio.sleep(0)


async def test_the_sign_is_renewed_until_the_picture_is_there_and_not_shown_for_a_kept_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    is_done = threading.Event()

    def draw_slowly(chart: Chart, wording: Wording) -> Picture:
        is_done.wait(10)
        return Picture(b"png", "a line")

    monkeypatch.setattr(illustrator_module, "draw", draw_slowly)
    platform, clock, illustrator = ShowingPlatform(), SteppingClock(), Illustrator()
    request, reply = asked("1"), Reply((CHART,))
    composing = asyncio.create_task(compose(platform, request, reply, ENGLISH, illustrator, clock))
    async with asyncio.timeout(10):
        while platform.signs < 3:
            platform.shown.clear()
            await platform.shown.wait()
    is_done.set()
    composed = await composing
    assert list(composed.pictures.values()) == [b"png"]
    assert set(clock.slept) == {SIGN_LASTS}
    signs = platform.signs
    await asyncio.sleep(0)
    await compose(platform, request, reply, ENGLISH, illustrator, clock)
    await compose(platform, request, Reply(()), ENGLISH, illustrator, clock)
    assert platform.signs == signs
    illustrator.close()

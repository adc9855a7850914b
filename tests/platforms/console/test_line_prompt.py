"""The conversation on a terminal that cannot move its cursor, such as a shell within an editor."""

import asyncio
import os
import signal
from collections.abc import Iterator

import pytest

from platforms.console.platform import ConsolePlatform
from tests.platforms.console.desk import Clock, Desk, Terminal, until

BACKSPACE, LEAVE = b"\x7f", b"\x04"


@pytest.fixture(autouse=True)
def dumb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")


class Seat:
    """A person at a terminal that hands over whole lines."""

    def __init__(self) -> None:
        self.keys, far = os.openpty()
        self.source = os.fdopen(far, encoding="utf-8")
        self.screen = Terminal()
        self.desk = Desk(
            ConsolePlatform(Clock(), self.screen, session="s", interactive=True, source=self.source)
        )

    @property
    def asked(self) -> list[tuple[str, str]]:
        return [(request.command, request.arguments) for request in self.desk.requests]

    def type(self, keys: bytes) -> None:
        os.write(self.keys, keys)

    async def listen(self) -> None:
        async with asyncio.timeout(10):
            await self.desk.platform.listen(self.desk.accept)
            await self.desk.finish()

    async def sees(self, words: str) -> None:
        await until(lambda: words in self.screen.getvalue())


@pytest.fixture
def seat() -> Iterator[Seat]:
    seat = Seat()
    yield seat
    seat.source.close()
    os.close(seat.keys)


async def test_a_line_is_asked_for_and_can_be_mended_before_it_is_sent(seat: Seat) -> None:
    seat.type(b"/rax" + BACKSPACE + b"nk Indonesia\n1\n" + LEAVE)
    await seat.listen()
    assert seat.asked == [("rank", "Indonesia"), ("compare", "ID ddr 2017")]
    shown = seat.screen.getvalue()
    assert shown.startswith("kopdar> \nIndonesia: DDR 2017\n")
    assert shown.endswith("\n\nkopdar> \n")
    assert shown.count("kopdar> ") == 3
    assert "\x1b" not in shown


async def test_whoever_leaves_by_a_word_sees_no_prompt_after_it(seat: Seat) -> None:
    seat.type(b"exit\n")
    await seat.listen()
    assert seat.screen.getvalue() == "kopdar> "


async def test_an_answer_that_comes_while_a_line_is_asked_for_asks_for_it_again(seat: Seat) -> None:
    seat.desk.is_open.clear()
    seat.type(b"/help\n")
    listening = asyncio.create_task(seat.listen())
    await seat.sees("…")
    os.kill(os.getpid(), signal.SIGINT)
    await seat.sees("…\nkopdar> ")
    seat.desk.is_open.set()
    await seat.sees("kopdar> \nThis is what Kopdar can do.\n\nkopdar> ")
    seat.type(LEAVE)
    await listening

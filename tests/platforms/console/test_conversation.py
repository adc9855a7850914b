"""The conversation: typed keys in at the front door, answers on the terminal."""

import asyncio
import io
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput, Output

from platforms.console.platform import ConsolePlatform
from tests.platforms.console.desk import Clock, Desk, Terminal, until


class PromptLine(DummyOutput):
    """What prompt_toolkit draws, without where."""

    def __init__(self) -> None:
        self.drawn = ""

    def write(self, data: str) -> None:
        self.drawn += data


@contextmanager
def keyboard(line: Output | None = None) -> Iterator[PipeInput]:
    output = line or DummyOutput()
    with create_pipe_input() as keys, create_app_session(input=keys, output=output):
        yield keys


@pytest.fixture(autouse=True)
def without_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")


class Seat:
    """A person's place: a terminal with somebody answering behind it."""

    def __init__(self, *, history: Path | None = None, opening: str = "") -> None:
        self.clock = Clock()
        self.screen = Terminal()
        self.platform = ConsolePlatform(
            self.clock,
            self.screen,
            session="s",
            interactive=True,
            source=Terminal(),
            history=history,
            opening=opening,
        )
        self.desk = Desk(self.platform)

    @property
    def asked(self) -> list[tuple[str, str]]:
        return [(request.command, request.arguments) for request in self.desk.requests]

    async def type(self, keys: str) -> None:
        with keyboard() as pipe:
            pipe.send_text(keys)
            await self.listen()

    async def listen(self) -> None:
        async with asyncio.timeout(10):
            await self.platform.listen(self.desk.accept)
            await self.desk.finish()


async def test_a_question_is_answered_and_the_number_of_a_button_presses_it() -> None:
    seat = Seat()
    await seat.type("/rank Indonesia\r1\rexit\r")
    assert seat.asked == [("rank", "Indonesia"), ("compare", "ID ddr 2017")]
    assert [request.is_press for request in seat.desk.requests] == [False, True]
    shown = seat.screen.getvalue()
    assert "\nType a number to go on:\n1. Compare with peers  2. Sources\n" in shown
    assert shown.index("World rank: 41 of 209") < shown.index("Three ministries")


@pytest.mark.parametrize("number", ["0", "3", "2017", "99999"])
async def test_a_number_without_a_button_gets_one_kind_sentence(number: str) -> None:
    seat = Seat()
    await seat.type(f"/rank Indonesia\r{number}\r2.\rquit\r")
    assert seat.asked == [("rank", "Indonesia"), ("sources", "ID")]
    sentence = f"There is no number {number} here. Type a number from 1 to 2, or a question."
    assert seat.screen.getvalue().count(sentence) == 1


async def test_a_number_after_an_answer_without_buttons_is_a_question() -> None:
    seat = Seat()
    await seat.type("/help\r1\r\x04")
    assert seat.asked == [("help", ""), ("1", "")]


@pytest.mark.parametrize("leaving", ["exit\r", " /QUIT \r", "keluar\r", "\x04", "\x03\x03"])
async def test_leaves_without_a_question(leaving: str) -> None:
    seat = Seat()
    await seat.type(leaving)
    assert seat.asked == []
    assert seat.screen.getvalue() == ""


async def test_ctrl_c_clears_the_line_and_empty_lines_do_nothing() -> None:
    seat = Seat()
    await seat.type("\x03/rank Ind\x03\r   \r?\rx\x03y\x03/help rank\r\x03\x03")
    assert seat.asked == [("help", ""), ("help", "rank")]


async def test_the_opening_is_asked_before_anybody_types() -> None:
    seat = Seat(opening="/help")
    await seat.type("exit\r")
    assert seat.asked == [("help", "")]
    assert seat.screen.getvalue() == "\nThis is what Kopdar can do.\n\n"


async def test_a_slow_answer_is_awaited_with_a_quiet_sign() -> None:
    seat = Seat()
    seat.desk.is_open.clear()
    with keyboard() as pipe:
        pipe.send_text("/help\r/rank\rexit\r")
        listening = asyncio.create_task(seat.listen())
        await until(lambda: "…" in seat.screen.getvalue())
        assert seat.asked == [("help", "")]
        seat.desk.is_open.set()
        await listening
    assert seat.screen.getvalue().startswith("…\n\nThis is what Kopdar can do.\n")
    assert seat.clock.pauses[0] == timedelta(seconds=1)
    assert seat.asked == [("help", ""), ("rank", "")]


async def test_ctrl_c_gives_the_prompt_back_and_the_late_answer_still_comes() -> None:
    seat = Seat()
    seat.desk.is_open.clear()
    before = signal.getsignal(signal.SIGINT)
    line = PromptLine()
    with keyboard(line) as pipe:
        pipe.send_text("/help\r")
        listening = asyncio.create_task(seat.listen())
        await until(lambda: "…" in seat.screen.getvalue())
        line.drawn = ""
        os.kill(os.getpid(), signal.SIGINT)
        await until(lambda: "kopdar>" in line.drawn)
        line.drawn = ""
        seat.desk.is_open.set()
        await until(lambda: "This is what Kopdar can do." in seat.screen.getvalue())
        await until(lambda: "kopdar>" in line.drawn)
        pipe.send_text("/rank\rexit\r")
        await listening
    assert seat.asked == [("help", ""), ("rank", "")]
    assert signal.getsignal(signal.SIGINT) is before


async def test_what_was_typed_is_remembered_for_its_owner_alone(tmp_path: Path) -> None:
    history = tmp_path / "new" / "history"
    await Seat(history=history).type("/rank Indonesia\rexit\r")
    assert history.stat().st_mode & 0o077 == 0
    again = Seat(history=history)
    await again.type("\x1b[A\x1b[A\rexit\r")
    assert again.asked == [("rank", "Indonesia")]


async def test_without_a_place_for_the_history_the_conversation_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    seat = Seat(history=tmp_path / "file" / "history")
    await seat.type("/help\rexit\r")
    assert seat.asked == [("help", "")]


async def test_without_a_terminal_lines_are_read_without_a_prompt() -> None:
    output = io.StringIO()
    platform = ConsolePlatform(
        Clock(),
        output,
        session="s",
        interactive=True,
        source=io.StringIO("/rank Indonesia\n\n7\n2\nexit\n/help\n"),
    )
    desk = Desk(platform)
    await platform.listen(desk.accept)
    assert [request.command for request in desk.requests] == ["rank", "sources"]
    printed = output.getvalue()
    assert printed.startswith("Indonesia: DDR 2017\n")
    assert "  2. Sources\n\nThere is no number 7 here." in printed
    assert "\x1b" not in printed
    assert "kopdar>" not in printed


async def test_nothing_more_is_asked_when_nobody_reads_the_answers() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as output:
        lines = io.StringIO("/help\n/help\n/help\n")
        platform = ConsolePlatform(Clock(), output, session="s", interactive=True, source=lines)
        desk = Desk(platform)
        await platform.listen(desk.accept)
    assert len(desk.requests) == 1

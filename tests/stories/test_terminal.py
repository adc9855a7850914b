"""`make chat` as a person at a terminal has it: the real program behind a real pty."""

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.house.sources import PROJECT
from tests.stories.screen import Screen

# The narrowest window that all is made for, and as low as they come.
COLUMNS, LINES = 60, 24
# A loaded machine is slow; none of it is waited for longer than it takes. In seconds.
PATIENCE = 25
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07|\x1b_[^\x1b]*\x1b\\|\x1b[=>]")
START = """
import sys
from pathlib import Path
import bot.chat
from bot.__main__ import cli
bot.chat.HISTORY = Path(sys.argv.pop(1))
cli(["chat", "--lang", "en"])
"""


class Seat:
    """Somebody at a terminal of sixty columns, which answers what it is asked."""

    def __init__(self, folder: Path, database: Path, environ: Mapping[str, str]) -> None:
        self._answers = {b"\x1b[c": b"\x1b[?62;22c"}
        self._screen = Screen(COLUMNS, LINES)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.history = folder / "history"
        self._far, near = pty.openpty()
        size = struct.pack("HHHH", LINES, COLUMNS, COLUMNS * 9, LINES * 18)
        fcntl.ioctl(near, termios.TIOCSWINSZ, size)
        self._seen = b""
        self._process = subprocess.Popen(
            [sys.executable, "-c", START, str(self.history)],
            cwd=PROJECT,
            env={
                "PATH": os.environ["PATH"],
                "LANG": "C.UTF-8",
                "TERM": "xterm-256color",
                "KOPDAR_DATABASE_URL": f"sqlite:///{database}",
                **environ,
            },
            stdin=near,
            stdout=near,
            stderr=near,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(near)

    def answers(self, question: bytes, answer: bytes) -> None:
        self._answers[question] = answer

    def types(self, keys: str) -> None:
        os.write(self._far, keys.encode())

    def sees(self, text: str) -> str:
        """What stands on the screen since the last look, once the text does."""
        return self._until(lambda: text in self.shown, text)

    def is_asked_after(self, text: str) -> None:
        """Until the prompt stands below the text: keys typed sooner go to whoever is at work."""
        self._until(lambda: -1 < self.shown.rfind(text) < self.shown.rfind("kopdar>"), text)

    @property
    def shown(self) -> str:
        return ESCAPE.sub("", self.raw).replace("\r", "")

    @property
    def window(self) -> str:
        """What stands in the window now."""
        return self._screen.window

    @property
    def raw(self) -> str:
        return self._seen.decode(errors="replace")

    def forgets(self) -> None:
        self._seen = b""

    def leaves(self) -> int:
        """The exit code, once the program has ended."""
        self._until(lambda: self._process.poll() is not None, "the end")
        return self._process.wait()

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        os.close(self._far)

    def _until(self, is_so: Callable[[], bool], what: str) -> str:
        until = time.monotonic() + PATIENCE
        while not is_so():
            if time.monotonic() > until:
                pytest.fail(f"no {what!r} on the screen:\n{self.shown}")
            self._read()
        return self.shown

    def _read(self) -> None:
        ready, _, _ = select.select([self._far], [], [], 0.05)
        if not ready:
            return
        try:
            read = os.read(self._far, 65_536)
        except OSError:  # the program has let go of the terminal
            return
        self._seen += read
        self._screen.write(self._decoder.decode(read))
        line, column = self._screen.cursor
        self._answers[b"\x1b[6n"] = f"\x1b[{line};{column}R".encode()
        for question, answer in self._answers.items():
            for _ in range(read.count(question)):
                os.write(self._far, answer)


Sit = Callable[..., Seat]


@pytest.fixture
def sit(shipped_copy: Path, tmp_path: Path) -> Iterator[Sit]:
    seats: list[Seat] = []
    # A path as long as those that a test is given fills lines of its own.
    with TemporaryDirectory() as pictures:

        def sit_down(**environ: str) -> Seat:
            kept = {"KOPDAR_PICTURE_FOLDER": pictures, **environ}
            seats.append(Seat(tmp_path, shipped_copy, kept))
            return seats[-1]

        yield sit_down
        for seat in seats:
            seat.close()


def test_a_conversation_its_history_and_leaving(sit: Sit) -> None:
    seat = sit()
    greeting = seat.sees("kopdar>")
    assert "Hello, I am Kopdar." in greeting
    seat.forgets()
    seat.types("/rank Jap")
    seat.sees("Japan")
    seat.forgets()
    seat.types("\t")
    seat.sees("an")
    seat.types("\r")
    answer = seat.sees("Picture: ")
    words = answer[answer.index("Japan: Digital Diplomacy Review 2017") : answer.index("Picture: ")]
    assert max(len(line) for line in words.splitlines()) <= COLUMNS
    seat.is_asked_after("4. How it is counted")
    seat.forgets()
    seat.types("half a quest\x03")
    seat.types("?\r")
    assert "Where do we stand:" in seat.sees("/methodology")
    seat.is_asked_after("3. Bahasa Indonesia")
    seat.types("\x03")
    seat.sees("Press Ctrl-C once more to leave.")
    seat.types("\x03")
    assert seat.leaves() == 0
    assert seat.history.stat().st_mode & 0o077 == 0

    again = sit()
    again.sees("kopdar>")
    again.forgets()
    again.types("\x1b[A\x1b[A")
    again.sees("/rank Japan")
    again.types("\x03\x04")
    assert again.leaves() == 0


@pytest.mark.parametrize(
    ("asked", "begins", "ends"),
    [
        ("?", "What you can ask", "3. Bahasa Indonesia"),
        ("/rank", "Indonesia: Digital Diplomacy Review 2017", "4. How it is counted"),
    ],
)
def test_an_answer_stands_in_the_window_from_its_first_line(
    sit: Sit, asked: str, begins: str, ends: str
) -> None:
    seat = sit()
    seat.sees("kopdar>")
    seat.forgets()
    seat.types(f"{asked}\r")
    seat.is_asked_after(ends)
    assert begins in seat.window
    assert seat.window.rstrip().endswith("kopdar>")
    seat.types("3")
    seat.sees("kopdar> 3")
    assert begins in seat.window
    seat.forgets()
    # What is offered has room below the line, as soon as there is something.
    seat.types("\x08/co")
    seat.sees("Ministries side by side")
    assert "kopdar> /co" in seat.window
    seat.types("\x03")


def test_pictures_stand_between_the_lines_where_the_terminal_shows_them(sit: Sit) -> None:
    seat = sit(TERM="xterm-kitty")
    seat.answers(b"\x1b[c", b"\x1b_Gi=31;OK\x1b\\\x1b[?62c")
    seat.sees("kopdar>")
    seat.forgets()
    seat.types("/rank\r")
    seat.sees("Picture: ")
    assert "\x1b_Ga=T,f=100,q=2,c=59,m=1;iVBORw0KGgo" in seat.raw
    seat.is_asked_after("4. How it is counted")
    seat.types("\x04")
    assert seat.leaves() == 0


def test_within_tmux_there_is_a_path_and_nothing_else(sit: Sit) -> None:
    seat = sit(TERM="tmux-256color", TMUX="/tmp/tmux-0/default,1,0", KITTY_WINDOW_ID="1")
    seat.sees("kopdar>")
    seat.types("/rank\r")
    seat.sees("Picture: ")
    assert "\x1b_G" not in seat.raw
    assert "\x1bP" not in seat.raw
    assert "\x1b[c" not in seat.raw
    seat.is_asked_after("4. How it is counted")
    seat.types("\x04")
    assert seat.leaves() == 0

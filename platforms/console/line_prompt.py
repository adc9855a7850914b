"""The line of a terminal that cannot move its cursor (`TERM=dumb`): such a one edits it by itself,
so nothing is drawn, and Ctrl-C leaves as from any other program.
"""

import asyncio
import signal
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import aclosing, contextmanager
from typing import TextIO

from platforms.console.inbound import read_lines

WORDS = "kopdar> "
CANNOT_MOVE = frozenset({"dumb", "unknown"})


def can_draw(environ: Mapping[str, str]) -> bool:
    return environ.get("TERM", "").casefold() not in CANNOT_MOVE


@contextmanager
def on_interrupt(stop: Callable[[], object]) -> Iterator[None]:
    """Ctrl-C while no line is being typed calls `stop` and harms nothing else."""
    loop = asyncio.get_running_loop()
    before = signal.getsignal(signal.SIGINT)
    loop.add_signal_handler(signal.SIGINT, stop)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)
        signal.signal(signal.SIGINT, before)


class LinePrompt:
    """Asks for one line after another."""

    def __init__(self, source: TextIO, write: Callable[[str], None]) -> None:
        self._source = source
        self._write = write
        self.is_open = False

    async def lines(self) -> AsyncGenerator[str, None]:
        """Until the person leaves."""
        try:
            async with aclosing(read_lines(self._source)) as lines:
                self._ask()
                async for line in lines:
                    self.is_open = False
                    yield line
                    self._ask()
        finally:
            if self.is_open:  # what comes next starts a line of its own
                self._write("\n")

    async def write_above(self, write: Callable[[], None]) -> None:
        """Where nothing can be written above a line, it is asked for once more."""
        write()
        self._ask()

    def _ask(self) -> None:
        self._write(WORDS)
        self.is_open = True

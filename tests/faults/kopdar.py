"""`python -m bot run` as a process that a test starts, kills, stops and starts again."""

import asyncio
import contextlib
import os
import resource
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.faults.warm import PROJECT, Warm

ENDS_WITHIN = 60.0
LOOK_EVERY = 0.02


class Kopdar:
    """One at a time; each start is a new process in a group of its own, on the same database."""

    def __init__(self, settings: Mapping[str, str], log: Path, warm: Warm | None) -> None:
        ours = {name: value for name, value in os.environ.items() if not name.startswith("KOPDAR")}
        self._environ = ours | dict(settings)
        self._warm = warm
        self._pid = 0
        self._last_code = 0
        self._process: asyncio.subprocess.Process | None = None
        self.log = log

    def twin(self, log: Path) -> "Kopdar":
        """A second process with the same settings, as somebody might start by mistake."""
        return Kopdar(self._environ, log, self._warm)

    async def start(self, fault: str = "", pace: str = "", **settings: str) -> None:
        """`fault` arms crash points, `pace` lets its clock run faster (see `bot.rehearsal`)."""
        assert not self._pid, "it runs already"
        environ = self._environ | settings
        environ |= {"FAULT": fault} if fault else {}
        environ |= {"FAULT_PACE": pace} if pace else {}
        if self._warm:
            self._pid = self._warm.start(environ, self.log)
            return
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run"),
                cwd=PROJECT,
                env=environ,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
            )
        self._pid = self._process.pid

    @property
    def runs(self) -> bool:
        return bool(self._pid)

    def signal(self, signum: signal.Signals) -> None:
        """To the whole process group, where it is still there."""
        if self._pid:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._pid, signum)

    def has_said(self, words: str) -> bool:
        """Whether the log has them."""
        return self.log.exists() and words in self.log.read_text()

    def limit(self, what: int, to: int = resource.RLIM_INFINITY) -> None:
        """Take a resource from it while it runs, or give it back."""
        _, most = resource.prlimit(self._pid, what)
        resource.prlimit(self._pid, what, (to, most))

    async def ended(self, within: float = ENDS_WITHIN) -> int:
        """Wait for its end; the exit code, minus the signal where one ended it."""
        async with asyncio.timeout(within):
            while self._pid:
                code = self._exit_code()
                if code is not None:
                    self._pid, self._last_code = 0, code
                else:
                    await asyncio.sleep(LOOK_EVERY)
        return self._last_code

    async def kill(self) -> None:
        """As hard as the kernel can, and gone when this returns; also where it is gone already."""
        if self._pid:
            self.signal(signal.SIGKILL)
            await self.ended()

    def is_stopped(self) -> bool:
        """Whether the kernel has stopped it, whoever told it to."""
        state = Path(f"/proc/{self._pid}/stat").read_text().rpartition(") ")[2][0]
        return state == "T"

    def _exit_code(self) -> int | None:
        if self._warm:
            return self._warm.exit_code(self._pid)
        assert self._process
        return self._process.returncode

"""Starts Kopdar as a process of its own in a tenth of the time: everything is imported already.

Run as a program it reads orders, a JSON object a line, and forks: the child becomes the leader
of its own process group and runs `python -m bot run` from there to its real end. Nothing is open
and no thread runs when it forks, so that the child has nothing that a cold start would not have.
"""

import gc
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

PROJECT = Path(__file__).resolve().parents[2]


class Warm:
    """The program that forks, from the test's side; an order takes it a few milliseconds."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.warm"],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.communicate()

    def start(self, environ: Mapping[str, str], log: Path) -> int:
        """A new Kopdar with exactly this environment; its number."""
        return int(self._order({"environ": dict(environ), "log": str(log)}))

    def exit_code(self, pid: int) -> int | None:
        """How it ended, as `subprocess` counts: minus the signal; None while it runs. Asked
        once more after the end, it is an error: the number may be somebody else's by then."""
        code = self._order({"ended": pid})
        return None if code is None else int(code)

    def _order(self, order: dict[str, Any]) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


def take_orders() -> dict[str, Any] | None:
    """Returns None at the end of orders, and in each child what it was ordered to be."""
    running: set[int] = set()
    for line in sys.stdin:
        order = json.loads(line)
        if "ended" in order:
            pid, status = os.waitpid(order["ended"], os.WNOHANG)
            running.discard(pid)
            answer = os.waitstatus_to_exitcode(status) if pid else None
        else:
            answer = os.fork()
            if not answer:
                return dict(order)
            os.setpgid(answer, answer)
            running.add(answer)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    # A test that was broken off leaves nobody behind.
    for pid in running:
        os.killpg(pid, signal.SIGKILL)
    return None


def become(order: dict[str, Any]) -> None:
    """A process as the shell would have started it, its output in a file."""
    os.setpgid(0, 0)
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(source, target)
    os.environ.clear()
    os.environ.update(order["environ"])


if __name__ == "__main__":
    import storage.names  # what a start reads from disk besides, imported ahead  # noqa: F401
    from bot.__main__ import cli  # the point of it all: before the first fork
    from bot.serve import serve  # noqa: F401
    from tests.faults import bad_disk, staff

    gc.freeze()
    ordered = take_orders()
    if ordered is not None:
        become(ordered)
        if bad_disk.SWITCH in os.environ:
            bad_disk.install(Path(os.environ[bad_disk.SWITCH]))
        if staff.GREETED in os.environ:
            staff.run(os.environ)
        else:
            cli(["run"])

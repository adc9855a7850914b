"""How long Kopdar takes to its first poll, and how much memory it holds when idle, beside the two
SDKs alone: `python -m bench.start [--rounds R]`.

Fresh processes in turns, on a database that is there already, Telegram by polling and Slack over
HTTP; prints one line of JSON. Aimed at are at most 2.5 times the import of the SDKs, and 1.8 times
the memory of their idle applications.
"""

import argparse
import asyncio
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from bench.contenders import free_port

IDLE = 1.0
"""Seconds after which a process counts as idle."""
PATIENCE = 60.0
COMPILING_FORBIDDEN = "PYTHONDONTWRITEBYTECODE"

IMPORTED = "import telegram.ext, slack_bolt.async_app; print(flush=True); input()"
IDLING = """
import telegram.ext, slack_bolt.async_app
telegram = telegram.ext.Application.builder().token("1:bench").build()
slack = slack_bolt.async_app.AsyncApp(token="xoxb-bench", signing_secret="bench")
print(flush=True)
input()
"""


class Polled:
    """A Bot API, and a Web API of Slack, that say when the first poll came."""

    def __init__(self) -> None:
        self.first = asyncio.Event()

    async def answer(self, request: web.Request) -> web.Response:
        method = request.path.rpartition("/")[2]
        if method == "getUpdates":
            self.first.set()
            await asyncio.sleep(PATIENCE)
        me = {"id": 1, "is_bot": True, "first_name": "Kopdar", "username": "KopdarBenchBot"}
        result = me if method == "getMe" else True
        who = {"user_id": "U1", "bot_id": "B1", "team_id": "T1", "team": "Desk", "user": "kopdar"}
        return web.json_response({"ok": True, "result": result, **who})

    @asynccontextmanager
    async def serving(self, port: int) -> AsyncIterator[None]:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self.answer)
        runner = web.AppRunner(app, access_log=None, handler_cancellation=True)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        try:
            yield
        finally:
            await runner.cleanup()


async def kopdar(environ: dict[str, str], polled: Polled) -> tuple[float, float]:
    """Seconds until the first poll, and megabytes when idle."""
    began = time.perf_counter()
    process = await started(("-m", "bot", "run"), environ)
    await asyncio.wait_for(polled.first.wait(), PATIENCE)
    seconds = time.perf_counter() - began
    await asyncio.sleep(IDLE)
    held = memory(process.pid)
    await ended(process)
    polled.first.clear()
    return seconds, held


async def sdks(program: str) -> tuple[float, float]:
    began = time.perf_counter()
    process = await started(("-c", program), dict(os.environ))
    assert process.stdout is not None
    await asyncio.wait_for(process.stdout.readline(), PATIENCE)
    seconds = time.perf_counter() - began
    held = memory(process.pid)
    await ended(process)
    return seconds, held


async def started(arguments: tuple[str, ...], environ: dict[str, str]) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, *arguments, env=environ, stdin=PIPE, stdout=PIPE, stderr=DEVNULL
    )


async def ended(process: Process) -> None:
    # At once: it keeps its promises all the same, and nobody measures its farewell.
    process.kill()
    await process.wait()


def memory(pid: int) -> float:
    """What of the process is in memory, in megabytes."""
    (line,) = (
        line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if "VmRSS" in line
    )
    return int(line.split()[1]) / 1024


async def measure(folder: Path, rounds: int) -> dict[str, object]:
    port, polled = free_port(), Polled()
    # Both sides as they are when installed: compiled. What is missing of it, the first start keeps.
    os.environ.pop(COMPILING_FORBIDDEN, None)
    environ = dict(os.environ) | {
        "KOPDAR_DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite'}",
        "KOPDAR_TELEGRAM_TOKEN": "123456:bench-token-of-no-bot-at-all-0000000",
        "KOPDAR_TELEGRAM_API_URL": f"http://127.0.0.1:{port}",
        "KOPDAR_SLACK_BOT_TOKEN": "xoxb-bench-token-of-no-bot",
        "KOPDAR_SLACK_SIGNING_SECRET": "0123456789abcdef0123456789abcdef",
        "KOPDAR_SLACK_API_URL": f"http://127.0.0.1:{port}/api/",
        "KOPDAR_HTTP_PORT": str(free_port()),
    }
    figures: dict[str, list[tuple[float, float]]] = {"ours": [], "imported": [], "idling": []}
    async with polled.serving(port):
        await kopdar(environ, polled)  # makes the database
        for _ in range(rounds):
            figures["ours"].append(await kopdar(environ, polled))
            figures["imported"].append(await sdks(IMPORTED))
            figures["idling"].append(await sdks(IDLING))
    seconds, held = (statistics.median(each) for each in zip(*figures["ours"], strict=True))
    theirs = statistics.median(took for took, _ in figures["imported"])
    they_hold = statistics.median(held for _, held in figures["idling"])
    return {
        "bench": "start",
        "first_poll_s": round(seconds, 3),
        "sdks_s": round(theirs, 3),
        "times": round(seconds / theirs, 2),
        "aim": 2.5,
        "idle_mb": round(held, 1),
        "sdks_mb": round(they_hold, 1),
        "times_memory": round(held / they_hold, 2),
        "aim_memory": 1.8,
        "rounds": rounds,
        "load": round(os.getloadavg()[0], 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    folder = Path(tempfile.mkdtemp())
    try:
        print(json.dumps(asyncio.run(measure(folder, parser.parse_args().rounds))))
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()

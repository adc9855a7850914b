"""A message to each of many chats, against a server that enforces Telegram's 30 a second.

`python -m bench.fanout [--messages N …] [--asks A]` prints one line of JSON. The physical minimum
is N / 30 seconds; the aims are 1.2 times that for 130 messages and 1.1 times for 5,000, and at
most one refusal (429) in a thousand. While it runs, A people ask /rank, one after the other: the
time to their answer, beside the same when nothing else goes out, may be 100 ms more.
"""

import argparse
import asyncio
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp

from bench.ask_telegram import TOKEN
from bench.contenders import free_port
from bench.limited_server import A_SECOND, FAN_OUT
from bot.app import App, assemble
from bot.clock import SystemClock
from bot.preparation import prepare_names
from bot.serve import build_telegram, keep_listening
from bot.telemetry import set_up_logging
from config.settings import Settings, load_settings
from messages.delivery import Lane, Letter, LetterKey, LetterKind, Piece
from messages.request import Chat, ChatId
from platforms.telegram.account import TELEGRAM
from platforms.telegram.platform import TelegramPlatform
from storage import outbox

AIMS = {"times_minimum": {"130": 1.2, "5000": 1.1}, "refused_share": 0.001, "more_ms": 100}
WORDS = "The weekly digest of your mission's channels. " * 8


def no_picture(*_: object) -> None:
    """In the place of whatever says which chart an answer has."""


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[App]:
    clock = SystemClock()
    platform = build_telegram(settings, clock)
    assert platform is not None
    async with assemble(settings, clock, (platform,), prepare_names(settings)) as app:
        accept, suggest = app.dispatcher.accept, app.suggesting.suggest
        working = [
            asyncio.create_task(app.deliverer.run()),
            asyncio.create_task(keep_listening(platform, accept, suggest, clock)),
        ]
        try:
            yield app
        finally:
            for task in working:
                task.cancel()
            await asyncio.gather(*working, return_exceptions=True)


def digests(count: int, round_number: int) -> list[Letter]:
    now = SystemClock().now()
    piece = Piece({"method": "sendMessage", "parameters": {"text": WORDS}})
    return [
        Letter(
            key=LetterKey(f"digest:{round_number}:{number}"),
            chat=Chat(TELEGRAM, ChatId(str(FAN_OUT + number))),
            pieces=(piece,),
            kind=LetterKind.DIGEST,
            lane=Lane.BULK,
            created_at=now,
            not_before=now,
        )
        for number in range(count)
    ]


async def ask(session: aiohttp.ClientSession, times: int, pause: float) -> list[float]:
    """Milliseconds to the answer, each from another person."""
    took = []
    for _ in range(times):
        await asyncio.sleep(pause)
        async with session.post("/ask") as response:
            took.append(float((await response.json())["ms"]))
    return took


async def fan_out(
    app: App, session: aiohttp.ClientSession, count: int, asks: int, round_number: int
) -> dict[str, Any]:
    letters = digests(count, round_number)
    await session.post("/expect", json={"messages": count})
    await app.database.write(lambda connection: outbox.add(connection, letters))
    app.deliverer.wake()
    pause = min(1.0, count / A_SECOND / (asks + 1))
    took, response = await asyncio.gather(ask(session, asks, pause), session.get("/done"))
    told = await response.json()
    least = count / A_SECOND
    return {
        "messages": count,
        "seconds": round(told["seconds"], 2),
        "times_minimum": round(told["seconds"] / least, 3),
        "refused_share": round(told["refused"] / count, 5),
        "ask_ms": round(statistics.median(took), 1),
        "ask_worst_ms": round(max(took), 1),
    }


async def measure(url: str, folder: Path, counts: list[int], asks: int) -> dict[str, Any]:
    TelegramPlatform.picture_of = no_picture  # type: ignore[method-assign]
    environ = {
        "KOPDAR_DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite'}",
        "KOPDAR_TELEGRAM_TOKEN": TOKEN,
        "KOPDAR_TELEGRAM_API_URL": url,
    }
    settings, _ = load_settings(environ, folder / "none")
    set_up_logging("ERROR", "console", ())
    timeout = aiohttp.ClientTimeout(total=timedelta(minutes=10).total_seconds())
    async with aiohttp.ClientSession(url, timeout=timeout) as session, serving(settings) as app:
        await ask(session, 3, 0.2)
        idle = await ask(session, asks, 0.3)
        rounds = [
            await fan_out(app, session, count, asks, number) for number, count in enumerate(counts)
        ]
    return {
        "bench": "telegram fan-out",
        "idle_ask_ms": round(statistics.median(idle), 1),
        "idle_ask_worst_ms": round(max(idle), 1),
        "rounds": rounds,
        "aims": {
            "times_minimum": {"130": 1.2, "5000": 1.1},
            "refused_share": 0.001,
            "more_ms": 100,
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, nargs="+", default=[130, 5_000])
    parser.add_argument("--asks", type=int, default=10)
    chosen = parser.parse_args()
    port, folder = free_port(), Path(tempfile.mkdtemp())
    server = subprocess.Popen([sys.executable, "-m", "bench.limited_server", str(port)])
    try:
        time.sleep(1)
        figures = measure(f"http://127.0.0.1:{port}", folder, chosen.messages, chosen.asks)
        print(json.dumps(asyncio.run(figures)))
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()

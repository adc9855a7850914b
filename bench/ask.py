"""End-to-end `/rank` without picture through Telegram, beside a bare handler's constant text.

`python -m bench.ask [--updates N] [--rounds R]` runs both in turns at 32 in flight, against a
loopback server in a process of its own, and prints one line of JSON. The ratio is ours to theirs
in answers a second; the aim is at least 0.5.
"""

import argparse
import asyncio
import json
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from telegram import Update
from telegram.ext import Application, CommandHandler, ContextTypes

from bot.clock import SystemClock
from bot.serve import build_telegram, serve_until
from bot.telemetry import set_up_logging
from config.settings import Settings, load_settings
from messages.pacing import Limit
from platforms.telegram.platform import TelegramPlatform

IN_FLIGHT = 32
TOKEN = "123456:bench-token-of-no-bot-at-all-0000000"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def ours(settings: Settings) -> AsyncIterator[None]:
    clock, stopping = SystemClock(), asyncio.Event()
    platform = build_telegram(settings, clock)
    assert platform is not None
    serving = asyncio.create_task(serve_until(stopping, settings, clock, [platform]))
    try:
        yield
    finally:
        stopping.set()
        await serving


@asynccontextmanager
async def theirs(settings: Settings) -> AsyncIterator[None]:
    async def say(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.effective_message
        await update.effective_message.reply_text("x" * 400)

    builder = Application.builder().token(TOKEN).base_url(f"{settings.telegram_api_url}/bot")
    app = builder.concurrent_updates(IN_FLIGHT).connection_pool_size(IN_FLIGHT).build()
    app.add_handler(CommandHandler("rank", say))
    async with app:
        assert app.updater
        await app.start()
        await app.updater.start_polling(timeout=2)
        try:
            yield
        finally:
            await app.updater.stop()
            await app.stop()


async def one_round(url: str, updates: int) -> tuple[float, float]:
    """Answers a second, and the milliseconds of processor time that each took."""
    busy = time.process_time()
    timeout = aiohttp.ClientTimeout(total=300)
    async with aiohttp.ClientSession(url, timeout=timeout) as session:
        question = {"updates": updates, "in_flight": IN_FLIGHT, "text": "/rank Indonesia"}
        await session.post("/load", json=question)
        async with session.get("/done") as response:
            seconds = float((await response.json())["seconds"])
    return updates / seconds, (time.process_time() - busy) * 1_000 / updates


def no_picture(*_: object) -> None:
    """In the place of whatever says which chart an answer has."""


def no_limits(*_: object) -> dict[str, Limit]:
    """What the machine can do is measured, not what Telegram allows."""
    return {}


async def measure(url: str, folder: Path, updates: int, rounds: int) -> dict[str, object]:
    TelegramPlatform.picture_of = no_picture  # type: ignore[method-assign]
    TelegramPlatform.limits = no_limits  # type: ignore[method-assign]
    database = folder / "bench.sqlite"
    environ = {
        "KOPDAR_DATABASE_URL": f"sqlite+aiosqlite:///{database}",
        "KOPDAR_TELEGRAM_TOKEN": TOKEN,
        "KOPDAR_TELEGRAM_API_URL": url,
    }
    settings, _ = load_settings(environ, folder / "none")
    set_up_logging("WARNING", "console", ())
    speeds: dict[str, list[tuple[float, float]]] = {"ours": [], "bare": []}
    for _ in range(rounds + 1):
        async with ours(settings):
            speeds["ours"].append(await one_round(url, updates))
        async with theirs(settings):
            speeds["bare"].append(await one_round(url, updates))
    (mine, my_ms), (bare, bare_ms) = (medians(speeds[who][1:]) for who in ("ours", "bare"))
    return {
        "bench": "telegram /rank",
        "ours_per_s": round(mine, 1),
        "bare_per_s": round(bare, 1),
        "ratio": round(mine / bare, 3),
        "cpu_ms": [round(my_ms, 2), round(bare_ms, 2)],
        "cpu_ratio": round(bare_ms / my_ms, 3),
        "aim": 0.5,
        "updates": updates,
        "rounds": rounds,
    }


def medians(figures: list[tuple[float, float]]) -> tuple[float, float]:
    speeds, costs = zip(*figures, strict=True)
    return statistics.median(speeds), statistics.median(costs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--updates", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    port, folder = free_port(), Path(tempfile.mkdtemp())
    server = subprocess.Popen([sys.executable, "-m", "bench.telegram_server", str(port)])
    try:
        time.sleep(1)
        figures = measure(f"http://127.0.0.1:{port}", folder, chosen.updates, chosen.rounds)
        print(json.dumps(asyncio.run(figures)))
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()

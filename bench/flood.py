"""How long others wait for `/rank` while one person sends 1,000 commands a second.

`python -m bench.flood [--on telegram|slack] [--flood R] [--seconds S] [--turns T]` prints a line
of JSON for each platform. Idle and flooded turns alternate, against a loopback server in a process
of its own; the figures are medians over the turns. Aimed at is a p95 of at most twice the idle one
(row C9 of docs/faults.md). The limit of a person is that of operation; those of the platforms are
lifted, since 30 messages a second would make everybody wait for one another, flood or not. Of the
flood nothing may be left waiting or unacknowledged.
"""

import argparse
import asyncio
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import aiohttp

from bench import ask_slack, ask_telegram
from bench.contenders import free_port, kopdar, lift_limits, settings_for
from bot.telemetry import set_up_logging

AT_MOST = 2.0
UNTIL_IT_LISTENS = 2.0
FIRST_TURN = 8.0
BETWEEN_TURNS = 3.0
SERVERS = {"telegram": "bench.flooded_telegram", "slack": "bench.flooded_slack"}
LIMIT = "30"


def environ(platform: str, url: str) -> dict[str, str]:
    if platform == "telegram":
        return {"KOPDAR_TELEGRAM_TOKEN": ask_telegram.TOKEN, "KOPDAR_TELEGRAM_API_URL": url}
    return {
        "KOPDAR_SLACK_BOT_TOKEN": ask_slack.TOKEN,
        "KOPDAR_SLACK_APP_TOKEN": "xapp-bench-token-of-no-bot",
        "KOPDAR_SLACK_API_URL": f"{url}/api/",
    }


async def one_turn(session: aiohttp.ClientSession, seconds: float, flood: int) -> dict[str, Any]:
    """What the server saw, and the share of a processor that Kopdar took meanwhile."""
    began, busy = time.perf_counter(), time.process_time()
    async with session.post("/turn", json={"seconds": seconds, "flood": flood}) as response:
        seen = dict(await response.json())
    share = (time.process_time() - busy) / (time.perf_counter() - began)
    await asyncio.sleep(BETWEEN_TURNS)
    return {
        **seen,
        "p50": statistics.median(seen["ms"]),
        "p95": statistics.quantiles(seen["ms"], n=20)[18],
        "cpu": share,
    }


async def measure(
    platform: str, url: str, folder: Path, rate: int, seconds: float, turns: int
) -> dict[str, Any]:
    """The first turn only makes everybody known."""
    settings = settings_for(folder, {**environ(platform, url), "KOPDAR_FLOOD_LIMIT": LIMIT})
    timeout = aiohttp.ClientTimeout(total=600)
    idle, flooded = [], []
    async with aiohttp.ClientSession(url, timeout=timeout) as session, kopdar(settings):
        await asyncio.sleep(UNTIL_IT_LISTENS)
        await one_turn(session, FIRST_TURN, 0)
        for _ in range(turns):
            idle.append(await one_turn(session, seconds, 0))
            flooded.append(await one_turn(session, seconds, rate))
        figures = {
            "bench": f"{platform} flood",
            "flood_per_s": rate,
            "taken_share": round(min(each["taken"] / each["sent"] for each in flooded), 3),
            "flooder_answers": [each["answers"] for each in flooded],
        }
        if platform == "slack":
            async with session.get("/acknowledged") as response:
                figures |= await response.json()
    calm, stormy = (statistics.median(turn["p95"] for turn in each) for each in (idle, flooded))
    return {
        **figures,
        "idle_p50_ms": rounded(idle, "p50"),
        "idle_p95_ms": rounded(idle, "p95"),
        "flooded_p50_ms": rounded(flooded, "p50"),
        "flooded_p95_ms": rounded(flooded, "p95"),
        "worst_ms": [round(max(max(turn["ms"]) for turn in each), 1) for each in (idle, flooded)],
        "cpu": [rounded(idle, "cpu"), rounded(flooded, "cpu")],
        "left_waiting": left_waiting(folder),
        "ratio": round(stormy / calm, 2),
        "aim": f"at most {AT_MOST}",
        "is_met": stormy <= AT_MOST * calm,
        "load": round(os.getloadavg()[0], 1),
    }


def rounded(turns: list[dict[str, Any]], name: str) -> float:
    return round(statistics.median(turn[name] for turn in turns), 2)


def left_waiting(folder: Path) -> int:
    """Rows of the inbox that nobody is done with, after the end."""
    with closing(sqlite3.connect(folder / "bench.sqlite")) as connection:
        rows = connection.execute("SELECT count(*) FROM inbox WHERE state <> 'done'")
        return int(rows.fetchone()[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--on", choices=tuple(SERVERS), action="append")
    parser.add_argument("--flood", type=int, default=1_000)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--turns", type=int, default=3)
    chosen = parser.parse_args()
    set_up_logging("ERROR", "console", ())
    lift_limits()
    for platform in chosen.on or SERVERS:
        port = free_port()
        server = subprocess.Popen([sys.executable, "-m", SERVERS[platform], str(port)])
        try:
            time.sleep(1)
            with tempfile.TemporaryDirectory() as folder:
                url = f"http://127.0.0.1:{port}"
                figures = measure(
                    platform, url, Path(folder), chosen.flood, chosen.seconds, chosen.turns
                )
                print(json.dumps(asyncio.run(figures)))
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()

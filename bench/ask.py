"""End-to-end `/rank` without picture on both platforms, beside their bare SDKs.

`python -m bench.ask [--on telegram|slack] [--questions N] [--rounds R]` runs Kopdar and the bare
handler in turns at 32 in flight, against a loopback server in a process of its own, and prints a
line of JSON for each platform. The ratio is ours to theirs in answers a second; aimed at are at
least 0.5 on Telegram and 0.4 on Slack. A round is long enough that what is loaded with the first
question weighs little. On a machine that does other things as well, the ratio of
processor time spent for an answer is the steadier one.
"""

import argparse
import asyncio
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import aiohttp

from bench import ask_slack, ask_telegram
from bench.ask_slack import OnSlack
from bench.ask_telegram import OnTelegram
from bench.contenders import free_port, lift_limits
from bot import loading
from bot.telemetry import set_up_logging

Contest = OnTelegram | OnSlack
PLATFORMS = {
    "telegram": (ask_telegram.SERVER, OnTelegram),
    "slack": (ask_slack.SERVER, OnSlack),
}


async def one_round(contest: Contest, count: int) -> tuple[float, float]:
    """Answers a second, and the milliseconds of processor time that each took."""
    busy = time.process_time()
    timeout = aiohttp.ClientTimeout(total=300)
    async with aiohttp.ClientSession(contest.url, timeout=timeout) as session:
        await contest.ask(session, count)
        async with session.get("/done") as response:
            seconds = float((await response.json())["seconds"])
    return count / seconds, (time.process_time() - busy) * 1_000 / count


async def measure(contest: Contest, count: int, rounds: int) -> dict[str, object]:
    """The first round of each only warms up: there people become known."""
    figures: dict[str, list[tuple[float, float]]] = {"ours": [], "bare": []}
    for _ in range(rounds + 1):
        async with contest.ours():
            figures["ours"].append(await one_round(contest, count))
        async with contest.bare():
            figures["bare"].append(await one_round(contest, count))
    (ours, our_ms), (bare, bare_ms) = (medians(figures[who][1:]) for who in ("ours", "bare"))
    return {
        "bench": contest.name,
        "ours_per_s": round(ours, 1),
        "bare_per_s": round(bare, 1),
        "ratio": round(ours / bare, 3),
        "aim": contest.aim,
        "cpu_ms": [round(our_ms, 2), round(bare_ms, 2)],
        "cpu_ratio": round(bare_ms / our_ms, 3),
        "questions": count,
        "rounds": rounds,
        "load": round(os.getloadavg()[0], 1),
    }


def medians(figures: list[tuple[float, float]]) -> tuple[float, float]:
    speeds, costs = zip(*figures, strict=True)
    return statistics.median(speeds), statistics.median(costs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--on", choices=tuple(PLATFORMS), action="append")
    parser.add_argument("--questions", type=int, default=4_000)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    set_up_logging("WARNING", "console", ())
    lift_limits()
    # As at every start, for both.
    loading.end()
    for name in chosen.on or PLATFORMS:
        server_module, contest = PLATFORMS[name]
        port, folder = free_port(), Path(tempfile.mkdtemp())
        server = subprocess.Popen([sys.executable, "-m", server_module, str(port)])
        try:
            time.sleep(1)
            on = contest(f"http://127.0.0.1:{port}", folder)
            print(json.dumps(asyncio.run(measure(on, chosen.questions, chosen.rounds))))
        finally:
            server.terminate()
            server.wait()
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()

"""How soon Slack hears that Kopdar has it, with 50 slow jobs running, beside bare Bolt.

`python -m bench.ack [--requests N] [--rounds R]` asks both in turns over loopback HTTP, each in a
process of its own, and prints one line of JSON. The ratio is our p99 to theirs; the aim is at
most 3, and Slack's own limit is 3,000 ms. Ours is committed to the disk before it is acknowledged.
"""

import argparse
import asyncio
import hashlib
import hmac
import io
import itertools
import json
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from bench.ack_contender import JOB_SECONDS, SIGNING_SECRET, SLOW
from bench.ask import free_port

SLOW_JOBS = 50
BETWEEN_REQUESTS = 0.02
STARTS_WITHIN = 60.0
MOST_RATIO = 3.0
numbers = itertools.count(1)


async def slack(request: web.Request) -> web.Response:
    """Says yes to everything, as far as a handler needs to hear it."""
    stamp = f"1790000000.{next(numbers):06d}"
    answer = {"ok": True, "user": "kopdar", "user_id": "U0", "bot_id": "B0", "team": "Kemlu"}
    return web.json_response(answer | {"team_id": "T1", "ts": stamp, "channel": {"id": "D1"}})


@asynccontextmanager
async def slack_server() -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", slack)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def contender(who: str, slack_url: str, folder: Path) -> AsyncIterator["Asker"]:
    port = free_port()
    orders = [who, str(port), f"{slack_url}/api/", str(folder)]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.ack_contender", *orders
    )
    try:
        async with aiohttp.ClientSession() as session:
            asker = Asker(session, f"http://127.0.0.1:{port}/slack/events", slack_url)
            await asker.until_it_answers()
            yield asker
    finally:
        process.terminate()
        await process.wait()


class Asker:
    """Types commands, one person each time, and measures how long the 200 takes."""

    def __init__(self, session: aiohttp.ClientSession, url: str, slack_url: str) -> None:
        self._session = session
        self._url = url
        self._slack_url = slack_url

    async def until_it_answers(self) -> None:
        async with asyncio.timeout(STARTS_WITHIN):
            while await self._post("rank") != 200:  # noqa: ASYNC110  # it is another process
                await asyncio.sleep(0.1)

    async def keep_slow_jobs_running(self) -> None:
        """Begun one after the other, as people do; each is followed by the next when it ends."""

        async def keep_one(delay: float) -> None:
            await asyncio.sleep(delay)
            while True:
                await self._post(SLOW)
                await asyncio.sleep(JOB_SECONDS)

        delays = (JOB_SECONDS * number / SLOW_JOBS for number in range(SLOW_JOBS))
        await asyncio.gather(*map(keep_one, delays))

    async def measure(self, requests: int) -> list[float]:
        """Milliseconds, one figure a request."""
        took = []
        for _ in range(requests):
            began = time.perf_counter()
            status = await self._post("rank")
            took.append((time.perf_counter() - began) * 1000)
            assert status == 200, status
            await asyncio.sleep(BETWEEN_REQUESTS)
        return took

    async def _post(self, command: str) -> int:
        number, stamp = next(numbers), str(int(time.time()))
        fields = {
            "command": f"/{command}",
            "text": "Indonesia",
            "team_id": "T1",
            "user_id": f"U{number}",
            "user_name": "bench",
            "channel_id": f"C{number}",
            "trigger_id": f"{number}.1.a",
            "response_url": f"{self._slack_url}/answers/{number}",
        }
        body = urlencode(fields).encode()
        signed = f"v0:{stamp}:".encode() + body
        digest = hmac.new(SIGNING_SECRET.encode(), signed, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={digest}",
        }
        try:
            async with self._session.post(
                self._url, data=io.BytesIO(body), headers=headers
            ) as answer:
                return answer.status
        except aiohttp.ClientError:
            return 0


async def compare(requests: int, rounds: int) -> dict[str, object]:
    took: dict[str, list[float]] = {"ours": [], "bare": []}
    with tempfile.TemporaryDirectory() as folder:
        async with (
            slack_server() as url,
            contender("ours", url, Path(folder)) as ours,
            contender("bare", url, Path(folder)) as bare,
        ):
            askers = {"ours": ours, "bare": bare}
            slow = [asyncio.create_task(each.keep_slow_jobs_running()) for each in askers.values()]
            await asyncio.sleep(JOB_SECONDS)
            for _ in range(rounds):
                for who, asker in askers.items():
                    took[who] += await asker.measure(requests // rounds)
            for task in slow:
                task.cancel()
            await asyncio.gather(*slow, return_exceptions=True)
    middle = {who: statistics.median(each) for who, each in took.items()}
    late = {who: statistics.quantiles(each, n=100)[98] for who, each in took.items()}
    return {
        "bench": "slack ack",
        "slow_jobs": SLOW_JOBS,
        "requests": requests,
        "ours_p50_ms": round(middle["ours"], 1),
        "ours_p99_ms": round(late["ours"], 1),
        "ours_most_ms": round(max(took["ours"]), 1),
        "bare_p50_ms": round(middle["bare"], 1),
        "bare_p99_ms": round(late["bare"], 1),
        "ratio": round(late["ours"] / late["bare"], 2),
        "aim": f"at most {MOST_RATIO}",
        "is_met": late["ours"] <= MOST_RATIO * late["bare"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=6)
    chosen = parser.parse_args()
    print(json.dumps(asyncio.run(compare(chosen.requests, chosen.rounds))))


if __name__ == "__main__":
    main()

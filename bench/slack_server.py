"""A Slack that costs as little as it can: it sends slash commands and counts what is posted.

`python -m bench.slack_server PORT` in a process of its own. `POST /load {"commands": N,
"in_flight": M, "target": URL, …}` starts a round; `GET /done` returns the seconds it took, and
`GET /posted` the message that was posted last.
"""

import asyncio
import hashlib
import hmac
import json
import sys
import time
from typing import Any
from urllib.parse import parse_qsl, urlencode

import aiohttp
from aiohttp import web

ME = {
    "ok": True,
    "user_id": "U0",
    "bot_id": "B0",
    "team_id": "T1",
    "team": "Desk",
    "user": "kopdar",
}
POSTING = frozenset({"chat.postMessage", "chat.postEphemeral"})


class Round:
    """Commands sent, each by another person in another channel, at most so many unanswered."""

    def __init__(self) -> None:
        self.posted: dict[str, Any] = {}
        self.rounds = self.answered = self.total = 0
        self.room = asyncio.Semaphore(0)
        self.done = asyncio.Event()
        self.began = self.seconds = 0.0

    async def run(self, question: dict[str, Any], api: str) -> None:
        self.rounds += 1
        self.total, self.answered = question["commands"], 0
        self.room = asyncio.Semaphore(question["in_flight"])
        self.done.clear()
        self.began = time.perf_counter()
        connector = aiohttp.TCPConnector(limit=question["in_flight"])
        async with (
            aiohttp.ClientSession(connector=connector) as session,
            asyncio.TaskGroup() as all_,
        ):
            for number in range(self.total):
                await self.room.acquire()
                all_.create_task(self.ask(session, number, question, api))

    async def ask(
        self, session: aiohttp.ClientSession, number: int, question: dict[str, Any], api: str
    ) -> None:
        body = urlencode(
            {
                "command": question["command"],
                "text": question["text"],
                "team_id": "T1",
                "user_id": f"U{number + 1}",
                "user_name": f"person{number + 1}",
                "channel_id": f"C{number + 1}",
                "channel_name": "desk",
                "trigger_id": f"{self.rounds}.{number}",
                "response_url": f"{api}/respond/{self.rounds}/{number}",
                "api_app_id": "A1",
            }
        )
        stamp = str(int(time.time()))
        signed = hmac.new(
            question["secret"].encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256
        )
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={signed.hexdigest()}",
        }
        async with session.post(question["target"], data=body, headers=headers) as response:
            if response.status != 200:
                print(response.status, await response.text(), file=sys.stderr)

    def count(self, posted: dict[str, Any]) -> None:
        self.posted = posted
        self.room.release()
        self.answered += 1
        if self.answered == self.total:
            self.seconds = time.perf_counter() - self.began
            self.done.set()


ROUND: web.AppKey[Round] = web.AppKey("round", Round)
RUNNING: web.AppKey[set[asyncio.Task[None]]] = web.AppKey("running", set)


def read(body: str, kind: str) -> dict[str, Any]:
    if "json" in kind:
        return dict(json.loads(body))
    fields: dict[str, Any] = dict(parse_qsl(body))
    return {**fields, "blocks": json.loads(fields["blocks"])} if "blocks" in fields else fields


async def answer(request: web.Request) -> web.Response:
    method = request.match_info["method"]
    body = await request.text()
    if method in POSTING:
        request.app[ROUND].count(read(body, request.content_type))
        return web.json_response({"ok": True, "ts": "1.2", "message_ts": "1.2", "channel": "C1"})
    if method == "users.info":
        return web.json_response({"ok": True, "user": {"id": "U1", "locale": "en-US"}})
    return web.json_response(ME)


async def respond(request: web.Request) -> web.Response:
    request.app[ROUND].count(read(await request.text(), request.content_type))
    return web.Response(text="ok")


async def load(request: web.Request) -> web.Response:
    question, api = await request.json(), f"{request.scheme}://{request.host}"
    task = asyncio.create_task(request.app[ROUND].run(question, api))
    request.app[RUNNING].add(task)
    task.add_done_callback(request.app[RUNNING].discard)
    return web.json_response({})


async def done(request: web.Request) -> web.Response:
    await request.app[ROUND].done.wait()
    return web.json_response({"seconds": request.app[ROUND].seconds})


async def posted(request: web.Request) -> web.Response:
    return web.json_response(request.app[ROUND].posted)


async def build() -> web.Application:
    app = web.Application()
    app[ROUND], app[RUNNING] = Round(), set()
    app.router.add_post("/load", load)
    app.router.add_get("/done", done)
    app.router.add_get("/posted", posted)
    app.router.add_post("/respond/{round}/{number}", respond)
    app.router.add_route("*", "/api/{method}", answer)
    return app


if __name__ == "__main__":
    web.run_app(build(), host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)

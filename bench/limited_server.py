"""A Bot API server that enforces 30 messages a second and one a second in a chat.

`python -m bench.limited_server PORT` in a process of its own. `POST /expect {"messages": N}`
starts the count of what goes to chats from 5,000,000 on; `GET /done` returns how long it took and
how many calls were refused. `POST /ask` is a person's /rank: it returns the milliseconds until
the answer came.
"""

import asyncio
import itertools
import sys
import time
from collections import deque
from typing import Any

from aiohttp import web

from bench.telegram_server import ME

A_SECOND = 30
FAN_OUT = 5_000_000


class Limited:
    def __init__(self) -> None:
        self.accepted: deque[float] = deque()
        self.last_in: dict[int, float] = {}
        self.updates: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.answers: dict[int, asyncio.Future[float]] = {}
        self.numbers = itertools.count(1)
        self.expect(0)

    def expect(self, messages: int) -> None:
        self.missing, self.refused = messages, 0
        self.began = self.ended = time.perf_counter()
        self.over = asyncio.Event()

    def takes(self, chat: int) -> bool:
        now = time.perf_counter()
        while self.accepted and self.accepted[0] <= now - 1:
            self.accepted.popleft()
        if len(self.accepted) >= A_SECOND or now - self.last_in.get(chat, -1) < 1:
            self.refused += 1
            return False
        self.accepted.append(now)
        self.last_in[chat] = now
        if chat >= FAN_OUT:
            self.missing -= 1
            if self.missing == 0:
                self.ended = now
                self.over.set()
        elif chat in self.answers:
            self.answers.pop(chat).set_result(now)
        return True

    async def ask(self) -> float:
        number = next(self.numbers)
        person = {"id": 1_000_000 + number, "first_name": "P"}
        self.answers[1_000_000 + number] = answered = asyncio.get_running_loop().create_future()
        asked_at = time.perf_counter()
        message = {
            "message_id": 1,
            "date": 1_795_000_000,
            "chat": {**person, "type": "private"},
            "from": {**person, "is_bot": False, "language_code": "en"},
            "text": "/rank Indonesia",
            "entities": [{"type": "bot_command", "offset": 0, "length": 5}],
        }
        self.updates.put_nowait({"update_id": number, "message": message})
        return (await answered - asked_at) * 1000

    async def poll(self) -> list[dict[str, Any]]:
        try:
            return [await asyncio.wait_for(self.updates.get(), 2)]
        except TimeoutError:
            return []


LIMITED: web.AppKey[Limited] = web.AppKey("limited", Limited)


async def answer(request: web.Request) -> web.Response:
    limited, method = request.app[LIMITED], request.match_info["method"]
    if method == "getUpdates":
        return web.json_response({"ok": True, "result": await limited.poll()})
    if method == "getMe":
        return web.json_response({"ok": True, "result": ME})
    if method != "sendMessage":
        return web.json_response({"ok": True, "result": True})
    chat = int((await request.post())["chat_id"])  # type: ignore[arg-type]  # a field, no file
    if not limited.takes(chat):
        refusal = {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 1",
            "parameters": {"retry_after": 1},
        }
        return web.json_response(refusal, status=429)
    sent = {"message_id": 2, "date": 1_795_000_000, "chat": {"id": chat, "type": "private"}}
    return web.json_response({"ok": True, "result": sent})


async def ask(request: web.Request) -> web.Response:
    return web.json_response({"ms": await request.app[LIMITED].ask()})


async def expect(request: web.Request) -> web.Response:
    request.app[LIMITED].expect((await request.json())["messages"])
    return web.json_response({})


async def done(request: web.Request) -> web.Response:
    limited = request.app[LIMITED]
    await limited.over.wait()
    seconds = limited.ended - limited.began
    return web.json_response({"seconds": seconds, "refused": limited.refused})


async def build() -> web.Application:
    app = web.Application()
    app[LIMITED] = Limited()
    app.router.add_post("/ask", ask)
    app.router.add_post("/expect", expect)
    app.router.add_get("/done", done)
    app.router.add_route("*", "/bot{token}/{method}", answer)
    return app


if __name__ == "__main__":
    # A poll whose caller has gone must take no updates with it.
    options = {"print": None, "access_log": None, "handler_cancellation": True}
    web.run_app(build(), host="127.0.0.1", port=int(sys.argv[1]), **options)

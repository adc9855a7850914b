"""A Bot API server that costs as little as it can: it hands out updates and counts answers.

`python -m bench.telegram_server PORT` in a process of its own. `POST /load {"updates": N,
"in_flight": M, "text": …}` starts a round; `GET /done` returns the seconds it took.
"""

import asyncio
import sys
import time
from typing import Any

from aiohttp import web

ME = {"id": 1, "is_bot": True, "first_name": "Kopdar", "username": "KopdarBenchBot"}


class Round:
    def __init__(self) -> None:
        self.left = self.in_flight = self.answered = self.total = 0
        self.most = 1
        self.text = ""
        self.next_id = 1
        self.began = 0.0
        self.room = asyncio.Event()
        self.done = asyncio.Event()
        self.seconds = 0.0

    def begin(self, updates: int, in_flight: int, text: str) -> None:
        self.left = self.total = updates
        self.most, self.text = in_flight, text
        self.in_flight = self.answered = 0
        self.done.clear()
        self.began = time.perf_counter()
        self.room.set()

    async def take(self) -> list[dict[str, Any]]:
        """As many updates as may be in flight, each from another person in another chat."""
        while not (self.left and self.in_flight < self.most):
            self.room.clear()
            try:
                await asyncio.wait_for(self.room.wait(), 2)
            except TimeoutError:
                return []
        count = min(self.left, self.most - self.in_flight, 100)
        self.left -= count
        self.in_flight += count
        updates = [self.update(self.next_id + n, self.left + n) for n in range(count)]
        self.next_id += count
        return updates

    def update(self, number: int, person: int) -> dict[str, Any]:
        """From one of those who ask in every round: a real person is new only once."""
        person += 1_000_000
        return {
            "update_id": number,
            "message": {
                "message_id": 1,
                "date": int(time.time()),
                "chat": {"id": person, "type": "private", "first_name": "P"},
                "from": {"id": person, "is_bot": False, "first_name": "P", "language_code": "en"},
                "text": self.text,
                "entities": [{"type": "bot_command", "offset": 0, "length": 5}],
            },
        }

    def count(self) -> None:
        self.in_flight -= 1
        self.answered += 1
        self.room.set()
        if self.answered == self.total:
            self.seconds = time.perf_counter() - self.began
            self.done.set()


async def answer(request: web.Request) -> web.Response:
    rounds: Round = request.app[ROUND]
    method = request.match_info["method"]
    if method == "getUpdates":
        return web.json_response({"ok": True, "result": await rounds.take()})
    if method == "getMe":
        return web.json_response({"ok": True, "result": ME})
    if method != "sendMessage":
        return web.json_response({"ok": True, "result": True})
    await request.read()
    rounds.count()
    chat = {"id": 1, "type": "private", "first_name": "P"}
    sent = {"message_id": 2, "date": int(time.time()), "chat": chat, "text": "x"}
    return web.json_response({"ok": True, "result": sent})


async def load(request: web.Request) -> web.Response:
    request.app[ROUND].begin(**await request.json())
    return web.json_response({})


async def done(request: web.Request) -> web.Response:
    await request.app[ROUND].done.wait()
    return web.json_response({"seconds": request.app[ROUND].seconds})


ROUND: web.AppKey[Round] = web.AppKey("round", Round)


async def build() -> web.Application:
    app = web.Application()
    app[ROUND] = Round()
    app.router.add_post("/load", load)
    app.router.add_get("/done", done)
    app.router.add_route("*", "/bot{token}/{method}", answer)
    return app


if __name__ == "__main__":
    # A poll whose caller has gone must take no updates with it.
    options = {"print": None, "access_log": None, "handler_cancellation": True}
    web.run_app(build(), host="127.0.0.1", port=int(sys.argv[1]), **options)

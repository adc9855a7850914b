"""A Bot API server on which one person floods while others ask, as `bench.crowd` says.

`python -m bench.flooded_telegram PORT` in a process of its own. Updates are handed out in the
order in which they were sent, at most 100 at a time, as Telegram does.
"""

import asyncio
import itertools
import json
import sys
import time
from typing import Any

from aiohttp import web

from bench.crowd import CROWD, FLOODER, Crowd, turn
from bench.telegram_server import ME

MOST_UPDATES = 100
HELD_OPEN = 2.0
NUMBER = "NUMBER"


def update_of(person: int) -> str:
    """As JSON, with its number still to be filled in."""
    user = {"id": person, "first_name": "P"}
    message = {
        "message_id": 1,
        "date": int(time.time()),
        "chat": {**user, "type": "private"},
        "from": {**user, "is_bot": False, "language_code": "en"},
        "text": "/rank Indonesia",
        "entities": [{"type": "bot_command", "offset": 0, "length": 5}],
    }
    return json.dumps({"update_id": NUMBER, "message": message}).replace(f'"{NUMBER}"', NUMBER)


class Updates:
    def __init__(self) -> None:
        self.crowd = Crowd(self.send)
        self._numbers = itertools.count(1)
        self._waiting: list[str] = []
        self._from_flooder = update_of(FLOODER)

    def send(self, person: int) -> None:
        # Whatever the flooder sent before comes before it.
        self._waiting += [self._from_flooder] * self.crowd.flood.take()
        self._waiting.append(update_of(person))

    async def poll(self) -> bytes:
        """Held open until there is something, or for a while."""
        until = time.perf_counter() + HELD_OPEN
        while True:
            self._waiting += [self._from_flooder] * self.crowd.flood.take()
            if self._waiting or time.perf_counter() > until:
                break
            await asyncio.sleep(0.001)
        batch, self._waiting = self._waiting[:MOST_UPDATES], self._waiting[MOST_UPDATES:]
        numbered = (each.replace(NUMBER, str(next(self._numbers)), 1) for each in batch)
        return f'{{"ok":true,"result":[{",".join(numbered)}]}}'.encode()


UPDATES: web.AppKey[Updates] = web.AppKey("updates", Updates)


async def answer(request: web.Request) -> web.Response:
    updates, method = request.app[UPDATES], request.match_info["method"]
    result: Any = True
    match method:
        case "getUpdates":
            body = await updates.poll()
            return web.Response(body=body, content_type="application/json")
        case "getMe":
            result = ME
        case "sendMessage":
            chat = int((await request.post())["chat_id"])  # type: ignore[arg-type]  # a field
            updates.crowd.answered(chat)
            result = {"message_id": 2, "date": 1, "chat": {"id": chat, "type": "private"}}
    return web.json_response({"ok": True, "result": result})


async def build() -> web.Application:
    app = web.Application()
    app[UPDATES] = updates = Updates()
    app[CROWD] = updates.crowd
    app.router.add_post("/turn", turn)
    app.router.add_route("*", "/bot{token}/{method}", answer)
    return app


if __name__ == "__main__":
    # A poll whose caller has gone must take no updates with it.
    options = {"print": None, "access_log": None, "handler_cancellation": True}
    web.run_app(build(), host="127.0.0.1", port=int(sys.argv[1]), **options)

"""A Slack on which one person floods while others ask, as `bench.crowd` says.

`python -m bench.flooded_slack PORT` in a process of its own. Slash commands go out by Socket Mode,
over the open connections in turn.
"""

import asyncio
import itertools
import json
import sys
import time

from aiohttp import WSMsgType, web

from bench.crowd import CROWD, FLOODER, Crowd, turn
from bench.slack_server import ME

NUMBER = "NUMBER"
FLOOD_EVERY = 0.001


def envelope_of(person: int, api: str) -> str:
    """As JSON, with its number still to be filled in."""
    payload = {
        "command": "/rank",
        "text": "Indonesia",
        "team_id": "T1",
        "user_id": f"U{person}",
        "user_name": f"person{person}",
        "channel_id": f"C{person}",
        "channel_name": "desk",
        "trigger_id": f"1.{NUMBER}",
        "response_url": f"{api}/respond/{person}",
        "api_app_id": "A1",
    }
    envelope = {"envelope_id": NUMBER, "type": "slash_commands", "payload": payload}
    return json.dumps(envelope)


class Sockets:
    """`slowest_ms` is the longest that an acknowledgement took, the flooder's included."""

    def __init__(self, api: str) -> None:
        self.crowd = Crowd(self.send)
        self.slowest_ms = 0.0
        self._api = api
        self._numbers = itertools.count(1)
        self._turns = itertools.count()
        self._open: list[web.WebSocketResponse] = []
        self._from_flooder = envelope_of(FLOODER, api)
        self._sent_at: dict[str, float] = {}
        self._sending: set[asyncio.Task[None]] = set()

    def send(self, person: int) -> None:
        task = asyncio.create_task(self._send(envelope_of(person, self._api)))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _send(self, envelope: str) -> None:
        number = str(next(self._numbers))
        self._sent_at[number] = time.perf_counter()
        socket = self._open[next(self._turns) % len(self._open)]
        await socket.send_str(envelope.replace(NUMBER, number))

    async def flood(self) -> None:
        while True:
            await asyncio.sleep(FLOOD_EVERY)
            if self._open:
                for _ in range(self.crowd.flood.take()):
                    await self._send(self._from_flooder)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": len(self._open) + 1})
        self._open.append(socket)
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._acknowledged(json.loads(message.data)["envelope_id"])
        finally:
            self._open.remove(socket)
        return socket

    def _acknowledged(self, number: str) -> None:
        took = (time.perf_counter() - self._sent_at.pop(number)) * 1000
        self.slowest_ms = max(self.slowest_ms, took)

    @property
    def unacknowledged(self) -> int:
        return len(self._sent_at)


SOCKETS: web.AppKey[Sockets] = web.AppKey("sockets", Sockets)


async def answer(request: web.Request) -> web.Response:
    match request.match_info["method"]:
        case "apps.connections.open":
            url = f"ws://{request.host}/socket"
            return web.json_response({"ok": True, "url": url})
        case "users.info":
            return web.json_response({"ok": True, "user": {"id": "U1", "locale": "en-US"}})
        case _:
            return web.json_response(ME)


async def respond(request: web.Request) -> web.Response:
    await request.read()
    request.app[CROWD].answered(int(request.match_info["person"]))
    return web.Response(text="ok")


async def serve(request: web.Request) -> web.WebSocketResponse:
    return await request.app[SOCKETS].serve(request)


async def acknowledged(request: web.Request) -> web.Response:
    sockets = request.app[SOCKETS]
    return web.json_response(
        {"unacknowledged": sockets.unacknowledged, "slowest_ack_ms": round(sockets.slowest_ms, 1)}
    )


async def build(port: int) -> web.Application:
    app = web.Application()
    app[SOCKETS] = sockets = Sockets(f"http://127.0.0.1:{port}")
    app[CROWD] = sockets.crowd
    app.router.add_post("/turn", turn)
    app.router.add_get("/acknowledged", acknowledged)
    app.router.add_get("/socket", serve)
    app.router.add_post("/respond/{person}", respond)
    app.router.add_route("*", "/api/{method}", answer)
    flooding = asyncio.create_task(sockets.flood())

    async def stop(_: web.Application) -> None:
        flooding.cancel()

    app.on_cleanup.append(stop)
    return app


if __name__ == "__main__":
    port = int(sys.argv[1])
    web.run_app(build(port), host="127.0.0.1", port=port, print=None, access_log=None)

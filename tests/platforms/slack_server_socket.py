"""Socket Mode as Slack speaks it: hello, envelopes, acknowledgements, repeats, disconnects."""

import asyncio
import json
import time
import uuid
from dataclasses import dataclass
from typing import Any

from aiohttp import WSMsgType, web

ATTEMPTS = 4


@dataclass(frozen=True)
class Acknowledged:
    """`took` is the time in seconds from the frame to its acknowledgement."""

    envelope_id: str
    kind: str
    payload: dict[str, Any]
    took: float
    attempt: int


class Sockets:
    """The open connections; an envelope goes to one of them, an event again until it is taken."""

    def __init__(self, ack_within: float, violations: list[str], attempts: int = ATTEMPTS) -> None:
        self._ack_within = ack_within
        self._attempts = attempts
        self._violations = violations
        self._open: list[web.WebSocketResponse] = []
        self._opened = asyncio.Event()
        self._waiting: dict[str, asyncio.Future[float]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._heard = asyncio.Event()
        self.acknowledged: list[Acknowledged] = []
        self.responses: dict[str, dict[str, Any]] = {}
        self.unanswered: list[dict[str, Any]] = []
        self.sent = 0
        self.opened_in_all = 0

    @property
    def count(self) -> int:
        return len(self._open)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        await socket.send_json(hello(len(self._open) + 1))
        self._open.append(socket)
        self.opened_in_all += 1
        self._opened.set()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._take(message.data)
        finally:
            self._leave(socket)
        return socket

    async def deliver_on_all(self, kind: str, payload: dict[str, Any]) -> str:
        """The same on every connection within a millisecond, each in an envelope of its own."""
        for socket in tuple(self._open):
            number, taken = str(uuid.uuid4()), asyncio.get_running_loop().create_future()
            envelope = {"envelope_id": number, "type": kind, "payload": payload}
            self._waiting[number] = taken
            await socket.send_json(envelope)
            self._beside(self._follow_up(envelope, taken))
        return ""

    def freeze(self, number: int = -1) -> None:
        """The network drops every packet of a connection and says nothing: half-open TCP."""
        socket = self._open.pop(number)
        transport = socket._req.transport if socket._req else None
        assert isinstance(transport, asyncio.Transport)
        transport.pause_reading()
        if not self._open:
            self._opened.clear()

    async def deliver(self, kind: str, payload: dict[str, Any]) -> str:
        """Send at once; the acknowledgement is awaited beside. Gives the envelope's id."""
        envelope = {
            "envelope_id": str(uuid.uuid4()),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        acknowledgement = await self._send(envelope)
        self._beside(self._follow_up(envelope, acknowledgement))
        return str(envelope["envelope_id"])

    def put_first(self, number: int) -> None:
        """The next envelope goes to this one of the open connections."""
        self._open.append(self._open.pop(number))

    async def disconnect(self, reason: str, only: int | None = None) -> None:
        """Announce the end of every connection or of one, as Slack does every hour or so."""
        for socket in tuple(self._open) if only is None else (self._open[only],):
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {}})
            self._leave(socket)

    def drop(self) -> None:
        """Break every connection without a word."""
        for socket in tuple(self._open):
            self._leave(socket)
            transport = socket._req.transport if socket._req else None
            if transport:
                transport.abort()

    async def wait_until_open(self, seconds: float = 5, count: int = 1) -> None:
        """Until so many connections are open."""
        async with asyncio.timeout(seconds):
            await self._opened.wait()
            while self.count < count:  # noqa: ASYNC110  # only the first opening is an event
                await asyncio.sleep(0.001)

    async def wait_until_heard(self, acknowledged: int, unanswered: int, seconds: float) -> None:
        """Until so many envelopes were acknowledged, and so many given up."""
        async with asyncio.timeout(seconds):
            while len(self.acknowledged) < acknowledged or len(self.unanswered) < unanswered:
                self._heard.clear()
                await self._heard.wait()

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for socket in tuple(self._open):
            await socket.close()

    async def _send(self, envelope: dict[str, Any]) -> "asyncio.Future[float]":
        acknowledgement: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]] = acknowledgement
        self.sent += 1
        while True:
            await self.wait_until_open()
            socket = self._open[-1]
            try:
                await socket.send_json(envelope)
            except ConnectionError:  # who listened there is dead
                self._leave(socket)
            else:
                return acknowledgement

    async def _follow_up(
        self, envelope: dict[str, Any], acknowledgement: "asyncio.Future[float]"
    ) -> None:
        """Events are repeated; a command or a press is not, its user sees that nothing came."""
        sent_at = time.monotonic()
        for attempt in range(self._attempts):
            try:
                taken_at = await asyncio.wait_for(acknowledgement, self._ack_within)
            except TimeoutError:
                if envelope["type"] != "events_api" or attempt == self._attempts - 1:
                    break
                envelope = envelope | {
                    "envelope_id": str(uuid.uuid4()),
                    "retry_attempt": attempt + 1,
                    "retry_reason": "timeout",
                }
                acknowledgement = await self._send(envelope)
                sent_at = time.monotonic()
            else:
                self.acknowledged.append(
                    Acknowledged(
                        envelope["envelope_id"],
                        envelope["type"],
                        envelope["payload"],
                        taken_at - sent_at,
                        attempt,
                    )
                )
                self._heard.set()
                return
        self.unanswered.append(envelope)
        self._heard.set()

    def _take(self, data: str) -> None:
        frame = json.loads(data)
        if not set(frame) <= {"envelope_id", "payload"}:
            self._violations.append(f"socket: an acknowledgement with {sorted(frame)}")
        self.responses[frame.get("envelope_id", "")] = frame.get("payload", {})
        waiting = self._waiting.get(frame.get("envelope_id", ""))
        if waiting is None:
            self._violations.append("socket: an acknowledgement of nothing")
        elif waiting.done() and not waiting.cancelled():
            self._violations.append("socket: acknowledged twice")
        elif not waiting.done():
            waiting.set_result(time.monotonic())

    def _leave(self, socket: web.WebSocketResponse) -> None:
        if socket in self._open:
            self._open.remove(socket)
        if not self._open:
            self._opened.clear()

    def _beside(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def hello(connections: int) -> dict[str, Any]:
    return {
        "type": "hello",
        "num_connections": connections,
        "connection_info": {"app_id": "A0KOPDAR01"},
        "debug_info": {"host": "applink-1", "approximate_connection_time": 18060},
    }

"""Socket Mode over two connections: while one is renewed or found dead, the other goes on.

The socket loop is our own: slack_sdk's keeps a spent address after a failed connection, sleeps
past the clock, and writes payloads with response URLs into the log.
"""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp

from messages.clock import Clock
from messages.delivery import Throttled
from platforms.contract import Accept
from platforms.slack.api import SlackApi
from platforms.slack.failure import CallFailed, TokenRefused
from platforms.slack.intake import Intake
from platforms.slack.modal import complaint

log = logging.getLogger(__name__)

Socket = aiohttp.ClientWebSocketResponse[bool]
# Whether an envelope is committed, and may be acknowledged.
Takes = Callable[[dict[str, Any]], Awaitable[bool]]

CONNECTIONS = 2
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(seconds=30)
# A connection that lasted this long was a good one: Slack renews it every hour or so.
STEADY = timedelta(seconds=30)
BETWEEN_ATTEMPTS = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Watchdog:
    """When a connection counts as dead: after so many silences in a row, each answered by a ping.

    A network that drops packets without a word leaves a connection looking sound for hours.
    """

    silence: timedelta = timedelta(seconds=10)
    most_silences: int = 3


class Listener:
    """Keeps both connections until cancelled; whatever fails is logged and waited out.

    `heard_at` is the clock's `monotonic` at the last frame on either of them, a pong included.
    """

    def __init__(self, api: SlackApi, clock: Clock, watchdog: Watchdog | None = None) -> None:
        self._api = api
        self._clock = clock
        self._watchdog = watchdog or Watchdog()
        self._turnstile = asyncio.Lock()
        self._next_attempt = clock.monotonic()
        self.heard_at: float | None = None

    async def run(self, accept: Accept) -> None:
        # Only now: over HTTP there is no use for Bolt, and while it is loaded the other platforms'
        # first calls are under way.
        from platforms.slack.bolt import bolt_app, dispatched

        intake = Intake(accept, self._clock)
        app = bolt_app(self._api, intake)

        async def takes(envelope: dict[str, Any]) -> bool:
            return await dispatched(app, intake, envelope)

        async with asyncio.TaskGroup() as both:
            for number in range(1, CONNECTIONS + 1):
                both.create_task(self._keep_connected(number, takes))

    async def _keep_connected(self, number: int, takes: Takes) -> None:
        failures = 0
        while True:
            await self._wait_for_turn()
            began = self._clock.monotonic()
            wait = await self._listen_once(number, takes)
            lasted = timedelta(seconds=self._clock.monotonic() - began)
            failures = 0 if lasted >= STEADY else failures + 1
            self._keep_away(wait)
            await self._clock.sleep(pause_after(failures))

    async def _wait_for_turn(self) -> None:
        """At most one attempt a second, whichever of the two connections makes it."""
        async with self._turnstile:
            while (early := self._next_attempt - self._clock.monotonic()) > 0:
                await self._clock.sleep(timedelta(seconds=early))
            self._keep_away(BETWEEN_ATTEMPTS)

    def _keep_away(self, wait: timedelta) -> None:
        """Neither connection is tried before that: what Slack asks of one, it asks of both."""
        until = self._clock.monotonic() + wait.total_seconds()
        self._next_attempt = max(self._next_attempt, until)

    async def _listen_once(self, number: int, takes: Takes) -> timedelta:
        """One connection, from its address to its end; how long nobody is to try at least.

        The bot token has no part in it, but without it nothing that comes in can be answered.
        """
        try:
            await self._api.submit("auth.test")
            address = await self._api.socket_address()
            async with self._api.socket(address) as socket:
                return await self._converse(number, socket, takes)
        except TokenRefused as failure:
            log.error("%s; trying again in %s", failure, LONGEST_PAUSE)
            return LONGEST_PAUSE
        except CallFailed as failure:
            log.warning("Slack gives no connection: %s", failure)
            if isinstance(failure.outcome, Throttled):
                return failure.outcome.retry_after
        except Exception as error:  # only its kind: its words may hold the address with the ticket
            log.warning("connection %s to Slack broke (%s)", number, type(error).__name__)
        return timedelta()

    async def _converse(self, number: int, socket: Socket, takes: Takes) -> timedelta:
        """Until the connection ends; how long nobody is to try at least."""
        async with asyncio.TaskGroup() as commits, aclosing(self._frames(number, socket)) as frames:
            async for frame in frames:
                match frame:
                    case {"type": "hello"}:
                        log.info("listening on Slack, connection %s", number)
                    case {"type": "disconnect"}:
                        return wait_after_disconnect(number, frame.get("reason"))
                    case {"envelope_id": str(), "payload": dict()}:
                        commits.create_task(acknowledge(takes, socket, frame))
        return timedelta()

    async def _frames(self, number: int, socket: Socket) -> AsyncGenerator[Any, None]:
        """What Slack says, until it hangs up or is silent for too long; never raises, since that
        would break off the commits under way."""
        silences = 0
        while silences < self._watchdog.most_silences:
            try:
                message = await socket.receive(self._watchdog.silence.total_seconds())
            except TimeoutError:
                silences += 1
                await self._say(socket.ping())
                continue
            silences = 0
            self.heard_at = self._clock.monotonic()
            match message.type:
                case aiohttp.WSMsgType.TEXT:
                    yield read_frame(message.data)
                case aiohttp.WSMsgType.PING:
                    await self._say(socket.pong(message.data))
                case aiohttp.WSMsgType.PONG | aiohttp.WSMsgType.BINARY:
                    pass
                case _:
                    log.info("Slack closed connection %s", number)
                    return
        log.warning("connection %s to Slack is dead: it gives no sign of life", number)

    async def _say(self, saying: Awaitable[None]) -> None:
        """A connection that takes no more is found out by its silence."""
        with suppress(ConnectionError, TimeoutError):
            async with asyncio.timeout(self._watchdog.silence.total_seconds()):
                await saying


async def acknowledge(takes: Takes, socket: Socket, envelope: dict[str, Any]) -> None:
    """One envelope, from its commit to the yes; what is wrong with it touches no other."""
    said = {"envelope_id": envelope["envelope_id"]}
    if wrong := complaint(envelope["payload"]):
        said |= {"payload": wrong}
    elif not await takes(envelope):
        return
    try:
        await socket.send_str(json.dumps(said))
    except ConnectionError:
        log.info("the connection was gone before the acknowledgement; Slack will repeat")


def wait_after_disconnect(number: int, reason: object) -> timedelta:
    """Slack says why it is about to hang up; only two reasons are worth a pause."""
    match reason:
        case "link_disabled":
            log.error("Socket Mode is switched off for the app; switch it on at api.slack.com/apps")
            return LONGEST_PAUSE
        case "too_many_websockets":
            log.error("the app has more connections than Slack allows: is it running elsewhere?")
            return LONGEST_PAUSE
        case _:
            log.info("Slack renews connection %s", number)
            return timedelta()


def read_frame(sent: object) -> Any:
    """A frame's JSON, or None for what is none."""
    try:
        return json.loads(sent) if isinstance(sent, str) else None
    except (RecursionError, ValueError):
        return None


def pause_after(failures: int) -> timedelta:
    """None after a good connection, else 1 s, 2 s, 4 s … 30 s."""
    if not failures:
        return timedelta()
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(failures - 1, 16)))

"""Socket Mode: what comes in is committed, then acknowledged, through one Bolt middleware.

The socket loop is our own: slack_sdk's keeps a spent address after a failed connection, sleeps
past the clock, and writes payloads with response URLs into the log.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from messages.clock import Clock
from messages.delivery import Throttled
from messages.request import Inbound
from platforms.contract import Accept
from platforms.slack.api import SlackApi, sdk_log
from platforms.slack.failure import CallFailed, TokenRefused
from platforms.slack.inbound import read, unreadable

log = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(seconds=30)
# A connection that lasted this long was a good one: Slack renews it every hour or so.
STEADY = timedelta(seconds=30)

# Where a request of Bolt's carries the id of its envelope.
ENVELOPE = "envelope_id"


class Intake(AsyncMiddleware):
    """Commits, then says yes. Without a commit there is no yes, and Slack sends it again."""

    def __init__(self, accept: Accept, clock: Clock) -> None:
        self._accept = accept
        self._clock = clock

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002, Bolt's own name
    ) -> BoltResponse:
        inbound = read(req.body, req.context[ENVELOPE], self._clock.now())
        is_taken = inbound is None or await self._commits(inbound)
        return BoltResponse(status=200 if is_taken else 500)

    async def keep(self, payload: dict[str, Any]) -> bool:
        """Commit as it came what Bolt could not make a request of; whether that succeeded."""
        return await self._commits(unreadable(payload, self._clock.now()))

    async def _commits(self, inbound: Inbound) -> bool:
        try:
            await self._accept([inbound])
        except Exception as error:  # a full disk must not end the listening
            # Its words may quote the row, and the row holds a response URL.
            log.error("not stored, so not acknowledged (%s)", type(error).__name__)
            return False
        return True


class Listener:
    """Keeps one connection until cancelled; whatever fails is logged and waited out."""

    def __init__(self, api: SlackApi, clock: Clock) -> None:
        self._api = api
        self._clock = clock

    async def run(self, accept: Accept) -> None:
        intake = Intake(accept, self._clock)
        app = bolt_app(self._api, intake)
        failures = 0
        while True:
            began = self._clock.monotonic()
            wait = await self._listen_once(app, intake)
            lasted = timedelta(seconds=self._clock.monotonic() - began)
            failures = 0 if lasted >= STEADY else failures + 1
            await self._clock.sleep(max(wait, pause_after(failures)))

    async def _listen_once(self, app: AsyncApp, intake: Intake) -> timedelta:
        """One connection, from its address to its end; how long to wait before the next at least.

        The bot token has no part in it, but without it nothing that comes in can be answered.
        """
        try:
            await self._api.submit("auth.test")
            await self._converse(app, intake, await self._api.socket_address())
        except TokenRefused as failure:
            log.error("%s; trying again in %s", failure, LONGEST_PAUSE)
            return LONGEST_PAUSE
        except CallFailed as failure:
            log.warning("Slack gives no connection: %s", failure)
            if isinstance(failure.outcome, Throttled):
                return failure.outcome.retry_after
        except Exception as error:  # only its kind: its words may hold the address with the ticket
            log.warning("the connection to Slack broke (%s)", type(error).__name__)
        return timedelta()

    async def _converse(self, app: AsyncApp, intake: Intake, address: str) -> None:
        async with self._api.socket(address) as socket, asyncio.TaskGroup() as commits:
            async for message in socket:
                frame = read_frame(message.data)
                match frame:
                    case {"type": "hello"}:
                        log.info("listening on Slack")
                    case {"type": "disconnect"}:
                        log.info("Slack renews the connection")
                        return
                    case {"envelope_id": str(), "payload": dict()}:
                        commits.create_task(acknowledge(app, intake, socket, frame))
        log.info("Slack closed the connection")


async def acknowledge(
    app: AsyncApp,
    intake: Intake,
    socket: aiohttp.ClientWebSocketResponse[bool],
    envelope: dict[str, Any],
) -> None:
    """One envelope, from its commit to the yes; what is wrong with it touches no other."""
    if not await takes(app, intake, envelope):
        return
    try:
        await socket.send_str(json.dumps({"envelope_id": envelope["envelope_id"]}))
    except ConnectionError:
        log.info("the connection was gone before the acknowledgement; Slack will repeat")


async def takes(app: AsyncApp, intake: Intake, envelope: dict[str, Any]) -> bool:
    """Whether it is committed, or asks nothing of Kopdar."""
    payload = envelope["payload"]
    try:
        context = {ENVELOPE: envelope["envelope_id"]}
        request = AsyncBoltRequest(mode="socket_mode", body=payload, context=context)
        return bool((await app.async_dispatch(request)).status == 200)
    except Exception as error:  # its words may quote the payload
        log.warning("Bolt makes no request of an envelope (%s)", type(error).__name__)
        return await intake.keep(payload)


def bolt_app(api: SlackApi, intake: Intake) -> AsyncApp:
    """Bolt with the intake before its authorization, which may fail and yet acknowledge."""
    return AsyncApp(name="kopdar", client=api.client, before_authorize=intake, logger=sdk_log)


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

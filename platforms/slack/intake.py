"""What Slack brings, by either way: committed first, then answered with yes."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from messages.clock import Clock
from messages.request import Inbound
from platforms.contract import Accept
from platforms.slack.api import SlackApi, sdk_log
from platforms.slack.modal import is_sent_form, read_sent_form
from platforms.slack.payload import read, unreadable
from platforms.slack.window import with_trigger

log = logging.getLogger(__name__)

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
        is_taken = await self.takes(req.body, req.context[ENVELOPE])
        return BoltResponse(status=200 if is_taken else 500)

    async def takes(self, payload: dict[str, Any], name: str) -> bool:
        """Whether it is committed, or asks nothing of Kopdar; `name` is for what has no id."""
        now = self._clock.now()
        inbound: Inbound | None
        if is_sent_form(payload):
            inbound = read_sent_form(payload, now)
        else:
            inbound = with_trigger(read(payload, name, now), payload)
        return inbound is None or await self._commits(inbound)

    async def keeps(self, payload: dict[str, Any]) -> bool:
        """Commit as it came what nobody can read; whether that succeeded."""
        return await self._commits(unreadable(payload, self._clock.now()))

    async def _commits(self, inbound: Inbound) -> bool:
        try:
            await self._accept([inbound])
        except Exception as error:  # a full disk must not end the listening
            # Its words may quote the row, and the row holds a response URL.
            log.error("not stored, so not acknowledged (%s)", type(error).__name__)
            return False
        return True


def bolt_app(api: SlackApi, intake: Intake) -> AsyncApp:
    """Bolt with the intake before its authorization, which may fail and yet acknowledge."""
    return AsyncApp(name="kopdar", client=api.client, before_authorize=intake, logger=sdk_log)


async def dispatched(app: AsyncApp, intake: Intake, envelope: dict[str, Any]) -> bool:
    """Whether an envelope of Socket Mode is committed, or asks nothing of Kopdar."""
    payload = envelope["payload"]
    try:
        context = {ENVELOPE: envelope["envelope_id"]}
        request = AsyncBoltRequest(mode="socket_mode", body=payload, context=context)
        return bool((await app.async_dispatch(request)).status == 200)
    except Exception as error:  # its words may quote the payload
        log.warning("Bolt makes no request of an envelope (%s)", type(error).__name__)
        return await intake.keeps(payload)

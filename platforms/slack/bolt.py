"""Bolt, to which envelopes of Socket Mode are handed; over HTTP it has no part in anything."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from platforms.slack.api import SlackApi, sdk_log
from platforms.slack.intake import Intake

log = logging.getLogger(__name__)

# Where a request of Bolt's carries the id of its envelope.
ENVELOPE = "envelope_id"


class Commit(AsyncMiddleware):
    """Hands what came to the intake; nothing of Bolt's runs after it."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002, Bolt's own name
    ) -> BoltResponse:
        is_taken = await self._intake.takes(req.body, req.context[ENVELOPE])
        return BoltResponse(status=200 if is_taken else 500)


def bolt_app(api: SlackApi, intake: Intake) -> AsyncApp:
    """Bolt with the commit before its authorization, which may fail and yet acknowledge."""
    before = Commit(intake)
    return AsyncApp(name="kopdar", client=api.client, before_authorize=before, logger=sdk_log)


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

"""Opens a window where a trigger is at hand, at once and never again. It is no letter: three
seconds after the press it means nothing.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from messages.form import Form
from messages.reply import Reply
from messages.request import Inbound, Request
from messages.wording import Wording
from platforms.slack.api import SlackApi
from platforms.slack.failure import CallFailed
from platforms.slack.modal import modal

log = logging.getLogger(__name__)

# `answer_at` of a request: what opens a window, once and within three seconds.
TRIGGER = "trigger"
TRIGGER_LASTS = timedelta(seconds=3)


def with_trigger(inbound: Inbound | None, body: Mapping[str, Any]) -> Inbound | None:
    """A slash command or a press, with the trigger that came with it."""
    trigger = body.get("trigger_id")
    if not isinstance(inbound, Request) or not trigger or body.get("type") == "view_submission":
        return inbound
    return replace(inbound, answer_at={**inbound.answer_at, TRIGGER: str(trigger)})


async def open_window(
    api: SlackApi, request: Request, form: Form, opening: Reply, wording: Wording
) -> bool:
    """Whether it was opened; without a trigger, or with one that is used up, it is not."""
    trigger = request.answer_at.get(TRIGGER)
    if trigger is None:
        return False
    view = modal(request, form, opening, wording)
    try:
        async with asyncio.timeout(TRIGGER_LASTS.total_seconds()):
            await api.call("views.open", trigger_id=trigger, view=view)
    except (CallFailed, TimeoutError) as failure:
        log.info("no window was opened: %s", failure)
        return False
    return True

"""What Slack brings, by either way: committed first, then answered with yes."""

import logging
from typing import Any

from messages.clock import Clock
from messages.request import Inbound
from platforms.contract import Accept
from platforms.slack.modal import is_sent_form, read_sent_form
from platforms.slack.payload import read, unreadable
from platforms.slack.window import with_trigger

log = logging.getLogger(__name__)


class Intake:
    """Commits, then says yes. Without a commit there is no yes, and Slack sends it again."""

    def __init__(self, accept: Accept, clock: Clock) -> None:
        self._accept = accept
        self._clock = clock

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

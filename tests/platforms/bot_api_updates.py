"""Updates as the server keeps them: until a poll with a higher offset confirms them."""

import asyncio
import contextlib
from typing import Any

from tests.platforms.bot_api_methods import Refusal

FIRST_UPDATE = 500_000_001
CONFLICT = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is "
    "running"
)
WEBHOOK_IS_SET = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete "
    "the webhook first"
)


class Updates:
    """`webhook` is its address while one is set: then nothing comes by polling."""

    def __init__(self) -> None:
        self.next_number = FIRST_UPDATE
        self.webhook = ""
        self._waiting: list[tuple[int, Any]] = []
        self._arrival = asyncio.Event()
        self._polls = 0
        self._is_closing = False

    def add(self, update: Any) -> None:
        number = update.get("update_id") if isinstance(update, dict) else None
        if not isinstance(number, int):
            number = self.next_number
        self.next_number = max(self.next_number, number) + 1
        self._waiting.append((number, update))
        self._arrival.set()

    def waiting(self) -> list[Any]:
        return [update for _, update in self._waiting]

    def take(self, count: int) -> None:
        """The oldest have been brought to the webhook."""
        del self._waiting[:count]

    def close(self) -> None:
        self._is_closing = True
        self._arrival.set()

    def delete_webhook(self, parameters: dict[str, Any]) -> bool:
        self.webhook = ""
        if parameters.get("drop_pending_updates"):
            self._waiting.clear()
        return True

    async def wait(self, parameters: dict[str, Any]) -> list[Any]:
        """The long poll: what waits from the offset on, as soon as there is anything."""
        if self.webhook:
            raise Refusal(WEBHOOK_IS_SET, 409)
        self._polls += 1
        this_poll = self._polls
        self._arrival.set()
        self._confirm(parameters.get("offset", 0))
        allowed = parameters.get("allowed_updates") or []
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(parameters.get("timeout", 0)):
                while not (self._ready(allowed) or self._is_closing or this_poll != self._polls):
                    self._arrival.clear()
                    await self._arrival.wait()
        if this_poll != self._polls:
            raise Refusal(CONFLICT, 409)
        return self._ready(allowed)[: parameters.get("limit", 100)]

    def _ready(self, allowed: list[str]) -> list[Any]:
        return [update for _, update in self._waiting if is_allowed(update, allowed)]

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self._waiting = self._waiting[offset:]
        else:
            self._waiting = [(n, update) for n, update in self._waiting if n >= offset]


def is_allowed(update: Any, allowed: list[str]) -> bool:
    """Whether the bot asked for updates of this kind; what is no update at all comes anyway."""
    kinds = set(update) - {"update_id"} if isinstance(update, dict) else set()
    return not allowed or not kinds or bool(kinds & set(allowed))

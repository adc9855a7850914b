"""Receives updates where Telegram brings them: told "received" only after the commit.

Telegram repeats what was not taken, and keeps the rest waiting meanwhile.
"""

import hmac
import json
import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from messages.clock import Clock
from platforms.contract import Endpoint, Headers, HttpAnswer
from platforms.telegram.api import BotApi
from platforms.telegram.failure import AnswerLost, CallFailed
from platforms.telegram.inbound import READ_UPDATES, Reader, Take
from platforms.telegram.persistence import GRACE, Persistence

log = logging.getLogger(__name__)

SECRET_HEADER = "x-telegram-bot-api-secret-token"
LOOK_EVERY = timedelta(seconds=60)
# With more than one, two messages sent right after each other may come in the other order.
MOST_CONNECTIONS = 1

REFUSED = HttpAnswer(401, "not from Telegram\n")
NOT_NOW = HttpAnswer(503, "not listening now\n")
NOT_STORED = HttpAnswer(500, "not stored; send it again\n")
TAKEN = HttpAnswer(200)


@dataclass(frozen=True, slots=True)
class WebhookAddress:
    """Where Telegram is to call, and the word by which it is known there."""

    url: str
    secret: str

    @property
    def path(self) -> str:
        return urlsplit(self.url).path or "/"

    def __repr__(self) -> str:
        return f"WebhookAddress(path={self.path!r})"


class Webhook:
    """Sees to it that Telegram calls, and takes what it brings, until cancelled.

    `heard_at` is the clock's `monotonic` when Telegram last said that it calls here.
    """

    def __init__(
        self,
        api: BotApi,
        clock: Clock,
        known_commands: frozenset[str],
        address: WebhookAddress,
        grace: timedelta = GRACE,
    ) -> None:
        self._clock = clock
        self._known_commands = known_commands
        self._address = address
        self._calls = Persistence(api, clock, grace)
        self._listening: tuple[Reader, Take] | None = None
        self._known_trouble: object = None
        self.heard_at: float | None = None
        self.endpoint = Endpoint(address.path, self.receive)

    async def run(self, accept: Take) -> None:
        me = await self._calls.introduce()
        self._listening = (Reader(me, self._known_commands), accept)
        try:
            while True:
                await self._look()
                await self._clock.sleep(LOOK_EVERY)
        finally:
            self._listening = None

    async def receive(self, headers: Headers, body: bytes) -> HttpAnswer:
        """One update; judged by its secret before a byte of it is read."""
        if not self._is_known(headers.get(SECRET_HEADER, ())):
            log.warning("a call to the Telegram webhook without its secret was refused")
            return REFUSED
        if self._listening is None:
            return NOT_NOW
        reader, accept = self._listening
        inbound = reader.read(read_json(body), self._clock.now())
        try:
            if inbound is not None:
                await accept([inbound])
        except Exception:  # a full disk must not end the listening
            log.exception("an update could not be stored; Telegram will bring it again")
            return NOT_STORED
        return TAKEN

    def _is_known(self, secrets: Collection[str]) -> bool:
        known = self._address.secret.encode()
        return [
            # A header may hold any bytes.
            hmac.compare_digest(given.encode(errors="surrogateescape"), known)
            for given in secrets
        ] == [True]

    async def _look(self) -> None:
        """Set the webhook where it is not set as it should be; tell what Telegram has met."""
        try:
            info = await self._calls.call("getWebhookInfo", {})
            if not isinstance(info, dict):
                raise AnswerLost("getWebhookInfo told nothing")
            if not self._is_ours(info):
                await self._set(info)
        except CallFailed as failure:
            log.warning("the Telegram webhook could not be looked at or set: %s", failure)
            return
        self._calls.backoff.reset()
        self.heard_at = self._clock.monotonic()
        self._tell_trouble(info)

    def _is_ours(self, info: dict[str, Any]) -> bool:
        """Whether Telegram calls here, for what is read here, by our secret.

        The secret itself is never told: that it is another one shows in our own refusals.
        """
        is_refused = "401" in str(info.get("last_error_message", ""))
        is_fresh = is_refused and self._trouble(info) != self._known_trouble
        return (
            info.get("url") == self._address.url
            and set(info.get("allowed_updates") or ()) == set(READ_UPDATES)
            and not is_fresh
        )

    async def _set(self, info: dict[str, Any]) -> None:
        if info.get("url") not in ("", None, self._address.url):
            log.warning("Telegram called another address than ours; it is told ours")
        parameters = {
            "url": self._address.url,
            "secret_token": self._address.secret,
            "allowed_updates": list(READ_UPDATES),
            "max_connections": MOST_CONNECTIONS,
            "drop_pending_updates": False,
        }
        await self._calls.call("setWebhook", parameters)
        log.info("Telegram is told to call the webhook")

    def _tell_trouble(self, info: dict[str, Any]) -> None:
        trouble = self._trouble(info)
        if trouble is not None and trouble != self._known_trouble:
            waiting = info.get("pending_update_count", 0)
            words = str(info.get("last_error_message", ""))[:200]
            log.warning("Telegram could not bring updates (%s); %s wait there", words, waiting)
        self._known_trouble = trouble

    def _trouble(self, info: dict[str, Any]) -> object:
        """What tells one failed delivery from the next; None where none failed."""
        return info.get("last_error_date")


def read_json(body: bytes) -> Any:
    """The update, or as text what is none: it is kept, so that it need not come again."""
    text = body.decode(errors="replace")
    try:
        return json.loads(text)
    except (RecursionError, ValueError):
        return text

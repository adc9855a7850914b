"""Updates as Telegram brings them: one at a time, again after anything but a 2xx answer."""

import asyncio
import time
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from tests.platforms.bot_api_methods import Refusal
from tests.platforms.bot_api_updates import Updates, is_allowed

PORTS = {443, 80, 88, 8443}
BETWEEN_TRIES = 0.05


class WebhookCalls:
    """`gateway` is where the test lets the address lead: the proxy with a certificate before it."""

    def __init__(self, updates: Updates) -> None:
        self._updates = updates
        self._settings: dict[str, Any] = {}
        self._trouble: dict[str, Any] = {}
        self._calling: asyncio.Task[None] | None = None
        self.gateway = ""
        self.brought: list[int] = []

    def set(self, parameters: dict[str, Any]) -> bool:
        """Only over https, to four ports: https://core.telegram.org/bots/api#setwebhook."""
        address = urlsplit(parameters["url"])
        if address.scheme != "https" or (address.port or 443) not in PORTS:
            raise Refusal("Bad Request: bad webhook: HTTPS url must be provided for webhook")
        self._updates.webhook = parameters["url"]
        self._settings, self._trouble = parameters, {}
        if parameters.get("drop_pending_updates"):
            self._updates.take(len(self._updates.waiting()))
        if self._calling is None:
            self._calling = asyncio.create_task(self._call())
        return True

    def tell(self) -> dict[str, Any]:
        told = {
            "url": self._updates.webhook,
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates.waiting()),
        }
        if self._updates.webhook:
            told |= {"max_connections": self._settings.get("max_connections", 40)}
            told |= {"allowed_updates": self._settings.get("allowed_updates", [])}
        return told | self._trouble

    async def close(self) -> None:
        if self._calling:
            self._calling.cancel()
            await asyncio.gather(self._calling, return_exceptions=True)

    async def _call(self) -> None:
        async with aiohttp.ClientSession() as session:
            while True:
                waiting = self._updates.waiting() if self._updates.webhook else []
                if waiting and await self._bring(session, waiting[0]):
                    self._updates.take(1)
                else:
                    await asyncio.sleep(BETWEEN_TRIES)

    async def _bring(self, session: aiohttp.ClientSession, update: Any) -> bool:
        if not is_allowed(update, self._settings.get("allowed_updates") or []):
            return True
        headers = {"X-Telegram-Bot-Api-Secret-Token": self._settings.get("secret_token", "")}
        url = self.gateway + urlsplit(self._updates.webhook).path
        try:
            async with session.post(url, json=update, headers=headers) as answer:
                status = answer.status
        except aiohttp.ClientError:
            status = 0
        if 200 <= status < 300:
            self.brought.append(update["update_id"])
            return True
        words = f"Wrong response from the webhook: {status}" if status else "Connection refused"
        self._trouble = {"last_error_date": int(time.time()), "last_error_message": words}
        return False

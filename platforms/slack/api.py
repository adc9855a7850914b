"""Every connection to Slack, over one shared session: Web API, uploads, answers, the socket.

Nothing is ever repeated here: slack_sdk's own retry handlers posted a message twice when an
answer got lost.
"""

import json
import logging
import ssl
from contextlib import AbstractAsyncContextManager
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from messages.as_json import as_json
from messages.delivery import Refused
from platforms.slack.failure import CallFailed, failure_in_words, failure_of

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 30.0
# Slack does not hang up after the closing handshake: waiting for it would only be waiting.
FAREWELL_SECONDS = 1.0

BOT_TOKEN, APP_TOKEN = "bot token", "app-level token"

# At DEBUG the SDKs write down every payload: response URLs, upload addresses, socket tickets.
sdk_log = logging.getLogger("platforms.slack.sdk")
sdk_log.setLevel(logging.WARNING)


class SlackApi:
    """Calls as the tokens of one app; the app-level one is for Socket Mode alone. Its
    representation shows neither."""

    def __init__(
        self,
        bot_token: str,
        app_token: str | None,
        api_url: str,
        proxy: str | None,
        certificates: ssl.SSLContext | None,
    ) -> None:
        self._app_token = app_token
        self._proxy = proxy
        self._certificates = certificates
        self._session: aiohttp.ClientSession | None = None
        self._is_closed = False
        self.client = AsyncWebClient(
            bot_token, base_url=api_url, ssl=certificates, logger=sdk_log, retry_handlers=[]
        )
        # Given here, not above: the constructor would take other programs' variables for None.
        self.client.proxy = proxy

    # Each method is asked as slack_sdk's own method of that name asks it: servers rely on that.

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """A method that takes JSON: the answer's body; raises `CallFailed`."""
        return await self._ask(method, BOT_TOKEN, json=arguments)

    async def submit(self, method: str, **arguments: str | int) -> dict[str, Any]:
        """A method that takes parameters, by POST; raises `CallFailed`."""
        return await self._ask(method, BOT_TOKEN, params=arguments)

    async def read(self, method: str, **arguments: str | int) -> dict[str, Any]:
        """A method that only tells, by GET; raises `CallFailed`."""
        return await self._ask(method, BOT_TOKEN, http_verb="GET", params=arguments)

    async def socket_address(self) -> str:
        """Where to listen next. The address holds a ticket that is good for one connection."""
        parameters = {"token": self._app_token}
        answer = await self._ask("apps.connections.open", APP_TOKEN, params=parameters)
        return str(answer["url"])

    def socket(
        self, address: str
    ) -> AbstractAsyncContextManager[aiohttp.ClientWebSocketResponse[bool]]:
        """A connection whose pings and pongs are the caller's: they tell that it is alive."""
        return self._open_session().ws_connect(
            address,
            autoping=False,
            timeout=aiohttp.ClientWSTimeout(ws_close=FAREWELL_SECONDS),
            proxy=self._proxy,
            ssl=self._certificates or True,
        )

    async def respond(self, response_url: str, message: dict[str, Any]) -> None:
        """Answer where a command was typed or a button pressed; raises `CallFailed`."""
        status, headers, body = await self._post(response_url, json=message)
        if status == 200 and not is_refusal(body):
            return
        failure = failure_in_words(status, error_word(body), headers)
        # The address is Slack's own: what it does not know any more has expired.
        if 400 <= status < 500 and not failure.error and status != 429:
            raise CallFailed(Refused(f"the response address is not valid any more ({status})"))
        raise failure

    async def upload(self, address: str, content: bytes) -> None:
        """Bring a file to the address that files.getUploadURLExternal gave."""
        status, headers, _ = await self._post(address, data=content)
        if status != 200:
            raise failure_in_words(status, "", headers)

    async def close(self) -> None:
        self._is_closed = True
        if self._session is not None:
            await self._session.close()

    async def _ask(self, method: str, token: str, **request: Any) -> dict[str, Any]:
        self._open_session()
        try:
            response = await self.client.api_call(method, **request)
        except Exception as error:  # the SDK's faults and aiohttp's own: all are judged by kind
            # Without the cause: a traceback of aiohttp may hold an address.
            raise failure_of(error, self._way_to(self.client.base_url), token) from None
        return response.data if isinstance(response.data, dict) else {}

    async def _post(self, address: str, **content: Any) -> tuple[int, Any, str]:
        session = self._open_session()
        try:
            async with session.post(
                address, proxy=self._proxy, ssl=self._certificates or True, **content
            ) as response:
                return response.status, response.headers, await response.text(errors="replace")
        except Exception as error:
            raise failure_of(error, self._way_to(address), BOT_TOKEN) from None

    def _way_to(self, address: str) -> str:
        way = f" by the proxy {place_of(self._proxy)}" if self._proxy else ""
        return place_of(address) + way

    def _open_session(self) -> aiohttp.ClientSession:
        # Opened at the first use: it belongs to the loop that runs then.
        if self._session is None or (self._session.closed and not self._is_closed):
            self._session = self.client.session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS, connect=CONNECT_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
                json_serialize=as_json,
            )
        return self._session


def place_of(address: str) -> str:
    """Host and port as the address names them: neither its credentials nor its path."""
    return urlsplit(address).netloc.rpartition("@")[2]


def is_refusal(body: str) -> bool:
    return bool(error_word(body))


def error_word(body: str) -> str:
    """Slack's error in a response URL's answer, which is `ok` or JSON; else empty."""
    try:
        answer = json.loads(body)
    except ValueError:
        return ""
    return str(answer.get("error", "")) if isinstance(answer, dict) else ""

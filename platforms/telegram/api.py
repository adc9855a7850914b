"""Bot API calls over python-telegram-bot's HTTP client: parameters in, the raw result out.

The library's own reading of answers is passed over: it raises for a whole batch on one update it
cannot parse, and drops what is needed here to tell *refused* from *lost*.
"""

import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
from telegram import InputFile
from telegram.request import HTTPXRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from platforms.telegram.failure import (
    AnotherPoller,
    AnswerLost,
    CallFailed,
    ChatReplaced,
    Denied,
    NotTaken,
    TokenRefused,
    TooMany,
    WebhookSet,
    denial,
    failure_of,
)
from platforms.telegram.pools import Pools

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 30.0
POOL_SECONDS = 10.0
# For a 429 that names no time, such as one from a proxy in between.
UNNAMED_WAIT = timedelta(seconds=5)
SHORTEST_WAIT = timedelta(seconds=1)
# Nobody waits longer for an answer; beyond some years timedelta and the clock overflow.
LONGEST_WAIT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a call, under the name of its multipart field."""

    field: str
    content: bytes
    filename: str = "kopdar.png"


class BotApi:
    """The connections to one bot's methods. Its representation never shows the token."""

    def __init__(
        self,
        token: str,
        api_url: str,
        connections: int,
        proxy: str | None,
        certificates: ssl.SSLContext,
    ) -> None:
        self._methods = f"{api_url.rstrip('/')}/bot{token}"
        self._token = token
        way = f" by the proxy {place_of(proxy)}" if proxy else ""
        self._server = place_of(api_url) + way
        self._is_closed = False

        def build(size: int) -> HTTPXRequest:
            return HTTPXRequest(
                connection_pool_size=size,
                connect_timeout=CONNECT_SECONDS,
                read_timeout=ANSWER_SECONDS,
                write_timeout=ANSWER_SECONDS,
                media_write_timeout=ANSWER_SECONDS,
                pool_timeout=POOL_SECONDS,
                proxy=proxy,
                # No proxy of HTTP_PROXY and the like: those are settings of other programs, and
                # the address of a call holds the token.
                httpx_kwargs={"verify": certificates, "trust_env": False},
            )

        self._pools = Pools(connections, build)

    async def call(
        self,
        method: str,
        parameters: Mapping[str, Any],
        upload: Upload | None = None,
        answer_within: float = ANSWER_SECONDS,
    ) -> Any:
        """The `result` of one call, as JSON; raises `CallFailed`. Nothing is ever repeated."""
        if self._is_closed:
            raise NotTaken("the connection is closed")
        try:
            status, body = await self._pools.post(
                f"{self._methods}/{method}", request_data(parameters, upload), answer_within
            )
        except Exception as error:  # the client's faults and httpx's own: all are judged by cause
            # Without the cause: a traceback of httpx may hold the address, and so the token.
            raise failure_of(error, self._server) from None
        return self._result(status, body)

    async def reconnect(self) -> None:
        """Drop every connection: a call cut short would hold its place in the pool for ever."""
        await self._pools.reconnect()

    async def close(self) -> None:
        self._is_closed = True
        await self._pools.close()

    def _result(self, status: int, body: bytes) -> Any:
        answer = read_answer(body)
        if answer is None:
            raise failure_without_words(status)
        if answer.get("ok") is True and "result" in answer:
            return answer["result"]
        raise self._failure_in_words(status, answer)

    def _failure_in_words(self, status: int, answer: Mapping[str, Any]) -> CallFailed:
        code = answer.get("error_code", status)
        description = str(answer.get("description", "")).replace(self._token, "…")
        parameters = answer.get("parameters")
        match parameters:
            case {"migrate_to_chat_id": int(chat_id)}:
                return ChatReplaced(chat_id)
            case {"retry_after": named}:
                return TooMany(wait_named(named))
        if code == httpx.codes.TOO_MANY_REQUESTS:
            return TooMany(UNNAMED_WAIT)
        if not isinstance(code, int) or code < httpx.codes.BAD_REQUEST:
            return AnswerLost("the answer made no sense")
        # A token of the wrong form is not found; a method that a server lacks says more than that.
        if code == 401 or (code == 404 and description == "Not Found"):
            return TokenRefused()
        if code == 409 and "webhook" in description.casefold():
            return WebhookSet(description)
        if code == 409 and "getupdates" in description.casefold():
            return AnotherPoller()
        # A lost method (404), a second poller (409) and a server in trouble are no fault of the
        # message, and pass once somebody has mended them.
        if code in {404, 409} or code >= httpx.codes.INTERNAL_SERVER_ERROR:
            return NotTaken(description or f"error {code}")
        return denial(code, description or f"error {code}")


def wait_named(seconds: object) -> timedelta:
    """How long a server asks to wait, within reason whatever it says."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not seconds >= 0:
        return UNNAMED_WAIT
    longest = LONGEST_WAIT.total_seconds()
    return max(SHORTEST_WAIT, timedelta(seconds=min(seconds, longest)))


def place_of(address: str) -> str:
    """Host and port as the address names them: neither its credentials nor its path."""
    return urlsplit(address).netloc.rpartition("@")[2]


def request_data(parameters: Mapping[str, Any], upload: Upload | None) -> RequestData:
    fields = [RequestParameter(name, value, None) for name, value in parameters.items()]
    if upload:
        file = InputFile(upload.content, upload.filename)
        fields.append(RequestParameter(upload.field, None, [file]))
    return RequestData(fields)


def read_answer(body: bytes) -> dict[str, Any] | None:
    """The Bot API's JSON object, or None for anything else, such as a proxy's HTML page."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) and "ok" in answer else None


def failure_without_words(status: int) -> CallFailed:
    """Somebody else answered: below 500 the call never got past them."""
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return TooMany(UNNAMED_WAIT)
    if status == httpx.codes.REQUEST_ENTITY_TOO_LARGE:
        return Denied(status, "too large for the server")
    if httpx.codes.BAD_REQUEST <= status < httpx.codes.INTERNAL_SERVER_ERROR:
        return NotTaken(f"something before the Bot API answered {status}")
    return AnswerLost(f"no Bot API answer ({status})")

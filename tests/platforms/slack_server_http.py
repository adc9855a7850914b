"""Slack's calls over HTTP: signed, in the form of their kind, and events again without a 200."""

import asyncio
import hashlib
import hmac
import io
import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp

ATTEMPTS = 4
SIGNING_SECRET = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Signed:
    """A request as Slack made it; tests alter one or send it twice."""

    body: bytes
    headers: Headers


@dataclass(frozen=True)
class Answered:
    status: int
    text: str
    took: float


class HttpCalls:
    """In place of the sockets: `url` is the request URL of the app, all of its three."""

    def __init__(self, url: str, ack_within: float = 3) -> None:
        self.url = url
        self._ack_within = ack_within
        self.answers: list[Answered] = []
        self.sent: list[Signed] = []
        self._session = aiohttp.ClientSession()

    async def __aenter__(self) -> "HttpCalls":
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._session.close()

    async def deliver(self, kind: str, payload: dict[str, Any]) -> str:
        """Until it is taken; an event four times at most, everything else once."""
        for attempt in range(ATTEMPTS if kind == "events_api" else 1):
            request = signed(*written(kind, payload), attempt=attempt)
            answer = await self.send(request)
            if answer.status == 200:
                break
        return str(payload.get("event_id") or payload.get("trigger_id") or "")

    async def send(self, request: Signed) -> Answered:
        """Exactly this; no answer in time has the status 0."""
        self.sent.append(request)
        began = time.monotonic()
        try:
            async with (
                asyncio.timeout(self._ack_within),
                self._session.post(
                    self.url, data=io.BytesIO(request.body), headers=request.headers
                ) as answer,
            ):
                status, text = answer.status, await answer.text()
        except (TimeoutError, aiohttp.ClientError):
            status, text = 0, ""
        self.answers.append(Answered(status, text, time.monotonic() - began))
        return self.answers[-1]


def written(kind: str, payload: dict[str, Any]) -> tuple[bytes, str]:
    """The body and its content type."""
    match kind:
        case "events_api":
            return json.dumps(payload).encode(), "application/json"
        case "interactive":
            body = urlencode({"payload": json.dumps(payload)})
        case _:
            body = urlencode(payload)
    return body.encode(), "application/x-www-form-urlencoded"


def signed(
    body: bytes,
    content_type: str = "application/json",
    secret: str = SIGNING_SECRET,
    at: float | None = None,
    attempt: int = 0,
) -> Signed:
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    headers = [
        ("Content-Type", content_type),
        ("X-Slack-Request-Timestamp", stamp),
        ("X-Slack-Signature", f"v0={digest}"),
    ]
    if attempt:
        headers += [("X-Slack-Retry-Num", str(attempt)), ("X-Slack-Retry-Reason", "http_error")]
    return Signed(body, headers)

"""Events, commands and presses over HTTP, where there is no token for Socket Mode.

Bolt has no part in it: it would answer before anything is committed.
"""

import hashlib
import json
import logging
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

from messages.clock import Clock
from platforms.contract import Accept, Endpoint, Headers, HttpAnswer
from platforms.slack.api import SlackApi
from platforms.slack.failure import CallFailed, TokenRefused
from platforms.slack.intake import Intake
from platforms.slack.modal import complaint
from platforms.slack.signature import NotFromSlack, verify

log = logging.getLogger(__name__)

PATH = "/slack/events"
LOOK_EVERY = timedelta(seconds=60)
# The one field of what nobody can read.
UNREADABLE = "unreadable"

TAKEN = HttpAnswer(200)
REFUSED = HttpAnswer(401, "not from Slack\n")
NOT_NOW = HttpAnswer(503, "not listening now\n")
NOT_STORED = HttpAnswer(500, "not stored; send it again\n")


class Webhook:
    """Takes what Slack brings until cancelled.

    `heard_at` is the clock's `monotonic` when Slack last answered to the bot token: requests
    come only when somebody asks something.
    """

    def __init__(self, api: SlackApi, clock: Clock, signing_secret: str) -> None:
        self._api = api
        self._clock = clock
        self._secret = signing_secret
        self._intake: Intake | None = None
        self.heard_at: float | None = None
        self.endpoint = Endpoint(PATH, self.receive)

    async def run(self, accept: Accept) -> None:
        self._intake = Intake(accept, self._clock)
        log.info("listening on Slack at %s", PATH)
        try:
            while True:
                await self._look()
                await self._clock.sleep(LOOK_EVERY)
        finally:
            self._intake = None

    async def receive(self, headers: Headers, body: bytes) -> HttpAnswer:
        try:
            verify(headers, body, self._secret, self._clock.now())
        except NotFromSlack as reason:
            log.warning("a request to %s was refused: %s", PATH, reason)
            return REFUSED
        payload = read_body(body, headers)
        match payload:
            case {"type": "url_verification", "challenge": str(challenge)}:
                return HttpAnswer(200, challenge)
            case {"ssl_check": _}:
                return TAKEN
        if wrong := complaint(payload):
            return HttpAnswer(200, json.dumps(wrong), "application/json")
        if self._intake is None:
            return NOT_NOW
        if payload.keys() == {UNREADABLE}:
            return TAKEN if await self._intake.keeps(payload) else NOT_STORED
        # The same body is the same request: so a copy of one without an id is known as one.
        name = hashlib.sha256(body).hexdigest()
        return TAKEN if await self._intake.takes(payload, name) else NOT_STORED

    async def _look(self) -> None:
        """Whether the bot token is still taken: without it nothing can be answered."""
        try:
            await self._api.submit("auth.test")
        except TokenRefused as failure:
            log.error("%s", failure)
        except CallFailed as failure:
            log.warning("Slack is not reached: %s", failure)
        else:
            self.heard_at = self._clock.monotonic()


def read_body(body: bytes, headers: Headers) -> dict[str, Any]:
    """The payload as Socket Mode has it: JSON, a form, or JSON in a field of a form.

    What is none of them comes as one field, for the intake to keep.
    """
    text = body.decode(errors="replace")
    if "json" in " ".join(headers.get("content-type", ())):
        return read_json(text)
    fields = dict(parse_qsl(text, keep_blank_values=True))
    return read_json(fields["payload"]) if "payload" in fields else fields


def read_json(text: str) -> dict[str, Any]:
    try:
        payload = json.loads(text)
    except (RecursionError, ValueError):
        payload = None
    return payload if isinstance(payload, dict) else {UNREADABLE: text}


def over_http(manifest: dict[str, Any], root: str) -> dict[str, Any]:
    """The app's manifest for Slack to call Kopdar under this root, in place of Socket Mode."""
    url = root.rstrip("/") + PATH
    features, settings = manifest["features"], manifest["settings"]
    commands = [{**each, "url": url} for each in features["slash_commands"]]
    called = {
        "event_subscriptions": {"request_url": url, **settings["event_subscriptions"]},
        "interactivity": {**settings["interactivity"], "request_url": url},
        "socket_mode_enabled": False,
    }
    return {
        **manifest,
        "features": {**features, "slash_commands": commands},
        "settings": {**settings, **called},
    }

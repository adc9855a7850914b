"""What became of a call that failed: surely not sent, refused, not now, or nobody knows.

Reasons are plain words for the operator; none holds an address, a token or a response URL.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from messages.delivery import NotSent, Refused, Throttled, Uncertain

Failure = NotSent | Refused | Throttled | Uncertain

# aiohttp gives up on these before a byte of the request was written.
NEVER_LEFT = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
    aiohttp.InvalidURL,
)
# Slack answered, and says itself that the call may have had an effect.
UNDECIDED = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
TOO_MANY = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
# For a refusal that names no time.
UNNAMED_WAIT = timedelta(seconds=5)

REASONS = {
    "account_inactive": "the bot's account is deactivated",
    "channel_not_found": "Slack shows Kopdar no such channel",
    "expired_url": "the answer came after the 30 minutes that Slack allows",
    "invalid_auth": "Slack does not know this token",
    "is_archived": "the channel is archived",
    "messages_tab_disabled": "the app's messages tab is switched off",
    "missing_scope": "the app lacks a permission: install it again from its manifest",
    "not_allowed_token_type": "this is the wrong kind of token",
    "not_authed": "the token is missing",
    "not_in_channel": "Kopdar is not a member of the channel",
    "restricted_action": "the workspace does not let Kopdar write here",
    "token_expired": "the token has expired",
    "token_revoked": "the token was revoked",
    "used_url": "Slack allows five answers to one command",
    "user_disabled": "the person's account is deactivated",
}


class CallFailed(Exception):
    """A call without a result; `error` is Slack's own word, empty where it said none."""

    def __init__(self, outcome: Failure, error: str = "") -> None:
        super().__init__(in_words(outcome))
        self.outcome = outcome
        self.error = error


def in_words(outcome: Failure) -> str:
    if isinstance(outcome, Throttled):
        return f"Slack asks to wait {outcome.retry_after.total_seconds():.0f} s"
    return outcome.reason


def failure_of(error: Exception) -> CallFailed:
    """What an exception of slack_sdk or aiohttp means for the message."""
    kind = type(error).__name__
    if isinstance(error, SlackApiError):
        return failure_in_answer(error.response)
    if isinstance(error, NEVER_LEFT):
        return CallFailed(NotSent(f"no connection to Slack ({kind})"))
    return CallFailed(Uncertain(f"Slack's answer was lost ({kind})"))


def failure_in_answer(response: Any) -> CallFailed:
    """From an answer that is not `ok`; a body that is no JSON reaches us as the bare response."""
    data = getattr(response, "data", None)
    status: Any = getattr(response, "status_code", None) or getattr(response, "status", 200)
    error = data.get("error", "") if isinstance(data, Mapping) else ""
    return failure_in_words(status, str(error), response.headers)


def failure_in_words(status: int, error: str, headers: Mapping[str, str]) -> CallFailed:
    """From an HTTP status and Slack's error word, which may be empty."""
    error = error if re.fullmatch(r"[a-z_]{1,80}", error) else ""
    if status == 429 or error in TOO_MANY:
        return CallFailed(Throttled(named_wait(headers)), error)
    if status >= 500 or error in UNDECIDED:
        return CallFailed(Uncertain(f"Slack was in trouble ({error or status})"), error)
    if error:
        reason = REASONS.get(error, "Slack refused it")
        return CallFailed(Refused(f"{reason} ({error})"), error)
    if status >= 400:
        return CallFailed(NotSent(f"something before Slack answered {status}"))
    return CallFailed(Uncertain("Slack's answer made no sense"))


def named_wait(headers: Mapping[str, str]) -> timedelta:
    try:
        return timedelta(seconds=max(1, int(headers.get("Retry-After", ""))))
    except ValueError:
        return UNNAMED_WAIT

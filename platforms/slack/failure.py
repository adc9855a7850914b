"""What became of a call that failed: surely not sent, refused, not now, or nobody knows.

Reasons are plain words for the operator: of an address they hold the host and the port, of a
token or a response URL nothing.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from messages.delivery import Closed, NotSent, Refused, Throttled, Uncertain

Failure = Closed | NotSent | Refused | Throttled | Uncertain

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
# Said of the app or the workspace, not of the one channel that was written to.
TOO_MANY_IN_ALL = frozenset({"rate_limited", "message_limit_exceeded"})
# Said of the place, whatever the message: it will not take the next one either.
OF_THE_CHAT = frozenset(
    {
        "cannot_dm_bot",
        "channel_not_found",
        "is_archived",
        "is_inactive",
        "messages_tab_disabled",
        "not_in_channel",
        "restricted_action",
        "user_disabled",
        "user_not_found",
    }
)
# For a refusal that names no time.
UNNAMED_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(days=1)

REASONS = {
    "channel_not_found": "Slack shows Kopdar no such channel",
    "expired_url": "the answer came after the 30 minutes that Slack allows",
    "is_archived": "the channel is archived",
    "messages_tab_disabled": "the app's messages tab is switched off",
    "missing_scope": "the app lacks a permission: install it again from its manifest",
    "not_in_channel": "Kopdar is not a member of the channel",
    "restricted_action": "the workspace does not let Kopdar write here",
    "used_url": "Slack allows five answers to one command",
    "user_disabled": "the person's account is deactivated",
    "user_not_found": "Slack knows no such person",
}
# What is wrong with the token of a call; only whoever runs the bot can mend that.
TOKEN_FAULTS = {
    "account_inactive": "its account is deactivated",
    "invalid_auth": "Slack does not know it",
    "not_allowed_token_type": "it is the wrong kind of token",
    "not_authed": "it is missing",
    "token_expired": "it has expired",
    "token_revoked": "it was revoked",
}


class CallFailed(Exception):
    """A call without a result; `error` is Slack's own word, empty where it said none."""

    def __init__(self, outcome: Failure, error: str = "") -> None:
        super().__init__(in_words(outcome))
        self.outcome = outcome
        self.error = error


class TokenRefused(CallFailed):
    """Slack takes no call by the token that `token` names, such as "bot token"."""

    def __init__(self, token: str, error: str) -> None:
        why = f"{TOKEN_FAULTS[error]} ({error})"
        super().__init__(Closed(f"Slack refuses the {token}: {why}", is_general=True), error)


def in_words(outcome: Failure) -> str:
    if isinstance(outcome, Throttled):
        return f"Slack asks to wait {outcome.retry_after.total_seconds():.0f} s"
    return outcome.reason


def failure_of(error: Exception, server: str, token: str) -> CallFailed:
    """What an exception of slack_sdk or aiohttp means for the message.

    `server` and `token` name to the operator what was called and by what.
    """
    kind = type(error).__name__
    if isinstance(error, SlackApiError):
        failure = failure_in_answer(error.response)
        is_token_refused = failure.error in TOKEN_FAULTS
        return TokenRefused(token, failure.error) if is_token_refused else failure
    if isinstance(error, NEVER_LEFT):
        return CallFailed(NotSent(f"no connection to {server} ({kind})"))
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
        wait = named_wait(headers)
        return CallFailed(Throttled(wait, is_general=error in TOO_MANY_IN_ALL), error)
    if status >= 500 or error in UNDECIDED:
        return CallFailed(Uncertain(f"Slack was in trouble ({error or status})"), error)
    if error:
        reason = f"{REASONS.get(error, 'Slack refused it')} ({error})"
        return CallFailed((Closed if error in OF_THE_CHAT else Refused)(reason), error)
    if status >= 400:
        return CallFailed(NotSent(f"something before Slack answered {status}"))
    return CallFailed(Uncertain("Slack's answer made no sense"))


def named_wait(headers: Mapping[str, str]) -> timedelta:
    try:
        seconds = int(headers.get("Retry-After", ""))
    except ValueError:
        return UNNAMED_WAIT
    return timedelta(seconds=min(max(1, seconds), LONGEST_WAIT.total_seconds()))

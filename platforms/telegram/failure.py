"""Why a Bot API call came to nothing, told apart by what is known about the message.

Reasons are plain words for the log and the operator: of an address they hold the host and the
port, of the token nothing.
"""

from datetime import timedelta

import httpx

# httpx gives up on these before a byte of the request was written.
NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


class CallFailed(Exception):
    """A call without a result."""


class NotTaken(CallFailed):
    """The server surely did not act on it, for a reason that may pass."""


class TokenRefused(NotTaken):
    """The server knows no bot by this token: only whoever runs the bot can mend that."""

    def __init__(self) -> None:
        super().__init__("Telegram refuses the bot token")


class WebhookSet(NotTaken):
    """Updates go to a webhook: none come by polling until it is deleted."""


class AnotherPoller(NotTaken):
    """Somebody else asks for this bot's updates: each takes what the other would have got."""

    def __init__(self) -> None:
        super().__init__(
            "another program asks Telegram for this bot's updates with the same token: stop it, "
            "or give one of the two a bot of its own"
        )


class AnswerLost(CallFailed):
    """The server may have acted on it or not."""


class TooMany(CallFailed):
    """Refused for now: `retry_after` is the server's own word."""

    def __init__(self, retry_after: timedelta) -> None:
        super().__init__(f"asked to wait {retry_after.total_seconds():.0f} s")
        self.retry_after = retry_after


class Denied(CallFailed):
    """Refused for good; `status` is the Bot API's error code."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__(description)
        self.status = status


class ChatClosed(Denied):
    """Refused because of the chat, whatever the message: blocked, left, deleted."""


class ChatReplaced(CallFailed):
    """The group became a supergroup, with another id."""

    def __init__(self, chat_id: int) -> None:
        super().__init__("the group has another id now")
        self.chat_id = chat_id


# What a Bad Request says of the chat itself; a 403 always speaks of it.
OF_THE_CHAT = (
    "chat not found",
    "chat_restricted",
    "chat_write_forbidden",
    "channel_private",
    "group chat was deactivated",
    "have no rights to send",
    "need administrator rights",
    "not enough rights",
    "peer_id_invalid",
    "the group chat was deleted",
    "user not found",
)


def denial(status: int, description: str) -> Denied:
    """Whether this message was refused, or any to that chat would be."""
    said = description.casefold()
    is_of_chat = status == httpx.codes.FORBIDDEN or any(words in said for words in OF_THE_CHAT)
    return (ChatClosed if is_of_chat else Denied)(status, description)


def failure_of(error: Exception, server: str) -> CallFailed:
    """What an exception of PTB's HTTP client means: the cause tells whether anything left.

    `server` is said to the operator.
    """
    cause = error.__cause__ or error
    kind = type(cause).__name__
    if isinstance(cause, NEVER_LEFT):
        return NotTaken(f"no connection to {server} ({kind})")
    return AnswerLost(f"the answer was lost ({kind})")

"""What was asked so long ago that its answer would only be in the way, as after an outage."""

from datetime import datetime, timedelta

from messages.request import Request

WORTH_ANSWERING = timedelta(hours=1)

# Platform, account, chat, thread.
Asker = tuple[str, str, str, str | None]


def is_late(request: Request, now: datetime) -> bool:
    """A command asked too long ago. What answers a question of ours counts whenever it comes:
    a report must not be lost because Kopdar was not there."""
    is_command = request.filled is None and request.plain is None
    return is_command and now - (request.asked_at or request.received_at) > WORTH_ANSWERING


def asker_of(request: Request) -> Asker:
    """Who asked, and where."""
    chat = request.chat
    return (request.sender.platform, request.sender.account, chat.id, chat.thread)

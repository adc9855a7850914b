"""What was asked so long ago that its answer would only be in the way, as after an outage."""

from datetime import datetime, timedelta

from handlers.conversation import read_turn
from messages.request import Request

WORTH_ANSWERING = timedelta(hours=1)

# Platform, account, chat, thread.
Asker = tuple[str, str, str, str | None]


def is_late(request: Request, now: datetime) -> bool:
    """Asked too long ago. A form that was filled in counts whenever it comes: a report must not
    be lost because Kopdar was not there. So does what answers a question of ours (`may_answer`)."""
    is_asked = request.filled is None and not request.is_overheard
    return is_asked and now - (request.asked_at or request.received_at) > WORTH_ANSWERING


def may_answer(request: Request) -> bool:
    """Whether it is an answer, should a question of ours be open."""
    return read_turn(request) is not None


def asker_of(request: Request) -> Asker:
    """Who asked, and where."""
    chat = request.chat
    return (request.sender.platform, request.sender.account, chat.id, chat.thread)

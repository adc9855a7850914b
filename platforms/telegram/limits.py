"""How fast the Bot API may be called: published as guides only, and obeyed as limits.

https://core.telegram.org/bots/faq and telegram.constants.FloodLimit.
"""

from datetime import timedelta

from messages.delivery import Piece
from messages.pacing import Limit, Limits
from messages.request import Chat

OVERALL = Limit(30, timedelta(seconds=1))
CHAT = Limit(1, timedelta(seconds=1))
GROUP = Limit(20, timedelta(minutes=1))


def limits(chat: Chat, piece: Piece) -> Limits:
    """The same for every method: edits count like messages."""
    counted = {"overall": OVERALL, f"chat {chat.id}": CHAT}
    return counted if chat.is_private else {**counted, f"group {chat.id}": GROUP}

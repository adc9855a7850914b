"""A call whose answer was lost: whether it may be made again, and how that is said."""

from typing import Any

from messages.delivery import NotSent, Piece, SendOutcome, Uncertain
from platforms.telegram.markup import ITALIC, Run, fit_to_show, to_html, utf16_length
from platforms.telegram.split import CAPTION_LIMIT, TEXT_LIMIT

# The parameter that holds the words of a new message, and its limit in UTF-16 units.
WORDS = {"sendMessage": ("text", TEXT_LIMIT), "sendPhoto": ("caption", CAPTION_LIMIT)}


def lost(piece: Piece) -> SendOutcome:
    """Telegram cannot be asked what a bot has sent; but an edit made twice leaves the same."""
    method, stand_in = piece.payload.get("method"), piece.payload.get("otherwise")
    if method in WORDS or stand_in is not None:
        return Uncertain("Telegram cannot be asked whether it arrived")
    return NotSent("whether it was changed is not known, and changing it again does no harm")


def repeated(piece: Piece, line: str) -> tuple[Piece, ...]:
    """With the line above the words, or in a message before it where both do not fit in one."""
    method = piece.payload.get("method")
    if method not in WORDS:
        return (piece,)
    field, limit = WORDS[method]
    parameters: dict[str, Any] = piece.payload["parameters"]
    words, head = parameters.get(field, ""), to_html([Run(fit_to_show(line), (ITALIC,))])
    # Counted with its markup, which Telegram does not count: rather one message more.
    whole = f"{head}\n\n{words}" if words else head
    if utf16_length(whole) > limit:
        alone = {"method": "sendMessage", "parameters": {"text": head, "parse_mode": "HTML"}}
        return Piece(alone), piece
    marked = {**parameters, field: whole, "parse_mode": "HTML"}
    return (Piece({**piece.payload, "parameters": marked}, piece.picture),)

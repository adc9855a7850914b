"""The Bot API calls for one message: send it, change another into it, clear one away.

Where it goes is not written in them: the sender adds the chat, which may have moved. A call's
`otherwise` is made where it was refused, and the `afterwards` of that once it is through.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from platforms.telegram.markup import Run, to_html, trimmed

Call = dict[str, Any]

HTML = {"parse_mode": "HTML"}
NO_PREVIEW = {"link_preview_options": {"is_disabled": True}}
UPLOADED = "picture"

SENDING = {"sendMessage", "sendPhoto"}
# Clearing away is no part of the answer: it is never a reason to call the answer refused.
CLEARING = {"deleteMessage", "editMessageReplyMarkup"}
UPLOAD_FIELDS = {"sendPhoto": "photo", "editMessageMedia": UPLOADED}


@dataclass(frozen=True, slots=True)
class Draft:
    """One message to come: its text, the picture over it if any, and the buttons under it."""

    runs: Sequence[Run]
    picture: str | None = None
    buttons: Call | None = None

    @property
    def html(self) -> str:
        return to_html(trimmed(self.runs))

    def text(self) -> Call:
        return {"text": self.html, **HTML, **NO_PREVIEW}

    def caption(self) -> Call:
        return {"caption": self.html, **HTML} if self.html else {}

    def markup(self) -> Call:
        return {"reply_markup": self.buttons} if self.buttons else {}


def send(draft: Draft, reply_to: str | None) -> Call:
    parameters = draft.markup()
    if reply_to:
        parameters["reply_parameters"] = {
            "message_id": int(reply_to),
            # The question may be deleted by now; the answer is given all the same.
            "allow_sending_without_reply": True,
        }
    if draft.picture:
        return {"method": "sendPhoto", "parameters": {**draft.caption(), **parameters}}
    return {"method": "sendMessage", "parameters": {**draft.text(), **parameters}}


def edit(draft: Draft, old: Call) -> Call:
    """Change a message in place; a text may become a picture, but not the other way round."""
    if draft.picture:
        media = {"type": "photo", "media": f"attach://{UPLOADED}", **draft.caption()}
        return {
            "method": "editMessageMedia",
            "parameters": {**old, "media": media, **draft.markup()},
        }
    return {"method": "editMessageText", "parameters": {**old, **draft.text(), **draft.markup()}}


def remove(old: Call) -> Call:
    """Clear away a message whose answer stands elsewhere now; too old for that, its buttons."""
    return {
        "method": "deleteMessage",
        "parameters": old,
        "otherwise": {"method": "editMessageReplyMarkup", "parameters": old},
    }

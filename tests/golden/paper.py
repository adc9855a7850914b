"""Each platform's own rendering, written down as text that a person can read and review."""

import struct
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from messages.chart import Picture
from messages.delivery import Delivered, Piece, Said, SendOutcome
from messages.reply import Reply
from messages.request import Chat, Request, Sender
from messages.wording import Wording
from platforms.console.layout import Sheet, lay_out
from platforms.contract import Platform
from platforms.slack.ways import ways_of
from tests.golden.blocks import blocks_as_text

COLUMNS = 60
Write = Callable[[Sequence[Piece], Picture | None], str]


class Paper:
    """The platform, but for where it delivers: to a page. `shown` holds what each request, by its
    key, was told."""

    def __init__(self, platform: Platform, shown: dict[str, str]) -> None:
        self._platform = platform
        self._shown = shown

    def __getattr__(self, name: str) -> Any:
        return getattr(self._platform, name)

    def show_working(self, request: Request) -> None:
        """Nobody waits."""

    def render(
        self,
        request: Request,
        reply: Reply,
        wording: Wording,
        picture: Picture | None,
        earlier: Sequence[Said] = (),
    ) -> tuple[Piece, ...]:
        pieces = self._platform.render(request, reply, wording, picture, earlier)
        self._shown[request.key] = WRITTEN[self._platform.name](pieces, picture)
        return pieces

    async def send(self, chat: Chat, piece: Piece, png: bytes | None) -> SendOutcome:
        return Delivered()

    async def language_of(self, sender: Sender) -> str | None:
        return None


def telegram_page(pieces: Sequence[Piece], picture: Picture | None) -> str:
    """The HTML as it is sent, so that its entities are seen, with the rows of buttons under it."""
    messages = []
    for piece in pieces:
        sent = piece.payload["parameters"]
        shown = [picture_as_text(picture)] if piece.picture else []
        shown += [sent.get("text") or sent.get("caption") or ""]
        for row in sent.get("reply_markup", {}).get("inline_keyboard", ()):
            shown.append("  ".join(_button(key["text"], key["callback_data"]) for key in row))
        messages.append("\n".join(filter(None, shown)))
    return _messages(messages)


def slack_page(pieces: Sequence[Piece], picture: Picture | None) -> str:
    """The blocks, and under each message what is read aloud in their place."""
    messages = []
    for piece in pieces:
        way: Mapping[str, Any] = ways_of(piece)[0]
        blocks = blocks_as_text(way["blocks"], picture_as_text(picture))
        aloud = "\n".join(f"  | {line}" for line in way["text"].split("\n"))
        messages.append(f"{blocks}\nAs plain text:\n{aloud}")
    return _messages(messages)


def console_page(pieces: Sequence[Piece], picture: Picture | None) -> str:
    """A conversation in a window of sixty columns, with the picture as a file."""
    (piece,) = pieces
    saved = {"type": "picture", "path": "pictures/example.png"}
    charts = [part for part in piece.payload["parts"] if part["type"] == "chart"]
    parts = [saved if picture and p is charts[0] else p for p in piece.payload["parts"]]
    words = {**piece.payload, "parts": parts}
    return lay_out(words, Sheet(COLUMNS), is_conversation=True).rstrip("\n")


WRITTEN: Mapping[str, Write] = {
    "telegram": telegram_page,
    "slack": slack_page,
    "console": console_page,
}


def picture_as_text(picture: Picture | None) -> str:
    if picture is None:
        return ""
    width, height = struct.unpack(">II", picture.png[16:24])
    return f"[picture {width} × {height}: {picture.alternative}]"


def _button(label: str, value: str) -> str:
    return f"[{label} → {value}]"


def _messages(messages: Sequence[str]) -> str:
    return "\n- - - next message - - -\n".join(messages)

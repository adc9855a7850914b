"""Requests and letters to store, as short as they can be."""

from datetime import UTC, datetime, timedelta

from messages.delivery import Lane, Letter, LetterKey, LetterKind, Piece
from messages.request import (
    AccountId,
    Chat,
    ChatId,
    PlatformName,
    Request,
    RequestKey,
    Sender,
    Unreadable,
)

NOW = datetime(2026, 11, 23, 9, 30, 15, 250_000, tzinfo=UTC)
TELEGRAM = PlatformName("telegram")
SLACK = PlatformName("slack")


def sender(account: str = "7", language: str | None = "id") -> Sender:
    return Sender(TELEGRAM, AccountId(account), "Ayu", language)


def request(key: str, platform: PlatformName = TELEGRAM, arguments: str = "Indonesia") -> Request:
    return Request(
        key=RequestKey(key),
        sender=Sender(platform, AccountId("7"), "Ayu", "id"),
        chat=Chat(platform, ChatId("-100"), thread="5", is_private=False),
        command="rank",
        arguments=arguments,
        received_at=NOW,
        is_press=True,
        answer_at={"callback": "1"},
        asked_at=NOW - timedelta(hours=2),
    )


def unreadable(key: str, raw: str = "{}") -> Unreadable:
    return Unreadable(RequestKey(key), TELEGRAM, raw, NOW)


def letter(
    key: str,
    chat: str = "1",
    lane: Lane = Lane.ANSWER,
    not_before: datetime = NOW,
    platform: PlatformName = TELEGRAM,
    picture: str | None = None,
) -> Letter:
    pieces = (Piece({"text": f"letter {key}"}), Piece({"caption": "…"}, picture))
    to = Chat(platform, ChatId(chat), "5", False)
    return Letter(LetterKey(key), to, pieces, LetterKind.ANSWER, lane, NOW, not_before)

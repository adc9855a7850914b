"""Chats that take nothing from us until somebody mends that, so that nobody tries for nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from messages.delivery import LetterState
from messages.fate import WORTH_SENDING
from messages.request import ChatId, PlatformName
from storage.schema import closed_chats, letters
from storage.turns import in_seconds

# In place of a chat: the whole platform takes nothing from us.
EVERY_CHAT = ChatId("")


@dataclass(frozen=True, slots=True)
class ClosedChat:
    """`chat` is `EVERY_CHAT` for the platform itself; `closed_at`, aware UTC, is when it was last
    found so."""

    platform: PlatformName
    chat: ChatId
    reason: str
    closed_at: datetime


def close(connection: Connection, closed: ClosedChat) -> bool:
    """Write down that it is closed. False: that was known, and for the same reason."""
    here = (closed_chats.c.platform == closed.platform, closed_chats.c.chat == closed.chat)
    again = update(closed_chats).where(*here, closed_chats.c.reason == closed.reason)
    known = connection.execute(again.values(closed_at=closed.closed_at))
    if known.rowcount == 1:
        return False
    values = {"reason": closed.reason, "closed_at": closed.closed_at}
    statement = (
        insert(closed_chats)
        .values(platform=closed.platform, chat=closed.chat, **values)
        .on_conflict_do_update(index_elements=["platform", "chat"], set_=values)
    )
    connection.execute(statement)
    return True


def reopen(connection: Connection, platform: PlatformName, chat: ChatId) -> bool:
    """Something arrived there, or somebody asks to try it again; False: it was not closed."""
    here = (closed_chats.c.platform == platform, closed_chats.c.chat == chat)
    return connection.execute(delete(closed_chats).where(*here)).rowcount == 1


def reopen_platform(connection: Connection, platform: PlatformName) -> None:
    """Its trouble is over. What was set aside for it, and is no older than is worth sending,
    waits to be sent again."""
    whole = (closed_chats.c.platform == platform, closed_chats.c.chat == EVERY_CHAT)
    ended = delete(closed_chats).where(*whole).returning(closed_chats.c.reason)
    _take_up(connection, platform, connection.execute(ended).scalars().all())


def try_platform(connection: Connection, platform: PlatformName, closed_at: datetime) -> None:
    """Its trouble may be over: what was set aside for it waits to be sent again, as above. That
    there was any stays known, as if last found at that instant."""
    whole = (closed_chats.c.platform == platform, closed_chats.c.chat == EVERY_CHAT)
    aged = update(closed_chats).where(*whole).values(closed_at=closed_at)
    aged = aged.returning(closed_chats.c.reason)
    _take_up(connection, platform, connection.execute(aged).scalars().all())


def _take_up(connection: Connection, platform: PlatformName, reasons: Collection[str]) -> None:
    for reason in reasons:
        for lane, age in WORTH_SENDING.items():
            connection.execute(
                update(letters)
                .where(
                    letters.c.platform == platform,
                    letters.c.state == LetterState.PARKED,
                    letters.c.reason == reason,
                    letters.c.lane == lane,
                    letters.c.created_at > in_seconds(-age.total_seconds()),
                )
                .values(state=LetterState.WAITING)
            )


def all_of(connection: Connection, platforms: Collection[PlatformName]) -> tuple[ClosedChat, ...]:
    statement = select(closed_chats).where(closed_chats.c.platform.in_(platforms))
    return tuple(ClosedChat(*row) for row in connection.execute(statement))

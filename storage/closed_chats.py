"""Chats that take nothing from us until somebody mends that, so that nobody tries for nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from messages.delivery import LetterState
from messages.fate import WORTH_SENDING
from messages.request import ChatId, PlatformName
from storage.leases import in_seconds
from storage.schema import closed_chats, letters

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


async def close(connection: AsyncConnection, closed: ClosedChat) -> bool:
    """Write down that it is closed. False: that was known, and for the same reason."""
    here = (closed_chats.c.platform == closed.platform, closed_chats.c.chat == closed.chat)
    again = update(closed_chats).where(*here, closed_chats.c.reason == closed.reason)
    known = await connection.execute(again.values(closed_at=closed.closed_at))
    if known.rowcount == 1:
        return False
    values = {"reason": closed.reason, "closed_at": closed.closed_at}
    statement = (
        insert(closed_chats)
        .values(platform=closed.platform, chat=closed.chat, **values)
        .on_conflict_do_update(index_elements=["platform", "chat"], set_=values)
    )
    await connection.execute(statement)
    return True


async def reopen(connection: AsyncConnection, platform: PlatformName, chat: ChatId) -> bool:
    """Something arrived there, or somebody asks to try it again; False: it was not closed."""
    here = (closed_chats.c.platform == platform, closed_chats.c.chat == chat)
    return (await connection.execute(delete(closed_chats).where(*here))).rowcount == 1


async def reopen_platform(connection: AsyncConnection, platform: PlatformName) -> None:
    """Its trouble is over. What was set aside for it, and is no older than is worth sending,
    waits to be sent again."""
    whole = (closed_chats.c.platform == platform, closed_chats.c.chat == EVERY_CHAT)
    ended = delete(closed_chats).where(*whole).returning(closed_chats.c.reason)
    await _take_up(connection, platform, (await connection.execute(ended)).scalars().all())


async def try_platform(
    connection: AsyncConnection, platform: PlatformName, closed_at: datetime
) -> None:
    """Its trouble may be over: what was set aside for it waits to be sent again, as above. That
    there was any stays known, as if last found at that instant."""
    whole = (closed_chats.c.platform == platform, closed_chats.c.chat == EVERY_CHAT)
    aged = update(closed_chats).where(*whole).values(closed_at=closed_at)
    aged = aged.returning(closed_chats.c.reason)
    await _take_up(connection, platform, (await connection.execute(aged)).scalars().all())


async def _take_up(
    connection: AsyncConnection, platform: PlatformName, reasons: Collection[str]
) -> None:
    for reason in reasons:
        for lane, age in WORTH_SENDING.items():
            await connection.execute(
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


async def all_of(
    connection: AsyncConnection, platforms: Collection[PlatformName]
) -> tuple[ClosedChat, ...]:
    statement = select(closed_chats).where(closed_chats.c.platform.in_(platforms))
    return tuple(ClosedChat(*row) for row in await connection.execute(statement))

"""Chats that show a menu of their own: a platform cannot be asked which ones do."""

from collections.abc import Collection

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from messages.request import ChatId, PlatformName
from storage.schema import menus


def chats_with_menu(connection: Connection, platform: PlatformName) -> frozenset[ChatId]:
    statement = select(menus.c.chat).where(menus.c.platform == platform)
    return frozenset(ChatId(chat) for chat in connection.execute(statement).scalars())


def remember(connection: Connection, platform: PlatformName, chats: Collection[ChatId]) -> None:
    """Before the menu is set: one too many is only looked for in vain."""
    for chat in chats:
        row = {"platform": platform, "chat": chat}
        connection.execute(insert(menus).on_conflict_do_nothing().values(row))


def forget(connection: Connection, platform: PlatformName, chats: Collection[ChatId]) -> None:
    gone = delete(menus).where(menus.c.platform == platform, menus.c.chat.in_(chats))
    connection.execute(gone)

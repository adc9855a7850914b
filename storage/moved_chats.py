"""Chats that have another id now: everything about them goes by the new one."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.sqlite import insert

from messages.request import ChatId, PlatformName
from storage import outbox
from storage.schema import drafts, inbox, moved_chats

WAITING = "waiting"


def move(connection: Connection, platform: PlatformName, old_id: ChatId, new_id: ChatId) -> None:
    """Letters, requests and drafts follow; what settings say of the old id is remembered.

    A table that names chats joins here.
    """
    told = insert(moved_chats).values(platform=platform, old=old_id, new=new_id)
    connection.execute(told.on_conflict_do_update(set_={"new": new_id}))
    outbox.move_chat(connection, platform, old_id, new_id)
    waiting = (
        update(inbox)
        .where(inbox.c.platform == platform, inbox.c.chat == old_id, inbox.c.state == WAITING)
        .values(chat=new_id)
    )
    connection.execute(waiting)
    # Whoever began a form in both has it open where everybody is now.
    begun = update(drafts).where(drafts.c.platform == platform, drafts.c.chat == old_id)
    connection.execute(begun.prefix_with("OR REPLACE").values(chat=new_id))


def former_ids(connection: Connection, platform: PlatformName, chat: ChatId) -> frozenset[ChatId]:
    """The ids that the chat had before."""
    statement = select(moved_chats.c.old).where(
        moved_chats.c.platform == platform, moved_chats.c.new == chat
    )
    return frozenset(ChatId(old) for old in connection.execute(statement).scalars())


def current_ids(
    connection: Connection, platform: PlatformName, chats: Collection[ChatId]
) -> Mapping[ChatId, ChatId]:
    """Each of the ids, and the one that its chat has now."""
    statement = select(moved_chats.c.old, moved_chats.c.new).where(
        moved_chats.c.platform == platform, moved_chats.c.old.in_(chats)
    )
    moved = {ChatId(row.old): ChatId(row.new) for row in connection.execute(statement)}
    return {chat: moved.get(chat, chat) for chat in chats}

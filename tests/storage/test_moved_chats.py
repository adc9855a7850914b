"""A chat with another id: what waits follows, what is done stays where it was."""

from dataclasses import replace

from messages.request import Chat, ChatId, ChatMoved, PlatformName, Request, RequestKey
from storage import inbox, moved_chats
from storage.database import Database
from tests.storage.said import TELEGRAM, request

OLD, NEW = ChatId("-4001"), ChatId("-1000000000001")
MOVED = ChatMoved(RequestKey("telegram:7:9"), TELEGRAM, OLD, NEW)


def said_in(chat: ChatId, key: str) -> Request:
    return replace(request(key), chat=Chat(TELEGRAM, chat, is_private=False))


async def test_what_waits_follows_and_settings_know_it_again(database: Database) -> None:
    waiting, done = said_in(OLD, "1"), said_in(OLD, "2")
    async with database.write() as connection:
        await inbox.accept(connection, (waiting, done))
        await inbox.finish(connection, done.key)
        assert await inbox.accept(connection, (MOVED, MOVED)) == ()
        assert await inbox.accept(connection, (MOVED,)) == ()
    async with database.read() as connection:
        (left,) = await inbox.unfinished(connection, (TELEGRAM,))
        assert (left.key, left.chat.id) == (waiting.key, NEW)
        assert await moved_chats.former_ids(connection, TELEGRAM, NEW) == {OLD}
        assert await moved_chats.former_ids(connection, TELEGRAM, OLD) == frozenset()
        assert await moved_chats.former_ids(connection, PlatformName("slack"), NEW) == frozenset()


async def test_it_comes_among_requests(database: Database) -> None:
    before, after = said_in(OLD, "1"), said_in(NEW, "2")
    async with database.write() as connection:
        assert await inbox.accept(connection, (before, MOVED, after)) == (before, after)

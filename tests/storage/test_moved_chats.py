"""A chat with another id: what waits follows, what is done stays where it was."""

from dataclasses import replace

from messages.request import Chat, ChatId, ChatMoved, PlatformName, Request, RequestKey
from storage import inbox, moved_chats
from storage.database import Database
from tests.databases import reading, writing
from tests.storage.said import TELEGRAM, request

OLD, NEW = ChatId("-4001"), ChatId("-1000000000001")
MOVED = ChatMoved(RequestKey("telegram:7:9"), TELEGRAM, OLD, NEW)


def said_in(chat: ChatId, key: str) -> Request:
    return replace(request(key), chat=Chat(TELEGRAM, chat, is_private=False))


async def test_what_waits_follows_and_settings_know_it_again(database: Database) -> None:
    waiting, done = said_in(OLD, "1"), said_in(OLD, "2")
    with writing(database) as connection:
        inbox.accept(connection, (waiting, done))
        inbox.finish(connection, done.key)
        assert inbox.accept(connection, (MOVED, MOVED)) == ()
        assert inbox.accept(connection, (MOVED,)) == ()
    with reading(database) as connection:
        (left,) = inbox.unfinished(connection, (TELEGRAM,))
        assert (left.key, left.chat.id) == (waiting.key, NEW)
        assert moved_chats.former_ids(connection, TELEGRAM, NEW) == {OLD}
        assert moved_chats.former_ids(connection, TELEGRAM, OLD) == frozenset()
        assert moved_chats.former_ids(connection, PlatformName("slack"), NEW) == frozenset()


async def test_it_comes_among_requests(database: Database) -> None:
    before, after = said_in(OLD, "1"), said_in(NEW, "2")
    with writing(database) as connection:
        assert inbox.accept(connection, (before, MOVED, after)) == (before, after)

"""Whatever stands in an event in the place of anything: it is stored, or nobody's business, and
comes back from the database as it went in (row P11)."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from messages.request import Inbound, PlatformName, Request
from platforms.slack.intake import Intake
from platforms.telegram.platform import TelegramPlatform
from storage import inbox
from storage.database import Database
from tests.databases import writing
from tests.platforms.bot_api import BotApiServer
from tests.platforms.telegram.conftest import KNOWN, QuickClock, listening
from tests.platforms.telegram.test_inbound import ALICE, GROUP, OURS, message

PLATFORMS = (PlatformName("telegram"), PlatformName("slack"))
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
POISON = [None, True, 5, 10**30, -62135596800, 1.5, "", "\ud83d", "a\0b", [1], {"a": 1}]

CHANNEL = {"id": -1001, "type": "channel", "title": "News"}
PRESSED = {"id": "7", "from": ALICE, "message": OURS, "chat_instance": "1"}
FROM_TELEGRAM = [
    {"message": message("/rank Indonesia")},
    {"message": message("rank it", GROUP, reply_to_message=OURS, is_topic_message=True)},
    {"message": message("/rank Indonesia", GROUP, sender_chat=CHANNEL)},
    {"message": message(None, GROUP, migrate_to_chat_id=-100200)},
    {"edited_message": message("/rank Indonesia", edit_date=2)},
    {"callback_query": PRESSED | {"data": "rank x"}},
    {"callback_query": PRESSED | {"data": " "}},
    {"inline_query": {"id": "7", "from": ALICE, "query": "indo", "offset": ""}},
]

WHO = {"id": "U1", "username": "a", "team_id": "T1"}
BY_PRESS = {"trigger_id": "1.2", "team": {"id": "T1"}, "user": WHO}
TYPED = {"b": {"answer": {"value": "x"}}}
SENT = '{"form": "report", "about": "", "chat": "C1", "thread": null, "is_private": false}'
BUTTON = {"action_id": "x", "value": "rank x", "action_ts": "1.6"}
PLACE = {"type": "message", "message_ts": "1.5", "channel_id": "C1", "thread_ts": "1.1"}
HEARD = {"type": "app_mention", "user": "U1", "ts": "1.1", "channel": "C1", "text": "rank x"}
OPENED = {"type": "app_home_opened", "user": "U1", "tab": "home", "channel": "D1"}
THREAD = {"user_id": "U1", "channel_id": "D1", "thread_ts": "1.1"}
BEGUN = {"type": "assistant_thread_started", "assistant_thread": THREAD, "event_ts": "1.2"}
SLASH = {"command": "/rank", "text": "x", "user_id": "U1", "user_name": "a", "channel_id": "C1"}
WINDOW = {"id": "V1", "callback_id": "ask", "private_metadata": "rank"}
FROM_SLACK: list[dict[str, Any]] = [
    {"type": "event_callback", "event_id": "E1", "event": HEARD | {"thread_ts": "1.0"}},
    {"type": "event_callback", "event_id": "E2", "event": OPENED},
    {"type": "event_callback", "event_id": "E3", "event": BEGUN},
    SLASH | {"team_id": "T1", "response_url": "https://x/y", "trigger_id": "1.1"},
    {"type": "block_actions", **BY_PRESS, "container": PLACE, "actions": [BUTTON]},
    {"type": "block_actions", **BY_PRESS, "container": {"type": "view"}, "actions": [BUTTON]},
    {"type": "shortcut", **BY_PRESS, "action_ts": "1.6"},
    {"type": "message_action", **BY_PRESS, "channel": {"id": "C1"}, "message": {"text": "x"}},
    {"type": "view_submission", **BY_PRESS, "view": WINDOW | {"state": {"values": TYPED}}},
    {
        "type": "view_submission",
        **BY_PRESS,
        "view": {"id": "V2", "callback_id": "form", "private_metadata": SENT}
        | {"state": {"values": TYPED}},
    },
]


def poisoned(event: Any) -> Iterator[Any]:
    """The event, with every poison in every place."""
    for place in places(event):
        for poison in POISON:
            spoilt = deepcopy(event)
            inside = spoilt
            for step in place[:-1]:
                inside = inside[step]
            inside[place[-1]] = poison
            yield spoilt


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if way:
        yield way
    match value:
        case dict():
            inner: Iterable[tuple[Any, Any]] = value.items()
        case list():
            inner = enumerate(value)
        case _:
            inner = ()
    for step, held in inner:
        yield from places(held, (*way, step))


def test_everything_a_poison_can_replace_is_found() -> None:
    assert list(places({"a": [1], "b": {"c": 2}})) == [("a",), ("a", 0), ("b",), ("b", "c")]


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = await Database.open(f"sqlite:///{tmp_path / 'kopdar.sqlite'}")
    yield database
    await database.close()


def assert_it_comes_back(database: Database, read: Sequence[Inbound]) -> None:
    """As it went in: a restart goes on with what was worked on before."""
    for each in read:
        with writing(database) as connection:
            requests = inbox.accept(connection, [each])
            assert inbox.unfinished(connection, PLATFORMS) == requests
            assert requests == ((each,) if isinstance(each, Request) else ())
            connection.rollback()


@pytest.mark.parametrize("update", FROM_TELEGRAM)
async def test_p11_poison_from_telegram(database: Database, update: dict[str, Any]) -> None:
    """Through polls, of which one that cannot be taken would come again for ever."""
    taken: list[Inbound] = []
    is_over = asyncio.Event()

    async def accept(inbound: Sequence[Inbound]) -> None:
        taken.extend(inbound)
        if inbound[-1].key.endswith(":9000"):
            is_over.set()

    async with BotApiServer() as api:
        for number, spoilt in enumerate(poisoned(update)):
            api.deliver_raw({"update_id": number, **spoilt})
        api.deliver_raw({"update_id": 9000, "message": message("/help")})
        platform = TelegramPlatform(api.token, api.url, QuickClock(), KNOWN)
        async with listening(platform, accept), asyncio.timeout(10):
            await is_over.wait()
        await platform.close()
        # These buttons nobody was shown.
        api.violations.clear()
    assert_it_comes_back(database, taken)


@pytest.mark.parametrize("payload", FROM_SLACK)
async def test_p11_poison_from_slack(database: Database, payload: dict[str, Any]) -> None:
    taken: list[Inbound] = []

    async def accept(inbound: Sequence[Inbound]) -> None:
        taken.extend(inbound)

    intake = Intake(accept, QuickClock())
    for spoilt in poisoned(payload):
        assert await intake.takes(spoilt, "E9")
    assert_it_comes_back(database, taken)

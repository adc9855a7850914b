"""Where Telegram calls: nobody else is heard, and nothing is taken before it is committed."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator

import pytest

from messages.request import Request, Unreadable
from platforms.telegram.inbound import READ_UPDATES
from platforms.telegram.platform import TelegramPlatform
from platforms.telegram.webhook import LOOK_EVERY, WebhookAddress
from tests.bot.desk import eventually
from tests.platforms.bot_api import BotApiServer
from tests.platforms.doorway import Doorway, doorway
from tests.platforms.telegram.conftest import KNOWN, Inbox, QuickClock, listening

ADDRESS = WebhookAddress("https://kopdar.test/from/telegram", "a-Secret_of-sixteen-or-more")
SECRET = [("X-Telegram-Bot-Api-Secret-Token", ADDRESS.secret)]
PATH = "/from/telegram"


class SlowClock(QuickClock):
    """Sleeps until the test wakes the sleeper."""

    def __init__(self) -> None:
        super().__init__()
        self.woken = asyncio.Event()

    async def sleep(self, pause: object) -> None:
        await super().sleep(LOOK_EVERY)
        await self.woken.wait()
        self.woken.clear()


@pytest.fixture
def clock() -> SlowClock:
    return SlowClock()


@pytest.fixture
async def called(api: BotApiServer, clock: SlowClock) -> AsyncIterator[TelegramPlatform]:
    telegram = TelegramPlatform(api.token, api.url, clock, KNOWN, webhook=ADDRESS)
    yield telegram
    await telegram.close()


@pytest.fixture
async def door(api: BotApiServer, called: TelegramPlatform) -> AsyncIterator[Doorway]:
    async with doorway(*called.endpoints) as opened:
        api.webhook.gateway = opened.root
        yield opened


async def test_telegram_is_told_where_to_call_and_brings_what_is_said(
    api: BotApiServer, called: TelegramPlatform, door: Doorway, inbox: Inbox
) -> None:
    alice = api.person("Alice")
    assert called.heard_at is None
    async with listening(called, inbox.accept):
        for name in ("Japan", "India", "Kuwait"):
            await api.says(alice, f"/rank {name}")
        asked = [(await inbox.next_batch())[0] for _ in range(3)]
    assert [each.arguments for each in asked if isinstance(each, Request)] == [
        "Japan",
        "India",
        "Kuwait",
    ]
    assert api.calls_to("setWebhook") == [
        {
            "url": ADDRESS.url,
            "secret_token": ADDRESS.secret,
            "allowed_updates": list(READ_UPDATES),
            "max_connections": 1,
            "drop_pending_updates": False,
        }
    ]
    assert api.calls_to("getUpdates") == []
    assert called.heard_at is not None


async def test_a_webhook_that_is_as_it_should_be_is_left_alone(
    api: BotApiServer, called: TelegramPlatform, door: Doorway, inbox: Inbox
) -> None:
    for _ in range(2):
        async with listening(called, inbox.accept):
            await api.called("getWebhookInfo", len(api.calls_to("getWebhookInfo")) + 1)
            await api.says(api.person("Alice"), "/top")
            await inbox.next_batch()
    assert len(api.calls_to("setWebhook")) == 1


async def test_an_update_that_could_not_be_stored_is_brought_again(
    api: BotApiServer, called: TelegramPlatform, door: Doorway, inbox: Inbox
) -> None:
    inbox.failures = [OSError("disk full"), OSError("disk full")]
    await api.says(api.person("Alice"), "/top")
    async with listening(called, inbox.accept):
        (request,) = await inbox.next_batch()
    assert isinstance(request, Request)
    assert api.webhook.brought == [500_000_001]


async def test_nothing_is_taken_while_nobody_listens(
    api: BotApiServer, called: TelegramPlatform, door: Doorway, inbox: Inbox
) -> None:
    assert await door.post(PATH, "{}", SECRET) == (503, "not listening now\n")
    async with listening(called, inbox.accept):
        await api.called("getWebhookInfo")
    assert await door.post(PATH, "{}", SECRET) == (503, "not listening now\n")


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("X-Telegram-Bot-Api-Secret-Token", "")],
        [("X-Telegram-Bot-Api-Secret-Token", ADDRESS.secret[:-1])],
        [("X-Telegram-Bot-Api-Secret-Token", ADDRESS.secret + "x")],
        [("X-Telegram-Bot-Api-Secret-Token", ADDRESS.secret.upper())],
        [("X-Telegram-Bot-Api-Secret-Token", "wrong"), *SECRET],
        [*SECRET, *SECRET],
    ],
)
async def test_c5_a_forged_call_is_refused_before_it_is_read(
    api: BotApiServer,
    called: TelegramPlatform,
    door: Doorway,
    inbox: Inbox,
    headers: list[tuple[str, str]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    update = {"update_id": 1, "message": {"text": "/rank"}}
    async with listening(called, inbox.accept):
        await api.called("getWebhookInfo")
        status, _ = await door.post(PATH, json.dumps(update), headers)
        assert status == 401
        assert (await door.post(PATH, b"[" * 100_000, headers))[0] == 401
    assert inbox.batches.empty()
    assert ADDRESS.secret[:-1] not in caplog.text


async def test_c5_a_secret_that_is_no_text_is_refused_like_any_other(
    called: TelegramPlatform, door: Doorway
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", door.root.rpartition(":")[2])
    writer.write(
        f"POST {PATH} HTTP/1.1\r\nHost: kopdar.test\r\nContent-Length: 0\r\n".encode()
        + b"X-Telegram-Bot-Api-Secret-Token: \xff\r\n\r\n"
    )
    assert await reader.readline() == b"HTTP/1.1 401 Unauthorized\r\n"
    writer.close()


async def test_c5_a_body_of_10_mb_is_not_taken_in(
    api: BotApiServer, called: TelegramPlatform, door: Doorway, inbox: Inbox
) -> None:
    async with listening(called, inbox.accept):
        await api.called("getWebhookInfo")
        assert (await door.post(PATH, b"x" * 10_000_000, SECRET))[0] == 413
    assert inbox.batches.empty()


async def test_p11_poison_is_kept_raw_and_the_rest_go_on(
    api: BotApiServer, called: TelegramPlatform, door: Doorway, inbox: Inbox
) -> None:
    alice = api.person("Alice")
    async with listening(called, inbox.accept):
        await api.called("setWebhook")
        api.deliver_raw({"update_id": 500_000_001, "message": {"message_id": "nonsense"}})
        await api.says(alice, "/rank India")
        (poison,), (request,) = await inbox.next_batch(), await inbox.next_batch()
        assert await door.post(PATH, b"\xff no JSON {", SECRET) == (200, "")
        (garbage,) = await inbox.next_batch()
    assert isinstance(poison, Unreadable)
    assert isinstance(request, Request)
    assert isinstance(garbage, Unreadable)
    assert "no JSON" in garbage.raw


async def test_a_webhook_that_somebody_took_away_is_set_again(
    api: BotApiServer, called: TelegramPlatform, door: Doorway, inbox: Inbox, clock: SlowClock
) -> None:
    async with listening(called, inbox.accept):
        await api.called("setWebhook")
        await clock.slept(1)
        api.sets_webhook("https://somebody.else/hook")
        clock.woken.set()
        await api.called("setWebhook", 2)


async def test_another_secret_at_telegram_shows_and_is_mended(
    api: BotApiServer, called: TelegramPlatform, door: Doorway, inbox: Inbox, clock: SlowClock
) -> None:
    api.webhook.set(
        {
            "url": ADDRESS.url,
            "secret_token": "the-one-of-last-year",
            "allowed_updates": list(READ_UPDATES),
        }
    )
    async with listening(called, inbox.accept):
        await clock.slept(1)
        assert api.calls_to("setWebhook") == []
        await api.says(api.person("Alice"), "/top")
        await eventually(lambda: "401" in api.webhook.tell().get("last_error_message", ""))
        clock.woken.set()
        await inbox.next_batch()
    assert len(api.calls_to("setWebhook")) == 1


async def test_what_telegram_met_is_told_once_without_secrets(
    api: BotApiServer,
    called: TelegramPlatform,
    door: Doorway,
    inbox: Inbox,
    clock: SlowClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    inbox.failures = [OSError("disk full")]
    async with listening(called, inbox.accept):
        await api.says(api.person("Alice"), "/top")
        await inbox.next_batch()
        for rounds in (1, 2, 3):
            await clock.slept(rounds)
            clock.woken.set()
        await clock.slept(4)
    told = [each for each in caplog.messages if "could not bring updates" in each]
    assert told == [
        "Telegram could not bring updates (Wrong response from the webhook: 500); 0 wait there"
    ]
    assert ADDRESS.secret not in caplog.text
    assert ADDRESS.secret not in repr(ADDRESS)


async def test_a_telegram_that_is_away_is_looked_for_again(
    api: BotApiServer, called: TelegramPlatform, door: Doorway, inbox: Inbox, clock: SlowClock
) -> None:
    api.fail_next("getWebhookInfo", 502, body=b"<html>Bad Gateway</html>")
    api.fail_next("setWebhook", 429, retry_after=3)
    async with listening(called, inbox.accept):
        for rounds in (1, 2):
            await clock.slept(rounds)
            assert called.heard_at is None
            clock.woken.set()
        await clock.slept(3)
        assert called.heard_at is not None

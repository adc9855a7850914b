"""The whole of it: what `bot` builds, and what may never be seen in a log."""

import asyncio
import logging

import pytest

from messages.phrase import phrase
from messages.reply import Button, Reply, Text
from messages.request import Request
from messages.wording import Wording
from platforms.contract import Platform
from platforms.telegram.failure import CallFailed
from platforms.telegram.platform import TelegramPlatform
from tests.platforms.bot_api import BotApiServer
from tests.platforms.telegram.conftest import KNOWN, Inbox, QuickClock, listening
from tests.platforms.telegram.test_render import request
from tests.platforms.telegram.test_sender import chat_of, says


async def test_it_keeps_the_contract(platform: TelegramPlatform) -> None:
    kept: Platform = platform
    assert kept.name == "telegram"
    assert await kept.language_of(request().sender) is None


async def test_it_knows_its_name(api: BotApiServer, platform: TelegramPlatform) -> None:
    assert await platform.who_am_i() == f"@{api.username}"


@pytest.mark.parametrize(
    ("token", "said"),
    [
        ("1:wrong-secret", "Telegram refuses the bot token"),
        ("1:wrong\nsecret", "InvalidURL"),
        ("1:wrong secret/../x", "404"),
    ],
)
async def test_a_wrong_token_is_said_without_showing_it(
    api: BotApiServer, clock: QuickClock, token: str, said: str
) -> None:
    telegram = TelegramPlatform(token, api.url, clock, KNOWN)
    with pytest.raises(CallFailed) as failure:
        await telegram.who_am_i()
    assert said in str(failure.value)
    assert "secret" not in f"{failure.value} {failure.value!r}"
    assert "secret" not in repr(vars(telegram)["_polling"])
    await telegram.close()


@pytest.mark.parametrize(
    ("address", "proxy", "named"),
    [
        ("http://127.0.0.1:9", None, "127.0.0.1:9"),
        ("http://me:pass@127.0.0.1:9/path", None, "127.0.0.1:9"),
        (
            "https://api.example",
            "http://me:pass@127.0.0.1:9",
            "api.example by the proxy 127.0.0.1:9",
        ),
    ],
)
async def test_a_server_that_is_not_reached_is_named_without_secrets(
    clock: QuickClock, address: str, proxy: str | None, named: str
) -> None:
    telegram = TelegramPlatform("1:secret", address, clock, KNOWN, proxy)
    with pytest.raises(CallFailed) as failure:
        await telegram.who_am_i()
    await telegram.close()
    assert str(failure.value) == f"no connection to {named} (ConnectError)"


async def test_the_server_is_reached_past_a_dead_proxy_of_other_programs(
    api: BotApiServer, clock: QuickClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")
    telegram = TelegramPlatform(api.token, api.url, clock, KNOWN)
    assert await telegram.who_am_i() == f"@{api.username}"
    await telegram.close()


async def test_the_token_is_in_no_log_at_debug(
    api: BotApiServer,
    platform: TelegramPlatform,
    inbox: Inbox,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    for quiet in ("httpx", "httpcore"):  # as telemetry sets them: they log addresses
        caplog.set_level(logging.WARNING, quiet)
    alice = api.person("Alice")
    description = f"Bad Request: no method /bot{api.token}/sendMessage"
    api.fail_next("getMe", 502, body=f"<a href='/bot{api.token}/getMe'>".encode())
    api.fail_next("getUpdates", 409, description)
    api.drop_next("getUpdates")
    api.fail_next("sendMessage", 400, description)
    api.fail_next("answerCallbackQuery", 400, description)
    inbox.failures = [OSError("disk full")]
    async with listening(platform, inbox.accept):
        question = await api.says(alice, "/top")
        await api.presses_forged(alice, question, "rank ID")
        seen: list[str] = []
        while len(seen) < 2:
            batch = await inbox.next_batch()
            seen += [r.command for r in batch if isinstance(r, Request)]
        await api.called("answerCallbackQuery")
        refused = await platform.send(chat_of(alice), says("hello"), None)
        api.drop_next("sendMessage")
        lost = await platform.send(chat_of(alice), says("hello"), None)
        await asyncio.sleep(0)
    await platform.close()
    secret = api.token.partition(":")[2]
    assert "failed" in caplog.text
    assert secret not in caplog.text + repr(refused) + repr(lost) + repr(platform)


async def test_a_conversation_in_a_topic(
    api: BotApiServer, platform: TelegramPlatform, inbox: Inbox, english: Wording
) -> None:
    alice = api.person("Alice")
    team = api.group("Desk", [alice], is_forum=True)
    news = api.topic(team, "News")
    history = Reply((Text(phrase("the years")),))
    standing = Reply((Text(phrase("41st")),), (Button(phrase("History"), "top", "ID"),))
    async with listening(platform, inbox.accept):
        question = await api.says(alice, f"@{api.username} rank", chat=team, thread=news)
        await api.says(alice, "what a day", chat=team, thread=news)
        (asked,) = await inbox.next_batch()
        assert isinstance(asked, Request)
        for piece in platform.render(asked, standing, english, None):
            await platform.send(asked.chat, piece, None)
        answer = await api.next_message()
        assert (answer.thread, answer.reply_to) == (news, question.message_id)
        query = await api.presses(alice, answer, "History")
        (pressed,) = await inbox.next_batch()
        assert isinstance(pressed, Request)
        assert (pressed.command, pressed.arguments, pressed.chat) == ("top", "ID", asked.chat)
        for piece in platform.render(pressed, history, english, None):
            await platform.send(pressed.chat, piece, None)
        changed = await api.next_message()
        await api.called("answerCallbackQuery")
    assert (changed.message_id, changed.text, changed.edited) == (
        answer.message_id,
        "the years",
        True,
    )
    assert api.is_answered(query)

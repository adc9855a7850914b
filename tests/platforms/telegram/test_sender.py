"""What became of a call, told from how it ended; and changes that cannot be made in place."""

import asyncio
import io
from datetime import timedelta
from typing import Any

import httpx
import pytest
from PIL import Image
from telegram.error import NetworkError

from messages.chart import Picture
from messages.delivery import (
    Closed,
    Delivered,
    Moved,
    NotSent,
    Piece,
    Refused,
    SendOutcome,
    Throttled,
    Uncertain,
)
from messages.phrase import phrase
from messages.reply import Button, Reply, Text
from messages.request import Chat, ChatId, PlatformName, Request
from messages.wording import Wording
from platforms.telegram.failure import AnswerLost, CallFailed, NotTaken, failure_of
from platforms.telegram.platform import TelegramPlatform
from platforms.telegram.render import render
from platforms.telegram.sender import MessageSender
from tests.platforms.bot_api import BotApiServer, Group, Message, Person
from tests.platforms.telegram.conftest import KNOWN, QuickClock, connected
from tests.platforms.telegram.test_render import request

TELEGRAM = PlatformName("telegram")


def png(width: int = 40, height: int = 30, color: str = "white") -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (width, height), color).save(drawn, "PNG")
    return drawn.getvalue()


def chat_of(who: Person | Group, thread: int | None = None) -> Chat:
    return Chat(TELEGRAM, ChatId(str(who.id)), str(thread) if thread else None)


def says(text: str) -> Piece:
    return Piece({"method": "sendMessage", "parameters": {"text": text}})


async def test_a_message_arrives(api: BotApiServer, platform: TelegramPlatform) -> None:
    alice = api.person("Alice")
    outcome = await platform.send(chat_of(alice), says("hello"), None)
    assert isinstance(outcome, Delivered)
    message = await api.next_message()
    assert (message.chat_id, message.text) == (alice.id, "hello")
    assert outcome.message_id == str(message.message_id)


async def test_in_a_topic_it_is_said_in_that_topic(
    api: BotApiServer, platform: TelegramPlatform
) -> None:
    team = api.group("Desk", is_forum=True)
    news = api.topic(team, "News")
    assert await platform.send(chat_of(team, news), says("hello"), None) == Delivered()
    assert (await api.next_message()).thread == news


REFUSALS: list[tuple[dict[str, Any], type[SendOutcome]]] = [
    ({"status": 400, "description": "Bad Request: message text is empty"}, Refused),
    ({"status": 400, "description": "Bad Request: chat not found"}, Closed),
    ({"status": 400, "description": "Bad Request: CHAT_WRITE_FORBIDDEN"}, Closed),
    ({"status": 403, "description": "Forbidden: bot was blocked by the user"}, Closed),
    ({"status": 403, "description": "Forbidden: user is deactivated"}, Closed),
    ({"status": 413, "body": b"<html>too large</html>"}, Refused),
    ({"status": 401, "description": "Unauthorized"}, Closed),
    ({"status": 404, "description": "Not Found"}, Closed),
    ({"status": 404, "description": "Not Found: method not found"}, NotSent),
    ({"status": 500, "description": "Internal Server Error"}, NotSent),
    ({"status": 502, "description": "Bad Gateway"}, NotSent),
    ({"status": 403, "body": b"<html>proxy says no</html>"}, NotSent),
    ({"status": 500, "body": b"<html>oops</html>"}, Uncertain),
    ({"status": 502, "body": b"<html>Bad Gateway</html>"}, Uncertain),
    ({"status": 504, "body": b""}, Uncertain),
    ({"status": 200, "body": b"<html>welcome to our wifi</html>"}, Uncertain),
    ({"status": 200, "body": b'{"ok": true}'}, Uncertain),
    ({"status": 200, "body": b"[[[["}, Uncertain),
    ({"status": 500, "body": b'["ok"]'}, Uncertain),
    ({"status": 429, "body": b"slow down"}, Throttled),
]


@pytest.mark.parametrize(("failure", "outcome"), REFUSALS)
async def test_an_outcome_for_every_answer(
    api: BotApiServer,
    platform: TelegramPlatform,
    failure: dict[str, Any],
    outcome: type[SendOutcome],
) -> None:
    alice = api.person("Alice")
    api.fail_next("sendMessage", **failure)
    assert isinstance(await platform.send(chat_of(alice), says("hello"), None), outcome)
    assert len(api.calls_to("sendMessage")) == 1


async def test_the_server_names_how_long_to_wait(
    api: BotApiServer, platform: TelegramPlatform
) -> None:
    alice = api.person("Alice")
    api.fail_next("sendMessage", status=429, retry_after=17)
    outcome = await platform.send(chat_of(alice), says("hello"), None)
    assert outcome == Throttled(timedelta(seconds=17))


@pytest.mark.parametrize(
    ("named", "seconds"),
    [
        ("0.2", 1),
        ("90000", 86_400),
        ("1" + "0" * 300, 86_400),
        ("1e400", 86_400),
        ("-1e400", 5),
        ("-3", 5),
        ("NaN", 5),
        ("true", 5),
        ('"soon"', 5),
        ("[]", 5),
    ],
)
async def test_a_wait_that_makes_no_sense_is_neither_an_end_nor_for_ever(
    api: BotApiServer, platform: TelegramPlatform, named: str, seconds: int
) -> None:
    answer = f'{{"ok": false, "error_code": 429, "parameters": {{"retry_after": {named}}}}}'
    api.fail_next("sendMessage", 429, body=answer.encode())
    outcome = await platform.send(chat_of(api.person("Alice")), says("hello"), None)
    assert outcome == Throttled(timedelta(seconds=seconds))


@pytest.mark.parametrize("accepted", [True, False])
async def test_a_torn_connection_leaves_it_open_whether_it_arrived(
    api: BotApiServer, platform: TelegramPlatform, accepted: bool
) -> None:
    alice = api.person("Alice")
    api.drop_next("sendMessage", accepted=accepted)
    assert isinstance(await platform.send(chat_of(alice), says("hello"), None), Uncertain)
    assert len(api.messages(alice)) == int(accepted)
    assert len(api.calls_to("sendMessage")) == 1


async def test_without_a_connection_it_was_surely_not_sent(clock: QuickClock) -> None:
    telegram = TelegramPlatform("1:secret", "http://127.0.0.1:9", clock, KNOWN)
    outcome = await telegram.send(Chat(TELEGRAM, ChatId("1")), says("hello"), None)
    assert isinstance(outcome, NotSent)
    assert "secret" not in outcome.reason
    await telegram.close()


@pytest.mark.parametrize(
    ("cause", "failure"),
    [
        (httpx.ConnectError("x"), NotTaken),
        (httpx.ConnectTimeout("x"), NotTaken),
        (httpx.PoolTimeout("x"), NotTaken),
        (httpx.ProxyError("x"), NotTaken),
        (httpx.ReadTimeout("x"), AnswerLost),
        (httpx.WriteTimeout("x"), AnswerLost),
        (httpx.ReadError("x"), AnswerLost),
        (httpx.RemoteProtocolError("x"), AnswerLost),
        (ValueError("x"), AnswerLost),
    ],
)
def test_the_cause_tells_whether_anything_left(cause: Exception, failure: type[CallFailed]) -> None:
    wrapped = NetworkError("as the library raises it")
    wrapped.__cause__ = cause
    assert type(failure_of(wrapped, "there")) is failure
    assert type(failure_of(cause, "there")) is failure


async def test_nothing_leaves_after_closing(api: BotApiServer, platform: TelegramPlatform) -> None:
    await platform.close()
    alice = api.person("Alice")
    assert isinstance(await platform.send(chat_of(alice), says("hello"), None), NotSent)


async def test_a_group_that_moved_is_found_again(
    api: BotApiServer, platform: TelegramPlatform
) -> None:
    old = api.group("Desk", kind="group")
    new = api.upgrades(old)
    outcome = await platform.send(chat_of(old), says("hello"), None)
    assert outcome == Moved(chat_of(new))
    assert await platform.send(outcome.chat, says("hello"), None) == Delivered()


async def test_who_blocked_us_is_told_in_plain_words(
    api: BotApiServer, platform: TelegramPlatform
) -> None:
    alice = api.person("Alice")
    api.blocks(alice)
    outcome = await platform.send(chat_of(alice), says("hello"), None)
    assert outcome == Closed("Forbidden: bot was blocked by the user")


@pytest.mark.parametrize(
    "piece",
    [
        Piece({}),
        Piece({"method": "sendMessage", "parameters": None}),
        Piece({"method": "sendPhoto", "parameters": {}}, "digest"),
    ],
)
async def test_a_piece_that_is_no_call_is_refused(platform: TelegramPlatform, piece: Piece) -> None:
    assert isinstance(await platform.send(Chat(TELEGRAM, ChatId("1")), piece, None), Refused)


async def test_who_gives_up_waiting_tears_no_connection(
    api: BotApiServer, platform: TelegramPlatform
) -> None:
    alice = api.person("Alice")
    for _ in range(100):
        waiting = asyncio.create_task(platform.send(chat_of(alice), says("hello"), None))
        await asyncio.sleep(0)
        waiting.cancel()
    await asyncio.sleep(0)
    assert await platform.send(chat_of(alice), says("last"), None) == Delivered()
    await platform.close()
    assert len(api.messages(alice)) == 101


async def test_nothing_goes_on_after_the_connections_are_closed(api: BotApiServer) -> None:
    """Of four calls two have a connection, and two wait for one: none opens another later."""
    alice = api.person("Alice")
    api.hang_next("sendMessage", times=4)
    async with connected(api) as calls:
        sender = MessageSender(calls)
        sending = [sender.send(chat_of(alice), says(text), None) for text in "abcd"]
        waiting = {asyncio.create_task(each) for each in sending}
        await api.called("sendMessage", 2)
        await sender.finish(patience=timedelta(0))
    done, _ = await asyncio.wait(waiting, timeout=1)
    assert done == waiting
    assert len(api.calls_to("sendMessage")) == 2


# In place.

TEXT = Reply((Text(phrase("text")),), (Button(phrase("More"), "rank", "ID"),))
OTHER = Reply((Text(phrase("other")),))


async def deliver(
    platform: TelegramPlatform,
    chat: Chat,
    asked: Request,
    reply: Reply,
    wording: Wording,
    drawn: bytes | None = None,
) -> list[SendOutcome]:
    picture = Picture(drawn, "") if drawn else None
    pieces = render(asked, reply, wording, picture)
    return [await platform.send(chat, p, drawn if p.picture else None) for p in pieces]


def pressed(message: Message) -> Request:
    picture = {"shows_picture": "yes"} if message.photo else {}
    return request(edit=str(message.message_id), **picture)


@pytest.mark.parametrize(("before", "after"), [(None, None), (None, "b"), ("a", "b")])
async def test_an_answer_changes_in_place(
    api: BotApiServer,
    platform: TelegramPlatform,
    english: Wording,
    before: str | None,
    after: str | None,
) -> None:
    alice = api.person("Alice")
    chat = chat_of(alice)
    drawn = {"a": png(color="red"), "b": png(), None: None}
    await deliver(platform, chat, request(), TEXT, english, drawn[before])
    first = await api.next_message()
    assert (first.labels, bool(first.photo)) == (["More"], bool(before))
    outcome = await deliver(platform, chat, pressed(first), OTHER, english, drawn[after])
    assert outcome == [Delivered()]
    second = await api.next_message()
    assert (second.message_id, second.edited) == (first.message_id, True)
    assert (second.text, second.labels, bool(second.photo)) == ("other", [], bool(after))
    assert len(api.messages(alice)) == 1


@pytest.mark.parametrize("is_old", [False, True])
async def test_a_picture_gives_way_to_text(
    api: BotApiServer, platform: TelegramPlatform, english: Wording, is_old: bool
) -> None:
    alice = api.person("Alice")
    chat = chat_of(alice)
    await deliver(platform, chat, request(), TEXT, english, png())
    first = await api.next_message()
    if is_old:
        api.ages(first)
    outcome = await deliver(platform, chat, pressed(first), OTHER, english)
    assert outcome == [Delivered(), Delivered()]
    second = await api.next_message()
    assert (second.text, second.edited) == ("other", False)
    left = api.messages(alice)
    assert [m.text for m in left] == (["text", "other"] if is_old else ["other"])
    assert [m.labels for m in left] == [[]] * len(left)


async def test_the_same_answer_again_counts_as_delivered(
    api: BotApiServer, platform: TelegramPlatform, english: Wording
) -> None:
    chat = chat_of(api.person("Alice"))
    await deliver(platform, chat, request(), TEXT, english)
    first = await api.next_message()
    assert await deliver(platform, chat, pressed(first), TEXT, english) == [Delivered()]
    assert api.nothing_sent()


@pytest.mark.parametrize("drawn", [None, png()])
async def test_what_is_gone_is_answered_by_a_new_message(
    api: BotApiServer, platform: TelegramPlatform, english: Wording, drawn: bytes | None
) -> None:
    alice = api.person("Alice")
    chat = chat_of(alice)
    await deliver(platform, chat, request(), TEXT, english)
    first = await api.next_message()
    api.deletes(first)
    assert await deliver(platform, chat, pressed(first), OTHER, english, drawn) == [Delivered()]
    second = await api.next_message()
    assert (second.text, second.edited, second.photo) == ("other", False, drawn)


async def test_clearing_away_what_is_gone_is_no_trouble(
    api: BotApiServer, platform: TelegramPlatform, english: Wording
) -> None:
    chat = chat_of(api.person("Alice"))
    await deliver(platform, chat, request(), TEXT, english, png())
    first = await api.next_message()
    api.deletes(first)
    outcome = await deliver(platform, chat, pressed(first), OTHER, english)
    assert outcome == [Delivered(), Delivered()]


async def test_a_lost_answer_to_a_change_may_be_asked_for_again(
    api: BotApiServer, platform: TelegramPlatform, english: Wording
) -> None:
    alice = api.person("Alice")
    chat = chat_of(alice)
    await deliver(platform, chat, request(), TEXT, english)
    first = await api.next_message()
    api.drop_next("editMessageText", accepted=True)
    (outcome,) = await deliver(platform, chat, pressed(first), OTHER, english)
    assert isinstance(outcome, NotSent)
    assert len(api.calls_to("sendMessage")) == 1  # no stand-in for what may have worked
    assert await deliver(platform, chat, pressed(first), OTHER, english) == [Delivered()]
    assert [message.text for message in api.messages(alice)] == ["other"]

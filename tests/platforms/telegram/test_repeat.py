"""A call whose answer was lost: what may be made again, and how it says so."""

from typing import Any

import pytest

from messages.delivery import Delivered, NotSent, Piece, Uncertain
from messages.request import Chat, ChatId
from platforms.telegram.limits import CHAT, GROUP, OVERALL
from platforms.telegram.platform import TelegramPlatform
from tests.platforms.bot_api import BotApiServer, Person
from tests.platforms.telegram.conftest import NOON
from tests.platforms.telegram.test_sender import TELEGRAM, chat_of, png, says

ALICE = Person(1, "Alice")
LINE = "Sent again: <perhaps> the first one is @here."


async def say_again(
    api: BotApiServer, platform: TelegramPlatform, piece: Piece, picture: bytes | None = None
) -> list[str]:
    alice = api.person("Alice")
    for each in platform.repeated(piece, LINE):
        outcome = await platform.send(chat_of(alice), each, picture if each.picture else None)
        assert isinstance(outcome, Delivered)
    return [message.text for message in api.messages(alice)]


async def test_the_line_stands_above_the_words(
    api: BotApiServer, platform: TelegramPlatform
) -> None:
    parameters = {"text": "a <b>b</b>", "parse_mode": "HTML"}
    (text,) = await say_again(
        api, platform, Piece({"method": "sendMessage", "parameters": parameters})
    )
    assert text == LINE.replace("@", "@\u2060") + "\n\na b"


@pytest.mark.parametrize("words", [{}, {"caption": "words", "parse_mode": "HTML"}])
async def test_and_under_a_picture(
    api: BotApiServer, platform: TelegramPlatform, words: dict[str, Any]
) -> None:
    piece = Piece({"method": "sendPhoto", "parameters": words}, "digest")
    (text,) = await say_again(api, platform, piece, png())
    assert text.endswith("words" if words else "@\u2060here.")


async def test_where_both_do_not_fit_the_line_goes_first(
    api: BotApiServer, platform: TelegramPlatform
) -> None:
    first, second = await say_again(api, platform, says("x" * 4096))
    assert first.startswith("Sent again")
    assert second == "x" * 4096


async def test_nobody_can_tell_what_became_of_a_new_message(platform: TelegramPlatform) -> None:
    for piece in (says("x"), Piece({"method": "editMessageText", "otherwise": {}})):
        found = await platform.find(chat_of(ALICE), piece, NOON)
        assert isinstance(found, Uncertain)
    edit = Piece({"method": "editMessageText", "parameters": {}})
    assert isinstance(await platform.find(chat_of(ALICE), edit, NOON), NotSent)
    assert platform.repeated(edit, LINE) == (edit,)


async def test_a_group_has_one_limit_more(api: BotApiServer, platform: TelegramPlatform) -> None:
    alice, team = api.person("Alice"), api.group("Desk")
    private = platform.limits(chat_of(alice), says("x"))
    assert list(private.values()) == [OVERALL, CHAT]
    group = platform.limits(Chat(TELEGRAM, ChatId(str(team.id)), None, False), says("x"))
    assert list(group.values()) == [OVERALL, CHAT, GROUP]

from gettext import NullTranslations

import pytest

from messages.phrase import phrase, verbatim
from messages.request import AccountId, Chat, ChatId, Request, RequestKey, Sender
from messages.wording import Wording
from platforms.slack.commands import Commands
from platforms.slack.inbound import SLACK
from tests.storage.said import NOW

ENGLISH = Wording("en", NullTranslations(), {})
COMMANDS = Commands({"rank", "top", "find", "home", "rank5"}, {"rank", "top"})

CHANNEL, IN_A_THREAD = (
    Chat(SLACK, ChatId("C1"), None, False),
    Chat(SLACK, ChatId("C1"), "17", False),
)
DIRECT, WITH_SUGGESTIONS = (
    Chat(SLACK, ChatId("D1"), None, True),
    Chat(SLACK, ChatId("D1"), "17", True),
)


def told(text: str, chat: Chat, commands: Commands = COMMANDS) -> str:
    request = Request(RequestKey("k"), Sender(SLACK, AccountId("T1/U1")), chat, "rank", "", NOW)
    return commands.wording(ENGLISH, request).say(verbatim(text))


@pytest.mark.parametrize(
    ("chat", "expected"),
    [
        (CHANNEL, "Ask /rank Japan, or /kopdar find (/kopdar home)."),
        (DIRECT, "Ask /rank Japan, or /kopdar find (/kopdar home)."),
        (IN_A_THREAD, "Ask @Kopdar rank Japan, or @Kopdar find (@Kopdar home)."),
        (WITH_SUGGESTIONS, "Ask rank Japan, or find (home)."),
    ],
)
def test_a_command_is_told_as_it_can_be_typed_there(chat: Chat, expected: str) -> None:
    assert told("Ask /rank Japan, or /find (/home).", chat) == expected


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/find and www.example.org/rank",
        "and/find, ./find, docs/home.md, //find",
        "/findings, /rank-list, /top/rank",
        "/invite @Kopdar, /kopdar rank",
    ],
)
def test_what_is_no_command_stays_as_it_is(text: str) -> None:
    assert told(text, CHANNEL) == text


def test_without_any_command_of_its_own_all_is_asked_by_one() -> None:
    bare = Commands({"rank", "rank5"}, ())
    assert told("/rank and /rank5", CHANNEL, bare) == "/kopdar rank and /kopdar rank5"


def test_a_phrase_within_a_phrase_is_spelled_once() -> None:
    request = Request(RequestKey("k"), Sender(SLACK, AccountId("T1/U1")), CHANNEL, "", "", NOW)
    wording = COMMANDS.wording(ENGLISH, request)
    outer = phrase("Say {what}: /find", what=verbatim("/home"))
    assert wording.say(outer) == "Say /kopdar home: /kopdar find"


def test_one_wording_is_made_for_all_who_are_told_the_same_way() -> None:
    first, second = (
        Request(RequestKey(key), Sender(SLACK, AccountId("T1/U1")), CHANNEL, "", "", NOW)
        for key in ("a", "b")
    )
    assert COMMANDS.wording(ENGLISH, first) is COMMANDS.wording(ENGLISH, second)

"""The server that our tests trust: it refuses what the real one refuses, in its words."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from platforms.telegram.api import BotApi, Upload
from platforms.telegram.failure import CallFailed
from tests.platforms.bot_api import BotApiServer, Person
from tests.platforms.bot_api_html import Unparsable, parse_html
from tests.platforms.telegram.conftest import connected
from tests.platforms.telegram.test_sender import png


@pytest.fixture
async def calls(api: BotApiServer) -> AsyncIterator[BotApi]:
    async with connected(api) as bot:
        yield bot
        # What these tests do wrong on purpose is no violation of the product's.
        api.violations.clear()


@pytest.fixture
def alice(api: BotApiServer) -> Person:
    return api.person("Alice")


async def refusal(
    calls: BotApi, method: str, parameters: dict[str, Any], upload: Upload | None = None
) -> str:
    with pytest.raises(CallFailed) as failure:
        await calls.call(method, parameters, upload)
    return str(failure.value)


@pytest.mark.parametrize(
    ("html", "complaint"),
    [
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("é <b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("é</b>", "Unexpected end tag at byte offset 2"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("a <3>", 'Unsupported start tag "3" at byte offset 2'),
        ('<a href="x>y', 'Unclosed start tag "a" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
    ],
)
def test_html_is_refused_in_the_servers_words(html: str, complaint: str) -> None:
    with pytest.raises(Unparsable) as problem:
        parse_html(html)
    assert str(problem.value) == complaint


def test_html_becomes_text_with_entities_in_utf16_units() -> None:
    html = ' 🙂<b>a&lt;<i>b</i></b> <a href="https://x.org/?a=1&amp;b">l</a>&nbsp;<pre>c\n</pre>\n'
    text, entities = parse_html(html)
    assert text == "🙂a<b l&nbsp;c"
    assert entities == [
        {"type": "bold", "offset": 2, "length": 3},
        {"type": "italic", "offset": 4, "length": 1},
        {"type": "text_link", "offset": 6, "length": 1, "url": "https://x.org/?a=1&b"},
        {"type": "pre", "offset": 13, "length": 1},
    ]
    quote = parse_html("<blockquote expandable>q</blockquote>")[1]
    assert quote == [{"type": "expandable_blockquote", "offset": 0, "length": 1}]


def keyboard(*buttons: dict[str, str]) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


GOOD = {"text": "x", "callback_data": "x"}


@pytest.mark.parametrize(
    ("parameters", "complaint", "is_violation"),
    [
        ({"text": ""}, "message text is empty", True),
        ({"text": " \n"}, "message text is empty", False),
        ({"text": "🙂" * 2049}, "message is too long", True),
        ({"text": "<b>x", "parse_mode": "HTML"}, "can't parse entities", False),
        ({"text": "x", "parse_mode": "Html5"}, "unsupported parse_mode", False),
        ({"text": "x", "chat_id": 5}, "chat not found", False),
        ({"text": "x", "message_thread_id": 5}, "message thread not found", False),
        ({"text": "x", "reply_parameters": {"message_id": 5}}, "to be replied not found", False),
        ({"text": "x", "reply_parameters": {}}, "message_id is missing", True),
        ({"text": "x", "reply_markup": keyboard({"text": "x"})}, "BUTTON_DATA_INVALID", True),
        (
            {"text": "x", "reply_markup": keyboard({**GOOD, "callback_data": "é" * 33})},
            "BUTTON_DATA_INVALID",
            True,
        ),
        ({"text": "x", "reply_markup": keyboard({**GOOD, "text": " "})}, "text is empty", True),
        ({"text": "x", "reply_markup": keyboard(*[GOOD] * 9)}, "markup is too long", True),
        ({"text": "x", "reply_markup": "nonsense"}, "can't parse reply_markup", False),
        ({"text": "x", "disable_notification": 3}, "wrong type", True),
    ],
)
async def test_a_message_is_checked(
    api: BotApiServer,
    calls: BotApi,
    alice: Person,
    parameters: dict[str, Any],
    complaint: str,
    is_violation: bool,
) -> None:
    said = await refusal(calls, "sendMessage", {"chat_id": alice.id, **parameters})
    assert complaint in said
    assert bool(api.violations) == is_violation
    assert api.nothing_sent()


@pytest.mark.parametrize(
    ("parameters", "violation"),
    [
        ({"text": "x", "colour": "red"}, "no such parameter: colour"),
        ({"text": "x", "link_preview_options": {"off": True}}, "no such field: off"),
        ({"text": "<b>1</b> " * 101, "parse_mode": "HTML"}, "101 entities"),
        ({"text": "<pre><b>x</b> y</pre>", "parse_mode": "HTML"}, "bold inside of code"),
    ],
)
async def test_what_the_real_server_ignores_is_a_violation(
    api: BotApiServer, calls: BotApi, alice: Person, parameters: dict[str, Any], violation: str
) -> None:
    await calls.call("sendMessage", {"chat_id": alice.id, **parameters})
    assert violation in api.violations[0]


async def test_an_unknown_method_or_token_is_refused(api: BotApiServer, calls: BotApi) -> None:
    assert await refusal(calls, "sendTelepathy", {}) == "Not Found: method not found"
    assert api.violations == ["no such method: sendTelepathy"]
    api.token = "another"
    assert await refusal(calls, "getMe", {}) == "Telegram refuses the bot token"


@pytest.mark.parametrize(
    ("photo", "complaint"),
    [
        (b"no picture", "IMAGE_PROCESS_FAILED"),
        (png()[:60], "IMAGE_PROCESS_FAILED"),
        (png(2100, 100), "PHOTO_INVALID_DIMENSIONS"),
        (png(9000, 1001), "PHOTO_INVALID_DIMENSIONS"),
        (b"x" * (10 * 1024 * 1024 + 1), "Request Entity Too Large"),
    ],
)
async def test_a_photo_is_checked(
    calls: BotApi, alice: Person, photo: bytes, complaint: str
) -> None:
    said = await refusal(calls, "sendPhoto", {"chat_id": alice.id}, Upload("photo", photo))
    assert complaint in said


async def test_a_caption_is_shorter_than_a_text(calls: BotApi, alice: Person) -> None:
    parameters = {"chat_id": alice.id, "caption": "x" * 1025}
    said = await refusal(calls, "sendPhoto", parameters, Upload("photo", png()))
    assert "message caption is too long" in said


async def test_editing_and_deleting_are_checked(
    api: BotApiServer, calls: BotApi, alice: Person
) -> None:
    theirs = (await api.says(alice, "x")).message_id
    ours = {"chat_id": alice.id}
    ours["message_id"] = (await calls.call("sendMessage", {**ours, "text": "x"}))["message_id"]
    again = await refusal(calls, "editMessageText", {**ours, "text": "x"})
    assert "message is not modified" in again
    again = await refusal(calls, "editMessageReplyMarkup", ours)
    assert "message is not modified" in again
    foreign = await refusal(calls, "editMessageText", {**ours, "message_id": theirs, "text": "y"})
    assert "message can't be edited" in foreign
    photo = {**ours, "media": {"type": "photo", "media": "attach://p"}}
    await calls.call("editMessageMedia", photo, Upload("p", png()))
    no_text = await refusal(calls, "editMessageText", {**ours, "text": "y"})
    assert "there is no text in the message to edit" in no_text
    assert await calls.call("deleteMessage", ours) is True
    assert "to delete not found" in await refusal(calls, "deleteMessage", ours)
    assert "to edit not found" in await refusal(calls, "editMessageText", {**ours, "text": "y"})


async def test_a_query_is_answered_once(api: BotApiServer, calls: BotApi, alice: Person) -> None:
    query = await api.presses_forged(alice, await api.says(alice, "x"), "rank")
    answer = {"callback_query_id": query}
    await calls.call("answerCallbackQuery", answer)
    assert "query is too old" in await refusal(calls, "answerCallbackQuery", answer)


async def test_an_update_stays_until_a_higher_offset_confirms_it(
    api: BotApiServer, calls: BotApi, alice: Person
) -> None:
    for text in ("one", "two", "three"):
        await api.says(alice, text)

    async def texts(**parameters: Any) -> list[str]:
        updates = await calls.call("getUpdates", parameters)
        return [update["message"]["text"] for update in updates]

    assert await texts() == await texts(limit=100) == ["one", "two", "three"]
    assert await texts(offset=500_000_002, limit=1) == ["two"]
    assert await texts() == ["two", "three"]
    assert await texts(offset=-1) == ["three"]
    assert await texts(offset=500_000_009) == []
    api.sets_webhook("https://example.org")
    assert "webhook is active" in await refusal(calls, "getUpdates", {})


async def test_a_violation_fails_the_test_that_made_it() -> None:
    with pytest.raises(AssertionError):
        async with BotApiServer() as api:
            api.violations.append("something")


async def test_an_exception_under_way_is_not_hidden_by_a_violation() -> None:
    async def break_off() -> None:
        async with BotApiServer() as api:
            api.violations.append("something")
            raise KeyError

    with pytest.raises(KeyError):
        await break_off()

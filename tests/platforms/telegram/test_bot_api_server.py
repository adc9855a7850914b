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


def entry(command: str = "rank", description: str = "Where a ministry stands") -> dict[str, str]:
    return {"command": command, "description": description}


def article(key: str = "ID", **more: Any) -> dict[str, Any]:
    content = {"message_text": "41 of 209", "parse_mode": "HTML"}
    return {
        "type": "article",
        "id": key,
        "title": "Indonesia",
        "input_message_content": content,
        **more,
    }


@pytest.mark.parametrize(
    ("method", "parameters", "complaint"),
    [
        ("setMyCommands", {"commands": [entry("Rank")]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [entry("r" * 33)]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [entry("rank", "x" * 257)]}, "DESCRIPTION_INVALID"),
        ("setMyCommands", {"commands": [entry("rank", "")]}, "DESCRIPTION_INVALID"),
        ("setMyCommands", {"commands": [entry()] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ("setMyCommands", {"commands": [entry()], "language_code": "ind"}, "invalid language"),
        ("setMyCommands", {"commands": [entry()], "scope": {"type": "all"}}, "unsupported"),
        (
            "getMyCommands",
            {"scope": {"type": "chat", "chat_id": 5}},
            "chat not found",
        ),
        ("setMyCommands", {"commands": "rank"}, "can't parse commands JSON object"),
        ("setMyDescription", {"description": "x" * 513}, "description is too long"),
        ("setMyShortDescription", {"short_description": "🙂" * 61}, "description is too long"),
        ("sendChatAction", {"chat_id": 1, "action": "typing"}, "chat not found"),
        ("answerInlineQuery", {"inline_query_id": "1", "results": []}, "query is too old"),
    ],
)
async def test_profiles_and_signs_are_checked(
    calls: BotApi, method: str, parameters: dict[str, Any], complaint: str
) -> None:
    assert complaint in await refusal(calls, method, parameters)


@pytest.mark.parametrize(
    ("results", "more", "complaint"),
    [
        ([article(f"{n}") for n in range(51)], {}, "RESULTS_TOO_MUCH"),
        ([article(), article()], {}, "RESULT_ID_DUPLICATE"),
        ([article("x" * 65)], {}, "RESULT_ID_INVALID"),
        ([article(title=" ")], {}, "ARTICLE_TITLE_EMPTY"),
        ([article()], {"next_offset": "9" * 65}, "NEXT_OFFSET_INVALID"),
        ([article(input_message_content={"message_text": "x" * 4097})], {}, "too long"),
        ([article(input_message_content={"message_text": "<b"})], {}, ""),
        ([{"type": "article", "id": "1", "title": "t"}], {}, "input_message_content is missing"),
    ],
)
async def test_inline_answers_are_checked(
    api: BotApiServer,
    calls: BotApi,
    alice: Person,
    results: list[dict[str, Any]],
    more: dict[str, Any],
    complaint: str,
) -> None:
    query = await api.sends_inline(alice, "indo")
    parameters = {"inline_query_id": query, "results": results, **more}
    if complaint:
        assert complaint in await refusal(calls, "answerInlineQuery", parameters)
    else:
        # Without a parse mode it is no markup.
        assert await calls.call("answerInlineQuery", parameters)
        assert api.inline_answer(query)


async def test_an_action_goes_to_a_topic_that_is_there_and_is_a_known_one(
    api: BotApiServer, calls: BotApi, alice: Person
) -> None:
    forum = api.group("Desk", [alice], is_forum=True)
    here: dict[str, Any] = {"chat_id": forum.id, "action": "upload_photo"}
    assert await calls.call("sendChatAction", {**here, "message_thread_id": api.topic(forum, "a")})
    assert "thread not found" in await refusal(
        calls, "sendChatAction", {**here, "message_thread_id": 1}
    )
    assert "wrong parameter action" in await refusal(
        calls, "sendChatAction", {**here, "action": "dancing"}
    )
    await calls.call("sendChatAction", {**here, "thread": 5})
    assert "sendChatAction: no such parameter: thread" in api.violations


async def test_in_privacy_mode_of_a_group_little_is_heard() -> None:
    async with BotApiServer(can_read_all_group_messages=False) as api, connected(api) as calls:
        alice = api.person("Alice")
        group = api.group("Desk", [alice])
        sent = await calls.call("sendMessage", {"chat_id": group.id, "text": "standing"})
        ours = next(m for m in api.messages(group) if m.message_id == sent["message_id"])
        hello = await api.says(alice, "hello", chat=group)
        await api.says(alice, f"@{api.username} rank", chat=group)
        await api.says(alice, "to her", chat=group, reply_to=hello)
        await api.says(alice, "/rank", chat=group)
        await api.says(alice, "to us", chat=group, reply_to=ours)
        await api.says(alice, "in private")
        updates = await calls.call("getUpdates", {"timeout": 0})
    assert [u["message"]["text"] for u in updates] == ["/rank", "to us", "in private"]

"""Who is meant, and what is asked: updates read into requests."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.request import ChatId, ChatMoved, Request, RequestKey, Unreadable
from platforms.telegram.account import TELEGRAM
from platforms.telegram.inbound import (
    InlineAsked,
    LostPress,
    Me,
    Reader,
    highest_update,
)
from tests.platforms.bot_api_html import find_entities
from tests.platforms.telegram.conftest import KNOWN, NOON

ME = Me(7, "KopdarBot")
READER = Reader(ME, KNOWN)
ALICE = {"id": 11, "is_bot": False, "first_name": "Alice", "last_name": "A.", "language_code": "id"}
KOPDAR = {"id": 7, "is_bot": True, "first_name": "Kopdar", "username": "KopdarBot"}
OTHER_BOT = {"id": 8, "is_bot": True, "first_name": "Other", "username": "OtherBot"}
PRIVATE = {"id": 11, "type": "private", "first_name": "Alice"}
GROUP = {"id": -1001, "type": "supergroup", "title": "Desk"}


def message(text: str | None, chat: dict[str, Any] = PRIVATE, **more: Any) -> dict[str, Any]:
    said: dict[str, Any] = {"message_id": 5, "date": 1, "chat": chat, "from": ALICE}
    if text is not None:
        said |= {"text": text, "entities": find_entities(text, [])}
    return {**said, **more}


def read(update: dict[str, Any]) -> Any:
    return READER.read({"update_id": 1, **update}, NOON)


def asked(said: dict[str, Any]) -> tuple[str, str] | None:
    inbound = read({"message": said})
    assert inbound is None or isinstance(inbound, Request), inbound
    return (inbound.command, inbound.arguments) if inbound else None


PHOTO = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
OURS = message("standing", GROUP) | {"from": KOPDAR, "message_id": 4}
TOPIC = {**OURS, "forum_topic_created": {"name": "News", "icon_color": 1}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/rank Indonesia", ("rank", "Indonesia")),
        ("/RANK@kopdarbot  Korea Selatan ", ("RANK", "Korea Selatan")),
        ("/rank\nIndonesia", ("rank", "Indonesia")),
        ("/rank\tIndonesia", ("rank", "Indonesia")),
        ("rank Indonesia", ("rank", "Indonesia")),
        ("@KopdarBot rank 🇮🇩", ("rank", "🇮🇩")),
        ("/start promo-42", ("start", "promo-42")),
        ("/nosuch thing", ("nosuch", "thing")),
        ("/", ("help", "")),
        ("@kopdarbot", ("help", "")),
        ("/rank@OtherBot Indonesia", None),
        (None, None),
        ("   ", None),
    ],
)
def test_in_private_everything_said_is_meant_for_us(
    text: str | None, expected: tuple[str, str] | None
) -> None:
    assert asked(message(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/rank Indonesia", ("rank", "Indonesia")),
        ("/rank@KopdarBot Indonesia", ("rank", "Indonesia")),
        ("/nosuch@kopdarbot thing", ("nosuch", "thing")),
        ("/nosuch thing", None),
        ("/rank@OtherBot Indonesia", None),
        ("rank Indonesia", None),
        ("@KopdarBot rank Indonesia", ("rank", "Indonesia")),
        ("@kopdarBOT, rank Indonesia", ("rank", "Indonesia")),
        ("@KopdarBot: /rank Indonesia", ("rank", "Indonesia")),
        ("🇮🇩🙂 rank @KopdarBot", ("🇮🇩🙂", "rank")),
        ("rank Indonesia, @KopdarBot", ("rank", "Indonesia")),
        ("@KopdarBot", ("help", "")),
        ("I asked @KopdarBot yesterday", None),
        ("@KopdarBotter rank Indonesia", None),
        ("@OtherBot rank Indonesia", None),
        ("mail a@KopdarBot", None),
    ],
)
def test_in_a_group_only_what_is_said_to_us(text: str, expected: tuple[str, str] | None) -> None:
    assert asked(message(text, GROUP)) == expected


def test_in_a_group_a_reply_to_us_is_said_to_us_when_it_begins_with_a_command() -> None:
    assert asked(message("rank Japan", GROUP, reply_to_message=OURS)) == ("rank", "Japan")
    assert asked(message("thank you!", GROUP, reply_to_message=OURS)) == ("", "")
    theirs = {**OURS, "from": OTHER_BOT}
    assert asked(message("rank Japan", GROUP, reply_to_message=theirs)) is None


@pytest.mark.parametrize(
    ("said", "plain", "reply_to"),
    [
        (message("Rank Japan"), "Rank Japan", None),
        (message(" two\nlines "), "two\nlines", None),
        (message("/rank Japan"), None, None),
        (message("@KopdarBot rank Japan"), None, None),
        (message("Jakarta", GROUP, reply_to_message=OURS), "Jakarta", "4"),
        (message("rank Japan", GROUP, reply_to_message=OURS), "rank Japan", "4"),
        (message("/rank Japan", GROUP, reply_to_message=OURS), None, "4"),
        (message(None, photo=PHOTO), "", None),
        (message(None, GROUP, photo=PHOTO, reply_to_message=OURS), "", "4"),
    ],
)
def test_what_can_answer_a_question(
    said: dict[str, Any], plain: str | None, reply_to: str | None
) -> None:
    request = read({"message": said})
    assert isinstance(request, Request)
    assert (request.plain, request.reply_to) == (plain, reply_to)
    assert request.is_overheard is (plain in {"", "Jakarta"})


def test_whatever_is_said_in_a_topic_that_we_opened_is_no_reply_to_us() -> None:
    assert asked(message("rank Japan", GROUP, reply_to_message=TOPIC)) is None


def test_a_caption_counts_like_text() -> None:
    text = "rank Japan @KopdarBot"
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
    more = {"caption": text, "caption_entities": find_entities(text, []), "photo": photo}
    assert asked(message(None, GROUP, **more)) == ("rank", "Japan")


def test_a_name_that_links_to_us_is_a_mention() -> None:
    entity = {"type": "text_mention", "offset": 0, "length": 7, "user": KOPDAR}
    said = message("Kopdar  rank Japan", GROUP, entities=[{**entity, "length": 6}])
    assert asked(said) == ("rank", "Japan")


@pytest.mark.parametrize(
    "update",
    [
        {"message": message("/rank", GROUP) | {"from": OTHER_BOT}},
        {"message": message("/rank", via_bot=KOPDAR)},
        {"message": message(None, GROUP, new_chat_members=[KOPDAR])},
        {"message": message("/rank", GROUP, is_automatic_forward=True)},
        {"edited_message": message("/rank")},
        {"channel_post": message("/rank") | {"chat": {"id": -5, "type": "channel", "title": "C"}}},
        {"some_day": {"there": "is more"}},
    ],
)
def test_what_is_not_meant_for_us_is_skipped(update: dict[str, Any]) -> None:
    assert read(update) is None


@pytest.mark.parametrize(
    "more",
    [
        {"data": "rank", "inline_message_id": "AA"},
        {"data": "rank"},
        {"message": OURS, "game_short_name": "chess"},
        {"message": OURS, "data": " "},
    ],
)
def test_a_press_that_leads_nowhere_is_known_as_one(more: dict[str, Any]) -> None:
    query = {"id": "1", "from": ALICE, "chat_instance": "x", **more}
    assert read({"callback_query": query}) == LostPress("1", "id")


@pytest.mark.parametrize(
    ("offset", "skip"), [("", 0), ("20", 20), ("-3", 0), ("٣", 0), ("1e9", 0), ("x", 0)]
)
def test_what_is_typed_behind_our_name_is_an_inquiry(offset: str, skip: int) -> None:
    query = {"id": "9", "from": ALICE, "query": "indo", "offset": offset}
    asked = read({"inline_query": query})
    assert isinstance(asked, InlineAsked)
    assert (asked.query, asked.inquiry.text, asked.inquiry.skip) == ("9", "indo", skip)
    assert asked.inquiry.sender.account == "11"


def test_sender_and_chat_are_told_by_their_numbers() -> None:
    request = read({"message": message("/rank", GROUP)})
    assert (request.sender.platform, request.sender.account) == ("telegram", "11")
    assert (request.sender.name, request.sender.language) == ("Alice A.", "id")
    assert (request.chat.id, request.chat.thread, request.chat.is_private) == ("-1001", None, False)
    assert request.answer_at == {"reply_to": "5"}


def test_an_administrator_who_writes_as_the_group_is_the_group() -> None:
    stand_in = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    request = read({"message": message("/rank", GROUP, sender_chat=GROUP) | {"from": stand_in}})
    assert (request.sender.account, request.sender.name) == ("-1001", "Desk")


def test_only_a_topic_is_a_thread() -> None:
    chain = read({"message": message("/rank", GROUP, message_thread_id=3)})
    topic = read({"message": message("/rank", GROUP, message_thread_id=3, is_topic_message=True)})
    assert (chain.chat.thread, topic.chat.thread) == (None, "3")


def press(pressed: dict[str, Any], data: str = "compare ID, MY") -> Any:
    query = {"id": "99", "from": ALICE, "chat_instance": "x", "data": data, "message": pressed}
    return read({"callback_query": query})


def test_a_press_asks_what_is_behind_the_button_and_tells_where_to_answer() -> None:
    asked_first = message("/rank", GROUP)
    request = press({**OURS, "reply_to_message": asked_first})
    assert (request.command, request.arguments) == ("compare", "ID, MY")
    assert request.is_press
    assert request.answer_at == {"callback": "99", "edit": "4", "reply_to": "5"}
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
    assert press({**OURS, "photo": photo}).answer_at["shows_picture"] == "yes"


def test_a_message_too_old_to_change_is_answered_by_a_new_one() -> None:
    request = press({"chat": GROUP, "message_id": 4, "date": 0})
    assert request.chat.id == "-1001"
    assert request.answer_at == {"callback": "99"}


@pytest.mark.parametrize(
    "update",
    [
        None,
        [],
        "text",
        {},
        {"update_id": True},
        {"update_id": "1", "message": message("/rank")},
        {"update_id": 1, "message": {"message_id": 1}},
        {"update_id": 1, "message": message("/rank") | {"entities": "none"}},
        {"update_id": 1, "message": message("/rank") | {"text": 5}},
        {"update_id": 1, "message": message("/rank") | {"chat": None}},
        {"update_id": 1, "callback_query": []},
    ],
)
def test_what_cannot_be_read_is_kept_raw(update: object) -> None:
    unreadable = READER.read(update, NOON)
    assert isinstance(unreadable, Unreadable)
    assert unreadable.raw
    assert unreadable.key.startswith("telegram:7:")


# Halves of surrogate pairs are no text, but JSON has a spelling for them.
HALVES = st.characters(min_codepoint=0xD800, max_codepoint=0xDBFF, categories=["Cs"])
ANY_TEXT = st.text(st.characters() | HALVES, max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner),
    max_leaves=12,
)


def as_text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def test_an_update_without_bottom_is_kept_too() -> None:
    update: dict[str, Any] = {}
    for _ in range(5000):
        update = {"message": update}
    assert isinstance(READER.read(update, NOON), Unreadable)


@given(JSON)
def test_what_cannot_be_read_is_kept_as_the_same_json(value: Any) -> None:
    unreadable = READER.read([value], NOON)
    assert isinstance(unreadable, Unreadable)
    assert unreadable.raw.encode()
    assert as_text(json.loads(unreadable.raw)) == as_text([value])


@given(JSON, st.sampled_from(["message", "callback_query", "poll"]))
def test_no_update_whatsoever_raises(value: Any, kind: str) -> None:
    READER.read(value, NOON)
    READER.read({"update_id": 3, kind: value}, NOON)
    READER.read({"update_id": 3, "message": {**message("/rank"), "text": value}}, NOON)
    highest_update([value, {"update_id": value}])


@given(st.text())
def test_no_text_whatsoever_raises(text: str) -> None:
    for chat in (PRIVATE, GROUP):
        said = message(text, chat)
        assert not isinstance(read({"message": said}), Unreadable)


def edited(
    text: str | None, seconds: int | None = 60, sender: dict[str, Any] = ALICE, **more: Any
) -> Any:
    changed = message(text, **more) | {"from": sender}
    if seconds is not None:
        changed["edit_date"] = changed["date"] + seconds
    return read({"edited_message": changed})


def test_an_edit_is_a_later_version_of_what_was_said() -> None:
    first, later = read({"message": message("/top")}), edited("/rank Indonesia")
    assert (first.question, first.is_edit) == ("5", False)
    assert (later.question, later.is_edit) == ("5", True)
    assert (later.command, later.arguments) == ("rank", "Indonesia")
    assert later.sender == first.sender


@pytest.mark.parametrize(
    "said",
    [
        edited("/rank Indonesia", seconds=None),
        edited("/rank Indonesia", seconds=48 * 3600 + 1),
        edited("/rank Indonesia", sender=OTHER_BOT),
        edited("/rank Indonesia", via_bot=KOPDAR),
        edited("/rank@OtherBot Indonesia"),
        edited(None),
        edited("nice weather", chat=GROUP),
        edited("/frobnicate", chat=GROUP),
    ],
)
def test_edits_of_others_of_old_things_and_for_nobody_are_none_of_ours(said: Any) -> None:
    assert said is None


def test_a_group_that_became_a_supergroup_is_told_with_both_ids() -> None:
    small = {"id": -4001, "type": "group", "title": "Desk"}
    moved = read({"message": message(None, small, migrate_to_chat_id=-1001)})
    assert moved == ChatMoved(
        RequestKey("telegram:7:1"), TELEGRAM, ChatId("-4001"), ChatId("-1001")
    )
    assert read({"message": message(None, GROUP, migrate_from_chat_id=-4001)}) is None

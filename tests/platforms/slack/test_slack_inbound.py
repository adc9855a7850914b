"""What Slack sends becomes a request, or nothing; and no payload breaks the reading."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.request import Request, Unreadable
from platforms.slack.payload import read
from platforms.slack.spelling import as_typed, escaped, literal

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
BOT = "U0KOPDAR01"


def event(**given: Any) -> dict[str, Any]:
    return {
        "type": "event_callback",
        "event_id": "Ev1",
        "team_id": "T1",
        "authorizations": [{"user_id": BOT}],
        "event": {"type": "app_mention", "user": "U1", "ts": "1.1", "channel": "C1", "text": "x"}
        | given,
    }


def slash(command: str, text: str) -> dict[str, Any]:
    return {
        "command": command,
        "text": text,
        "team_id": "T1",
        "user_id": "U1",
        "user_name": "alice",
        "channel_id": "C1",
        "response_url": "https://hooks.slack.com/commands/T1/secret",
        "trigger_id": "13.37",
    }


def read_request(body: dict[str, Any]) -> Request:
    request = read(body, "E1", NOW)
    assert isinstance(request, Request)
    return request


@pytest.mark.parametrize(
    ("command", "text", "understood"),
    [
        ("/rank", "Indonesia", ("rank", "Indonesia")),
        ("/rank", "", ("rank", "")),
        ("/Rank", "  Saudi Arabia ", ("rank", "Saudi Arabia")),
        ("/kopdar", "", ("help", "")),
        ("/kopdar", "rank Indonesia", ("rank", "Indonesia")),
        ("/kopdar", "/rank Indonesia", ("rank", "Indonesia")),
        ("/kopdar", "KOPDAR", ("help", "")),
        ("/rank", "Trinidad &amp; Tobago", ("rank", "Trinidad & Tobago")),
        ("/rank", "a &lt;b&gt; &amp;amp;", ("rank", "a <b> &amp;")),
    ],
)
def test_slash_commands(command: str, text: str, understood: tuple[str, str]) -> None:
    request = read_request(slash(command, text))
    assert (request.command, request.arguments) == understood
    assert request.key == "slack:trigger:13.37"
    assert request.answer_at == {"respond": "https://hooks.slack.com/commands/T1/secret"}


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        (f"<@{BOT}> rank Indonesia", ("rank", "Indonesia")),
        (f"<@{BOT}|kopdar>: rank Indonesia", ("rank", "Indonesia")),
        (f"<@{BOT}>", ("help", "")),
        (f"<@{BOT}>\N{NO-BREAK SPACE}rank\N{NO-BREAK SPACE}Indonesia", ("rank", "Indonesia")),
        (f"rank <@{BOT}> Indonesia", ("rank", "Indonesia")),
        (f"<@{BOT}> /rank\nIndonesia", ("rank", "Indonesia")),
        (f"<@{BOT}> rank <@U2>", ("rank", "@U2")),
    ],
)
def test_mentions(text: str, understood: tuple[str, str]) -> None:
    request = read_request(event(text=text))
    assert (request.command, request.arguments) == understood
    assert request.key == "slack:event:Ev1"


@pytest.mark.parametrize("missing", ["trigger_id", "team_id", "response_url", "user_name", "text"])
@pytest.mark.parametrize("is_null", [False, True])
def test_a_command_may_leave_fields_out(missing: str, is_null: bool) -> None:
    body = slash("/rank", "Indonesia")
    del body[missing]
    request = read_request(body | ({missing: None} if is_null else {}))
    assert request.command == "rank"
    assert request.key == ("slack:trigger:E1" if missing == "trigger_id" else "slack:trigger:13.37")
    assert request.sender.account == ("/U1" if missing == "team_id" else "T1/U1")
    asked_by_url = missing != "response_url"
    assert request.answer_at == (
        {"respond": body["response_url"]} if asked_by_url else {"aside": "U1"}
    )


def test_a_command_without_a_response_url_in_a_chat_of_two_is_answered_there() -> None:
    body = slash("/rank", "Indonesia") | {"channel_id": "D1", "response_url": ""}
    assert read_request(body).answer_at == {}


def test_a_command_of_an_organisation_is_named_by_it() -> None:
    body = slash("/rank", "Indonesia") | {"team_id": None, "enterprise_id": "E9"}
    assert read_request(body).sender.account == "E9/U1"


def test_an_event_may_leave_fields_out() -> None:
    body = event()
    del body["event_id"], body["team_id"]
    request = read_request(body)
    assert (request.key, request.sender.account) == ("slack:event:E1", "/U1")


SAID_AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
STAMP = f"{SAID_AT.timestamp():.0f}.000000"


@pytest.mark.parametrize(
    ("stamp", "said_at"),
    [
        ({"ts": STAMP}, SAID_AT),
        ({"ts": None}, SAID_AT + timedelta(hours=1)),
        ({"ts": ""}, SAID_AT + timedelta(hours=1)),
        *[({"ts": stamp}, None) for stamp in ("soon", "nan", "inf", "1e300", ["1"], {"ts": 1})],
    ],
)
def test_p13_an_event_tells_when_it_was_said(
    stamp: dict[str, Any], said_at: datetime | None
) -> None:
    body = event(**stamp) | {"event_time": int(SAID_AT.timestamp()) + 3600}
    assert read_request(body).asked_at == said_at


def test_p13_a_press_and_a_shortcut_tell_when_and_a_command_does_not() -> None:
    action = {"type": "button", "action_id": "ask:0", "value": "rank ID", "action_ts": STAMP}
    assert read_request(press(actions=[action])).asked_at == SAID_AT
    at_home = press(actions=[action], container={"type": "view"})
    assert read_request(at_home).asked_at == SAID_AT
    told = {"user": {"id": "U1"}, "action_ts": STAMP, "trigger_id": "1"}
    assert read_request(told | {"type": "shortcut"}).asked_at == SAID_AT
    message = {"channel": {"id": "C1"}, "message": {"text": "Japan"}}
    assert read_request(told | message | {"type": "message_action"}).asked_at == SAID_AT
    assert read_request(slash("/rank", "Indonesia")).asked_at is None
    assert read_request(press()).asked_at is None


@pytest.mark.parametrize(
    "event_fields",
    [
        {"bot_id": None},
        {"subtype": None},
        {"subtype": "file_share"},
        {"subtype": "thread_broadcast"},
        {"type": "message", "channel": "D1"},
        {"type": "message", "channel": "D1", "channel_type": None},
        {"type": "message", "channel": "D1", "channel_type": "im", "subtype": "file_share"},
    ],
)
def test_what_a_person_asks_is_heard(event_fields: dict[str, Any]) -> None:
    assert read_request(event(text="rank ID", **event_fields)).arguments == "ID"


def press(**given: Any) -> dict[str, Any]:
    return {
        "type": "block_actions",
        "user": {"id": "U1", "team_id": "T1"},
        "team": {"id": "T1"},
        "channel": {"id": "C1"},
        "message": {"ts": "1.2", "thread_ts": "1.1"},
        "container": {"message_ts": "1.2", "channel_id": "C1", "thread_ts": "1.1"},
        "trigger_id": "1",
        "response_url": "https://hooks.slack.com/actions/secret",
        "actions": [{"type": "button", "action_id": "ask:0", "value": "rank ID"}],
    } | given


@pytest.mark.parametrize(
    ("given_fields", "account"),
    [
        ({}, "T1/U1"),
        ({"container": None}, "T1/U1"),
        ({"message": None}, "T1/U1"),
        ({"user": {"id": "U1", "team_id": "T1", "username": None}}, "T1/U1"),
        ({"user": {"id": "U1"}}, "/U1"),
    ],
)
def test_a_press_may_leave_fields_out(given_fields: dict[str, Any], account: str) -> None:
    request = read_request(press(**given_fields))
    assert (request.sender.account, request.sender.name) == (account, "")
    assert (request.chat.id, request.chat.thread) == ("C1", "1.1")
    assert request.answer_at["update"] == "1.2"


@pytest.mark.parametrize(
    ("team", "account"),
    [
        ({"team": {"id": "T1"}}, "T1/U1"),
        ({"team": None, "enterprise": {"id": "E9"}}, "E9/U1"),
        ({"team": None, "enterprise": None}, "/U1"),
    ],
)
def test_who_presses_where_no_outsider_can_be_is_of_our_workspace(
    team: dict[str, Any], account: str
) -> None:
    pressed = press(user={"id": "U1"}, channel={"id": "D1"}, **team)
    assert read_request(pressed).sender.account == account


def test_a_press_without_a_trigger_is_named_by_its_envelope() -> None:
    assert read_request(press(trigger_id="")).key == "slack:trigger:E1"


def test_a_mention_is_found_where_slack_does_not_say_who_we_are() -> None:
    body = event(text="<@U9> rank Indonesia")
    del body["authorizations"]
    assert read_request(body).command == "rank"


@pytest.mark.parametrize(
    "event_fields",
    [
        {"bot_id": "B1"},
        {"subtype": "message_changed"},
        {"user": BOT},
        {"user": "USLACKBOT"},
        {"type": "message", "channel_type": "channel"},
        {"type": "message", "channel_type": "im", "channel": "D1", "subtype": "bot_message"},
        {"type": "reaction_added"},
        {"channel": "D1"},
        {"type": "message"},
        {"type": "message", "channel_type": "mpim", "channel": "G1"},
    ],
)
def test_what_nobody_asks_kopdar_is_left_alone(event_fields: dict[str, Any]) -> None:
    assert read(event(**event_fields), "E1", NOW) is None


def test_a_direct_message_needs_no_mention_and_bears_one() -> None:
    said = event(
        type="message", channel_type="im", channel="D1", text=f"<@{BOT}> rank ID", thread_ts="1.0"
    )
    request = read_request(said)
    assert (request.command, request.arguments) == ("rank", "ID")
    assert (request.chat.is_private, request.chat.thread) == (True, "1.0")


def test_somebody_of_another_workspace_is_named_by_theirs() -> None:
    assert read_request(event(user_team="T2", text="help")).sender.account == "T2/U1"


@pytest.mark.parametrize(
    ("received", "shown"),
    [
        ("<https://mfa.gov.sg|mfa.gov.sg>", "mfa.gov.sg"),
        ("<https://mfa.gov.sg>", "https://mfa.gov.sg"),
        ("<mailto:a@b.org|a@b.org>", "a@b.org"),
        ("<!here>", "@here"),
        ("<!subteam^S1|@desk>", "@desk"),
        ("<#C1|press>", "#press"),
        ("<@U1|bob>", "@bob"),
        ("a < b > c", "a < b > c"),
        ("&amp;lt;", "&lt;"),
    ],
)
def test_text_is_read_as_it_was_typed(received: str, shown: str) -> None:
    assert as_typed(received) == shown


@given(st.text())
def test_escaped_text_is_read_back_as_it_was(text: str) -> None:
    assert as_typed(escaped(text)).replace("\u2060", "") == as_typed(
        literal(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    ).replace("\u2060", "")
    assert "<" not in escaped(text)
    assert not any(start in literal(text) for start in ("<!", "<@", "<#"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(st.sampled_from(["event", "authorizations", "event_id", "team_id"]), JSON)
def test_an_event_with_anything_in_a_field_breaks_nothing(field: str, value: Any) -> None:
    assert isinstance(read(event() | {field: value}, "E1", NOW), Request | Unreadable | None)


@given(st.dictionaries(st.sampled_from(["type", "user", "channel", "text", "thread_ts"]), JSON))
def test_a_message_with_anything_in_a_field_breaks_nothing(fields: dict[str, Any]) -> None:
    assert isinstance(read(event(**fields), "E1", NOW), Request | Unreadable | None)


@given(
    st.sampled_from(["user", "container", "team", "trigger_id", "actions", "response_url"]), JSON
)
def test_a_press_with_anything_in_a_field_breaks_nothing(field: str, value: Any) -> None:
    body = press(**{field: value})
    assert isinstance(read(body, "E1", NOW), Request | Unreadable | None)


def test_what_cannot_be_read_is_kept_raw_under_a_key_of_its_own() -> None:
    broken = event()
    del broken["event"]["text"]
    broken |= {"token": "secret", "response_url": "https://hooks.slack.com/secret"}
    kept = read(broken, "E1", NOW)
    assert isinstance(kept, Unreadable)
    assert kept.key == "slack:unreadable:Ev1"
    assert '"event_id": "Ev1"' in kept.raw
    assert "secret" not in kept.raw

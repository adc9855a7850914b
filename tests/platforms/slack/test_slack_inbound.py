"""What Slack sends becomes a request, or nothing; and no payload breaks the reading."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.request import Request, Unreadable
from platforms.slack.inbound import read
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
    request = read(body, NOW)
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
    ],
)
def test_what_nobody_asks_kopdar_is_left_alone(event_fields: dict[str, Any]) -> None:
    assert read(event(**event_fields), NOW) is None


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
    assert isinstance(read(event() | {field: value}, NOW), Request | Unreadable | None)


@given(st.dictionaries(st.sampled_from(["type", "user", "channel", "text", "thread_ts"]), JSON))
def test_a_message_with_anything_in_a_field_breaks_nothing(fields: dict[str, Any]) -> None:
    assert isinstance(read(event(**fields), NOW), Request | Unreadable | None)


@given(
    st.sampled_from(["user", "container", "team", "trigger_id", "actions", "response_url"]), JSON
)
def test_a_press_with_anything_in_a_field_breaks_nothing(field: str, value: Any) -> None:
    body = {
        "type": "block_actions",
        "user": {"id": "U1", "team_id": "T1"},
        "team": {"id": "T1"},
        "container": {"message_ts": "1.1", "channel_id": "C1"},
        "trigger_id": "1",
        "response_url": "https://hooks.slack.com/actions/secret",
        "actions": [{"type": "button", "action_id": "ask:0", "value": "rank ID"}],
    }
    assert isinstance(read(body | {field: value}, NOW), Request | Unreadable | None)


def test_what_cannot_be_read_is_kept_raw_under_a_key_of_its_own() -> None:
    broken = event()
    del broken["event"]["text"]
    kept = read(broken, NOW)
    assert isinstance(kept, Unreadable)
    assert kept.key == "slack:unreadable:Ev1"
    assert '"event_id": "Ev1"' in kept.raw

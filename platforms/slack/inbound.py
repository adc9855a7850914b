"""From what Slack sends to a `Request`, or to nothing where it was not meant for Kopdar. Pure."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from messages.request import (
    AccountId,
    Chat,
    ChatId,
    Inbound,
    PlatformName,
    Request,
    RequestKey,
    Sender,
    Unreadable,
    read_command,
)
from platforms.slack.spelling import as_typed, without_mention

SLACK = PlatformName("slack")

# `answer_at` of a request: what render needs to answer in place.
RESPOND = "respond"  # a response URL, which is a secret
REPLACE = "replace"  # the response URL is of an ephemeral message that gives way to the answer
UPDATE = "update"  # the time stamp of the message whose button was pressed
DIRECT = "direct"  # the person who wants the picture in a direct message

# The one command that holds all others, `/kopdar NAME …`, where `/NAME` is not ours.
EVERYTHING = "kopdar"
CALLED_BY_NAME = "help"

# `action_id` of the button that asks for the picture of an ephemeral answer.
PICTURE_ACTION = "picture"


def read(body: Mapping[str, Any], received_at: datetime) -> Inbound | None:
    """One payload of Slack; what is wrong with it stays its own trouble."""
    try:
        return read_request(body, received_at)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        raw = json.dumps(body, sort_keys=True, default=str)
        named = body.get("event_id") or hashlib.sha256(raw.encode()).hexdigest()
        return Unreadable(RequestKey(f"slack:unreadable:{named}"), SLACK, raw, received_at)


def read_request(body: Mapping[str, Any], received_at: datetime) -> Request | None:
    match body:
        case {"type": "event_callback", "event": {"type": "app_mention" | "message"}}:
            return read_event(body, received_at)
        case {"type": "block_actions", "actions": [{"value": str(value)}]} if value:
            return read_press(body, value, received_at)
        case {"command": str()}:
            return read_slash_command(body, received_at)
        case _:
            return None


def read_event(body: Mapping[str, Any], received_at: datetime) -> Request | None:
    """A mention in a channel, or a message in the direct chat with Kopdar."""
    event = body["event"]
    ourselves = our_user(body)
    if not is_from_a_person(event, ourselves) or not is_for_us(event):
        return None
    command, arguments = read_words(as_typed(without_mention(event["text"], ourselves)))
    team = event.get("user_team") or event.get("team") or body["team_id"]
    return Request(
        key=RequestKey(f"slack:event:{body['event_id']}"),
        sender=sender(team, event["user"]),
        chat=chat(event["channel"], event.get("thread_ts")),
        command=command,
        arguments=arguments,
        received_at=received_at,
    )


def our_user(body: Mapping[str, Any]) -> str | None:
    """Kopdar's own user, for whom the event was sent."""
    match body.get("authorizations"):
        case [{"user_id": str(user)}, *_]:
            return user
        case _:
            return None


def is_from_a_person(event: Mapping[str, Any], ourselves: str | None) -> bool:
    # A subtype is an edit, a deletion, a join, a bot: nothing that somebody asks.
    is_plain = "bot_id" not in event and "subtype" not in event
    return is_plain and event.get("user") not in {None, "USLACKBOT", ourselves}


def is_for_us(event: Mapping[str, Any]) -> bool:
    """A mention in the direct chat also comes as its message: only that one counts."""
    if event["type"] == "app_mention":
        return not is_direct(event["channel"])
    return bool(event.get("channel_type") == "im")


def read_slash_command(body: Mapping[str, Any], received_at: datetime) -> Request:
    name = body["command"].removeprefix("/").casefold()
    text = as_typed(body.get("text") or "")
    command, arguments = read_words(text) if name == EVERYTHING else (name, text)
    return Request(
        key=RequestKey(f"slack:trigger:{body['trigger_id']}"),
        sender=sender(body["team_id"], body["user_id"], body.get("user_name", "")),
        chat=chat(body["channel_id"]),
        command=command,
        arguments=arguments,
        received_at=received_at,
        answer_at={RESPOND: body["response_url"]},
    )


def read_press(body: Mapping[str, Any], value: str, received_at: datetime) -> Request:
    """A pressed button asks its value, as if the presser had typed it."""
    user, container = body["user"], body["container"]
    command, arguments = read_words(value)
    stamp = container["message_ts"]
    thread = container.get("thread_ts")
    return Request(
        key=RequestKey(f"slack:trigger:{body['trigger_id']}"),
        sender=sender(
            user.get("team_id") or body["team"]["id"], user["id"], user.get("username", "")
        ),
        # The first message of a thread names itself as its thread.
        chat=chat(container["channel_id"], None if thread == stamp else thread),
        command=command,
        arguments=arguments,
        received_at=received_at,
        is_press=True,
        answer_at=press_answered_at(body, stamp),
    )


def press_answered_at(body: Mapping[str, Any], stamp: str) -> dict[str, str]:
    if body["actions"][0].get("action_id") == PICTURE_ACTION:
        return {RESPOND: body["response_url"], DIRECT: body["user"]["id"]}
    if body["container"].get("is_ephemeral"):
        return {RESPOND: body["response_url"], REPLACE: "yes"}
    return {UPDATE: stamp}


def read_words(text: str) -> tuple[str, str]:
    """Command and arguments of typed words; nothing but our name asks for help."""
    command, arguments = read_command(text.lstrip(" ,:"))
    if command == EVERYTHING:
        command, arguments = read_command(arguments)
    return command or CALLED_BY_NAME, arguments


def sender(team: str, user: str, name: str = "") -> Sender:
    return Sender(SLACK, AccountId(f"{team}/{user}"), name)


def chat(channel: str, thread: str | None = None) -> Chat:
    return Chat(SLACK, ChatId(channel), thread, is_direct(channel))


def is_direct(channel: str) -> bool:
    """Slack's ids tell: D is a chat of two, C and G are channels and groups."""
    return channel.startswith("D")

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
ASIDE = "aside"  # the person who alone sees the answer, where no response URL was given

# The one command that holds all others, `/kopdar NAME …`, where `/NAME` is not ours.
EVERYTHING = "kopdar"
CALLED_BY_NAME = "help"

# The subtypes in which a person asks; any other is an edit, a deletion, a join, a bot.
SAID_WITH = frozenset({None, "", "file_share", "thread_broadcast"})

# Good for one answer by whoever knows them: never kept where they are of no use.
SECRETS = frozenset({"response_url", "response_urls", "token"})

# `action_id` of the button that asks for the picture of an ephemeral answer.
PICTURE_ACTION = "picture"


def read(body: Mapping[str, Any], envelope_id: str, received_at: datetime) -> Inbound | None:
    """One payload of Slack; what is wrong with it stays its own trouble.

    The envelope's id names what has no id of its own. Servers leave fields out: what is not
    needed to answer may be missing.
    """
    try:
        return read_request(body, envelope_id, received_at)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return unreadable(body, received_at)


def unreadable(body: Mapping[str, Any], received_at: datetime) -> Unreadable:
    """The payload as it came, less its secrets; the same one again has the same key."""
    kept = {name: value for name, value in body.items() if name not in SECRETS}
    raw = json.dumps(kept, sort_keys=True, default=str)
    named = body.get("event_id") or hashlib.sha256(raw.encode()).hexdigest()
    return Unreadable(RequestKey(f"slack:unreadable:{named}"), SLACK, raw, received_at)


def read_request(
    body: Mapping[str, Any], envelope_id: str, received_at: datetime
) -> Request | None:
    match body:
        case {"type": "event_callback", "event": {"type": "app_mention" | "message"}}:
            key = RequestKey(f"slack:event:{body.get('event_id') or envelope_id}")
            return read_event(body, key, received_at)
        case {"type": "block_actions", "actions": [{"value": str(value)}]} if value:
            return read_press(body, value, trigger_key(body, envelope_id), received_at)
        case {"command": str()}:
            return read_slash_command(body, trigger_key(body, envelope_id), received_at)
        case _:
            return None


def trigger_key(body: Mapping[str, Any], envelope_id: str) -> RequestKey:
    return RequestKey(f"slack:trigger:{body.get('trigger_id') or envelope_id}")


def read_event(body: Mapping[str, Any], key: RequestKey, received_at: datetime) -> Request | None:
    """A mention in a channel, or a message in the direct chat with Kopdar."""
    event = body["event"]
    ourselves = our_user(body)
    if not is_from_a_person(event, ourselves) or not is_for_us(event):
        return None
    said = event["text"]
    text = as_typed(without_mention(said, ourselves))
    is_called = event["type"] == "app_mention" or text != as_typed(said)
    command, arguments = read_words(text)
    team = event.get("user_team") or event.get("team") or team_of(body)
    return Request(
        key=key,
        sender=sender(team, event["user"]),
        chat=chat(event["channel"], event.get("thread_ts")),
        command=command,
        arguments=arguments,
        received_at=received_at,
        plain=None if is_called or text.startswith("/") else text,
    )


def hears_answers(request: Request) -> bool:
    """In the direct chat with Kopdar. A slash command may come from one of two other people."""
    return request.chat.is_private and not request.answer_at.keys() & {RESPOND, ASIDE}


def our_user(body: Mapping[str, Any]) -> str | None:
    """Kopdar's own user, for whom the event was sent."""
    match body.get("authorizations"):
        case [{"user_id": str(user)}, *_]:
            return user
        case _:
            return None


def is_from_a_person(event: Mapping[str, Any], ourselves: str | None) -> bool:
    is_said = not event.get("bot_id") and event.get("subtype") in SAID_WITH
    return is_said and event.get("user") not in {None, "USLACKBOT", ourselves}


def is_for_us(event: Mapping[str, Any]) -> bool:
    """A mention in the direct chat also comes as its message: only that one counts."""
    if event["type"] == "app_mention":
        return not is_direct(event["channel"])
    kind = event.get("channel_type")
    return bool(kind == "im") if kind else is_direct(event["channel"])


def read_slash_command(body: Mapping[str, Any], key: RequestKey, received_at: datetime) -> Request:
    name = body["command"].removeprefix("/").casefold()
    text = as_typed(body.get("text") or "")
    command, arguments = read_words(text) if name == EVERYTHING else (name, text)
    return Request(
        key=key,
        sender=sender(team_of(body), body["user_id"], body.get("user_name") or ""),
        chat=chat(body["channel_id"]),
        command=command,
        arguments=arguments,
        received_at=received_at,
        answer_at=aside(body, body["channel_id"], body["user_id"]),
    )


def read_press(
    body: Mapping[str, Any], value: str, key: RequestKey, received_at: datetime
) -> Request:
    """A pressed button asks its value, as if the presser had typed it."""
    user, message = body["user"], body.get("message") or {}
    container = body.get("container") or {}
    command, arguments = read_words(value)
    channel = container.get("channel_id") or body["channel"]["id"]
    stamp = container.get("message_ts") or message["ts"]
    thread = container.get("thread_ts") or message.get("thread_ts")
    return Request(
        key=key,
        sender=sender(user.get("team_id") or team_of(body), user["id"], user.get("username") or ""),
        # The first message of a thread names itself as its thread.
        chat=chat(channel, None if thread == stamp else thread),
        command=command,
        arguments=arguments,
        received_at=received_at,
        is_press=True,
        answer_at=press_answered_at(body, channel, stamp),
    )


def press_answered_at(body: Mapping[str, Any], channel: str, stamp: str) -> dict[str, str]:
    at = aside(body, channel, body["user"]["id"])
    if body["actions"][0].get("action_id") == PICTURE_ACTION:
        return at | {DIRECT: body["user"]["id"]}
    if (body.get("container") or {}).get("is_ephemeral"):
        return at | {REPLACE: "yes"} if RESPOND in at else at
    return {UPDATE: stamp}


def aside(body: Mapping[str, Any], channel: str, user: str) -> dict[str, str]:
    """Where to answer what only its person saw; in a chat of two nobody else reads along."""
    match body.get("response_url"):
        case str(url) if url:
            return {RESPOND: url}
        case _:
            return {} if is_direct(channel) else {ASIDE: user}


def team_of(body: Mapping[str, Any]) -> str:
    """The workspace, else the organisation that installed Kopdar, else nothing."""
    team, enterprise = body.get("team") or {}, body.get("enterprise") or {}
    named = body.get("team_id") or team.get("id")
    return str(named or body.get("enterprise_id") or enterprise.get("id") or "")


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


def is_person(chat: str) -> bool:
    """U and W are people; written to, they stand for the direct chat with them."""
    return chat.startswith(("U", "W"))

"""From a press, a shortcut or a window to the question that it asks. Pure.

Who presses is asked again who they are, and the question is theirs: whoever it was shown to first.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from messages.request import Request, RequestKey, Sender
from platforms.slack.inbound import (
    ASIDE,
    BESIDE,
    DIRECT,
    EVERYONE,
    EVERYONE_ACTION,
    HOME,
    OPEN,
    PICTURE_ACTION,
    REPLACE,
    RESPOND,
    UPDATE,
    aside,
    chat,
    instant,
    is_direct,
    read_words,
    sender,
    team_of,
)
from platforms.slack.occasion import HOME_COMMAND, person_chat
from platforms.slack.spelling import as_typed

# What is asked by a button that says nothing: no command is called so.
LOST_BUTTON = "button"

# The command that reads a country out of a text, and the shortcuts and window that ask it.
FIND = "find"
RANK_NAMED = "rank_named"
RANK_ASKED = "rank_asked"
WINDOW = "ask"


def read_press(body: Mapping[str, Any], key: RequestKey, received_at: datetime) -> Request:
    """A pressed button asks its value, as if the presser had typed it."""
    command, arguments = read_words(pressed_value(body["actions"][0]) or LOST_BUTTON)
    if (body.get("container") or {}).get("type") == "view":
        return pressed_at_home(body, command, arguments, key, received_at)
    message, container = body.get("message") or {}, body.get("container") or {}
    channel = container.get("channel_id") or body["channel"]["id"]
    stamp = container.get("message_ts") or message["ts"]
    thread = container.get("thread_ts") or message.get("thread_ts")
    return Request(
        key=key,
        sender=presser(body),
        # The first message of a thread names itself as its thread.
        chat=chat(channel, None if thread == stamp else thread),
        command=command,
        arguments=arguments,
        received_at=received_at,
        is_press=True,
        answer_at=press_answered_at(body, channel, stamp),
        asked_at=instant(body["actions"][0].get("action_ts")),
    )


def pressed_value(action: Mapping[str, Any]) -> str:
    """Of a button, or of the chosen line of a menu."""
    chosen = action.get("selected_option") or action
    return str(chosen.get("value") or "")


def pressed_at_home(
    body: Mapping[str, Any], command: str, arguments: str, key: RequestKey, received_at: datetime
) -> Request:
    """What belongs to Home changes it in place; anything else is answered under Messages."""
    user = body["user"]["id"]
    return Request(
        key=key,
        sender=presser(body),
        chat=person_chat(user),
        command=command,
        arguments=arguments,
        received_at=received_at,
        is_press=True,
        answer_at={HOME: user} if command == HOME_COMMAND else {DIRECT: user},
        asked_at=instant(body["actions"][0].get("action_ts")),
    )


def press_answered_at(body: Mapping[str, Any], channel: str, stamp: str) -> dict[str, str]:
    user = body["user"]
    at = aside(body, channel, user["id"])
    match body["actions"][0].get("action_id"):
        case str(action) if action == PICTURE_ACTION:
            return at | {DIRECT: user["id"]}
        case str(action) if action == EVERYONE_ACTION:
            return at | {EVERYONE: user.get("username") or user.get("name") or ""}
    if (body.get("container") or {}).get("is_ephemeral"):
        return at | {REPLACE: "yes"} if RESPOND in at else at
    beside = at.get(RESPOND)
    return {UPDATE: stamp} | ({BESIDE: beside} if beside else {})


def read_message_shortcut(
    body: Mapping[str, Any], key: RequestKey, received_at: datetime
) -> Request:
    """About the message that was pointed at; the answer is for who pointed alone."""
    message, channel = body["message"], body["channel"]["id"]
    user = body["user"]["id"]
    at = aside(body, channel, user)
    return Request(
        key=key,
        sender=presser(body),
        chat=chat(channel, message.get("thread_ts")),
        command=FIND,
        arguments=as_typed(message.get("text") or ""),
        received_at=received_at,
        is_press=True,
        answer_at=at if at else {ASIDE: user},
        asked_at=instant(body.get("action_ts")),
    )


def read_shortcut(body: Mapping[str, Any], key: RequestKey, received_at: datetime) -> Request:
    """From anywhere: a window asks for the country, else a direct message does."""
    user = body["user"]["id"]
    return Request(
        key=key,
        sender=presser(body),
        chat=person_chat(user),
        command=FIND,
        arguments="",
        received_at=received_at,
        is_press=True,
        answer_at={OPEN: str(body.get("trigger_id") or ""), DIRECT: user},
        asked_at=instant(body.get("action_ts")),
    )


def read_window(body: Mapping[str, Any], key: RequestKey, received_at: datetime) -> Request | None:
    """What was typed into the window that asks for a command's argument."""
    view, user = body["view"], body["user"]["id"]
    if view.get("callback_id") != WINDOW:
        return None
    command, _ = read_words(view.get("private_metadata") or LOST_BUTTON)
    typed = [
        field.get("value") for block in view["state"]["values"].values() for field in block.values()
    ]
    return Request(
        key=key,
        sender=presser(body),
        chat=person_chat(user),
        command=command,
        arguments=as_typed(typed[0] or "") if typed else "",
        received_at=received_at,
        answer_at={DIRECT: user},
    )


def presser(body: Mapping[str, Any]) -> Sender:
    """By the workspace that the person belongs to, which need not be the one of the message: a
    channel may be shared, and there ours is not taken for theirs."""
    user = body["user"]
    name = user.get("username") or user.get("name") or ""
    channel = (body.get("channel") or {}).get("id") or ""
    ours = "" if channel and not is_direct(channel) else team_of(body)
    return sender(user.get("team_id") or ours, user["id"], name)

"""From what people type on Slack to a `Request`, or to nothing where it was not meant for Kopdar.
Pure; what they press is read by `interaction`."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from messages.request import (
    AccountId,
    Chat,
    ChatId,
    PlatformName,
    Request,
    RequestKey,
    Sender,
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
BESIDE = "beside"  # the response URL of a press, for what must not take the message's place
EVERYONE = "everyone"  # who wants the answer posted for all to see, by name
HOME = "home"  # the person whose Home it is
OPEN = "open"  # the trigger of a window, good for three seconds
PROMPTS = "prompts"  # the thread waits for questions to suggest

# The one command that holds all others, `/kopdar NAME …`, where `/NAME` is not ours.
EVERYTHING = "kopdar"
CALLED_BY_NAME = "help"

# The subtypes in which a person asks; any other is an edit, a deletion, a join, a bot.
SAID_WITH = frozenset({None, "", "file_share", "thread_broadcast"})

# `action_id` of the buttons that ask for the picture of an ephemeral answer, and to post it.
PICTURE_ACTION = "picture"
EVERYONE_ACTION = "everyone"


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
    return Request(
        key=key,
        sender=sender(team_of_author(body), event["user"]),
        chat=chat(event["channel"], event.get("thread_ts")),
        command=command,
        arguments=arguments,
        received_at=received_at,
        plain=None if is_called or text.startswith("/") else text,
        asked_at=instant(event.get("ts") or body.get("event_time")),
    )


def hears_answers(request: Request) -> bool:
    """In the direct chat with Kopdar. A slash command may come from one of two other people."""
    return request.chat.is_private and not request.answer_at.keys() & {RESPOND, ASIDE}


def is_read_by_others(request: Request) -> bool:
    """What is posted in a channel, where guests and people of other workspaces may be, too."""
    at = request.answer_at.keys()
    if EVERYONE in at:
        return True
    return not request.chat.is_private and not at & {ASIDE, DIRECT, OPEN, RESPOND}


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


def team_of_author(body: Mapping[str, Any]) -> str:
    """The workspace of who said something. In a channel that is shared with another one, ours is
    not taken for it: of whom Slack says nothing there, nobody is meant."""
    event = body["event"]
    profile = event.get("user_profile") or {}
    named = event.get("user_team") or profile.get("team") or event.get("team")
    return str(named or ("" if body.get("is_ext_shared_channel") else team_of(body)))


def instant(stamp: object) -> datetime | None:
    """Of a time stamp such as `1790000000.000100`; None of what is none. A command has none: Slack
    neither keeps nor repeats it."""
    try:
        return datetime.fromtimestamp(float(str(stamp)), UTC)
    except (OSError, OverflowError, ValueError):
        return None


def read_words(text: str) -> tuple[str, str]:
    """Command and arguments of typed words; nothing but our name asks for help."""
    command, arguments = read_command(text.lstrip(" ,:"))
    if command.casefold() == EVERYTHING:
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

"""When somebody opens Kopdar without a word: its Home, or a new chat with suggestions. Pure.

Nothing was asked; what is shown is the answer to a command all the same.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from messages.request import AccountId, Chat, ChatId, Request, RequestKey, Sender
from platforms.slack.inbound import HOME, PROMPTS, SLACK, chat, sender, team_of

HOME_COMMAND = "home"
GREETING_COMMAND = "start"


def read_home_opened(
    body: Mapping[str, Any], key: RequestKey, received_at: datetime
) -> Request | None:
    """Slack tells of each look at Home, and of each at Messages, which asks nothing."""
    event = body["event"]
    if event.get("tab", "home") != "home":
        return None
    return home_request(sender(team_of(body), event["user"]), key, received_at)


def home_request(of: Sender, key: RequestKey, received_at: datetime) -> Request:
    user = of.account.rpartition("/")[2]
    return Request(
        key=key,
        sender=of,
        chat=person_chat(user),
        command=HOME_COMMAND,
        arguments="",
        received_at=received_at,
        # Nobody typed it.
        is_press=True,
        answer_at={HOME: user},
    )


def person_chat(user: str) -> Chat:
    """The chat of Kopdar with a person, named by the person where its own id is not known."""
    return Chat(SLACK, ChatId(user), None, is_private=True)


def read_thread_started(body: Mapping[str, Any], key: RequestKey, received_at: datetime) -> Request:
    started = body["event"]["assistant_thread"]
    return Request(
        key=key,
        sender=Sender(SLACK, AccountId(f"{team_of(body)}/{started['user_id']}")),
        chat=chat(started["channel_id"], started["thread_ts"]),
        command=GREETING_COMMAND,
        arguments="",
        received_at=received_at,
        is_press=True,
        answer_at={PROMPTS: "yes"},
    )

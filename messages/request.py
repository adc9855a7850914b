"""What somebody did: a typed command, a pressed button. All of it is one `Request`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from typing import NewType

from messages.form import Filled

PlatformName = NewType("PlatformName", str)
AccountId = NewType("AccountId", str)
ChatId = NewType("ChatId", str)
RequestKey = NewType("RequestKey", str)
PersonId = NewType("PersonId", int)


@dataclass(frozen=True, slots=True)
class Sender:
    """An account on a platform; `account` is its numeric id (Telegram), `TEAM/USER` (Slack).

    `language` is the platform's own hint, a BCP 47 tag, where it gives one.
    """

    platform: PlatformName
    account: AccountId
    name: str = ""
    language: str | None = None


class Membership(Enum):
    """How an account stands to the community that Kopdar is set up in, as the platform says now.

    A `GUEST` is let in from outside, or somebody of whom nobody can say now; a `STRANGER` is not
    the one whom the account names.
    """

    MEMBER = auto()
    GUEST = auto()
    STRANGER = auto()


@dataclass(frozen=True, slots=True)
class Chat:
    """Where something is said. A Slack channel is a chat: *channel* belongs to the ministries."""

    platform: PlatformName
    id: ChatId
    thread: str | None = None
    is_private: bool = True


@dataclass(frozen=True, slots=True)
class Request:
    """One thing somebody asked for, independent of the platform.

    `key` is unique per platform event, so that a repeated event is recognised.
    `command` is the name without its slash and `arguments` the rest, both as typed.
    `answer_at` is what the platform needs to answer in place; nobody else reads it.
    `question` is the platform's own name for what was said, where it can be changed afterwards;
    with `is_edit` this is a later version of it.
    `received_at` is an aware UTC instant, and so is `asked_at`: when it was said, by the
    platform's clock, where the event tells.

    `plain` are the words as typed, where neither a slash nor a mention says that they are a
    command: an answer, where a question is open. `reply_to` is the platform's id of the message
    that they reply to, or whose button was pressed where its answer can take that one's place.
    Without a command nobody has asked anything: it can only be an answer.
    `filled` is a form that was finished in a window.
    """

    key: RequestKey
    sender: Sender
    chat: Chat
    command: str
    arguments: str
    received_at: datetime
    is_press: bool = False
    answer_at: Mapping[str, str] = field(default_factory=dict)
    question: str | None = None
    is_edit: bool = False
    plain: str | None = None
    reply_to: str | None = None
    filled: Filled | None = None
    asked_at: datetime | None = None

    @property
    def is_overheard(self) -> bool:
        """Nobody asked Kopdar: it answers an open question, or is none of its business."""
        return self.plain is not None and not self.command


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An event that could not be read; kept raw so that nothing is lost and the rest goes on."""

    key: RequestKey
    platform: PlatformName
    raw: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class ChatMoved:
    """A chat has another id from now on; what is kept about it, and waits for it, follows."""

    key: RequestKey
    platform: PlatformName
    old_id: ChatId
    new_id: ChatId


Inbound = Request | Unreadable | ChatMoved


@dataclass(frozen=True, slots=True)
class Person:
    """One human, known by the accounts used; `language` is one Kopdar speaks."""

    id: PersonId
    language: str
    is_admin: bool = False
    is_allowed: bool = False


def read_command(text: str) -> tuple[str, str]:
    """Split typed text into a command name (without its slash) and its arguments."""
    name, _, arguments = text.strip().partition(" ")
    first_line, newline, rest = name.partition("\n")
    if newline:
        name, arguments = first_line, f"{rest} {arguments}"
    return name.removeprefix("/"), arguments.strip()

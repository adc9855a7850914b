"""How a command is declared, and what its handler may touch."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from messages.phrase import Phrase
from messages.reply import Answer
from messages.request import Chat, Person, Request
from ministries.names import CountryNames
from ranking.published import PublishedRecord


class Access(StrEnum):
    """Who may ask: published figures are for everyone, what concerns a unit is not."""

    EVERYONE = "everyone"
    ALLOWED = "allowed"
    ADMINISTRATORS = "administrators"


@dataclass(frozen=True, slots=True)
class Context:
    """A read snapshot: everything a handler may look at, and no more. `now` is aware UTC."""

    record: PublishedRecord
    names: CountryNames
    person: Person
    chat: Chat
    now: datetime
    home_country: str
    default_series: str
    peer_group: str
    commands: "tuple[Command, ...]"


Handler = Callable[[Request, Context], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command's name, arguments, permission, help and handler, so that they cannot drift apart.

    `usage` is the line to type, `example` arguments that work, both without the command's name.
    """

    name: str
    summary: Phrase
    usage: Phrase
    example: str
    answer: Handler
    aliases: tuple[str, ...] = ()
    access: Access = Access.EVERYONE


def find_command(commands: tuple[Command, ...], name: str) -> Command | None:
    """The command with this name or alias; nothing typed at all asks for help."""
    name = name or "help"
    return next((c for c in commands if name == c.name or name in c.aliases), None)

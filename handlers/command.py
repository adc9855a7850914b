"""How a command is declared, and what its handler may touch."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from enum import Enum, StrEnum
from typing import Protocol, assert_never

from duties.schedule import DutyName, Slot
from duties.target import Target
from messages.phrase import CountryName, Phrase, phrase, verbatim
from messages.problem import NotAllowed
from messages.reply import Answer
from messages.request import Chat, Person, Request
from ministries.names import CountryNames
from ranking.measured import MeasuredEdition
from ranking.published import PublishedRecord
from storage.due import Ended, Waiting
from storage.undelivered import Undelivered


class Access(StrEnum):
    """Who may ask: published figures are for everyone, what concerns a unit is not."""

    EVERYONE = "everyone"
    ALLOWED = "allowed"
    ADMINISTRATORS = "administrators"


class MeasuredEditions(Protocol):
    """The editions of our own index, read when somebody asks."""

    async def periods(self) -> tuple[str, ...]:
        """All there are, oldest first."""

    async def read(self, period: str) -> MeasuredEdition:
        """One of them."""


class Topic(Enum):
    """What people want: the headings under which help shows the commands, in this order."""

    STANDING = phrase("Where do we stand")
    COMPARISON = phrase("Compare")
    FIGURES = phrase("About the figures")
    RUNNING = phrase("How Kopdar runs")
    SETTINGS = phrase("Settings")


@dataclass(frozen=True, slots=True)
class DutyStatus:
    """How it stands with a duty for a target; `waiting` is what is due and not done yet, and
    `reference` what the log calls its last failure. `ended` is what became of the last slot."""

    name: DutyName
    summary: Phrase
    target: Target
    coming: Slot | None
    waiting: Waiting | None
    ended: Ended | None


async def no_duties() -> "tuple[DutyStatus, ...]":
    return ()


async def nothing_undelivered() -> "tuple[Undelivered, ...]":
    return ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as its asker typed it."""

    command: str
    arguments: str


async def nothing_asked() -> "tuple[Asked, ...]":
    return ()


@dataclass(frozen=True, slots=True)
class Context:
    """A read snapshot: everything a handler may look at, and no more. `now` is aware UTC, and
    told in `zone` where the asker has no other; `asked` is what the person typed lately, the
    newest first."""

    record: PublishedRecord
    measured: MeasuredEditions
    names: CountryNames
    person: Person
    chat: Chat
    now: datetime
    home_country: str
    default_series: str
    peer_group: str
    commands: "tuple[Command, ...]"
    zone: tzinfo = UTC
    duties: Callable[[], Awaitable[tuple[DutyStatus, ...]]] = no_duties
    undelivered: Callable[[], Awaitable[tuple[Undelivered, ...]]] = nothing_undelivered
    asked: Callable[[], Awaitable[tuple[Asked, ...]]] = nothing_asked

    @property
    def usable(self) -> "tuple[Command, ...]":
        """The commands that are for this person: no others are shown or offered."""
        return tuple(command for command in self.commands if command.is_for(self.person))


Handler = Callable[[Request, Context], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command's name, arguments, permission, help and handler, so that they cannot drift apart.

    `usage` is the line to type, `example` arguments that work, both without the command's name and
    in the reader's language.
    `topic` is the heading under which help shows it; only what goes without saying has none.
    `is_for_groups`: whether the menus of groups show it, where it would be understood anyway.
    `is_lasting`: the answer hangs on nothing but the arguments, what was published or measured, the
    asker's language and rights, and the minute. Its handler is not told who asks where.
    """

    name: str
    summary: Phrase
    usage: Phrase
    example: Phrase
    answer: Handler
    aliases: tuple[str, ...] = ()
    access: Access = Access.EVERYONE
    topic: Topic | None = None
    is_for_groups: bool = True
    is_lasting: bool = False

    @property
    def asked(self) -> Phrase:
        """The command with its example, as one types it."""
        if not self.example_arguments:
            return verbatim(f"/{self.name}")
        return Phrase("/{command} {example}", {"command": self.name, "example": self.example})

    @property
    def example_arguments(self) -> str:
        """The example as a button asks it, in no language: countries by their codes."""
        values = self.example.values.items()
        codes = {name: v.code if isinstance(v, CountryName) else v for name, v in values}
        return self.example.text.format(**codes)

    def is_for(self, person: Person) -> bool:
        match self.access:
            case Access.EVERYONE:
                return True
            case Access.ALLOWED:
                return person.is_allowed
            case Access.ADMINISTRATORS:
                return person.is_admin
            case _:
                assert_never(self.access)

    def refused(self) -> NotAllowed:
        """What is said to whom it is not for."""
        return NotAllowed(
            phrase(
                "/{command} is not for everyone. Ask the people who run Kopdar.", command=self.name
            )
        )


def find_command(commands: tuple[Command, ...], name: str) -> Command | None:
    """The command with this name or alias, in small or large letters; without one, help."""
    name = name.casefold() or "help"
    return next((c for c in commands if name == c.name or name in c.aliases), None)

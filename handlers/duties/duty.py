"""How a duty is declared, what it is told, and what it hands back."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from duties.schedule import DutyName, Slot
from duties.target import Target
from messages.delivery import Lane, LetterKind
from messages.effect import DutyEffect
from messages.phrase import Phrase
from messages.reply import Reply
from messages.request import Chat
from ministries.names import CountryNames
from ranking.published import PublishedRecord


@dataclass(frozen=True, slots=True)
class DutyContext:
    """A snapshot: what a duty may look at. `now` is aware UTC.

    `make_edition` is the one thing it may set going: it takes seconds, commits by itself, and
    does nothing where nothing new was observed.
    """

    record: PublishedRecord
    names: CountryNames
    now: datetime
    home_country: str
    default_series: str
    peer_group: str
    make_edition: Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Occasion:
    """One slot of a duty for one target. `lateness` counts from when it was due; that a letter is
    late need not be said by the duty: whoever sends it says so."""

    target: Target
    slot: Slot
    lateness: timedelta


@dataclass(frozen=True, slots=True)
class Told:
    """Something to be said in a chat, in a language Kopdar speaks."""

    chat: Chat
    language: str
    reply: Reply
    kind: LetterKind
    lane: Lane = Lane.BULK


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is said and what changes, in the one commit that ends the slot."""

    told: tuple[Told, ...] = ()
    effects: tuple[DutyEffect, ...] = ()


Act = Callable[[Occasion, DutyContext], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True)
class Duty:
    """It may be carried out more than once, if it is interrupted; its outcome is committed once."""

    name: DutyName
    summary: Phrase
    act: Act

"""An outgoing message as a row: a letter, its pieces, its states, and what may become of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NewType

from messages.request import Chat

LetterKey = NewType("LetterKey", str)

# Behind the key of a request: the letter that answers it.
ANSWER = ":answer"


class Lane(StrEnum):
    """An answer somebody waits for overtakes what goes to many."""

    ANSWER = "answer"
    BULK = "bulk"


class LetterKind(StrEnum):
    """What a letter is for; decides whether it goes out once more when its fate is unknown."""

    ANSWER = "answer"
    NOTICE = "notice"
    REMINDER = "reminder"
    REPORT_PROMPT = "report_prompt"
    DIGEST = "digest"


# Somebody counts on these: better twice, and marked, than not at all. All others go out at most
# once: who asked can ask again, and who was reminded twice stops reading reminders.
REPEATED_ONCE = frozenset({LetterKind.REPORT_PROMPT, LetterKind.DIGEST})


class LetterState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    DELIVERED = "delivered"
    REFUSED = "refused"
    PARKED = "parked"
    UNKNOWN = "unknown"
    # Taken back before it went out: what it answers was changed.
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Piece:
    """One call to the platform, rendered before the commit so that a restart repeats nothing.

    `payload` is JSON that only the platform reads; `picture` is the digest of a stored PNG.
    """

    payload: Mapping[str, Any]
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A piece that is out, and the message that it became or changed."""

    piece: Piece
    message_id: str


@dataclass(frozen=True, slots=True)
class Letter:
    """`sent` pieces are out already, as the platform's messages `message_ids` (None: one without
    an id, such as an ephemeral one); `not_before` is an aware UTC instant."""

    key: LetterKey
    chat: Chat
    pieces: tuple[Piece, ...]
    kind: LetterKind
    lane: Lane
    created_at: datetime
    not_before: datetime
    state: LetterState = LetterState.WAITING
    sent: int = 0
    attempts: int = 0
    reason: str = ""
    message_ids: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivered:
    """The platform took it; `message_id` is its own name for the message, where it says one:
    Telegram's message_id, Slack's ts. Deliveries are alike whatever their ids."""

    message_id: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class NotSent:
    """It surely did not arrive: no connection, no name, no pool slot. May be tried again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Throttled:
    """Refused for now; not again before `retry_after`."""

    retry_after: timedelta


@dataclass(frozen=True, slots=True)
class Refused:
    """Refused for good: no repetition will help."""

    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The chat has another id now."""

    chat: Chat


@dataclass(frozen=True, slots=True)
class Uncertain:
    """It may have arrived or not: the answer of the platform got lost."""

    reason: str


SendOutcome = Delivered | NotSent | Throttled | Refused | Moved | Uncertain

FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=5)


def pause_before_attempt(attempts: int) -> timedelta:
    """Capped doubling: 1 s, 2 s, 4 s … 5 minutes; `attempts` have failed so far (from 1)."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(attempts - 1, 16)))

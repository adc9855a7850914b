"""An outgoing message as a row: a letter, its pieces, its states, and what may become of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any, NewType

from messages.request import Chat

LetterKey = NewType("LetterKey", str)

# Behind the key of a request: the letter that answers it.
ANSWER = ":answer"

DEFAULT_LANGUAGE = "en"


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

    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Piece:
    """One call to the platform, rendered before the commit so that a restart repeats nothing.

    `payload` is JSON that only the platform reads; `picture` is the digest of a stored PNG.
    `mark` is given when it is sent: a platform that can writes it on the message, out of sight,
    and finds it again by it.
    """

    payload: Mapping[str, Any]
    picture: str | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A piece that is out, and the message that it became or changed."""

    piece: Piece
    message_id: str


@dataclass(frozen=True, slots=True)
class Letter:
    """`sent` pieces are out already, as the platform's messages `message_ids` (None: one without
    an id, such as an ephemeral one); `not_before` is an aware UTC instant; `attempts` have failed.

    `language` is what it is written in. It was sent `repeats` times after its fate was unknown;
    `is_repeat`: so it is now, and its next piece does not say so yet.
    """

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
    language: str = DEFAULT_LANGUAGE
    repeats: int = 0
    is_repeat: bool = False

    @property
    def next_piece(self) -> Piece:
        return self.pieces[self.sent]

    @property
    def next_mark(self) -> str:
        """Names the next piece, this time round, to nobody but us."""
        named = f"{self.key}\n{self.sent}\n{self.repeats}"
        return sha256(named.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A letter that one owner alone may send, for as long as nobody has a higher `fencing`.

    `number` is its place in the order of writing. `is_lost`: its last owner was sending it when
    it fell silent, and nobody knows what became of the next piece.
    """

    number: int
    fencing: int
    letter: Letter
    is_lost: bool = False


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
    """Refused for now; not again before `retry_after`. `is_general`: nothing else either, as the
    platform said; otherwise this chat."""

    retry_after: timedelta
    is_general: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """This message is refused for good: no repetition will help."""

    reason: str


@dataclass(frozen=True, slots=True)
class Closed:
    """The chat takes nothing from us until somebody mends that: blocked, archived, gone.
    `is_general`: no chat of the platform does, as when our token was revoked."""

    reason: str
    is_general: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """The chat has another id now."""

    chat: Chat


@dataclass(frozen=True, slots=True)
class Uncertain:
    """It may have arrived or not: the answer of the platform got lost."""

    reason: str


SendOutcome = Delivered | NotSent | Throttled | Refused | Closed | Moved | Uncertain

FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=5)


def pause_before_attempt(attempts: int) -> timedelta:
    """Capped doubling: 1 s, 2 s, 4 s … 5 minutes; `attempts` have failed so far (from 1)."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(attempts - 1, 16)))

"""What follows from what became of a call: sent on, tried again, given up, set aside. Pure."""

from dataclasses import dataclass
from datetime import timedelta
from typing import assert_never

from messages.delivery import (
    LONGEST_PAUSE,
    REPEATED_ONCE,
    Closed,
    Delivered,
    Lane,
    Letter,
    LetterState,
    Moved,
    NotSent,
    Refused,
    SendOutcome,
    Throttled,
    Uncertain,
    pause_before_attempt,
)
from messages.request import ChatId

# A letter is given up when it failed this often and is this old: a short outage takes no answer
# away, and a letter that waited while Kopdar was down is not lost to one failure.
MOST_FAILURES = 12
WORTH_SENDING = {Lane.ANSWER: timedelta(hours=1), Lane.BULK: timedelta(days=1)}
# Whatever a platform asks for, and never less than it asks for up to here.
LONGEST_WAIT = timedelta(days=1)
# Pauses are spread by this share to both sides, so that what failed together is not tried
# together again.
JITTER = 0.25
CHATS_IN_TROUBLE = 3


@dataclass(frozen=True, slots=True)
class Fate:
    """`wait`: not again before that time has passed. `has_failed`: it counts towards giving up.
    `is_repeat`: what goes out next may be there already, and has to say so."""

    state: LetterState
    reason: str = ""
    wait: timedelta | None = None
    has_failed: bool = False
    is_repeat: bool = False


def fate_of(
    letter: Letter, outcome: SendOutcome, age: timedelta, chance: float, may_repeat: bool
) -> Fate:
    """`letter` counts the piece in question as sent where it was delivered; `age` is how long ago
    it was written; `chance`, from 0 to 1, spreads pauses; `may_repeat`: the piece is of a sort
    that can be said twice."""
    match outcome:
        case Delivered():
            is_whole = letter.sent == len(letter.pieces)
            return Fate(LetterState.DELIVERED if is_whole else LetterState.WAITING)
        case NotSent(reason):
            failures = letter.attempts + 1
            if failures >= MOST_FAILURES and age >= WORTH_SENDING[letter.lane]:
                return Fate(LetterState.REFUSED, reason, has_failed=True)
            wait = spread(pause_before_attempt(failures), chance)
            return Fate(LetterState.WAITING, reason, wait, has_failed=True)
        case Throttled(retry_after):
            return Fate(LetterState.WAITING, "throttled", min(retry_after, LONGEST_WAIT))
        case Moved():
            return Fate(LetterState.WAITING, "moved", timedelta(0))
        case Refused(reason):
            return Fate(LetterState.REFUSED, reason)
        case Closed(reason):
            return Fate(LetterState.PARKED, reason)
        case Uncertain(reason):
            if letter.kind in REPEATED_ONCE and letter.repeats == 0 and may_repeat:
                return Fate(LetterState.WAITING, reason, timedelta(0), is_repeat=True)
            return Fate(LetterState.UNKNOWN, reason)
        case _:
            assert_never(outcome)


def spread(pause: timedelta, chance: float) -> timedelta:
    return min(LONGEST_PAUSE, pause) * (1 - JITTER + 2 * JITTER * chance)


class Strain:
    """How a platform fares: when it fails chat after chat, what can wait stops adding to that.

    One chat's trouble is its own. Several in a row, and none delivered in between, tell of the
    platform, which often does not say which of the two it means.
    """

    def __init__(self) -> None:
        self._failing: set[ChatId] = set()
        self._shortest_wait = LONGEST_WAIT
        self._rounds = 0
        self._resting_until = 0.0

    def note(self, chat: ChatId, outcome: SendOutcome, now: float, chance: float) -> float:
        """Until when the bulk lane should rest; both instants are monotonic seconds."""
        match outcome:
            case Delivered():
                self._begin_anew(rounds=0)
            case Throttled(retry_after):
                # The wait of one chat may be an hour: of all the others the shortest is known.
                self._shortest_wait = min(self._shortest_wait, retry_after)
                self._failing.add(chat)
            case NotSent() | Uncertain():
                self._failing.add(chat)
        if len(self._failing) >= CHATS_IN_TROUBLE and now >= self._resting_until:
            rest = spread(pause_before_attempt(self._rounds + 1), chance)
            if self._shortest_wait < LONGEST_WAIT:
                rest = max(rest, self._shortest_wait)
            self._resting_until = now + rest.total_seconds()
            self._begin_anew(self._rounds + 1)
        return self._resting_until

    def _begin_anew(self, rounds: int) -> None:
        self._failing.clear()
        self._shortest_wait = LONGEST_WAIT
        self._rounds = rounds

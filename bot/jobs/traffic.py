"""When a letter may leave: by the limits of its platform, and by what the platform answered."""

import random
from collections.abc import Callable, Mapping

from messages.clock import Clock
from messages.delivery import Lane, Letter, SendOutcome, Throttled
from messages.fate import LONGEST_WAIT, Strain
from messages.pacing import Limits, Pacer
from messages.request import ChatId, PlatformName
from platforms.contract import Platform

EVERYTHING = "everything"


class Traffic:
    """All instants are seconds on the monotonic clock."""

    def __init__(
        self,
        platforms: Mapping[PlatformName, Platform],
        clock: Clock,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._platforms = platforms
        self._clock = clock
        self._chance = chance
        self._pacers = {name: Pacer() for name in platforms}
        # What was reserved in time may leave late, and together with others: they are spaced
        # once more by when they leave.
        self._departures = {name: Pacer() for name in platforms}
        self._strains = {name: Strain() for name in platforms}

    def ready_at(self, letter: Letter) -> float:
        """When its next piece may leave, if nothing else takes the turn."""
        now = self._clock.monotonic()
        pacer = self._pacers[letter.chat.platform]
        held = (pacer.held_until(what, now) for what in (EVERYTHING, letter.lane, letter.chat.id))
        return max(pacer.ready_at(self._limits(letter), now), *held)

    def reserve(self, letter: Letter) -> float:
        """Take the next turn for its next piece, and say when that is."""
        at = self.ready_at(letter)
        return self._pacers[letter.chat.platform].reserve(self._limits(letter), at)

    def depart(self, letter: Letter) -> float:
        """When a call that would leave now may leave: its turn has come, others may be late."""
        departures = self._departures[letter.chat.platform]
        return departures.reserve(self._limits(letter), self._clock.monotonic())

    def note(self, letter: Letter, outcome: SendOutcome) -> None:
        """What the platform answered holds back what it speaks of, and nothing else."""
        platform, chat, now = letter.chat.platform, letter.chat.id, self._clock.monotonic()
        pacer = self._pacers[platform]
        if isinstance(outcome, Throttled):
            what: ChatId | str = EVERYTHING if outcome.is_general else chat
            pacer.hold(what, now + min(outcome.retry_after, LONGEST_WAIT).total_seconds())
        rest_until = self._strains[platform].note(chat, outcome, now, self._chance())
        pacer.hold(Lane.BULK, rest_until)

    def open_lanes(self, platform: PlatformName) -> tuple[Lane, ...]:
        """The lanes in which anything may leave now."""
        now, pacer = self._clock.monotonic(), self._pacers[platform]
        if pacer.held_until(EVERYTHING, now) > now:
            return ()
        return tuple(lane for lane in Lane if pacer.held_until(lane, now) <= now)

    def _limits(self, letter: Letter) -> Limits:
        return self._platforms[letter.chat.platform].limits(letter.chat, letter.next_piece)

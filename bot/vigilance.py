"""What is stuck: a pure rule over what can be seen from inside. Telling is done elsewhere."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from messages.request import PlatformName
from storage.backlog import Waiting

# Longer than any restart of a platform takes: what passes by itself is told to nobody.
SILENT_AFTER = timedelta(minutes=5)
STUCK_AFTER = timedelta(minutes=10)
LATE_AFTER = timedelta(hours=1)


class Kind(StrEnum):
    """Nothing comes in from a platform; nothing goes out to it; a duty is not done."""

    SILENCE = "silence"
    LANE = "lane"
    DUTY = "duty"


@dataclass(frozen=True, slots=True)
class Trouble:
    """`subject` is a platform or a duty; `lane` is empty but for lanes."""

    kind: Kind
    subject: str
    lane: str = ""

    @property
    def platform(self) -> PlatformName | None:
        return None if self.kind is Kind.DUTY else PlatformName(self.subject)


@dataclass(frozen=True, slots=True)
class Signs:
    """What is seen at one look. Instants that are numbers are of the monotonic clock; `since` is
    when this process began to serve. `delivered_at` is of each platform and lane, `late` of each
    duty when its oldest slot was due."""

    now: datetime
    monotonic: float
    since: float
    heard_at: Mapping[PlatformName, float | None]
    letters: Sequence[Waiting]
    delivered_at: Mapping[tuple[str, str], float]
    late: Mapping[str, datetime]


def troubles(signs: Signs) -> dict[Trouble, datetime]:
    """What is stuck, and since when. From a platform that is silent nothing else is expected: an
    outage is one trouble."""
    silences = dict(silent(signs))
    platforms = {trouble.subject for trouble in silences}
    lanes = {each: since for each, since in stuck(signs) if each.subject not in platforms}
    return silences | lanes | dict(overdue(signs))


def silent(signs: Signs) -> Iterator[tuple[Trouble, datetime]]:
    for platform, heard_at in signs.heard_at.items():
        silence = timedelta(seconds=signs.monotonic - (heard_at or signs.since))
        if silence >= SILENT_AFTER:
            yield Trouble(Kind.SILENCE, platform), signs.now - silence


def stuck(signs: Signs) -> Iterator[tuple[Trouble, datetime]]:
    """A lane in which something waits and nothing arrives: one chat that takes nothing holds up
    only itself."""
    for each in signs.letters:
        if each.state != "waiting" or signs.now - each.oldest < STUCK_AFTER:
            continue
        delivered_at = signs.delivered_at.get((each.platform, each.lane), signs.since)
        if signs.monotonic - delivered_at >= STUCK_AFTER.total_seconds():
            yield Trouble(Kind.LANE, each.platform, each.lane), each.oldest


def overdue(signs: Signs) -> Iterator[tuple[Trouble, datetime]]:
    for duty, due_at in signs.late.items():
        if signs.now - due_at >= LATE_AFTER:
            yield Trouble(Kind.DUTY, duty), due_at

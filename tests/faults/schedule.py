"""A random plan of lives and deaths: the same seed gives the same plan on every machine."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.crashpoint import Point

# Somebody who asks again, and has to be answered in order.
REGULARS = 4


class Trouble(StrEnum):
    """What a platform does to the next calls that send something."""

    NONE = "none"
    THROTTLES = "throttles"
    BREAKS_BEFORE = "breaks_before"
    BREAKS_AFTER = "breaks_after"
    FAILS = "fails"
    FAILS_IN_HTML = "fails_in_html"
    HANGS = "hangs"


class Way(StrEnum):
    """How somebody asks."""

    TELEGRAM = "telegram"
    SLACK_MESSAGE = "slack_message"
    SLACK_COMMAND = "slack_command"


@dataclass(frozen=True, slots=True)
class Question:
    """Asked `after` so many seconds of a life; `regular` is who asks again, None a newcomer."""

    way: Way
    after: float
    regular: int | None


@dataclass(frozen=True, slots=True)
class Life:
    """From a start to a kill. `fault` kills from inside, at a point; what is not dead `seconds`
    after it listens is killed from outside, or where `is_cut_short` after it was started."""

    fault: str
    seconds: float
    is_cut_short: bool
    questions: tuple[Question, ...]
    telegram: Trouble
    slack: Trouble
    troubles: int
    drops_socket: bool
    freezes: bool


def plan(seed: str, kills: int) -> Iterator[Life]:
    chance = random.Random(seed)
    for _ in range(kills):
        yield life(chance)


def life(chance: random.Random) -> Life:
    is_armed = chance.random() < 0.6
    point, passing = chance.choice(list(Point)), chance.choice((1, 1, 1, 2, 2, 3))
    return Life(
        fault=f"{point}:kill@{passing}" if is_armed else "",
        seconds=0.6 if is_armed else chance.uniform(0, 0.25),
        is_cut_short=not is_armed and chance.random() < 0.2,
        questions=tuple(question(chance) for _ in range(chance.randint(1, 5))),
        telegram=trouble(chance),
        slack=trouble(chance),
        troubles=chance.randint(1, 3),
        drops_socket=chance.random() < 0.1,
        freezes=chance.random() < 0.1,
    )


def question(chance: random.Random) -> Question:
    way = chance.choice((Way.TELEGRAM, Way.TELEGRAM, Way.SLACK_MESSAGE, Way.SLACK_COMMAND))
    regular = chance.randrange(REGULARS) if chance.random() < 0.1 else None
    return Question(way, chance.uniform(0, 0.15), regular)


def trouble(chance: random.Random) -> Trouble:
    return chance.choice(list(Trouble)[1:]) if chance.random() < 0.3 else Trouble.NONE

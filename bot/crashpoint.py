"""Named points where a test makes the process die, stop, stall or fail; in operation, nothing.

`FAULT=point:action@n` arms one for its n-th passing (the first, if unsaid), several separated by
commas: `kill` and `stop` (SIGKILL and SIGSTOP to the own process group), `raise`, and with
seconds behind a `=` `stall` (this task waits), `block` (the whole process does) and `jump` (the
wall clock does, also backwards). Who may arm them is decided in `rehearsal`.
"""

import asyncio
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.clock import RehearsedClock


class Point(StrEnum):
    """Each names what has just happened; the next step has not."""

    ARRIVED = "arrived"  # it came in, and is not in the inbox
    ACCEPTED = "accepted"  # it is in the inbox, and the platform was not told
    HANDLED = "handled"  # the handler is done, nothing of it is committed
    ANSWERED = "answered"  # effects and letter are committed, nothing is sent
    ACTED = "acted"  # a duty was carried out, nothing of it is committed
    PERFORMED = "performed"  # what a duty did is committed, nothing is sent
    CLAIMED = "claimed"  # the letter is ours to send
    SENT = "sent"  # the platform took the piece, and that is not recorded
    RECORDED = "recorded"  # it is recorded


class Crash(Exception):
    """What the action `raise` raises."""


class WrongFault(Exception):
    """What cannot be armed, and why."""


@dataclass(slots=True)
class Armed:
    """An action waiting for a point to be passed `passings` times."""

    act: str
    seconds: float
    passings: int


Plan = dict[Point, list[Armed]]

_plan: Plan = {}
_clock = RehearsedClock()


async def reached(point: Point) -> None:
    """Say that the point is passed. Unless a test armed it nothing happens."""
    if _plan:
        await _carry_out(_plan.get(point, []))


def arm(plan: Plan, clock: RehearsedClock) -> None:
    """From now on the points do what is planned; `clock` is the one that jumps."""
    global _plan, _clock
    _plan, _clock = plan, clock


def read_plan(spec: str) -> Plan:
    """What `spec` says, by point. Raises `WrongFault`."""
    plan: Plan = {}
    for fault in filter(None, spec.split(",")):
        try:
            point, _, action = fault.strip().partition(":")
            action, _, passings = action.partition("@")
            act, _, seconds = action.partition("=")
            armed = Armed(act, float(seconds or 0), int(passings or 1))
            plan.setdefault(Point(point), []).append(armed)
        except ValueError:
            raise WrongFault(f"FAULT does not know {fault!r}") from None
        if act not in ACTIONS and act != "stall":
            raise WrongFault(f"FAULT does not know the action {act!r}")
    return plan


async def _carry_out(armed: list[Armed]) -> None:
    for each in armed:
        each.passings -= 1
    due = [each for each in armed if not each.passings]
    armed[:] = [each for each in armed if each.passings]
    for each in due:
        if each.act == "stall":
            await asyncio.sleep(each.seconds)
        else:
            ACTIONS[each.act](each.seconds)


def _signal(signum: signal.Signals) -> Callable[[float], None]:
    return lambda _: os.killpg(os.getpgrp(), signum)


def _raise(_: float) -> None:
    raise Crash("a test wanted this")


def _jump(seconds: float) -> None:
    _clock.jump(timedelta(seconds=seconds))


ACTIONS: dict[str, Callable[[float], None]] = {
    "kill": _signal(signal.SIGKILL),
    "stop": _signal(signal.SIGSTOP),
    "raise": _raise,
    "block": time.sleep,
    "jump": _jump,
}

"""Crash points do what a test wants, nothing otherwise, and never to a desk that is served."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot import crashpoint
from bot.clock import RehearsedClock, SystemClock
from bot.crashpoint import Crash, Point, WrongFault, reached, read_plan
from bot.rehearsal import clock_for
from config.settings import WrongSettings
from tests.stories.test_command_line import PROJECT

HERE = ("http://127.0.0.1:8081", "http://localhost:8082/api/")
REAL = ("https://api.telegram.org", "http://127.0.0.1:8082/api/")
# A process group of its own, that passes the point three times and then ends well.
PASSER = """
import asyncio, os, sys
from bot.rehearsal import clock_for
from bot.crashpoint import Point, reached
os.setpgrp()
clock_for(os.environ, ())

async def pass_three_times():
    for number in range(1, 4):
        await reached(Point.SENT)
        print("passed", number, flush=True)

asyncio.run(pass_three_times())
"""


@pytest.fixture(autouse=True)
def disarmed() -> Iterator[None]:
    yield
    crashpoint.arm({}, RehearsedClock())


async def test_nothing_is_armed_unless_asked_for() -> None:
    assert type(clock_for({}, REAL)) is SystemClock
    for point in Point:
        await reached(point)


@pytest.mark.parametrize("variable", ["FAULT", "FAULT_PACE"])
def test_where_a_real_platform_is_served_nothing_can_be_armed(variable: str) -> None:
    with pytest.raises(WrongSettings, match="refused where a real platform is served"):
        clock_for({variable: "sent:kill"}, REAL)


@pytest.mark.parametrize(
    "wrong", ["sent", "sent:explode", "nowhere:kill", "sent:kill@often", "sent:stall=long"]
)
def test_what_nobody_knows_is_not_armed(wrong: str) -> None:
    with pytest.raises(WrongFault):
        read_plan(wrong)
    with pytest.raises(WrongSettings):
        clock_for({"FAULT": wrong}, HERE)


async def test_a_point_acts_at_its_passing_and_once() -> None:
    clock_for({"FAULT": "sent:raise@2,sent:raise@3"}, HERE)
    await reached(Point.SENT)
    await reached(Point.RECORDED)
    for _ in range(2):
        with pytest.raises(Crash):
            await reached(Point.SENT)
    await reached(Point.SENT)


@pytest.mark.parametrize(("passings", "said"), [(1, ""), (3, "passed 1\npassed 2\n")])
def test_a_kill_leaves_no_time_for_anything(passings: int, said: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PASSER],
        cwd=PROJECT,
        env=os.environ | {"FAULT": f"sent:kill@{passings}"},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (-signal.SIGKILL, said)


async def test_a_rehearsed_clock_runs_fast_agrees_and_jumps() -> None:
    hour_ago = datetime.now(UTC) - timedelta(hours=1)
    pace = {"FAULT_PACE": f"60@{hour_ago.timestamp()}"}
    one, other = clock_for(pace, HERE), clock_for(pace, HERE)
    assert abs(other.now() - one.now()) < timedelta(minutes=5)
    assert one.now() - hour_ago > timedelta(hours=60)
    begun = one.monotonic()
    async with asyncio.timeout(30):
        await one.sleep(timedelta(minutes=1))
    assert one.monotonic() - begun > 55

    jumping = clock_for({"FAULT": "sent:jump=-86400"}, HERE)
    before, ticks = jumping.now(), jumping.monotonic()
    await reached(Point.SENT)
    assert before - jumping.now() > timedelta(hours=23)
    assert jumping.monotonic() >= ticks

"""A loop that stands still is told of, with the place, once each time (M7)."""

import time
from datetime import timedelta

from structlog.testing import capture_logs

from bot.stall import watching_loop
from tests.bot.desk import eventually

LIMIT = timedelta(milliseconds=100)


def the_culprit(seconds: float) -> None:
    time.sleep(seconds)


async def test_m7_a_blocked_loop_is_told_of_with_its_place() -> None:
    with capture_logs() as logs:
        async with watching_loop(LIMIT):
            the_culprit(0.6)
            await eventually(lambda: len(logs) >= 2)
    stands, goes_on = logs[:2]
    assert stands["event"] == "event loop stands still"
    assert "the_culprit" in stands["stack"]
    assert goes_on["event"] == "event loop goes on"
    assert goes_on["stood"] >= 0.5


async def test_each_time_is_told_once() -> None:
    with capture_logs() as logs:
        async with watching_loop(LIMIT):
            the_culprit(0.5)
            await eventually(lambda: len(logs) >= 2)
            the_culprit(0.5)
            await eventually(lambda: len(logs) >= 4)
    still = [each for each in logs if each["event"] == "event loop stands still"]
    assert len(still) >= 2
    assert len(still) <= 3  # a machine that is loaded may stand still by itself

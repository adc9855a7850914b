"""Ready means: it leads, it has written, and every platform was heard a moment ago."""

from pathlib import Path

import pytest

from bot.health import FRESH, STANDING_BY, STARTING, Health
from bot.leadership import Leadership
from messages.request import PlatformName
from platforms.contract import HttpAnswer
from storage.database import Database
from tests.bot.desk import ScriptedPlatform, TestClock


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


async def test_ready_only_while_everything_is_fresh(shipped_copy: Path, clock: TestClock) -> None:
    database = await Database.open(f"sqlite:///{shipped_copy}", now=clock.now)
    leadership = Leadership(database, clock, "elsewhere/1/a")
    one, other = ScriptedPlatform(PlatformName("one")), ScriptedPlatform(PlatformName("other"))
    health = Health(clock, (one, other), leadership)
    assert (await health.alive()).status == 200
    assert await health.ready() == HttpAnswer(503, f"{STARTING}\n")
    leadership.is_standing_by = True
    assert await health.ready() == HttpAnswer(503, f"{STANDING_BY}\n")

    await leadership.attain()
    assert health.reasons() == ["one: not connected yet", "other: not connected yet"]
    one.heard_at = other.heard_at = clock.monotonic()
    assert await health.ready() == HttpAnswer(200, "ready\n")

    clock.advance(FRESH / 2)
    one.heard_at = leadership.proven_at = clock.monotonic()
    clock.advance(FRESH / 2)
    assert health.reasons() == ["other: no sign of life for 90 s"]
    clock.advance(FRESH / 2)
    one.heard_at = other.heard_at = clock.monotonic()
    assert health.reasons() == ["database: not written for 90 s"]
    assert (await health.ready()).status == 503
    await database.close()

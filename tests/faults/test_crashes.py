"""Killed between any two steps, Kopdar answers every question once (rows F1 to F5)."""

import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.faults.world import World, open_world


async def kill_at(world: World, fault: str) -> None:
    """Start, ask on both platforms, die at that point, and start again."""
    await world.kopdar.start(fault)
    await world.until(lambda: world.slack.sockets.count)
    await world.ask_on_telegram()
    await world.ask_on_slack()
    assert await world.kopdar.ended() == -signal.SIGKILL


async def settle(world: World) -> None:
    await world.kopdar.start()
    await world.until(lambda: len(world.books.questions()) == 2)
    await world.until_settled()


async def test_f1_killed_before_the_inbox_commit(world: World) -> None:
    """Nobody was told "received", so all of it comes again, and is answered once."""
    await kill_at(world, "arrived:kill")
    assert len(world.books.inbox()) < 2
    await settle(world)
    verdict = world.verdict()
    assert verdict.is_kept
    assert (verdict.asked, verdict.answered, verdict.unknown) == (2, 2, [])


@pytest.mark.parametrize("passing", [1, 2])
async def test_f2_killed_after_the_inbox_commit(world: World, passing: int) -> None:
    """The platform was not told, so it comes again; the second copy is recognised."""
    await kill_at(world, f"accepted:kill@{passing}")
    assert world.books.inbox()
    await settle(world)
    verdict = world.verdict()
    assert verdict.is_kept
    assert (verdict.asked, verdict.answered, verdict.unknown) == (2, 2, [])


@pytest.mark.parametrize("passing", [1, 2])
async def test_f3_killed_in_the_handler(world: World, passing: int) -> None:
    """Nothing of the answer was committed; it is worked out again."""
    await kill_at(world, f"handled:kill@{passing}")
    assert "waiting" in world.books.inbox().values()
    await settle(world)
    verdict = world.verdict()
    assert verdict.is_kept
    assert (verdict.answered, verdict.unknown) == (2, [])


@pytest.mark.parametrize("passing", [1, 2])
async def test_f4_killed_after_the_commit_before_the_send(world: World, passing: int) -> None:
    """The letter lies written, and the next start sends it."""
    await kill_at(world, f"answered:kill@{passing}")
    assert "done" in world.books.inbox().values()
    await settle(world)
    verdict = world.verdict()
    assert verdict.is_kept
    assert (verdict.answered, verdict.unknown) == (2, [])


async def test_f5_killed_after_telegram_took_it(world: World) -> None:
    """Whether it arrived cannot be asked: an answer is not sent again, and the operator sees."""
    await world.kopdar.start("sent:kill")
    await world.ask_on_telegram()
    assert await world.kopdar.ended() == -signal.SIGKILL
    assert len(world.recorder.accepted) == 1
    assert world.books.states() == ["sending"]
    await world.kopdar.start()
    await world.ask_on_telegram()
    await world.until_settled()
    verdict = world.verdict()
    assert verdict.is_kept
    assert (verdict.answered, verdict.unknown) == (2, ["zzq1"])


@pytest.fixture
async def cold(shipped_database: Path, tmp_path: Path) -> AsyncIterator[World]:
    folder = tmp_path / "cold"
    folder.mkdir()
    async with open_world(shipped_database, folder, warm=None) as world:
        yield world


async def test_a_cold_start_is_no_other(cold: World, world: World) -> None:
    """What the other tests fork from a warm process is what an operator starts."""
    for each in (cold, world):
        await kill_at(each, "handled:kill")
        await settle(each)
        assert each.verdict().is_kept
        each.kopdar.signal(signal.SIGTERM)
        assert await each.kopdar.ended() == 0
    assert cold.books.states() == world.books.states() == ["delivered"] * 2

"""The disk fails to read or to flush (row M2): nothing is half done, nothing is said to be received
that is not stored, and it goes on by itself when the disk works again."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.faults.bad_disk import FLUSHES, READS, SWITCH, Disk
from tests.faults.warm import Warm
from tests.faults.world import World, letter_on_telegram, open_world

FAULTS = [pytest.param(READS, id="reads"), pytest.param(FLUSHES, id="flushes")]
ROUNDS = 20
# Pauses before another try are a fifth as long.
PACE = 5


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return Disk(tmp_path / "disk")


@pytest.fixture
async def world(
    shipped_database: Path, tmp_path: Path, warm: Warm, disk: Disk
) -> AsyncIterator[World]:
    async with open_world(
        shipped_database, tmp_path, warm, **{SWITCH: str(tmp_path / "disk")}
    ) as world:
        yield world


@pytest.mark.parametrize("fault", FAULTS)
async def test_m2_the_disk_fails(world: World, disk: Disk, fault: int) -> None:
    await world.kopdar.start()
    await world.ask_on_telegram()
    await world.until_settled()
    disk.fails(fault)
    # Another process wrote, so that nothing which is remembered of the file holds any more.
    await world.write(letter_on_telegram("reminder", world.telegram.person("Siti"), "Remember"))
    polls = len(world.telegram.calls_to("getUpdates"))
    await world.ask_on_telegram()
    await world.ask_on_slack()
    # Asked again for what was not confirmed, and sent again by Slack.
    await world.telegram.called("getUpdates", polls + 2)
    await world.until(lambda: world.slack.sockets.sent >= 2)
    assert disk.met
    assert len(world.books.inbox()) == 1
    assert world.slack.acknowledged == []
    assert world.books.states() == ["delivered", "waiting"]
    assert world.books.is_whole()
    disk.is_mended()
    await world.until(lambda: len(world.books.questions()) == 3)
    await world.until_settled()
    verdict = world.verdict()
    assert verdict.is_kept
    assert (verdict.answered, verdict.unknown) == (3, [])
    assert world.recorder.texts().count("Remember") == 1
    assert world.books.is_whole()


async def test_m2_the_disk_fails_now_and_then(world: World, disk: Disk) -> None:
    """At whatever is being done by then: each is done as a whole, and once."""
    await world.kopdar.start(pace=f"{PACE}@{time.time():.3f}")
    await world.until(lambda: world.slack.sockets.count)
    chance = random.Random(2)
    people = [world.telegram.person(f"Person {number}") for number in range(ROUNDS)]
    for number, person in enumerate(people):
        await world.ask_on_telegram()
        await world.ask_on_slack()
        await asyncio.sleep(chance.uniform(0, 0.1))
        disk.fails(chance.choice((READS, FLUSHES)))
        await world.write(letter_on_telegram(f"reminder {number}", person, f"Dear {person.name}"))
        await world.until(lambda: disk.met)
        disk.is_mended()
    await world.until(lambda: len(world.books.questions()) == 2 * ROUNDS)
    await world.until_settled()
    verdict = world.verdict()
    assert verdict.is_kept
    assert (verdict.answered, verdict.unknown) == (2 * ROUNDS, [])
    assert [len(world.recorder.texts(person.id)) for person in people] == [1] * ROUNDS
    assert world.books.is_whole()


@pytest.mark.parametrize("fault", FAULTS)
async def test_m2_killed_while_the_disk_fails(world: World, disk: Disk, fault: int) -> None:
    """What a commit wrote that did not get through may be found by the next start all the same:
    as a whole, and once."""
    await world.kopdar.start()
    await world.until(lambda: world.slack.sockets.count)
    disk.fails(fault)
    await world.write(letter_on_telegram("reminder", world.telegram.person("Siti"), "Remember"))
    await world.ask_on_telegram()
    await world.ask_on_slack()
    await world.until(lambda: disk.met >= 2)
    await world.kopdar.kill()
    disk.is_mended()
    await world.kopdar.start()
    await world.until(lambda: len(world.books.questions()) == 2)
    await world.until_settled()
    verdict = world.verdict()
    assert verdict.is_kept
    assert (verdict.answered, verdict.unknown) == (2, [])
    assert world.recorder.texts().count("Remember") == 1
    assert world.books.is_whole()

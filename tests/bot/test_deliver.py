"""What became of a call decides what follows; nothing is tried again that may have arrived."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.jobs.deliver import LOOK_AGAIN
from messages.delivery import (
    Delivered,
    LetterKind,
    NotSent,
    Piece,
    Refused,
    Throttled,
    Uncertain,
    pause_before_attempt,
)
from messages.fate import MOST_FAILURES
from ministries.names import CountryNames
from storage.turns import LEASE
from tests.bot.desk import NOW, Inside, eventually, inside, letter

SECOND = timedelta(seconds=1)
STATE = "SELECT state, attempts FROM letters"
IDS = "SELECT key, message_ids FROM letters"


@pytest.fixture
async def kopdar(shipped_copy: Path, names: CountryNames) -> AsyncIterator[Inside]:
    # Unseen, because a traceback laid out for a terminal takes longer than all else here.
    with capture_logs():
        async with inside(shipped_copy, names) as kopdar:
            yield kopdar


async def deliver(kopdar: Inside) -> list[str]:
    await kopdar.deliverer.deliver_all()
    return [piece["to"] for piece in kopdar.platform.sent]


async def test_what_surely_did_not_arrive_is_tried_again_after_growing_pauses(
    kopdar: Inside,
) -> None:
    await kopdar.write(letter("a"))
    kopdar.platform.outcomes = [NotSent("no connection")] * 3
    for failures in range(1, 4):
        assert await deliver(kopdar) == []
        kopdar.clock.advance(pause_before_attempt(failures) - SECOND / 10)
        assert await deliver(kopdar) == []
        kopdar.clock.advance(SECOND / 10)
    assert await deliver(kopdar) == ["a"]
    assert await kopdar.rows(STATE) == [("delivered", 3)]


@pytest.mark.parametrize(
    ("failures", "age", "state"),
    [
        (MOST_FAILURES, timedelta(hours=1), "refused"),
        (MOST_FAILURES - 1, timedelta(hours=1), "waiting"),
        (MOST_FAILURES, timedelta(hours=1) - SECOND, "waiting"),
    ],
)
async def test_what_is_old_and_failed_often_is_given_up(
    kopdar: Inside, failures: int, age: timedelta, state: str
) -> None:
    await kopdar.write(letter("a", created_at=NOW - age))
    await kopdar.run(f"UPDATE letters SET attempts = {failures - 1}")
    kopdar.platform.outcomes = [NotSent("no connection")]
    await deliver(kopdar)
    assert await kopdar.rows(STATE) == [(state, failures)]


async def test_being_throttled_is_obeyed_and_is_no_failure(kopdar: Inside) -> None:
    await kopdar.write(letter("a"))
    kopdar.platform.outcomes = [Throttled(timedelta(minutes=10))] * 15
    kopdar.platform.outcomes.append(NotSent("no connection"))
    for _ in range(15):
        await deliver(kopdar)
        kopdar.clock.advance(timedelta(minutes=10) - SECOND)
        await deliver(kopdar)
        kopdar.clock.advance(SECOND)
    await deliver(kopdar)
    assert kopdar.platform.outcomes == []
    assert await kopdar.rows(STATE) == [("waiting", 1)]
    kopdar.clock.advance(SECOND)
    assert await deliver(kopdar) == ["a"]


async def test_no_platform_can_ask_to_wait_for_ever(kopdar: Inside) -> None:
    await kopdar.write(letter("a"))
    kopdar.platform.outcomes = [Throttled(timedelta.max)]
    assert await asyncio.wait_for(deliver(kopdar), 5) == []
    kopdar.clock.advance(timedelta(days=1))
    assert await deliver(kopdar) == ["a"]


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Refused("blocked"), "refused"),
        (Uncertain("connection lost"), "unknown"),
        (RuntimeError("a bug"), "unknown"),
    ],
)
async def test_what_may_have_arrived_or_never_will_is_not_repeated(
    kopdar: Inside, outcome: Refused | Uncertain | Exception, state: str
) -> None:
    await kopdar.write(letter("a"), letter("b"))
    kopdar.platform.outcomes = [outcome]
    assert await deliver(kopdar) == ["b"]
    assert await kopdar.rows("SELECT state FROM letters WHERE key = 'a'") == [(state,)]


async def test_a_letter_that_cannot_be_claimed_is_not_tried_in_a_hot_loop(
    kopdar: Inside,
) -> None:
    await kopdar.write(letter("a"), letter("b", chat="2"))
    await kopdar.run(
        "CREATE TRIGGER broken BEFORE UPDATE ON letters WHEN NEW.state = 'sending' "
        "AND NEW.key = 'a' BEGIN SELECT RAISE(ABORT, 'broken'); END"
    )
    assert await asyncio.wait_for(deliver(kopdar), 5) == ["b"]
    # The letter that went out set it, rightly; from here on only a fault could.
    kopdar.letters_waiting.clear()
    delivering = asyncio.create_task(kopdar.deliverer.run())
    try:
        await kopdar.clock.asleep_for(LOOK_AGAIN)
        assert not kopdar.letters_waiting.is_set()
        await kopdar.run("DROP TRIGGER broken")
        kopdar.letters_waiting.set()
        kopdar.clock.advance(LOOK_AGAIN)
        await eventually(lambda: [each["to"] for each in kopdar.platform.sent] == ["b", "a"])
    finally:
        delivering.cancel()
        await asyncio.wait([delivering])


async def test_an_error_is_looked_into_again_only_after_a_pause(kopdar: Inside) -> None:
    await kopdar.write(letter("a"))
    await kopdar.run(
        "CREATE TRIGGER broken BEFORE UPDATE ON letters WHEN NEW.state = 'sending' "
        "BEGIN SELECT RAISE(ABORT, 'broken'); END"
    )
    await asyncio.wait_for(kopdar.deliverer.deliver_all(), 5)
    assert not kopdar.letters_waiting.is_set()


async def test_a_busy_database_keeps_a_letter_back_and_does_not_lose_it(
    kopdar: Inside, shipped_copy: Path
) -> None:
    await kopdar.write(letter("a"))
    other = sqlite3.connect(shipped_copy, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    delivering = asyncio.create_task(kopdar.deliverer.deliver_all())
    await kopdar.clock.asleep_for(SECOND)
    other.close()
    kopdar.clock.advance(SECOND)
    await asyncio.wait_for(delivering, 5)
    assert [each["to"] for each in kopdar.platform.sent] == ["a"]


async def test_what_we_know_of_is_not_taken_for_lost_after_a_long_outage_of_the_database(
    kopdar: Inside, shipped_copy: Path
) -> None:
    """The lease of what was under way ended, and nobody else was there to take it."""
    await kopdar.write(letter("a", kind=LetterKind.DIGEST))
    kopdar.platform.holds_sends = asyncio.Event()
    delivering = asyncio.create_task(kopdar.deliverer.run())
    await kopdar.until_rows("SELECT state FROM letters", [("sending",)])
    other = sqlite3.connect(shipped_copy, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    kopdar.clock.advance(LEASE + SECOND)
    await kopdar.clock.asleep_for(pause_before_attempt(1))
    kopdar.clock.advance(pause_before_attempt(1))
    await kopdar.clock.asleep_for(pause_before_attempt(2))
    other.close()
    kopdar.clock.advance(pause_before_attempt(2))
    # The next look is due by then.
    await kopdar.clock.asleep_for(timedelta(0))
    kopdar.platform.holds_sends.set()
    await kopdar.until_rows("SELECT state FROM letters", [("delivered",)])
    assert [each["to"] for each in kopdar.platform.sent] == ["a"]
    delivering.cancel()
    await asyncio.wait([delivering])


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(hours=-1)])
async def test_m4_what_is_under_way_is_not_taken_for_lost_when_the_clock_is_set(
    kopdar: Inside, jump: timedelta
) -> None:
    """Its lease seems to be over, and is not renewed at every look."""
    await kopdar.write(letter("a", kind=LetterKind.DIGEST), letter("b", chat="2"))
    kopdar.platform.holds_sends = asyncio.Event()
    delivering = asyncio.create_task(kopdar.deliverer.run())
    await kopdar.until_rows("SELECT state FROM letters", [("sending",), ("sending",)])
    for was_renewed in (False, True, True):
        await kopdar.clock.asleep_for(LOOK_AGAIN)
        if was_renewed:
            kopdar.clock.set_by(jump)
        kopdar.clock.advance(LOOK_AGAIN)
    await kopdar.clock.asleep_for(LOOK_AGAIN)
    kopdar.platform.holds_sends.set()
    delivered = [("a", "delivered"), ("b", "delivered")]
    await kopdar.until_rows("SELECT key, state FROM letters ORDER BY key", delivered)
    assert sorted(each["to"] for each in kopdar.platform.sent) == ["a", "b"]
    delivering.cancel()
    await asyncio.wait([delivering])


async def test_a_chat_gets_its_letters_one_after_the_other(kopdar: Inside) -> None:
    await kopdar.write(letter("a"), letter("b"), letter("c", chat="2"))
    kopdar.platform.outcomes = [Throttled(SECOND)]
    assert await deliver(kopdar) == ["c"]
    kopdar.clock.advance(SECOND)
    assert await deliver(kopdar) == ["c", "a", "b"]


async def test_the_platforms_id_of_each_piece_is_kept(kopdar: Inside) -> None:
    twice = replace(letter("a"), pieces=(Piece({"to": "a"}), Piece({"to": "a, continued"})))
    await kopdar.write(twice, letter("b", chat="2"))
    kopdar.platform.outcomes = [Delivered("17"), Delivered(), Delivered("18")]
    await deliver(kopdar)
    kept = {key: json.loads(ids) for key, ids in await kopdar.rows(IDS)}
    assert sorted(map(str, (*kept["a"], *kept["b"]))) == ["17", "18", "None"]
    assert len(kept["a"]) == 2

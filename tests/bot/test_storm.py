"""P1 and P3: a platform that refuses, or loses, every second call for a long time."""

import random
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.jobs.deliver import MOST_BULK_IN_FLIGHT
from messages.delivery import (
    Delivered,
    Lane,
    LetterKind,
    NotSent,
    Piece,
    SendOutcome,
    Throttled,
    Uncertain,
)
from messages.request import Chat
from ministries.names import CountryNames
from tests.bot.desk import Inside, inside, letter

STEP = timedelta(seconds=5)
CHATS, EACH = 8, 4


class Storm:
    """Stands in for `send` and keeps what each chat was told, and when (monotonic seconds)."""

    def __init__(self, kopdar: Inside, answer: Callable[[int], SendOutcome]) -> None:
        self.kopdar, self.answer = kopdar, answer
        self.calls = 0
        self.told: dict[str, list[tuple[float, SendOutcome]]] = defaultdict(list)
        self.arrived: dict[str, list[str]] = defaultdict(list)

    async def send(self, chat: Chat, piece: Piece, png: bytes | None) -> SendOutcome:
        self.calls += 1
        outcome = self.answer(self.calls)
        self.told[chat.id].append((self.kopdar.clock.monotonic(), outcome))
        if isinstance(outcome, Delivered):
            self.arrived[chat.id].append(piece.payload["to"])
        return outcome


@pytest.fixture
async def kopdar(shipped_copy: Path, names: CountryNames) -> AsyncIterator[Inside]:
    with capture_logs():
        async with inside(shipped_copy, names) as kopdar:
            yield kopdar


async def weather(kopdar: Inside, answer: Callable[[int], SendOutcome]) -> Storm:
    """Let it rage until nothing waits any more."""
    storm = Storm(kopdar, answer)
    kopdar.platform.send = storm.send  # type: ignore[method-assign]
    await kopdar.write(
        *(
            letter(f"{chat}.{n}", chat=str(chat), kind=LetterKind.REMINDER, lane=Lane.BULK)
            for n in range(EACH)
            for chat in range(CHATS)
        )
    )
    for _ in range(3_000):
        await kopdar.deliverer.deliver_all()
        ((waiting,),) = await kopdar.rows("SELECT count(*) FROM letters WHERE state = 'waiting'")
        if not waiting:
            return storm
        kopdar.clock.advance(STEP)
    raise AssertionError("letters wait for ever")


async def test_p1_every_second_call_is_told_to_wait(kopdar: Inside) -> None:
    chance = random.Random(1)

    def answer(call: int) -> SendOutcome:
        if call % 2:
            return Delivered()
        seconds = 3_600 if call == 20 else chance.randint(1, 30)
        return Throttled(timedelta(seconds=seconds))

    storm = await weather(kopdar, answer)
    for told in storm.told.values():
        for (at, outcome), (later, _) in pairwise(told):
            if isinstance(outcome, Throttled):
                assert later - at >= outcome.retry_after.total_seconds()
    for chat, arrived in storm.arrived.items():
        assert arrived == [f"{chat}.{n}" for n in range(EACH)]
    assert len(storm.arrived) == CHATS
    assert storm.calls <= 2 * CHATS * EACH + 1


async def test_p1_an_answer_goes_through_the_storm(kopdar: Inside) -> None:
    storm = Storm(kopdar, lambda call: Throttled(timedelta(hours=1)))
    kopdar.platform.send = storm.send  # type: ignore[method-assign]
    many = MOST_BULK_IN_FLIGHT + 40
    await kopdar.write(*(letter(str(n), chat=str(n), lane=Lane.BULK) for n in range(many)))
    await kopdar.deliverer.deliver_all()
    held = storm.calls
    storm.answer = lambda call: Delivered()
    await kopdar.write(letter("rank", chat="somebody"))
    await kopdar.deliverer.deliver_all()
    assert storm.arrived["somebody"] == ["rank"]
    # Where chat after chat is told to wait, the rest does not go on knocking.
    assert held < many


async def test_p3_every_second_call_fails_and_all_arrive_once(kopdar: Inside) -> None:
    storm = await weather(
        kopdar, lambda call: Delivered() if call % 2 else NotSent("no connection")
    )
    for chat, arrived in storm.arrived.items():
        assert arrived == [f"{chat}.{n}" for n in range(EACH)]


async def test_p3_what_was_lost_is_not_sent_again(kopdar: Inside) -> None:
    storm = await weather(kopdar, lambda call: Delivered() if call % 2 else Uncertain("502"))
    ((unknown,),) = await kopdar.rows("SELECT count(*) FROM letters WHERE state = 'unknown'")
    arrived = [key for keys in storm.arrived.values() for key in keys]
    assert len(arrived) == len(set(arrived)) == CHATS * EACH - unknown
    assert storm.calls == CHATS * EACH

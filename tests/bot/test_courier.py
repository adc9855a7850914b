"""One letter's way: its pieces, its repeats, its closed and moved chats, and who is told."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.jobs.deliver import MOST_CLAIMED
from bot.jobs.notices import TRY_CLOSED_AFTER
from messages.delivery import (
    Closed,
    Delivered,
    Lane,
    Letter,
    LetterKind,
    Moved,
    NotSent,
    Piece,
    Throttled,
    Uncertain,
)
from messages.pacing import Limit
from messages.request import Chat, ChatId
from ministries.names import CountryNames
from storage import leases, schema
from storage.turns import LEASE
from tests.bot.desk import SCRIPTED, Inside, eventually, inside, letter
from tests.databases import reading, writing

SECOND = timedelta(seconds=1)
LOST = Uncertain("answer lost")
ADMIN = "9"


@pytest.fixture
async def kopdar(shipped_copy: Path, names: CountryNames) -> AsyncIterator[Inside]:
    # Unseen, because a traceback laid out for a terminal takes longer than all else here.
    with capture_logs():
        async with inside(shipped_copy, names, admins=[f"scripted:{ADMIN}"]) as kopdar:
            yield kopdar


async def deliver(kopdar: Inside) -> list[str]:
    await kopdar.deliverer.deliver_all()
    return [piece["to"] for piece in kopdar.platform.sent]


def long_letter(key: str = "a", pieces: int = 3, **values: LetterKind | Lane) -> Letter:
    parts = tuple(Piece({"to": f"{key}{number}"}) for number in range(pieces))
    return replace(letter(key), pieces=parts, **values)  # type: ignore[arg-type]


async def state(kopdar: Inside, key: str = "a") -> str:
    ((found,),) = await kopdar.rows(f"SELECT state FROM letters WHERE key = '{key}'")
    return str(found)


# Pieces.


async def test_a_long_letter_continues_at_the_missing_piece(kopdar: Inside) -> None:
    await kopdar.write(long_letter())
    kopdar.platform.outcomes = [Delivered("1"), NotSent("no connection")]
    assert await deliver(kopdar) == ["a0"]
    await kopdar.write(letter("answer"))
    kopdar.clock.advance(2 * SECOND)
    assert await deliver(kopdar) == ["a0", "a1", "a2", "answer"]
    ((ids,),) = await kopdar.rows("SELECT message_ids FROM letters WHERE key = 'a'")
    assert json.loads(ids) == ["1", None, None]


async def test_between_two_pieces_a_letter_counts_as_waiting(kopdar: Inside) -> None:
    """So that one killed there goes on with the next piece, and is not of unknown fate."""
    kopdar.platform.paced = {"chat {chat}": Limit(1, SECOND)}
    await kopdar.write(long_letter(pieces=2))
    delivering = asyncio.create_task(kopdar.deliverer.deliver_all())
    await eventually(lambda: len(kopdar.platform.sent) == 1 and bool(kopdar.clock.pauses()))
    assert await state(kopdar) == "waiting"
    with writing(kopdar.database) as connection:
        assert leases.claim(connection, "another", SCRIPTED, 5) == ()
    kopdar.clock.advance(SECOND)
    await eventually(lambda: min(kopdar.clock.pauses(), default=SECOND) < SECOND / 10)
    assert len(kopdar.platform.sent) == 1
    kopdar.clock.advance(SECOND / 10)
    await asyncio.wait_for(delivering, 5)
    assert await deliver(kopdar) == ["a0", "a1"]


# Of unknown fate.


@pytest.mark.parametrize("kind", [LetterKind.ANSWER, LetterKind.REMINDER, LetterKind.NOTICE])
async def test_an_answer_is_sent_at_most_once(kopdar: Inside, kind: LetterKind) -> None:
    await kopdar.write(letter("a", kind=kind))
    kopdar.platform.outcomes = [LOST]
    assert await deliver(kopdar) == []
    assert await state(kopdar) == "unknown"


@pytest.mark.parametrize("kind", [LetterKind.REPORT_PROMPT, LetterKind.DIGEST])
async def test_what_is_counted_on_is_sent_once_more_and_says_so(
    kopdar: Inside, kind: LetterKind
) -> None:
    await kopdar.write(replace(long_letter(kind=kind), language="id"))
    kopdar.platform.outcomes = [Delivered(), LOST]
    assert await deliver(kopdar) == ["a0", "a1", "a2"]
    lines = [piece.get("line", "") for piece in kopdar.platform.sent]
    assert lines == ["", "Dikirim ulang: belum diketahui apakah kiriman pertama sampai.", ""]
    assert await kopdar.rows("SELECT state, repeats FROM letters") == [("delivered", 1)]


async def test_but_only_once(kopdar: Inside) -> None:
    await kopdar.write(letter("a", kind=LetterKind.DIGEST))
    kopdar.platform.outcomes = [LOST, LOST]
    assert await deliver(kopdar) == []
    assert await kopdar.rows("SELECT state, repeats FROM letters") == [("unknown", 1)]


async def test_and_not_what_one_person_saw_for_a_moment(kopdar: Inside) -> None:
    kopdar.platform.unrepeatable = True
    await kopdar.write(letter("a", kind=LetterKind.DIGEST))
    kopdar.platform.outcomes = [LOST]
    assert await deliver(kopdar) == []
    assert await state(kopdar) == "unknown"


@pytest.mark.parametrize("kind", LetterKind)
async def test_where_the_platform_can_be_asked_it_knows(kopdar: Inside, kind: LetterKind) -> None:
    await kopdar.write(letter("there", kind=kind), letter("missing", kind=kind, chat="2"))
    kopdar.platform.outcomes = [LOST, LOST]
    kopdar.platform.found = [Delivered("17"), NotSent("not in the history")]
    assert await deliver(kopdar) == []
    kopdar.clock.advance(2 * SECOND)
    await deliver(kopdar)
    # Which of the two was asked about first is a matter of chance.
    assert len(kopdar.platform.sent) == 1
    assert len(set(kopdar.platform.looked_for)) == 2
    states = await kopdar.rows("SELECT state, repeats, message_ids FROM letters")
    assert sorted(states) == [("delivered", 0, '["17"]'), ("delivered", 0, "[null]")]


@pytest.mark.parametrize(
    ("kind", "sent", "then"),
    [(LetterKind.ANSWER, [], "unknown"), (LetterKind.DIGEST, ["a"], "delivered")],
)
async def test_what_a_dead_process_was_sending_follows_its_kind(
    kopdar: Inside, kind: LetterKind, sent: list[str], then: str
) -> None:
    await kopdar.write(letter("a", kind=kind))
    with writing(kopdar.database) as connection:
        claims = leases.claim(connection, "dead", SCRIPTED, 5)
        leases.begin(connection, "dead", claims)
    assert await deliver(kopdar) == []
    assert await state(kopdar) == "sending"
    kopdar.clock.advance(LEASE)
    assert await deliver(kopdar) == sent
    assert await state(kopdar) == then


# Who lost the lease.


async def test_a_woken_process_does_not_send_what_another_took(kopdar: Inside) -> None:
    """F12: claimed, stopped, the lease passed, and somebody else has sent it."""
    kopdar.platform.paced = {"chat {chat}": Limit(1, SECOND)}
    await kopdar.write(long_letter(pieces=2))
    delivering = asyncio.create_task(kopdar.deliverer.deliver_all())
    await eventually(lambda: len(kopdar.platform.sent) == 1 and bool(kopdar.clock.pauses()))
    await kopdar.run("UPDATE letters SET owner = 'another', fencing = fencing + 1")
    kopdar.clock.advance(2 * SECOND)
    await asyncio.wait_for(delivering, 5)
    assert await deliver(kopdar) == ["a0"]


async def test_who_was_stopped_just_before_the_call_does_not_make_it(kopdar: Inside) -> None:
    kopdar.platform.paced = {"all": Limit(60, SECOND)}
    await kopdar.write(*(letter(str(n), chat=str(n)) for n in range(2)))
    delivering = asyncio.create_task(kopdar.deliverer.deliver_all())
    # Begun a moment ahead of its turn, the second waits for that.
    await eventually(lambda: len(kopdar.platform.sent) == 1 and bool(kopdar.clock.pauses()))
    kopdar.clock.advance(LEASE)
    await asyncio.wait_for(delivering, 5)
    assert len(kopdar.platform.sent) == 1
    ((held_up,),) = await kopdar.rows("SELECT reason FROM letters WHERE state = 'waiting'")
    assert held_up == "Kopdar was held up before the call"


# Closed and moved chats.


async def test_a_closed_chat_is_parked_and_the_operator_told_once(kopdar: Inside) -> None:
    for key in ("a", "b"):
        await kopdar.write(letter(key))
        kopdar.platform.outcomes = [Closed("blocked")]
        await kopdar.deliverer.deliver_all()
    (notice,) = [piece["to"] for piece in kopdar.platform.sent]
    assert notice.startswith("notice:closed:scripted:1:")
    parked = await kopdar.rows("SELECT key, reason FROM letters WHERE state = 'parked'")
    assert parked == [("a", "blocked"), ("b", "blocked")]


async def test_the_notice_says_what_and_why(kopdar: Inside) -> None:
    await kopdar.write(letter("a"))
    kopdar.platform.outcomes = [Closed("blocked")]
    await deliver(kopdar)
    ((chat, kind, pieces),) = await kopdar.rows(
        "SELECT chat, kind, pieces FROM letters WHERE key LIKE 'notice:%'"
    )
    assert (chat, kind) == (ADMIN, "notice")
    assert "set aside and not lost" in pieces


async def test_nobody_is_told_of_a_notice_that_does_not_go(kopdar: Inside) -> None:
    await kopdar.write(letter("a"))
    kopdar.platform.outcomes = [Closed("blocked"), Closed("blocked")]
    assert await deliver(kopdar) == []
    assert await kopdar.rows("SELECT count(*) FROM letters") == [(2,)]


async def test_what_is_for_many_does_not_knock_at_closed_doors(kopdar: Inside) -> None:
    def digest(key: str) -> Letter:
        return letter(key, kind=LetterKind.DIGEST, lane=Lane.BULK)

    await kopdar.write(letter("a"))
    kopdar.platform.outcomes = [Closed("archived")]
    await deliver(kopdar)
    await kopdar.write(digest("b"))
    assert "b" not in await deliver(kopdar)
    assert await state(kopdar, "b") == "parked"
    # A day later it is tried once, and again a day later, when somebody has opened.
    kopdar.clock.advance(TRY_CLOSED_AFTER)
    kopdar.platform.outcomes = [Closed("archived")]
    await kopdar.write(digest("c"), digest("d"))
    assert "d" not in await deliver(kopdar)
    kopdar.clock.advance(TRY_CLOSED_AFTER)
    await kopdar.write(digest("e"))
    assert "e" in await deliver(kopdar)
    assert len([each for each in kopdar.platform.sent if "notice" in each["to"]]) == 1


async def test_who_asks_is_answered_though_the_chat_was_closed(kopdar: Inside) -> None:
    await kopdar.write(letter("a"))
    kopdar.platform.outcomes = [Closed("blocked"), Delivered(), Delivered("17")]
    await deliver(kopdar)
    await kopdar.write(letter("b"))
    assert "b" in await deliver(kopdar)
    assert await kopdar.rows("SELECT count(*) FROM closed_chats") == [(0,)]


async def test_a_refused_token_is_tried_again_at_the_next_start(kopdar: Inside) -> None:
    await kopdar.write(letter("a"), letter("old", chat="2"))
    await kopdar.run("UPDATE letters SET created_at = '2026-11-20' WHERE key = 'old'")
    kopdar.platform.outcomes = [Closed("revoked", is_general=True)] * 2
    assert await deliver(kopdar) == []
    # The operator is not told there, where nothing arrives.
    assert await kopdar.rows("SELECT count(*) FROM letters") == [(2,)]
    await kopdar.deliverer.recover()
    assert await deliver(kopdar) == ["a"]
    assert await state(kopdar, "old") == "parked"


async def test_or_as_soon_as_anything_arrives_there(kopdar: Inside) -> None:
    await kopdar.write(letter("a"))
    kopdar.platform.outcomes = [Closed("revoked", is_general=True), Delivered("17")]
    assert await deliver(kopdar) == []
    await kopdar.write(letter("b", chat="2"))
    assert await deliver(kopdar) == ["b", "a"]


async def test_an_answer_beside_the_chat_does_not_open_it(kopdar: Inside) -> None:
    await kopdar.write(letter("a"))
    kopdar.platform.outcomes = [Closed("not a member")]
    await deliver(kopdar)
    await kopdar.write(letter("whispered"))
    assert "whispered" in await deliver(kopdar)
    assert await kopdar.rows("SELECT count(*) FROM closed_chats") == [(1,)]


async def test_a_moved_chat_is_followed_once(kopdar: Inside) -> None:
    new = Chat(SCRIPTED, ChatId("-100"))
    await kopdar.write(letter("a"), letter("b"))
    kopdar.platform.outcomes = [Moved(new)]
    assert await deliver(kopdar) == ["a", "b"]
    assert await kopdar.rows("SELECT DISTINCT chat FROM letters") == [("-100",)]
    await kopdar.write(letter("c", chat="-100"))
    kopdar.platform.outcomes = [Moved(Chat(SCRIPTED, ChatId("1")))]
    await deliver(kopdar)
    assert await state(kopdar, "c") == "parked"


# Told to wait.


async def test_one_chats_wait_is_its_own(kopdar: Inside) -> None:
    await kopdar.write(letter("a"))
    kopdar.platform.outcomes = [Throttled(timedelta(hours=1))]
    await deliver(kopdar)
    await kopdar.write(letter("b"), letter("other", chat="2"))
    assert await deliver(kopdar) == ["other"]
    kopdar.clock.advance(timedelta(hours=1) - SECOND)
    assert await deliver(kopdar) == ["other"]
    kopdar.clock.advance(SECOND)
    assert await deliver(kopdar) == ["other", "a", "b"]


async def test_an_answer_does_not_slip_past_its_chats_wait(kopdar: Inside) -> None:
    await kopdar.write(letter("bulk", lane=Lane.BULK))
    kopdar.platform.outcomes = [Throttled(timedelta(hours=1))]
    await deliver(kopdar)
    await kopdar.write(letter("answer"))
    assert await deliver(kopdar) == []
    kopdar.clock.advance(timedelta(hours=1))
    assert await deliver(kopdar) == ["answer", "bulk"]


def has_an_owner(kopdar: Inside, key: str) -> bool:
    with reading(kopdar.database) as connection:
        owner = select(schema.letters.c.owner).where(schema.letters.c.key == key)
        return connection.execute(owner).scalar_one() is not None


async def test_an_answer_finds_room_among_all_that_waits_its_turn(kopdar: Inside) -> None:
    kopdar.platform.paced = {"all": Limit(1, SECOND)}
    many = [letter(f"b{n}", chat=f"b{n}", lane=Lane.BULK) for n in range(MOST_CLAIMED + 9)]
    await kopdar.write(*many)
    delivering = asyncio.create_task(kopdar.deliverer.run())
    try:
        await eventually(lambda: len(kopdar.platform.sent) == 1)
        await kopdar.write(letter("answer"))
        kopdar.letters_waiting.set()
        await eventually(lambda: has_an_owner(kopdar, "answer"))
        await asyncio.sleep(0.05)
        kopdar.clock.advance(2 * SECOND)
        await asyncio.sleep(0.05)
        # Who was about to fall asleep when the clock was put on sleeps on from there.
        kopdar.clock.advance(2 * SECOND)
        await eventually(lambda: len(kopdar.platform.sent) > 1)
        assert kopdar.platform.sent[1]["to"] == "answer"
    finally:
        delivering.cancel()
        await asyncio.wait([delivering])


async def test_a_general_wait_holds_everything(kopdar: Inside) -> None:
    await kopdar.write(letter("a"))
    kopdar.platform.outcomes = [Throttled(30 * SECOND, is_general=True)]
    await deliver(kopdar)
    await kopdar.write(letter("b", chat="2"), letter("bulk", chat="3", lane=Lane.BULK))
    kopdar.clock.advance(29 * SECOND)
    assert await deliver(kopdar) == []
    kopdar.clock.advance(SECOND)
    assert sorted(await deliver(kopdar)) == ["a", "b", "bulk"]


async def test_trouble_in_chat_after_chat_rests_the_bulk_and_not_the_answers(
    kopdar: Inside,
) -> None:
    await kopdar.write(*(letter(f"b{n}", chat=f"b{n}", lane=Lane.BULK) for n in range(3)))
    kopdar.platform.outcomes = [NotSent("no connection")] * 3
    await deliver(kopdar)
    await kopdar.write(letter("bulk", chat="9", lane=Lane.BULK), letter("answer", chat="8"))
    assert await deliver(kopdar) == ["answer"]
    kopdar.clock.advance(2 * SECOND)
    assert sorted(await deliver(kopdar)) == ["answer", "b0", "b1", "b2", "bulk"]


async def test_a_clock_that_is_set_cuts_no_wait_short_and_makes_none_longer(
    kopdar: Inside,
) -> None:
    """M4: what a platform asked for is waited on the monotonic clock."""
    for key, jump in {"forward": timedelta(days=3650), "back": -timedelta(days=3651)}.items():
        await kopdar.write(letter(key, chat=key))
        kopdar.platform.outcomes = [Throttled(30 * SECOND)]
        await deliver(kopdar)
        kopdar.clock.set_by(jump)
        kopdar.clock.advance(20 * SECOND)
        assert key not in await deliver(kopdar)
        kopdar.clock.advance(10 * SECOND)
        assert key in await deliver(kopdar)
    assert len(kopdar.platform.sent) == 2

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from messages.delivery import Lane, Letter, LetterState
from messages.request import ChatId
from storage import closed_chats, leases, outbox, undelivered
from storage.closed_chats import EVERY_CHAT, ClosedChat
from storage.database import Database
from tests.databases import reading, writing
from tests.storage.said import NOW, TELEGRAM, letter

TROUBLED = (LetterState.UNKNOWN, LetterState.PARKED, LetterState.REFUSED)


async def add(database: Database, *states: LetterState) -> None:
    with writing(database) as connection:
        letters = [
            replace(letter(state, chat=state), state=state, reason=f"why {state}", attempts=12)
            for state in states
        ]
        outbox.add(connection, letters)


async def test_what_nobody_has_to_decide_about_is_left_out(database: Database) -> None:
    await add(database, *LetterState)
    with reading(database) as connection:
        found = undelivered.undelivered(connection)
    assert {each.state for each in found} == set(TROUBLED)
    assert [each.number for each in found] == sorted((e.number for e in found), reverse=True)
    assert {each.reason for each in found} == {f"why {state}" for state in TROUBLED}


@pytest.mark.parametrize("state", TROUBLED)
async def test_what_is_sent_again_says_so_only_where_it_may_be_there(
    database: Database, state: LetterState
) -> None:
    await add(database, state)
    with writing(database) as connection:
        (one,) = undelivered.undelivered(connection)
        assert undelivered.resend(connection, one.number)
        assert not undelivered.resend(connection, one.number)
        (claimed,) = leases.claim(connection, "me", TELEGRAM, 5)
    assert claimed.letter.is_repeat is (state is LetterState.UNKNOWN)
    assert (claimed.letter.attempts, claimed.letter.repeats) == (0, 1)
    # Looked up under another name than the first: the first may be found, and is not this one.
    assert claimed.letter.next_mark != letter(state, chat=state).next_mark


async def test_its_chat_is_tried_again(database: Database) -> None:
    await add(database, LetterState.PARKED)
    with writing(database) as connection:
        for chat in (ChatId("parked"), EVERY_CHAT, ChatId("other")):
            closed = ClosedChat(TELEGRAM, chat, "blocked", NOW)
            assert closed_chats.close(connection, closed)
            assert not closed_chats.close(connection, closed)
            assert closed_chats.close(connection, replace(closed, reason="archived"))
        (one,) = undelivered.undelivered(connection)
        undelivered.resend(connection, one.number)
        left = closed_chats.all_of(connection, [TELEGRAM])
    assert [each.chat for each in left] == ["other"]


async def test_what_is_dropped_is_gone_from_the_list(database: Database) -> None:
    await add(database, LetterState.UNKNOWN, LetterState.DELIVERED)
    with writing(database) as connection:
        (one,) = undelivered.undelivered(connection)
        assert undelivered.drop(connection, one.number)
        assert not undelivered.drop(connection, one.number)
        assert not undelivered.drop(connection, one.number + 1)
        assert undelivered.undelivered(connection) == ()
        assert leases.claim(connection, "me", TELEGRAM, 5) == ()


async def test_a_platform_open_again_takes_what_is_worth_it(url: str) -> None:
    now = NOW
    database = await Database.open(url, now=lambda: now)

    def parked(key: str, written: datetime, lane: Lane, reason: str = "revoked") -> None:
        made = replace(letter(key, chat=key, lane=lane), created_at=written, not_before=written)
        letters.append(replace(made, state=LetterState.PARKED, reason=reason))

    letters: list[Letter] = []
    parked("answer", NOW, Lane.ANSWER)
    parked("old answer", NOW - timedelta(hours=2), Lane.ANSWER)
    parked("digest", NOW - timedelta(hours=2), Lane.BULK)
    parked("old digest", NOW - timedelta(days=2), Lane.BULK)
    parked("other", NOW, Lane.ANSWER, "blocked")
    with writing(database) as connection:
        outbox.add(connection, letters)
        closed_chats.reopen_platform(connection, TELEGRAM)
        assert len(undelivered.undelivered(connection)) == 5
        closed_chats.close(connection, ClosedChat(TELEGRAM, EVERY_CHAT, "revoked", NOW))
        closed_chats.reopen_platform(connection, TELEGRAM)
        claimed = leases.claim(connection, "me", TELEGRAM, 9)
    await database.close()
    assert [each.letter.key for each in claimed] == ["answer", "digest"]

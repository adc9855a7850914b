"""Who may send which letter: claimed once, begun only by who has the newest lease."""

import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, event, select

from messages.delivery import Claimed, Lane, Letter, LetterState
from messages.fate import Fate
from messages.request import ChatId
from storage import leases, outbox, schema
from storage.database import Database
from storage.leases import Entry
from storage.sqlite import in_seconds
from storage.turns import CLAIM, LEASE
from tests.databases import reading, writing
from tests.storage.said import NOW, SLACK, TELEGRAM, letter

SECOND = timedelta(seconds=1)


@dataclass
class Desk:
    """The database, and the time that it goes by."""

    database: Database
    now: datetime = NOW

    async def add(self, *letters: Letter) -> None:
        with writing(self.database) as connection:
            outbox.add(connection, letters)

    async def claim(
        self, owner: str = "me", most: int = 100, only_chat: ChatId | None = None
    ) -> list[Claimed]:
        with writing(self.database) as connection:
            taken: list[Claimed] = []
            for platform in (TELEGRAM, SLACK):
                taken += leases.claim(connection, owner, platform, most, only_chat=only_chat)
            return taken

    async def keys(self, owner: str = "me", most: int = 100) -> list[str]:
        return [each.letter.key for each in await self.claim(owner, most)]

    async def take_over(self, owner: str) -> list[Claimed]:
        with writing(self.database) as connection:
            return list(leases.take_over(connection, owner, [TELEGRAM, SLACK]))

    async def begin(self, *claims: Claimed, owner: str = "me") -> set[int]:
        with writing(self.database) as connection:
            return set(leases.begin(connection, owner, claims))

    async def record(
        self, claimed: Claimed, fate: Fate, owner: str = "me", is_kept: bool = False
    ) -> int:
        with writing(self.database) as connection:
            return leases.record(connection, owner, [Entry(claimed, fate, is_kept)])

    async def row(self, key: str = "a") -> tuple[str, str, int, int]:
        columns = schema.letters.c
        shown = (columns.state, columns.reason, columns.sent, columns.attempts)
        with reading(self.database) as connection:
            statement = select(*shown).where(columns.key == key)
            return tuple(connection.execute(statement).one())


@pytest.fixture
async def desk(url: str) -> AsyncIterator[Desk]:
    made: list[Desk] = []
    database = await Database.open(url, now=lambda: made[0].now if made else NOW)
    made.append(Desk(database))
    yield made[0]
    await database.close()


# Order.


async def test_answers_overtake_then_the_oldest_comes_first(desk: Desk) -> None:
    await desk.add(
        letter("bulk", chat="1", lane=Lane.BULK),
        letter("first", chat="2"),
        letter("second", chat="3"),
    )
    assert await desk.keys(most=2) == ["first", "second"]
    assert await desk.keys() == ["bulk"]


def test_the_lanes_names_sort_as_they_overtake_one_another() -> None:
    assert sorted(Lane, key=str) == list(Lane)


async def test_one_letter_a_chat(desk: Desk) -> None:
    await desk.add(
        letter("bulk", chat="1", lane=Lane.BULK),
        letter("first", chat="1"),
        letter("second", chat="1"),
        letter("slack", chat="1", platform=SLACK),
    )
    first, slack = await desk.claim()
    assert [first.letter.key, slack.letter.key] == ["first", "slack"]
    await desk.begin(first)
    assert await desk.keys() == []
    await desk.record(first, Fate(LetterState.DELIVERED))
    assert await desk.keys() == ["second"]


async def test_a_letter_under_way_is_not_overtaken_in_its_chat(desk: Desk) -> None:
    await desk.add(letter("bulk", lane=Lane.BULK))
    (bulk,) = await desk.claim()
    await desk.begin(bulk)
    await desk.add(letter("answer"))
    assert await desk.keys() == []


async def test_nothing_comes_between_two_pieces_of_a_letter(desk: Desk) -> None:
    await desk.add(letter("bulk", lane=Lane.BULK))
    (bulk,) = await desk.claim()
    await desk.begin(bulk)
    begun = replace(bulk, letter=replace(bulk.letter, sent=1, message_ids=("17",)))
    await desk.record(begun, Fate(LetterState.WAITING))
    await desk.add(letter("answer"))
    (again,) = await desk.claim()
    assert (again.letter.key, again.letter.sent, again.letter.message_ids) == ("bulk", 1, ("17",))


async def test_what_may_not_go_yet_holds_up_only_its_chat(desk: Desk) -> None:
    await desk.add(
        letter("held", chat="1", not_before=NOW + 30 * SECOND),
        letter("behind", chat="1"),
        letter("other", chat="2"),
    )
    assert await desk.keys() == ["other"]
    desk.now += 30 * SECOND
    assert await desk.keys() == ["held"]


async def test_one_chat_alone_can_be_asked_for(desk: Desk) -> None:
    await desk.add(letter("a", chat="1"), letter("b", chat="2"), letter("c", chat="2"))
    for chat, keys in {"1": ["a"], "2": ["b"], "3": []}.items():
        found = await desk.claim(only_chat=ChatId(chat))
        assert [each.letter.key for each in found] == keys


# Leases.


async def test_a_letter_is_claimed_once_until_the_lease_is_over(desk: Desk) -> None:
    await desk.add(letter("a"))
    (mine,) = await desk.claim("me")
    assert await desk.claim("you") == []
    desk.now += LEASE - SECOND / 1000
    assert await desk.claim("you") == []
    desk.now += SECOND / 1000
    (yours,) = await desk.claim("you")
    assert (mine.fencing, yours.fencing) == (1, 2)


async def test_who_lost_the_lease_cannot_begin(desk: Desk) -> None:
    await desk.add(letter("a"))
    (mine,) = await desk.claim("me")
    desk.now += LEASE
    (yours,) = await desk.claim("you")
    assert await desk.begin(mine, owner="me") == set()
    assert await desk.begin(yours, owner="you") == {yours.number}
    assert await desk.begin(yours, owner="you") == set()


async def test_the_fencing_number_tells_leases_of_one_owner_apart(desk: Desk) -> None:
    await desk.add(letter("a"))
    (first,) = await desk.claim("me")
    desk.now += LEASE
    (second,) = await desk.claim("me")
    assert await desk.begin(first) == set()
    assert await desk.begin(second) == {second.number}


async def test_who_lost_the_lease_has_nothing_to_say_of_the_letter(desk: Desk) -> None:
    await desk.add(letter("a"))
    (mine,) = await desk.claim("me")
    await desk.begin(mine)
    desk.now += LEASE
    (yours,) = await desk.take_over("you")
    assert (yours.is_lost, yours.fencing) == (True, 2)
    assert await desk.record(mine, Fate(LetterState.DELIVERED), owner="me") == 0
    assert await desk.record(yours, Fate(LetterState.UNKNOWN, "lost"), owner="you") == 1
    assert await desk.row() == ("unknown", "lost", 0, 0)


async def test_a_lease_is_renewed_by_who_lives(desk: Desk) -> None:
    await desk.add(letter("a"), letter("b", chat="2"))
    a, b = await desk.claim()
    await desk.begin(b)
    desk.now += LEASE / 2
    with writing(desk.database) as connection:
        leases.renew(connection, "me", [a.number, b.number])
        leases.renew(connection, "you", [a.number, b.number])
    desk.now += LEASE / 2
    assert await desk.claim("you") == []
    assert await desk.take_over("you") == []
    desk.now += LEASE / 2
    assert [each.letter.key for each in await desk.claim("you")] == ["a"]
    assert [each.letter.key for each in await desk.take_over("you")] == ["b"]


async def test_what_is_not_begun_is_given_back(desk: Desk) -> None:
    await desk.add(letter("a"), letter("b", chat="2"))
    _, b = await desk.claim()
    await desk.begin(b)
    with writing(desk.database) as connection:
        leases.release(connection, "me")
    assert await desk.keys("you") == ["a"]
    assert await desk.take_over("you") == []


async def test_the_dead_wait_for_no_lease_to_end(desk: Desk) -> None:
    await desk.add(letter("a"), letter("b", chat="2"), letter("c", chat="3"))
    a, b = await desk.claim("dead", most=2)
    await desk.begin(b, owner="dead")
    await desk.claim("alive")
    with writing(desk.database) as connection:
        count = leases.release_dead(connection, lambda owner: owner == "dead")
    assert count == 2
    assert await desk.keys() == [a.letter.key]
    assert [each.letter.key for each in await desk.take_over("me")] == ["b"]


async def test_what_is_put_back_is_not_taken_while_it_is_being_sent(desk: Desk) -> None:
    await desk.add(letter("a"), letter("b", chat="2"))
    a, b = await desk.claim()
    await desk.begin(b)
    with writing(desk.database) as connection:
        for claimed in (a, b):
            leases.put_back(connection, "me", claimed, 5 * SECOND)
    assert await desk.keys() == []
    desk.now += 5 * SECOND
    assert await desk.keys() == ["a"]
    assert (await desk.row("b"))[0] == "sending"


# The clock is set.


BACK = [timedelta(hours=1), timedelta(days=1), timedelta(days=3650)]


@pytest.mark.parametrize("back", BACK)
async def test_a_clock_set_back_parks_nothing_for_as_long(desk: Desk, back: timedelta) -> None:
    later = letter("for later", chat="4", not_before=NOW + 30 * SECOND)
    await desk.add(letter("failed"), letter("claimed", chat="2"), letter("begun", chat="3"), later)
    failed, _, begun = await desk.claim("dead")
    await desk.begin(failed, begun, owner="dead")
    waiting = Fate(LetterState.WAITING, "no connection", 30 * SECOND, has_failed=True)
    await desk.record(failed, waiting, owner="dead")
    await desk.add(letter("fresh", chat="5"))
    assert await desk.keys() == ["fresh"]
    desk.now -= back
    assert await desk.keys() == ["failed", "claimed", "fresh"]
    assert [each.letter.key for each in await desk.take_over("me")] == ["begun"]


async def test_a_clock_set_forward_makes_nothing_go_out_twice(desk: Desk) -> None:
    await desk.add(letter("a"))
    (first,) = await desk.claim("me")
    await desk.begin(first)
    desk.now += timedelta(days=3650)
    (lost,) = await desk.take_over("you")
    assert await desk.claim("you") == []
    assert await desk.record(first, Fate(LetterState.DELIVERED)) == 0
    assert await desk.record(lost, Fate(LetterState.UNKNOWN), owner="you") == 1


# What became of them.


async def test_what_surely_did_not_arrive_waits_and_keeps_its_place(desk: Desk) -> None:
    await desk.add(letter("a"), letter("behind"))
    (a,) = await desk.claim()
    await desk.begin(a)
    waiting = Fate(LetterState.WAITING, "no connection", 2 * SECOND, has_failed=True)
    await desk.record(a, waiting)
    assert await desk.keys() == []
    desk.now += 2 * SECOND
    (again,) = await desk.claim()
    later = NOW + 2 * SECOND
    assert again.letter == replace(
        letter("a"), not_before=later, attempts=1, reason="no connection"
    )


async def test_what_goes_on_with_another_piece_stays_with_its_owner(desk: Desk) -> None:
    await desk.add(letter("a"))
    (a,) = await desk.claim()
    await desk.begin(a)
    goes_on = replace(a, letter=replace(a.letter, sent=1, message_ids=("17",)))
    await desk.record(goes_on, Fate(LetterState.WAITING), is_kept=True)
    assert await desk.claim("you") == []
    assert await desk.begin(goes_on) == {a.number}
    whole = replace(a, letter=replace(a.letter, sent=2, message_ids=("17", None)))
    await desk.record(whole, Fate(LetterState.DELIVERED))
    assert await desk.row() == ("delivered", "", 2, 0)


async def test_a_repeat_is_written_down_and_laid_out_once(desk: Desk) -> None:
    await desk.add(letter("a"))
    (a,) = await desk.claim()
    await desk.begin(a)
    again = Fate(LetterState.WAITING, "answer lost", timedelta(0), is_repeat=True)
    await desk.record(a, again)
    (repeat,) = await desk.claim()
    assert (repeat.letter.repeats, repeat.letter.is_repeat) == (1, True)
    pieces = (repeat.letter.pieces[1],)
    said = replace(repeat, letter=replace(repeat.letter, pieces=pieces))
    with writing(desk.database) as connection:
        leases.rewrite(connection, "me", said)
        leases.release(connection, "me")
    (rewritten,) = await desk.claim()
    assert (rewritten.letter.is_repeat, rewritten.letter.pieces) == (False, pieces)


IN_MEMORY = create_engine("sqlite://")


@event.listens_for(IN_MEMORY, "connect")
def give_it_a_clock(connection: sqlite3.Connection, _: object) -> None:
    connection.create_function(
        "in_seconds", 1, lambda pause: in_seconds(connection, lambda: NOW, pause)
    )


schema.METADATA.create_all(IN_MEMORY)
STATES = st.sampled_from([LetterState.WAITING, LetterState.SENDING, LetterState.DELIVERED])
LETTERS = st.lists(
    st.tuples(st.sampled_from("123"), st.sampled_from(Lane), STATES, st.booleans()), max_size=8
)


def expected_of(drawn: list[tuple[str, Lane, LetterState, bool]]) -> list[str]:
    """The rule once more, by hand: (chat, lane, state, held back)."""
    unfinished = [
        (lane, number, chat, state, held)
        for number, (chat, lane, state, held) in enumerate(drawn)
        if state != LetterState.DELIVERED
    ]
    taken: set[str] = {chat for _, _, chat, state, _ in unfinished if state == LetterState.SENDING}
    found = []
    for _, number, chat, _, held in sorted(unfinished, key=lambda each: each[:2]):
        if chat not in taken and not held:
            found.append(str(number))
        taken.add(chat)
    return found


@given(LETTERS)
def test_any_mixture_is_sent_in_order(drawn: list[tuple[str, Lane, LetterState, bool]]) -> None:
    rows = [
        replace(letter(str(number), chat, lane, NOW + timedelta(hours=held)), state=state)
        for number, (chat, lane, state, held) in enumerate(drawn)
    ]
    values = {
        "new_owner": "me",
        "of_platform": TELEGRAM,
        "most": 100,
        "lanes": list(Lane),
        "only_chat": None,
    }
    with IN_MEMORY.connect() as connection:
        if rows:
            connection.execute(schema.letters.insert(), [outbox.to_row(row) for row in rows])
        found = sorted(map(leases.to_claimed, connection.execute(CLAIM, values)), key=leases.turn)
        connection.rollback()
    assert [each.letter.key for each in found] == expected_of(drawn)

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, select

from messages.delivery import Lane, Letter, LetterKey, LetterState
from messages.request import Chat, ChatId
from storage import outbox, schema
from storage.database import Database
from tests.storage.said import NOW, SLACK, TELEGRAM, letter

A = LetterKey("a")


async def add(database: Database, *letters: Letter) -> None:
    async with database.write() as connection:
        await outbox.add(connection, letters)


async def start(database: Database, key: str = A) -> bool:
    async with database.write() as connection:
        return await outbox.start_sending(connection, LetterKey(key))


async def waiting(database: Database, now: datetime = NOW, limit: int = 100) -> list[str]:
    async with database.read() as connection:
        found = await outbox.waiting(connection, [TELEGRAM, SLACK], now, limit)
        return [each.key for each in found]


async def state_of(database: Database, key: str = A) -> tuple[str, str, int]:
    columns = schema.letters.c
    async with database.read() as connection:
        statement = select(columns.state, columns.reason, columns.sent).where(columns.key == key)
        return tuple((await connection.execute(statement)).one())


async def test_a_letter_comes_back_as_it_was(database: Database) -> None:
    async with database.write() as connection:
        await outbox.add(connection, [letter("a")])
        assert await outbox.waiting(connection, [TELEGRAM], NOW, 1) == (letter("a"),)
        assert await outbox.waiting(connection, [SLACK], NOW, 1) == ()


async def test_a_repeated_letter_is_left_as_it_is(database: Database) -> None:
    await add(database, letter("a", chat="1"))
    await add(database, letter("a", chat="2"), letter("b", chat="3"))
    await add(database)
    async with database.read() as connection:
        found = await outbox.waiting(connection, [TELEGRAM], NOW, 5)
    assert [(each.key, each.chat.id) for each in found] == [("a", "1"), ("b", "3")]


async def test_answers_overtake_then_the_oldest_comes_first(database: Database) -> None:
    await add(
        database,
        letter("bulk", chat="1", lane=Lane.BULK),
        letter("first", chat="2"),
        letter("second", chat="3"),
    )
    assert await waiting(database) == ["first", "second", "bulk"]
    assert await waiting(database, limit=2) == ["first", "second"]


def test_the_lanes_names_sort_as_they_overtake_one_another() -> None:
    assert sorted(Lane, key=str) == list(Lane)


async def test_one_letter_a_chat(database: Database) -> None:
    await add(
        database,
        letter("bulk", chat="1", lane=Lane.BULK),
        letter("first", chat="1"),
        letter("second", chat="1"),
        letter("slack", chat="1", platform=SLACK),
    )
    assert await waiting(database) == ["first", "slack"]
    await start(database, "first")
    assert await waiting(database) == ["slack"]
    async with database.write() as connection:
        await outbox.delivered(connection, LetterKey("first"))
    assert await waiting(database) == ["second", "slack"]


async def test_a_letter_under_way_is_not_overtaken_in_its_chat(database: Database) -> None:
    await add(database, letter("bulk", lane=Lane.BULK))
    await start(database, "bulk")
    await add(database, letter("answer"))
    assert await waiting(database) == []


async def test_what_may_not_go_yet_holds_up_only_its_chat(database: Database) -> None:
    later = NOW + timedelta(seconds=30)
    await add(
        database,
        letter("held", chat="1", not_before=later),
        letter("behind", chat="1"),
        letter("other", chat="2"),
    )
    assert await waiting(database) == ["other"]
    assert await waiting(database, later) == ["held", "other"]


async def test_one_chat_alone_can_be_asked_for(database: Database) -> None:
    await add(database, letter("a", chat="1"), letter("b", chat="2"), letter("c", chat="2"))
    async with database.read() as connection:
        for chat, keys in {"1": ["a"], "2": ["b"], "3": []}.items():
            found = await outbox.waiting(connection, [TELEGRAM], NOW, 5, only_chat=ChatId(chat))
            assert [each.key for each in found] == keys


async def test_a_letter_is_claimed_once(database: Database) -> None:
    await add(database, letter("a"))
    assert [await start(database), await start(database), await start(database, "none")] == [
        True,
        False,
        False,
    ]


async def test_a_letter_that_surely_did_not_arrive_waits(database: Database) -> None:
    await add(database, letter("a"))
    await start(database)
    later = NOW + timedelta(seconds=2)
    async with database.write() as connection:
        await outbox.piece_sent(connection, A, ["17"])
        await outbox.wait_until(connection, A, later, "no connection")
        found = await outbox.waiting(connection, [TELEGRAM], later, 1)
    expected = replace(
        letter("a"),
        not_before=later,
        sent=1,
        attempts=1,
        reason="no connection",
        message_ids=("17",),
    )
    assert found == (expected,)


async def test_what_becomes_of_letters(database: Database) -> None:
    keys = [LetterKey(key) for key in "abcd"]
    await add(database, *(letter(key, chat=key) for key in keys))
    for key in keys:
        await start(database, key)
    async with database.write() as connection:
        await outbox.delivered(connection, keys[0])
        await outbox.refused(connection, keys[1], "blocked")
        await outbox.uncertain(connection, keys[2], "connection lost")
        await outbox.parked(connection, keys[3], "archived")
    assert [await state_of(database, key) for key in keys] == [
        (LetterState.DELIVERED, "", 0),
        (LetterState.REFUSED, "blocked", 0),
        (LetterState.UNKNOWN, "connection lost", 0),
        (LetterState.PARKED, "archived", 0),
    ]
    assert await waiting(database) == []


async def test_the_messages_that_a_letter_became_are_known_by_the_platforms_ids(
    database: Database,
) -> None:
    await add(database, letter("a"))
    await start(database)
    async with database.write() as connection:
        assert await outbox.message_ids(connection, A) == ()
        await outbox.piece_sent(connection, A, ["17"])
        await outbox.delivered(connection, A, ["17", None])
        assert await outbox.message_ids(connection, A) == ("17", None)
        assert await outbox.message_ids(connection, LetterKey("none")) == ()
    assert await state_of(database) == (LetterState.DELIVERED, "", 2)


async def test_only_who_is_sending_says_what_became_of_it(database: Database) -> None:
    await add(database, letter("a"))
    async with database.write() as connection:
        await outbox.delivered(connection, A)
        await outbox.piece_sent(connection, A, ["17", None])
    assert await state_of(database) == (LetterState.WAITING, "", 0)


async def test_what_a_dead_process_was_sending_is_unknown(database: Database) -> None:
    await add(database, letter("a"), letter("b", chat="2"), letter("c", platform=SLACK))
    await start(database)
    await start(database, "c")
    async with database.write() as connection:
        assert await outbox.abandoned(connection, [TELEGRAM]) == 1
    assert (await state_of(database))[0] == LetterState.UNKNOWN
    assert (await state_of(database, "b"))[0] == LetterState.WAITING
    assert (await state_of(database, "c"))[0] == LetterState.SENDING


async def test_letters_follow_a_chat_that_moved(database: Database) -> None:
    await add(database, letter("a", chat="-1"), letter("b", chat="-2"), letter("c", chat="-1"))
    await start(database)
    async with database.write() as connection:
        await outbox.delivered(connection, A)
        await outbox.move_chat(connection, TELEGRAM, ChatId("-1"), ChatId("-100"))
        found = await outbox.waiting(connection, [TELEGRAM], NOW, 5)
    assert [each.chat for each in found] == [
        Chat(TELEGRAM, ChatId("-2"), "5", False),
        Chat(TELEGRAM, ChatId("-100"), "5", False),
    ]


async def test_old_delivered_letters_are_forgotten(database: Database) -> None:
    await add(database, letter("a"), letter("b", chat="2"))
    await start(database)
    async with database.write() as connection:
        await outbox.delivered(connection, A)
        assert await outbox.forget_delivered(connection, NOW) == 0
        assert await outbox.forget_delivered(connection, NOW + timedelta(days=1)) == 1
    assert await waiting(database) == ["b"]


async def test_being_put_off_is_no_attempt(database: Database) -> None:
    await add(database, letter("a"))
    later = NOW + timedelta(seconds=2)
    for _ in range(2):
        await start(database)
        async with database.write() as connection:
            await outbox.put_off(connection, A, later, "throttled")
            found = await outbox.waiting(connection, [TELEGRAM], later, 1)
    assert found == (replace(letter("a"), not_before=later, reason="throttled"),)


async def test_old_failures_are_forgotten(database: Database) -> None:
    keys = [LetterKey(key) for key in "abc"]
    await add(database, *(letter(key, chat=key) for key in keys))
    for key in keys[:2]:
        await start(database, key)
    async with database.write() as connection:
        await outbox.refused(connection, keys[0], "blocked")
        await outbox.uncertain(connection, keys[1], "connection lost")
        assert await outbox.forget_failed(connection, NOW) == 0
        assert await outbox.forget_failed(connection, NOW + timedelta(days=1)) == 2
    assert await waiting(database) == ["c"]


IN_MEMORY = create_engine("sqlite://")
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
    values = {"platforms": [TELEGRAM], "now": NOW, "limit": 100, "only_chat": None}
    with IN_MEMORY.connect() as connection:
        if rows:
            connection.execute(schema.letters.insert(), [outbox.to_row(row) for row in rows])
        found = connection.execute(outbox.NEXT_OF_EACH_CHAT, values).all()
        connection.rollback()
    assert [row.key for row in found] == expected_of(drawn)

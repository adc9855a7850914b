from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from messages.delivery import Letter, LetterKey, LetterState
from messages.request import Chat, ChatId
from storage import leases, outbox, schema
from storage.database import Database
from tests.databases import reading, writing
from tests.storage.said import NOW, TELEGRAM, letter

A = LetterKey("a")


async def add(database: Database, *letters: Letter) -> None:
    with writing(database) as connection:
        outbox.add(connection, letters)


async def left(database: Database) -> list[str]:
    with reading(database) as connection:
        statement = select(schema.letters.c.key).order_by(schema.letters.c.number)
        return list(connection.execute(statement).scalars())


async def test_a_letter_comes_back_as_it_was(database: Database) -> None:
    await add(database, letter("a"))
    with writing(database) as connection:
        (claimed,) = leases.claim(connection, "me", TELEGRAM, 5)
    assert claimed.letter == letter("a")


async def test_a_repeated_letter_is_left_as_it_is(database: Database) -> None:
    await add(database, letter("a", chat="1"))
    await add(database, letter("a", chat="2"), letter("b", chat="3"))
    await add(database)
    with writing(database) as connection:
        found = leases.claim(connection, "me", TELEGRAM, 5)
    assert [(each.letter.key, each.letter.chat.id) for each in found] == [("a", "1"), ("b", "3")]


async def test_the_messages_that_a_letter_became_are_known_by_the_platforms_ids(
    database: Database,
) -> None:
    await add(database, replace(letter("a"), sent=2, message_ids=("17", None)), letter("b"))
    with reading(database) as connection:
        assert outbox.message_ids(connection, A) == ("17", None)
        assert outbox.message_ids(connection, LetterKey("b")) == ()
        assert outbox.message_ids(connection, LetterKey("none")) == ()


async def test_letters_follow_a_chat_that_moved(database: Database) -> None:
    await add(
        database,
        replace(letter("a", chat="-1"), state=LetterState.DELIVERED),
        letter("b", chat="-2"),
        letter("c", chat="-1"),
    )
    with writing(database) as connection:
        outbox.move_chat(connection, TELEGRAM, ChatId("-1"), ChatId("-100"))
        found = leases.claim(connection, "me", TELEGRAM, 5)
    assert [each.letter.chat for each in found] == [
        Chat(TELEGRAM, ChatId("-2"), "5", False),
        Chat(TELEGRAM, ChatId("-100"), "5", False),
    ]


async def test_what_is_done_is_forgotten_sooner_than_what_failed(database: Database) -> None:
    states = (
        LetterState.DELIVERED,
        LetterState.DROPPED,
        LetterState.REFUSED,
        LetterState.UNKNOWN,
        LetterState.PARKED,
        LetterState.WAITING,
    )
    await add(database, *(replace(letter(state), state=state) for state in states))
    later = NOW + timedelta(days=1)
    with writing(database) as connection:
        assert outbox.forget_delivered(connection, NOW) == 0
        assert outbox.forget_delivered(connection, later) == 2
    assert await left(database) == ["refused", "unknown", "parked", "waiting"]
    with writing(database) as connection:
        assert outbox.forget_failed(connection, NOW) == 0
        assert outbox.forget_failed(connection, later) == 2
    assert await left(database) == ["parked", "waiting"]

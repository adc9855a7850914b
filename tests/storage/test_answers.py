import hashlib
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from messages.delivery import Letter, LetterState
from messages.effect import LanguageChosen
from messages.request import PersonId
from storage import inbox, outbox, people, pictures, schema
from storage.answers import commit_answer
from storage.database import Database
from tests.databases import reading, writing
from tests.storage import process
from tests.storage.said import TELEGRAM, letter, request, sender

PNG = b"\x89PNG picture"
DIGEST = hashlib.sha256(PNG).hexdigest()
ASKED = request("asked")

ANSWER = """
import asyncio, sys
from storage.answers import commit_answer
from storage.database import Database
from tests.storage.test_answers import ASKED, DIGEST, PNG, LanguageChosen, letter

async def main():
    database = await Database.open(sys.argv[1])
    await commit_answer(
        database, ASKED.key, 1, [LanguageChosen("en")], [letter("l", picture=DIGEST)], {DIGEST: PNG}
    )
    await database.close()

asyncio.run(main())
"""


async def receive(database: Database) -> PersonId:
    with writing(database) as connection:
        inbox.accept(connection, [ASKED])
        return people.identify(connection, sender()).id


async def answer(database: Database, person: PersonId, *letters: Letter) -> bool:
    return await commit_answer(
        database, ASKED.key, person, [LanguageChosen("en")], letters, {DIGEST: PNG}
    )


async def what_is_left(database: Database) -> tuple[object, ...]:
    """Requests to answer, letters to send, the chosen language, the picture."""
    with reading(database) as connection:
        known = people.find(connection, sender())
        assert known is not None
        waiting = select(schema.letters.c.key).where(schema.letters.c.state == "waiting")
        return (
            len(inbox.unfinished(connection, [TELEGRAM])),
            list(connection.execute(waiting).scalars()),
            known.chosen_language,
            pictures.get(connection, DIGEST),
        )


BEFORE: tuple[object, ...] = (1, [], None, None)
AFTER: tuple[object, ...] = (0, ["l"], "en", PNG)


async def test_everything_is_in_one_commit(database: Database) -> None:
    person = await receive(database)
    assert await answer(database, person, letter("l", picture=DIGEST))
    assert await what_is_left(database) == AFTER


async def test_a_repeated_commit_changes_nothing(database: Database) -> None:
    person = await receive(database)
    assert await answer(database, person, letter("l"))
    with writing(database) as connection:
        people.choose_language(connection, person, "id")
    assert not await answer(database, person, letter("other", chat="2"))
    assert await what_is_left(database) == (0, ["l"], "id", PNG)


async def test_a_commit_that_fails_changes_nothing(database: Database) -> None:
    person = await receive(database)
    with pytest.raises(IntegrityError):
        await answer(database, person, letter("l", picture="a picture that nobody has drawn"))
    assert await what_is_left(database) == BEFORE


@pytest.mark.parametrize("statements", [5, 7, 9, 10])
async def test_killed_in_the_middle_of_a_commit(
    database: Database, url: str, statements: int
) -> None:
    await receive(database)
    killed = process.run(process.DIE_AFTER + ANSWER, url, str(statements))
    assert killed.returncode in (-9, 0), killed.stderr
    assert await what_is_left(database) == (AFTER if killed.returncode == 0 else BEFORE)


async def test_pictures_are_kept_while_a_letter_needs_them(database: Database) -> None:
    with writing(database) as connection:
        for digest in ("needed", "delivered", "drawn for nothing"):
            pictures.put(connection, digest, PNG)
            pictures.put(connection, digest, PNG)
        out = replace(letter("b", picture="delivered"), state=LetterState.DELIVERED)
        outbox.add(connection, [letter("a", picture="needed"), out])
        assert pictures.forget_unused(connection) == 2
        statement = select(schema.pictures.c.digest)
        assert list(connection.execute(statement).scalars()) == ["needed"]
        assert pictures.get(connection, "delivered") is None

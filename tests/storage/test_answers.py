import asyncio
import hashlib
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from messages.delivery import Letter, LetterState
from messages.effect import DraftKept, LanguageChosen
from messages.form import Draft, DraftId, FormName
from messages.request import PersonId, RequestKey
from storage import inbox, outbox, people, pictures, schema
from storage.answers import Answered, Committed, commit_answer
from storage.database import Database
from storage.drafts import DraftChanged
from tests.databases import reading, writing
from tests.storage import process
from tests.storage.said import NOW, TELEGRAM, letter, request, sender

PNG = b"\x89PNG picture"
DIGEST = hashlib.sha256(PNG).hexdigest()
ASKED = request("asked")

ANSWER = """
import asyncio, sys
from storage.answers import Answered, commit_answer
from storage.database import Database
from tests.storage.test_answers import ASKED, DIGEST, PNG, LanguageChosen, letter

async def main():
    database = await Database.open(sys.argv[1])
    letters = [letter("l", picture=DIGEST)]
    answered = Answered(ASKED.key, 1, [LanguageChosen("en")], letters, {DIGEST: PNG})
    await commit_answer(database, answered)
    await database.close()

asyncio.run(main())
"""


async def receive(database: Database) -> PersonId:
    with writing(database) as connection:
        inbox.accept(connection, [ASKED])
        return people.identify(connection, sender()).id


async def answer(database: Database, person: PersonId, *letters: Letter) -> bool:
    answered = Answered(ASKED.key, person, [LanguageChosen("en")], letters, {DIGEST: PNG})
    return (await commit_answer(database, answered)).is_first


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


async def test_those_that_wait_together_are_committed_together(database: Database) -> None:
    asked = [request(f"r{n}") for n in range(4)]
    with writing(database) as connection:
        inbox.accept(connection, asked)
        person = people.identify(connection, sender()).id

    def answered(key: str, *said: Letter) -> Answered:
        return Answered(RequestKey(key), person, (), said, {})

    told = await asyncio.gather(
        commit_answer(database, answered("r0", letter("l0"))),
        commit_answer(database, answered("r1", letter("l1", chat="2"))),
        commit_answer(database, answered("never received", letter("l2", chat="3"))),
        commit_answer(database, answered("r0", letter("another", chat="4"))),
        commit_answer(database, answered("r2")),
    )
    assert [each.is_first for each in told] == [True, True, False, False, True]
    with reading(database) as connection:
        letters = select(schema.letters.c.key).order_by(schema.letters.c.number)
        assert list(connection.execute(letters).scalars()) == ["l0", "l1"]
        assert [each.key for each in inbox.unfinished(connection, [TELEGRAM])] == ["r3"]


async def test_one_that_cannot_be_committed_keeps_no_other_from_it(database: Database) -> None:
    asked = [request(f"r{n}") for n in range(3)]
    with writing(database) as connection:
        inbox.accept(connection, asked)
        person = people.identify(connection, sender()).id
    draft = Draft(DraftId("d"), FormName("f"), step=2)
    outdated = DraftKept(ASKED.chat, draft, 1, NOW)
    told = await asyncio.gather(
        commit_answer(database, Answered(RequestKey("r0"), person, (), (), {})),
        commit_answer(database, Answered(RequestKey("r1"), person, (outdated,), (), {})),
        commit_answer(database, Answered(RequestKey("r2"), person, (), (), {})),
        return_exceptions=True,
    )
    assert told[0] == told[2] == Committed(is_first=True)
    assert isinstance(told[1], DraftChanged)
    with reading(database) as connection:
        assert [each.key for each in inbox.unfinished(connection, [TELEGRAM])] == ["r1"]

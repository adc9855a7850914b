import asyncio
from datetime import timedelta

from messages.request import AccountId, Sender
from storage import people
from storage.database import Database
from storage.people import KnownPerson
from tests.databases import reading, writing
from tests.storage.said import NOW, SLACK, sender


async def identify(database: Database, sender: Sender) -> KnownPerson:
    with writing(database) as connection:
        return people.identify(connection, sender)


async def find(database: Database, sender: Sender) -> KnownPerson | None:
    with reading(database) as connection:
        return people.find(connection, sender)


async def test_a_person_is_made_known_at_first_sight(database: Database) -> None:
    assert await find(database, sender()) is None
    known = await identify(database, sender())
    assert known == KnownPerson(known.id, None, "id", None)
    assert await identify(database, sender()) == known
    assert await find(database, sender()) == known


async def test_accounts_are_told_apart_by_platform_and_number(database: Database) -> None:
    on_slack = Sender(SLACK, AccountId("7"))
    ids = [(await identify(database, each)).id for each in (sender("7"), sender("8"), on_slack)]
    assert len(set(ids)) == 3


async def test_those_who_ask_together_are_looked_up_together(database: Database) -> None:
    on_slack = Sender(SLACK, AccountId("7"))
    known = [await identify(database, each) for each in (sender("7"), sender("8"), on_slack)]
    asked = [sender("8"), sender("9"), on_slack, sender("7"), sender("8")]
    found = await asyncio.gather(*(database.read_for(each, people.find_each) for each in asked))
    assert found == [known[1], None, known[2], known[0], known[1]]


async def test_the_platform_s_newest_hint_is_kept(database: Database) -> None:
    await identify(database, sender(language="id"))
    assert (await identify(database, sender(language="en-GB"))).platform_language == "en-GB"
    known = await identify(database, sender(language=None))
    assert known.platform_language == "en-GB"
    assert await find(database, sender()) == known


async def test_a_chosen_language_stays(database: Database) -> None:
    known = await identify(database, sender())
    with writing(database) as connection:
        people.choose_language(connection, known.id, "en")
    assert (await identify(database, sender(language="fr"))).chosen_language == "en"


async def test_what_the_platform_said_when_asked(database: Database) -> None:
    known = await identify(database, sender(language=None))
    assert (known.platform_language, known.asked_platform_at) == (None, None)
    later = NOW + timedelta(hours=1)
    for language, at in [("id", NOW), (None, later)]:
        with writing(database) as connection:
            people.remember_platform_language(connection, sender(), language, at)
        assert await find(database, sender()) == KnownPerson(known.id, None, "id", at)

"""Drafts as rows: one for a person in a chat, and nobody quicker is overwritten."""

from dataclasses import replace
from datetime import timedelta

import pytest

from messages.form import Draft, DraftId, FieldName, FormName
from messages.request import Chat, ChatId, PersonId
from storage import drafts, people
from storage.database import Database
from storage.drafts import DraftChanged
from tests.databases import reading, writing
from tests.storage.said import NOW, TELEGRAM, sender

CHAT = Chat(TELEGRAM, ChatId("7"))
GROUP = Chat(TELEGRAM, ChatId("-100"), "5", is_private=False)
BEGUN = Draft(DraftId("d1"), FormName("visit"), "2026-W48")
LATER = replace(
    BEGUN, answers={FieldName("place"): "Jakarta", FieldName("mood"): None}, step=1, question="k"
)


@pytest.fixture
async def siti(database: Database) -> PersonId:
    with writing(database) as connection:
        return people.identify(connection, sender("7")).id


async def keep(
    database: Database, person: PersonId, draft: Draft, before: int | None, chat: Chat = CHAT
) -> None:
    with writing(database) as connection:
        drafts.keep(connection, person, chat, draft, before, NOW)


async def found(database: Database, person: PersonId, chat: Chat = CHAT) -> Draft | None:
    with reading(database) as connection:
        return drafts.find(connection, person, chat)


async def test_what_is_kept_is_found_again(database: Database, siti: PersonId) -> None:
    assert await found(database, siti) is None
    await keep(database, siti, BEGUN, None)
    await keep(database, siti, LATER, 0)
    assert await found(database, siti) == LATER
    assert await found(database, siti, GROUP) is None


async def test_who_was_quicker_is_not_overwritten(database: Database, siti: PersonId) -> None:
    await keep(database, siti, BEGUN, None)
    for draft, before in ((BEGUN, None), (LATER, 1), (replace(LATER, id=DraftId("d2")), 0)):
        with pytest.raises(DraftChanged):
            await keep(database, siti, draft, before)
    assert await found(database, siti) == BEGUN


async def test_a_thread_is_a_place_of_its_own_in_a_group_alone(
    database: Database, siti: PersonId
) -> None:
    await keep(database, siti, BEGUN, None)
    await keep(database, siti, LATER, None, GROUP)
    assert await found(database, siti, replace(CHAT, thread="17.5")) == BEGUN
    assert await found(database, siti, GROUP) == LATER
    assert await found(database, siti, replace(GROUP, thread="6")) is None


async def test_only_the_draft_that_is_meant_is_dropped(database: Database, siti: PersonId) -> None:
    await keep(database, siti, BEGUN, None)
    with writing(database) as connection:
        drafts.drop(connection, siti, CHAT, DraftId("d2"))
    assert await found(database, siti) == BEGUN
    with writing(database) as connection:
        drafts.drop(connection, siti, CHAT, BEGUN.id)
    assert await found(database, siti) is None


async def test_what_nobody_goes_on_with_is_forgotten(database: Database, siti: PersonId) -> None:
    await keep(database, siti, BEGUN, None)
    with writing(database) as connection:
        assert drafts.forget_left(connection, NOW) == 0
        assert drafts.forget_left(connection, NOW + timedelta(seconds=1)) == 1
    assert await found(database, siti) is None

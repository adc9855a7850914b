"""The one commit that ends a request: what changes, what is said, and that it is done."""

from collections.abc import Mapping, Sequence
from typing import assert_never

from sqlalchemy.ext.asyncio import AsyncConnection

from messages.delivery import Letter
from messages.effect import (
    DraftDropped,
    DraftKept,
    Effect,
    LanguageChosen,
    LetterDropped,
    LetterResent,
)
from messages.request import PersonId, RequestKey
from storage import drafts, inbox, outbox, people, undelivered
from storage.database import Database
from storage.pictures import put
from storage.versions import EarlierAnswer, withdraw


async def commit_answer(
    database: Database,
    request_key: RequestKey,
    person_id: PersonId,
    effects: Sequence[Effect],
    letters: Sequence[Letter],
    pictures: Mapping[str, bytes],
    withdrawn: EarlierAnswer | None = None,
) -> bool:
    """All of it or nothing. `pictures` are PNG by digest; `withdrawn` is an answer that the new
    one comes in place of, before all of it was out. Raises `AnswerChanged` where it goes on.

    False, and nothing is changed, where the request is not waiting: answered before.
    """

    async def commit(connection: AsyncConnection) -> bool:
        if not await inbox.finish(connection, request_key):
            return False
        if withdrawn is not None:
            await withdraw(connection, withdrawn)
        for effect in effects:
            await apply(connection, person_id, effect)
        for digest, png in pictures.items():
            await put(connection, digest, png)
        await outbox.add(connection, letters)
        return True

    return await database.write_together(commit)


async def end_requests(
    connection: AsyncConnection, keys: Sequence[RequestKey], letters: Sequence[Letter] = ()
) -> None:
    """Be done with requests that get no answer, and say so where there are letters; nothing is
    said where none of them was waiting."""
    if await inbox.finish_all(connection, keys):
        await outbox.add(connection, letters)


async def apply(connection: AsyncConnection, person_id: PersonId, effect: Effect) -> None:
    match effect:
        case LanguageChosen(language):
            await people.choose_language(connection, person_id, language)
        case DraftKept(chat, draft, step_before, at):
            await drafts.keep(connection, person_id, chat, draft, step_before, at)
        case DraftDropped(chat, draft_id):
            await drafts.drop(connection, person_id, chat, draft_id)
        case LetterResent(number):
            await undelivered.resend(connection, number)
        case LetterDropped(number):
            await undelivered.drop(connection, number)
        case _:
            assert_never(effect)

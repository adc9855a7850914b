"""The one commit that ends a request: what changes, what is said, and that it is done."""

from collections.abc import Mapping, Sequence
from typing import assert_never

from sqlalchemy import Connection

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

    def commit(connection: Connection) -> bool:
        if not inbox.finish(connection, request_key):
            return False
        if withdrawn is not None:
            withdraw(connection, withdrawn)
        for effect in effects:
            apply(connection, person_id, effect)
        for digest, png in pictures.items():
            put(connection, digest, png)
        outbox.add(connection, letters)
        return True

    return await database.write(commit)


def end_requests(
    connection: Connection, keys: Sequence[RequestKey], letters: Sequence[Letter] = ()
) -> None:
    """Be done with requests that get no answer, and say so where there are letters; nothing is
    said where none of them was waiting."""
    if inbox.finish_all(connection, keys):
        outbox.add(connection, letters)


def apply(connection: Connection, person_id: PersonId, effect: Effect) -> None:
    match effect:
        case LanguageChosen(language):
            people.choose_language(connection, person_id, language)
        case DraftKept(chat, draft, step_before, at):
            drafts.keep(connection, person_id, chat, draft, step_before, at)
        case DraftDropped(chat, draft_id):
            drafts.drop(connection, person_id, chat, draft_id)
        case LetterResent(number):
            undelivered.resend(connection, number)
        case LetterDropped(number):
            undelivered.drop(connection, number)
        case _:
            assert_never(effect)

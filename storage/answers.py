"""The one commit that ends a request: what changes, what is said, and that it is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from sqlalchemy import Connection

from messages.delivery import Claimed, Letter
from messages.effect import (
    DraftDropped,
    DraftKept,
    Effect,
    LanguageChosen,
    LetterDropped,
    LetterResent,
)
from messages.request import PersonId, RequestKey
from storage import drafts, inbox, leases, outbox, people, undelivered
from storage.database import Database
from storage.pictures import put
from storage.versions import EarlierAnswer, withdraw


@dataclass(frozen=True, slots=True)
class Answered:
    """A request that is over: what changes, and what is said. `pictures` are PNG by digest;
    `withdrawn` is an answer that the new one comes in place of, before all of it was out."""

    request: RequestKey
    person: PersonId
    effects: Sequence[Effect]
    letters: Sequence[Letter]
    pictures: Mapping[str, bytes]
    withdrawn: EarlierAnswer | None = None
    # Who sends its letters at once, where nothing else of their chats comes first.
    sent_by: str | None = None


@dataclass(frozen=True, slots=True)
class Committed:
    """`is_first` is False, and nothing is changed, where the request was not waiting: answered
    before. `leased` are those of its letters that are to be sent at once."""

    is_first: bool
    leased: tuple[Claimed, ...] = ()


async def commit_answer(database: Database, answered: Answered) -> Committed:
    """All of it or nothing. Raises `AnswerChanged` where what is withdrawn goes on, or
    `DraftChanged`."""
    return await database.write_for(answered, commit_each)


def commit_each(connection: Connection, answered: Sequence[Answered]) -> list[Committed]:
    """The same for several, all or none."""
    waiting = set(inbox.finish_each(connection, [each.request for each in answered]))
    first: list[bool] = []
    for each in answered:
        first.append(each.request in waiting)
        # Of two answers to one request the second comes too late.
        waiting.discard(each.request)
    new = [each for each, is_first in zip(answered, first, strict=True) if is_first]
    for each in new:
        carry_out(connection, each)
    letters = [letter for each in new for letter in each.letters]
    outbox.add(connection, letters)
    # All of one process, and so of one sender.
    sender = answered[0].sent_by
    leased = leases.lease_new(connection, sender, letters) if sender else ()
    leased_of = {one.letter.key: one for one in leased}
    return [
        Committed(
            is_first,
            tuple(leased_of[one.key] for one in each.letters if is_first and one.key in leased_of),
        )
        for each, is_first in zip(answered, first, strict=True)
    ]


def carry_out(connection: Connection, answered: Answered) -> None:
    if answered.withdrawn is not None:
        withdraw(connection, answered.withdrawn)
    for effect in answered.effects:
        apply(connection, answered.person, effect)
    for digest, png in answered.pictures.items():
        put(connection, digest, png)


def end_requests(
    connection: Connection, keys: Sequence[RequestKey], letters: Sequence[Letter] = ()
) -> None:
    """Be done with requests that get no answer, and say so where there are letters; nothing is
    said where none of them was waiting."""
    if inbox.finish_each(connection, keys):
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

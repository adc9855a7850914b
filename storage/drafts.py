"""Forms that somebody has begun: one for a person in a chat, kept until finished or given up."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from messages.form import Draft, DraftId, FieldName, FormName
from messages.request import Chat, PersonId
from storage.schema import drafts, letters


class DraftChanged(Exception):
    """Another answer was quicker: what this one relied on is no longer so."""


def find(connection: Connection, person: PersonId, chat: Chat) -> Draft | None:
    found = connection.execute(select(drafts).where(is_of(person, chat)))
    row = found.one_or_none()
    if row is None:
        return None
    return Draft(
        id=DraftId(row.id),
        form=FormName(row.form),
        about=row.about,
        answers={FieldName(name): answer for name, answer in row.answers.items()},
        asked=FieldName(row.asked) if row.asked is not None else None,
        step=row.step,
        question=row.question,
    )


def keep(
    connection: Connection,
    person: PersonId,
    chat: Chat,
    draft: Draft,
    step_before: int | None,
    at: datetime,
) -> None:
    """Raises DraftChanged where it does not stand at the step before, or is another one."""
    values: dict[str, Any] = {
        "id": draft.id,
        "form": draft.form,
        "about": draft.about,
        "answers": dict(draft.answers),
        "asked": draft.asked,
        "step": draft.step,
        "question": draft.question,
        "changed_at": at,
    }
    if step_before is None:
        key = {
            "person": person,
            "platform": chat.platform,
            "chat": chat.id,
            "thread": thread_of(chat),
        }
        begun = insert(drafts).on_conflict_do_nothing().values(**key, **values)
        changed = connection.execute(begun)
    else:
        same = and_(is_of(person, chat), drafts.c.id == draft.id, drafts.c.step == step_before)
        changed = connection.execute(update(drafts).where(same).values(**values))
    if changed.rowcount != 1:
        raise DraftChanged(draft.id)


def drop(connection: Connection, person: PersonId, chat: Chat, draft: DraftId) -> None:
    ours = and_(is_of(person, chat), drafts.c.id == draft)
    connection.execute(delete(drafts).where(ours))


def forget_left(connection: Connection, before: datetime) -> int:
    """Delete what nobody has gone on with since that instant."""
    return connection.execute(delete(drafts).where(drafts.c.changed_at < before)).rowcount


def messages_of_question(connection: Connection, draft: Draft) -> tuple[str, ...]:
    """The platform's ids of the messages that the open question went out in, as far as known."""
    statement = select(letters.c.message_ids).where(letters.c.key == draft.question)
    found = connection.execute(statement).scalar()
    return tuple(message for message in found or () if message is not None)


def is_of(person: PersonId, chat: Chat) -> ColumnElement[bool]:
    return and_(
        drafts.c.person == person,
        drafts.c.platform == chat.platform,
        drafts.c.chat == chat.id,
        drafts.c.thread == thread_of(chat),
    )


def thread_of(chat: Chat) -> str:
    """In a private chat a question may be answered in a thread below it, or not."""
    return "" if chat.is_private else chat.thread or ""

"""A question that was changed after it was asked: its versions, and what was said to them."""

from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    String,
    and_,
    cast,
    exists,
    select,
    update,
)

from messages.delivery import ANSWER, LetterKey, LetterState, Said
from messages.request import Request
from storage.schema import inbox, letters
from storage.shown import said_in


@dataclass(frozen=True, slots=True)
class EarlierAnswer:
    """The answer to the newest version before this one, and what that had asked.

    `sent` counts the pieces that are out; `said` are those of them that became a message with a
    name.
    """

    command: str
    arguments: str
    letter: LetterKey
    state: LetterState
    sent: int
    said: tuple[Said, ...]


class AnswerChanged(Exception):
    """The earlier answer went on its way meanwhile: look again at what has been said."""


def earlier_answer(connection: Connection, edit: Request) -> EarlierAnswer | None:
    """None where no version before it was answered, as far as is remembered."""
    statement = (
        select(inbox.c.command, inbox.c.arguments, letters)
        .join(letters, letters.c.key == cast(inbox.c.key, String) + ANSWER)
        .where(_same_question(edit), inbox.c.number < _number_of(edit))
        .order_by(inbox.c.number.desc())
        .limit(1)
    )
    row = connection.execute(statement).one_or_none()
    if row is None:
        return None
    return EarlierAnswer(
        row.command,
        row.arguments,
        LetterKey(row.key),
        LetterState(row.state),
        row.sent,
        said_in(row.pieces, row.message_ids),
    )


def is_outdated(connection: Connection, edit: Request) -> bool:
    """Whether a version after this one has come in already."""
    newer = exists().where(_same_question(edit), inbox.c.number > _number_of(edit))
    return bool(connection.execute(select(newer)).scalar())


def withdraw(connection: Connection, earlier: EarlierAnswer) -> None:
    """Take back what of an answer is not out yet. Raises `AnswerChanged` where it is not as it
    was read: it is being sent, or more of it is out."""
    taken = (
        update(letters)
        .where(
            letters.c.key == earlier.letter,
            letters.c.state == LetterState.WAITING,
            letters.c.sent == earlier.sent,
        )
        .values(state=LetterState.WITHDRAWN, reason="the question was changed")
    )
    if connection.execute(taken).rowcount != 1:
        raise AnswerChanged


def _same_question(edit: Request) -> ColumnElement[bool]:
    return and_(
        inbox.c.platform == edit.chat.platform,
        inbox.c.chat == edit.chat.id,
        inbox.c.question == edit.question,
    )


def _number_of(edit: Request) -> ScalarSelect[int]:
    return select(inbox.c.number).where(inbox.c.key == edit.key).scalar_subquery()

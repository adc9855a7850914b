"""What a chat shows of us: an answer, found by any of the messages that it is made of."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, exists, func, select

from messages.delivery import LetterKind, LetterState, Piece, Said
from messages.request import Chat
from storage.schema import letters


def answer_shown_in(
    connection: Connection, chat: Chat, messages: Collection[str]
) -> tuple[Said, ...]:
    """The whole answer that was the last to be put into one of these messages; empty where none
    is remembered."""
    named = func.json_each(letters.c.message_ids).table_valued("value")
    statement = (
        select(letters.c.pieces, letters.c.message_ids)
        .where(
            # With the state the index holds a chat's letters in their order: the newest is found
            # without looking at the others.
            letters.c.platform == chat.platform,
            letters.c.chat == chat.id,
            letters.c.state == LetterState.DELIVERED,
            letters.c.kind == LetterKind.ANSWER,
            exists().select_from(named).where(named.c.value.in_(messages)),
        )
        .order_by(letters.c.number.desc())
        .limit(1)
    )
    row = connection.execute(statement).one_or_none()
    return said_in(row.pieces, row.message_ids) if row is not None else ()


def said_in(
    pieces: Sequence[Mapping[str, Any]], message_ids: Sequence[str | None]
) -> tuple[Said, ...]:
    """The pieces of a letter that became a message with a name."""
    named = zip(pieces, message_ids, strict=False)
    return tuple(Said(Piece(**piece), name) for piece, name in named if name is not None)

"""What goes out: letters as rows, from the commit that wrote them until they are forgotten.

Who sends them, and what became of that, is in `leases`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from messages.delivery import Lane, Letter, LetterKey, LetterKind, LetterState, Piece
from messages.request import Chat, ChatId, PlatformName
from storage.schema import enclosures, letters

UNFINISHED = (LetterState.WAITING, LetterState.SENDING)

# Built once: building it takes longer than running it.
ADD_NEW = insert(letters).on_conflict_do_nothing()


def add(connection: Connection, new: Sequence[Letter]) -> None:
    """Write letters in their order; one whose key is there already is left as it is.

    The pictures that they name have to be stored before.
    """
    if not new:
        return
    connection.execute(ADD_NEW, [to_row(letter) for letter in new])
    enclosed = {
        (letter.key, piece.picture)
        for letter in new
        for piece in letter.pieces
        if piece.picture is not None
    }
    if enclosed:
        connection.execute(
            insert(enclosures).on_conflict_do_nothing(),
            [{"letter": key, "picture": digest} for key, digest in sorted(enclosed)],
        )


def message_ids(connection: Connection, key: LetterKey) -> tuple[str | None, ...]:
    """The platform's names of the messages that the letter became so far, one a piece; empty
    where none is out, or there is no such letter (any more)."""
    statement = select(letters.c.message_ids).where(letters.c.key == key)
    return tuple(connection.execute(statement).scalar() or ())


def move_chat(
    connection: Connection, platform: PlatformName, old_id: ChatId, new_id: ChatId
) -> None:
    """What is still to go to a chat that has another id now follows it there."""
    moving = (
        update(letters)
        .where(
            letters.c.platform == platform,
            letters.c.chat == old_id,
            letters.c.state.in_((*UNFINISHED, LetterState.PARKED)),
        )
        .values(chat=new_id)
    )
    connection.execute(moving)


def forget_delivered(connection: Connection, before: datetime) -> int:
    """Delete what was written before that instant and has been delivered, taken back or dropped."""
    over = letters.c.state.in_((LetterState.DELIVERED, LetterState.WITHDRAWN, LetterState.DROPPED))
    return (connection.execute(delete(letters).where(over, letters.c.created_at < before))).rowcount


def forget_failed(connection: Connection, before: datetime) -> int:
    """Delete what was written before that instant and was refused, or nobody knows arrived."""
    failed = letters.c.state.in_((LetterState.REFUSED, LetterState.UNKNOWN))
    return (
        connection.execute(delete(letters).where(failed, letters.c.created_at < before))
    ).rowcount


def to_row(letter: Letter) -> dict[str, Any]:
    return {
        "key": letter.key,
        "platform": letter.chat.platform,
        "chat": letter.chat.id,
        "thread": letter.chat.thread,
        "is_private": letter.chat.is_private,
        "pieces": [
            {"payload": dict(piece.payload), "picture": piece.picture} for piece in letter.pieces
        ],
        "kind": letter.kind,
        "lane": letter.lane,
        "created_at": letter.created_at,
        "not_before": letter.not_before,
        "state": letter.state,
        "sent": letter.sent,
        "message_ids": list(letter.message_ids),
        "attempts": letter.attempts,
        "reason": letter.reason,
        "language": letter.language,
        "repeats": letter.repeats,
        "is_repeat": letter.is_repeat,
    }


def to_letter(row: Row[Any]) -> Letter:
    return Letter(
        key=LetterKey(row.key),
        chat=Chat(PlatformName(row.platform), ChatId(row.chat), row.thread, row.is_private),
        pieces=tuple(Piece(piece["payload"], piece["picture"]) for piece in row.pieces),
        kind=LetterKind(row.kind),
        lane=Lane(row.lane),
        created_at=row.created_at,
        not_before=row.not_before,
        state=LetterState(row.state),
        sent=row.sent,
        attempts=row.attempts,
        reason=row.reason,
        message_ids=tuple(row.message_ids),
        language=row.language,
        repeats=row.repeats,
        is_repeat=row.is_repeat,
    )

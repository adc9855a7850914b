"""What goes out: letters as rows, from the commit that wrote them to what became of them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from messages.delivery import Lane, Letter, LetterKey, LetterKind, LetterState, Piece
from messages.request import Chat, ChatId, PlatformName
from storage.schema import enclosures, letters

UNFINISHED = (LetterState.WAITING, LetterState.SENDING)


def select_next_of_each_chat() -> Select[Any]:
    before = letters.alias("before")
    # The lanes' names sort as they overtake one another (a test holds that).
    comes_first = or_(
        before.c.state == LetterState.SENDING,
        before.c.lane < letters.c.lane,
        and_(before.c.lane == letters.c.lane, before.c.number < letters.c.number),
    )
    has_another_first = exists().where(
        before.c.platform == letters.c.platform,
        before.c.chat == letters.c.chat,
        before.c.state.in_(UNFINISHED),
        comes_first,
    )
    return (
        select(letters)
        .where(
            letters.c.state == LetterState.WAITING,
            letters.c.platform.in_(bindparam("platforms", expanding=True)),
            letters.c.not_before <= bindparam("now"),
            letters.c.chat == func.coalesce(bindparam("only_chat"), letters.c.chat),
            ~has_another_first,
        )
        .order_by(letters.c.lane, letters.c.number)
        .limit(bindparam("limit"))
    )


# Built once: it is asked for every letter, and building it takes longer than running it.
NEXT_OF_EACH_CHAT = select_next_of_each_chat()


async def add(connection: AsyncConnection, new: Sequence[Letter]) -> None:
    """Write letters in their order; one whose key is there already is left as it is.

    The pictures that they name have to be stored before.
    """
    if not new:
        return
    await connection.execute(
        insert(letters).on_conflict_do_nothing(), [to_row(letter) for letter in new]
    )
    enclosed = {
        (letter.key, piece.picture)
        for letter in new
        for piece in letter.pieces
        if piece.picture is not None
    }
    if enclosed:
        await connection.execute(
            insert(enclosures).on_conflict_do_nothing(),
            [{"letter": key, "picture": digest} for key, digest in sorted(enclosed)],
        )


async def waiting(
    connection: AsyncConnection,
    platforms: Collection[PlatformName],
    now: datetime,
    limit: int,
    only_chat: ChatId | None = None,
) -> tuple[Letter, ...]:
    """What may be sent now: the answer lane first, then oldest first, one letter a chat.

    While a letter of a chat is being sent, or its next one may not go yet, the others of that
    chat wait behind it. With `only_chat` no other chat is looked at.
    """
    values = {"platforms": list(platforms), "now": now, "limit": limit, "only_chat": only_chat}
    return tuple(to_letter(row) for row in await connection.execute(NEXT_OF_EACH_CHAT, values))


async def start_sending(connection: AsyncConnection, key: LetterKey) -> bool:
    """Claim the letter and count the attempt; False: it is not waiting any more."""
    claim = (
        update(letters)
        .where(letters.c.key == key, letters.c.state == LetterState.WAITING)
        .values(state=LetterState.SENDING, attempts=letters.c.attempts + 1)
    )
    return (await connection.execute(claim)).rowcount == 1


async def piece_sent(
    connection: AsyncConnection, key: LetterKey, message_ids: Sequence[str | None]
) -> None:
    """As many pieces of it are out now as there are ids; the letter is still being sent."""
    await mark(connection, key, sent=len(message_ids), message_ids=list(message_ids))


async def delivered(
    connection: AsyncConnection, key: LetterKey, message_ids: Sequence[str | None] = ()
) -> None:
    """All of it is out, as these messages of the platform."""
    ids = list(message_ids)
    await mark(
        connection, key, state=LetterState.DELIVERED, reason="", sent=len(ids), message_ids=ids
    )


async def message_ids(connection: AsyncConnection, key: LetterKey) -> tuple[str | None, ...]:
    """The platform's names of the messages that the letter became so far, one a piece; empty
    where none is out, or there is no such letter (any more)."""
    statement = select(letters.c.message_ids).where(letters.c.key == key)
    return tuple((await connection.execute(statement)).scalar() or ())


async def refused(connection: AsyncConnection, key: LetterKey, reason: str) -> None:
    """For good: no repetition will help."""
    await mark(connection, key, state=LetterState.REFUSED, reason=reason)


async def uncertain(connection: AsyncConnection, key: LetterKey, reason: str) -> None:
    """It may have arrived or not, and is not sent again by itself."""
    await mark(connection, key, state=LetterState.UNKNOWN, reason=reason)


async def wait_until(
    connection: AsyncConnection, key: LetterKey, not_before: datetime, reason: str
) -> None:
    """It surely did not arrive: again, but not before that instant."""
    await mark(connection, key, state=LetterState.WAITING, not_before=not_before, reason=reason)


async def put_off(
    connection: AsyncConnection, key: LetterKey, not_before: datetime, reason: str
) -> None:
    """Asked to wait, or to go elsewhere, which is no failure: the attempt does not count."""
    await mark(
        connection,
        key,
        state=LetterState.WAITING,
        not_before=not_before,
        reason=reason,
        attempts=letters.c.attempts - 1,
    )


async def parked(connection: AsyncConnection, key: LetterKey, reason: str) -> None:
    """Held back until somebody decides."""
    await mark(connection, key, state=LetterState.PARKED, reason=reason)


async def abandoned(connection: AsyncConnection, platforms: Collection[PlatformName]) -> int:
    """At start: what a dead process left half sent may have arrived, and nobody knows."""
    left = and_(letters.c.state == LetterState.SENDING, letters.c.platform.in_(platforms))
    unknown = {"state": LetterState.UNKNOWN, "reason": "Kopdar ended while it was being sent"}
    return (await connection.execute(update(letters).where(left).values(unknown))).rowcount


async def move_chat(
    connection: AsyncConnection, platform: PlatformName, old_id: ChatId, new_id: ChatId
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
    await connection.execute(moving)


async def forget_delivered(connection: AsyncConnection, before: datetime) -> int:
    """Delete what was written before that instant and has been delivered, or taken back."""
    done = letters.c.state.in_((LetterState.DELIVERED, LetterState.WITHDRAWN))
    old = and_(done, letters.c.created_at < before)
    return (await connection.execute(delete(letters).where(old))).rowcount


async def forget_failed(connection: AsyncConnection, before: datetime) -> int:
    """Delete what was written before that instant and was refused, or nobody knows arrived."""
    failed = letters.c.state.in_((LetterState.REFUSED, LetterState.UNKNOWN))
    return (
        await connection.execute(delete(letters).where(failed, letters.c.created_at < before))
    ).rowcount


async def mark(connection: AsyncConnection, key: LetterKey, **values: Any) -> None:
    """Only whoever is sending the letter may say what became of it."""
    sending = (letters.c.key == key, letters.c.state == LetterState.SENDING)
    await connection.execute(update(letters).where(*sending).values(**values))


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
    )

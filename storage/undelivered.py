"""Letters that only somebody can decide about: of unknown fate, set aside, or given up.

What they say is never read here: it is between Kopdar and whoever they are for.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from messages.delivery import LetterKey, LetterKind, LetterState
from messages.request import ChatId, PlatformName
from storage import closed_chats
from storage.closed_chats import EVERY_CHAT
from storage.schema import letters
from storage.turns import in_seconds

UNDECIDED = (LetterState.UNKNOWN, LetterState.PARKED, LetterState.REFUSED)


@dataclass(frozen=True, slots=True)
class Undelivered:
    """`number` is a short name for the key; `created_at` is aware UTC; `reason` is for operators,
    in English."""

    number: int
    key: LetterKey
    state: LetterState
    platform: PlatformName
    chat: ChatId
    kind: LetterKind
    created_at: datetime
    reason: str

    def is_called(self, name: str) -> bool:
        return name in (self.key, str(self.number))


def undelivered(connection: Connection) -> tuple[Undelivered, ...]:
    """All of them, the newest first."""
    columns = letters.c
    shown = select(
        columns.number,
        columns.key,
        columns.state,
        columns.platform,
        columns.chat,
        columns.kind,
        columns.created_at,
        columns.reason,
    )
    statement = shown.where(columns.state.in_(UNDECIDED)).order_by(columns.number.desc())
    return tuple(
        Undelivered(
            number=row.number,
            key=LetterKey(row.key),
            state=LetterState(row.state),
            platform=PlatformName(row.platform),
            chat=ChatId(row.chat),
            kind=LetterKind(row.kind),
            created_at=row.created_at,
            reason=row.reason,
        )
        for row in connection.execute(statement)
    )


def resend(connection: Connection, number: int) -> bool:
    """It waits to be sent again, marked as a repeat where it may be there already; its chat is
    tried again. False: there is nothing to decide about it any more."""
    unknown = letters.c.state == LetterState.UNKNOWN
    waiting = (
        update(letters)
        .where(letters.c.number == number, letters.c.state.in_(UNDECIDED))
        .values(
            state=LetterState.WAITING,
            attempts=0,
            not_before=in_seconds(0),
            put_off_at=None,
            owner=None,
            is_repeat=unknown,
            repeats=letters.c.repeats + 1,
        )
        .returning(letters.c.platform, letters.c.chat)
    )
    row = connection.execute(waiting).one_or_none()
    if row is None:
        return False
    platform = PlatformName(row.platform)
    for chat in (ChatId(row.chat), EVERY_CHAT):
        closed_chats.reopen(connection, platform, chat)
    return True


def drop(connection: Connection, number: int) -> bool:
    """It is not sent any more. False: there is nothing to decide about it."""
    dropping = (
        update(letters)
        .where(letters.c.number == number, letters.c.state.in_(UNDECIDED))
        .values(state=LetterState.DROPPED, reason="dropped by an operator")
    )
    return connection.execute(dropping).rowcount == 1

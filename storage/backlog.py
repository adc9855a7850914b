"""How much waits or was set aside, and since when: for whoever watches over Kopdar."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, exists, func, or_, select

from messages.delivery import LetterKind, LetterState
from messages.request import PlatformName
from storage.due import DueState
from storage.inbox import InboxState
from storage.schema import due, inbox, letters

# What is over is counted when it happens: counting its rows would take longer every day.
UNDELIVERED = tuple(state for state in LetterState if state is not LetterState.DELIVERED)
UNANSWERED = tuple(state for state in InboxState if state is not InboxState.DONE)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Rows of one kind: `oldest` is when the first of them came in or was written. `lane` is
    empty for what came in."""

    platform: PlatformName
    state: str
    count: int
    oldest: datetime
    lane: str = ""


def requests(connection: Connection) -> tuple[Waiting, ...]:
    asked = (
        select(inbox.c.platform, inbox.c.state, func.count(), func.min(inbox.c.received_at))
        .where(inbox.c.state.in_(UNANSWERED))
        .group_by(inbox.c.platform, inbox.c.state)
    )
    rows = connection.execute(asked)
    return tuple(Waiting(PlatformName(row[0]), row[1], row[2], row[3]) for row in rows)


def outgoing(connection: Connection, but: Collection[LetterKind] = ()) -> tuple[Waiting, ...]:
    """Of every kind `but` these."""
    asked = (
        select(
            letters.c.platform,
            letters.c.state,
            func.count(),
            func.min(letters.c.created_at),
            letters.c.lane,
        )
        .where(letters.c.state.in_(UNDELIVERED), letters.c.kind.not_in(but))
        .group_by(letters.c.platform, letters.c.state, letters.c.lane)
    )
    rows = connection.execute(asked)
    return tuple(Waiting(PlatformName(row[0]), row[1], row[2], row[3], row[4]) for row in rows)


def late_duties(connection: Connection, before: datetime) -> Mapping[str, datetime]:
    """Duties whose oldest open slot was due before that instant, and when. What is held back on
    purpose, by quiet hours, is not late; what failed for good is, until a newer slot is done."""
    is_open = due.c.state.in_((DueState.WAITING, DueState.RUNNING))
    is_tried = or_(due.c.reference.is_not(None), due.c.not_before <= before)
    newer = due.alias("newer")
    is_newest = ~exists().where(
        newer.c.duty == due.c.duty,
        newer.c.target == due.c.target,
        newer.c.due_at > due.c.due_at,
    )
    is_given_up = and_(due.c.state == DueState.SET_ASIDE, is_newest)
    asked = (
        select(due.c.duty, func.min(due.c.due_at))
        .where(due.c.due_at <= before, or_(and_(is_open, is_tried), is_given_up))
        .group_by(due.c.duty)
    )
    return {row[0]: row[1] for row in connection.execute(asked)}

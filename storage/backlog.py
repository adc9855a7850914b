"""How much waits or was set aside, and since when: for whoever watches over Kopdar."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from messages.delivery import LetterState
from messages.request import PlatformName
from storage.inbox import InboxState
from storage.schema import inbox, letters

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


async def requests(connection: AsyncConnection) -> tuple[Waiting, ...]:
    asked = (
        select(inbox.c.platform, inbox.c.state, func.count(), func.min(inbox.c.received_at))
        .where(inbox.c.state.in_(UNANSWERED))
        .group_by(inbox.c.platform, inbox.c.state)
    )
    rows = await connection.execute(asked)
    return tuple(Waiting(PlatformName(row[0]), row[1], row[2], row[3]) for row in rows)


async def outgoing(connection: AsyncConnection) -> tuple[Waiting, ...]:
    asked = (
        select(
            letters.c.platform,
            letters.c.state,
            func.count(),
            func.min(letters.c.created_at),
            letters.c.lane,
        )
        .where(letters.c.state.in_(UNDELIVERED))
        .group_by(letters.c.platform, letters.c.state, letters.c.lane)
    )
    rows = await connection.execute(asked)
    return tuple(Waiting(PlatformName(row[0]), row[1], row[2], row[3], row[4]) for row in rows)

"""What falls due, as rows: one a slot, done by whoever holds its lease, once.

Planning the same slot again is harmless. What came before the newest slot is not made up for.
Leases end by the clock that SQL has.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NewType

from sqlalchemy import Connection, Row, and_, delete, func, or_, select, tuple_, update
from sqlalchemy.dialects.sqlite import insert

from duties.schedule import DutyName, Slot, SlotName
from duties.target import TargetName
from storage.schema import due, watched
from storage.turns import in_seconds, now

Pair = tuple[DutyName, TargetName]
DueNumber = NewType("DueNumber", int)

# A clock that was ahead may have left rows of the future behind. They keep their own slots from
# being done again; to keep earlier slots from being done they must be nearer than this.
CLOCK_ASTRAY = timedelta(days=2)


class DueState(StrEnum):
    """`dropped` was too late to be of use, `superseded` gave way to a newer slot of its pair,
    `set_aside` failed too often: its reference leads to the log."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    DROPPED = "dropped"
    SUPERSEDED = "superseded"
    SET_ASIDE = "set_aside"


ENDED = (DueState.DONE, DueState.DROPPED, DueState.SUPERSEDED, DueState.SET_ASIDE)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row in our hands: whoever has an older `fence` can no longer write it."""

    number: DueNumber
    duty: DutyName
    target: TargetName
    slot: Slot
    attempts: int
    fence: int


@dataclass(frozen=True, slots=True)
class Ended:
    """The last that became of a pair; instants are aware UTC."""

    slot: Slot
    state: DueState
    at: datetime
    reference: str | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is due and not done yet; `reference` leads to its last failure in the log."""

    slot: Slot
    is_running: bool
    reference: str | None


def watch(connection: Connection, pairs: Collection[Pair], at: datetime) -> Mapping[Pair, datetime]:
    """Since when each pair is watched: from then on for a new one. A pair that is no longer
    asked for is forgotten, and what of it still waited is dropped."""
    connection.execute(delete(watched).where(_pair(watched).not_in(pairs)))
    connection.execute(
        update(due)
        .where(due.c.state == DueState.WAITING, _pair(due).not_in(pairs))
        .values(state=DueState.DROPPED, ended_at=at)
    )
    rows = [{"duty": duty, "target": target, "since": at} for duty, target in pairs]
    if rows:
        connection.execute(insert(watched).on_conflict_do_nothing(), rows)
    # It was a wrong clock that said it begins in the future, or is to be tried again then.
    connection.execute(update(watched).where(watched.c.since > at).values(since=at))
    fell_due = and_(due.c.state == DueState.WAITING, due.c.due_at <= at)
    connection.execute(update(due).where(fell_due).values(not_before=due.c.due_at))
    found = connection.execute(select(watched.c.duty, watched.c.target, watched.c.since))
    return {(DutyName(row.duty), TargetName(row.target)): row.since for row in found}


def plan(connection: Connection, pair: Pair, slot: Slot, at: datetime) -> bool:
    """Whether the slot is to be done now: not when it, or a newer one, was planned before."""
    of_pair = (due.c.duty == pair[0], due.c.target == pair[1])
    newer = and_(due.c.due_at > slot.due_at, due.c.due_at <= at + CLOCK_ASTRAY)
    known = select(due.c.number).where(*of_pair, or_(due.c.slot == slot.name, newer)).limit(1)
    if connection.execute(known).first() is not None:
        return False
    connection.execute(
        update(due)
        .where(*of_pair, due.c.state == DueState.WAITING, due.c.due_at <= slot.due_at)
        .values(state=DueState.SUPERSEDED, ended_at=at)
    )
    row = {
        "duty": pair[0],
        "target": pair[1],
        "slot": slot.name,
        "due_at": slot.due_at,
        "state": DueState.WAITING,
        "not_before": slot.due_at,
        "attempts": 0,
        "fence": 0,
    }
    added = connection.execute(insert(due).on_conflict_do_nothing().values(row))
    return added.rowcount == 1


def claim(connection: Connection, lease: timedelta, limit: int) -> tuple[Claimed, ...]:
    """Take what may be done now, the oldest first, and what a holder left lying too long.

    A lease that ends later than any taken now is from before the clock was set back, and nobody
    lives to renew it.
    """
    longest = in_seconds(2 * lease.total_seconds())
    is_over = or_(due.c.leased_until <= now(), due.c.leased_until > longest)
    ready = or_(
        and_(due.c.state == DueState.WAITING, due.c.not_before <= now()),
        and_(due.c.state == DueState.RUNNING, is_over),
    )
    oldest = select(due.c.number).where(ready).order_by(due.c.due_at, due.c.number).limit(limit)
    taken = (
        update(due)
        .where(due.c.number.in_(oldest.scalar_subquery()))
        .values(
            state=DueState.RUNNING,
            leased_until=in_seconds(lease.total_seconds()),
            attempts=due.c.attempts + 1,
            fence=due.c.fence + 1,
        )
        .returning(due)
    )
    rows = connection.execute(taken).all()
    return tuple(sorted(map(to_claimed, rows), key=lambda each: each.slot.due_at))


def end(
    connection: Connection,
    claimed: Claimed,
    state: DueState,
    at: datetime,
    reference: str | None = None,
) -> bool:
    """False, and nothing is changed: the lease is another's by now."""
    return _write(connection, claimed, state=state, ended_at=at, reference=reference)


def renew(connection: Connection, held: Collection[Claimed], lease: timedelta) -> None:
    """Keep what we still work on; what another took meanwhile stays the other's."""
    for claimed in held:
        ours = (due.c.number == claimed.number, due.c.fence == claimed.fence)
        still = (*ours, due.c.state == DueState.RUNNING)
        until = in_seconds(lease.total_seconds())
        connection.execute(update(due).where(*still).values(leased_until=until))


def put_off(connection: Connection, claimed: Claimed, not_before: datetime, reference: str) -> bool:
    """Back to waiting: it failed, and is tried again, but not before that instant."""
    return _write(
        connection,
        claimed,
        state=DueState.WAITING,
        not_before=not_before,
        reference=reference,
    )


def hold(connection: Connection, claimed: Claimed, not_before: datetime) -> bool:
    """Back to waiting, untried: these are quiet hours."""
    return _write(
        connection,
        claimed,
        state=DueState.WAITING,
        not_before=not_before,
        attempts=claimed.attempts - 1,
    )


def next_ready_at(connection: Connection) -> datetime | None:
    """When the next row that waits may be done, or a lease that is held runs out."""
    waiting = select(func.min(due.c.not_before)).where(due.c.state == DueState.WAITING)
    running = select(func.min(due.c.leased_until)).where(due.c.state == DueState.RUNNING)
    found = [connection.execute(each).scalar() for each in (waiting, running)]
    return min((at for at in found if at is not None), default=None)


def open_slots(connection: Connection) -> Mapping[Pair, Waiting]:
    """What is due of each pair and not done yet."""
    states = due.c.state.in_((DueState.WAITING, DueState.RUNNING))
    rows = connection.execute(select(due).where(states).order_by(due.c.due_at))
    return {
        (DutyName(row.duty), TargetName(row.target)): Waiting(
            Slot(SlotName(row.slot), row.due_at), row.state == DueState.RUNNING, row.reference
        )
        for row in rows
    }


def last_ended(connection: Connection) -> Mapping[Pair, Ended]:
    """What became last of each pair; what was dropped or superseded was not done."""
    told = due.c.state.in_((DueState.DONE, DueState.SET_ASIDE))
    rows = connection.execute(select(due).where(told).order_by(due.c.ended_at))
    return {
        (DutyName(row.duty), TargetName(row.target)): Ended(
            Slot(SlotName(row.slot), row.due_at), DueState(row.state), row.ended_at, row.reference
        )
        for row in rows
    }


def forget_ended(connection: Connection, before: datetime) -> int:
    """Delete what ended before that instant, but the newest of each pair."""
    newer = due.alias("newer")
    has_newer = (
        select(newer.c.number)
        .where(
            newer.c.duty == due.c.duty,
            newer.c.target == due.c.target,
            newer.c.due_at > due.c.due_at,
        )
        .exists()
    )
    old = and_(due.c.state.in_(ENDED), due.c.ended_at < before, has_newer)
    return connection.execute(delete(due).where(old)).rowcount


def _write(connection: Connection, claimed: Claimed, **values: Any) -> bool:
    held = (
        due.c.number == claimed.number,
        due.c.state == DueState.RUNNING,
        due.c.fence == claimed.fence,
    )
    values["leased_until"] = None
    return connection.execute(update(due).where(*held).values(**values)).rowcount == 1


def _pair(table: Any) -> Any:
    return tuple_(table.c.duty, table.c.target)


def to_claimed(row: Row[Any]) -> Claimed:
    return Claimed(
        number=DueNumber(row.number),
        duty=DutyName(row.duty),
        target=TargetName(row.target),
        slot=Slot(SlotName(row.slot), row.due_at),
        attempts=row.attempts,
        fence=row.fence,
    )

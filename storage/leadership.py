"""Which of the processes on this database serves the platforms: one, by a lease.

Whoever leads has a fencing number that grows with every change of leader: what came in is only
stored under the newest, so that a leader that was stopped and goes on does no harm.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select, update

from storage.schema import leaders

LEASE = timedelta(seconds=30)
SERVING = "serving"

IsDead = Callable[[str], bool]
# Raises where somebody else leads; in the transaction that it is to keep from happening.
Fence = Callable[[Connection], None]


def nobody_else(connection: Connection) -> None:
    """The fence of who has no rival, such as a terminal."""


@dataclass(frozen=True, slots=True)
class Leader:
    """`is_over`: the lease has ended, by the clock that SQL has."""

    owner: str
    fencing: int
    is_over: bool


def read_leader(connection: Connection) -> Leader | None:
    """Who led last; None before the first."""
    asked = select(leaders.c.owner, leaders.c.fencing, is_over().label("is_over"))
    row = connection.execute(asked.where(leaders.c.what == SERVING)).one_or_none()
    return None if row is None else Leader(row.owner, row.fencing, bool(row.is_over))


def take(connection: Connection, owner: str, is_dead: IsDead) -> int | None:
    """The fencing number of the new leader; None while another leads. In a write transaction,
    since it looks before it takes."""
    leader = read_leader(connection)
    if leader is None:
        first = {"what": SERVING, "owner": owner, "fencing": 1, "leased_until": end_of_lease()}
        connection.execute(leaders.insert().values(first))
        return 1
    if not leader.is_over and not is_dead(leader.owner):
        return None
    number = leader.fencing + 1
    taken = {"owner": owner, "fencing": number, "leased_until": end_of_lease()}
    connection.execute(update(leaders).where(leaders.c.what == SERVING).values(taken))
    return number


def renew(connection: Connection, fencing: int) -> bool:
    """False where another has taken over; a lease that ended and nobody took is renewed."""
    return put(connection, fencing, end_of_lease())


def release(connection: Connection, fencing: int) -> bool:
    """The next one need not wait for the end of the lease."""
    return put(connection, fencing, in_seconds(0))


def leads(connection: Connection, fencing: int) -> bool:
    mine = (leaders.c.what == SERVING, leaders.c.fencing == fencing)
    return connection.execute(select(leaders.c.what).where(*mine)).first() is not None


def put(connection: Connection, fencing: int, until: ColumnElement[Any]) -> bool:
    mine = (leaders.c.what == SERVING, leaders.c.fencing == fencing)
    changed = connection.execute(update(leaders).where(*mine).values(leased_until=until))
    return changed.rowcount == 1


def is_over() -> ColumnElement[bool]:
    """One that ends later than any lease taken now could is from before the clock was set back,
    and nobody renews it."""
    until = leaders.c.leased_until
    return or_(until <= in_seconds(0), until > in_seconds(2 * LEASE.total_seconds()))


def end_of_lease() -> ColumnElement[Any]:
    return in_seconds(LEASE.total_seconds())


def in_seconds(pause: float) -> ColumnElement[Any]:
    return func.in_seconds(pause, type_=leaders.c.leased_until.type)

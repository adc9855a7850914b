"""Who sends which letter: leases with an end and a fencing number, and what became of each call.

Whoever sends takes a lease: an owner, an end by the database's clock, and a fencing number that
grows with every lease and is compared at every change. A letter goes from *waiting* to *sending*
just before each call, and to what became of it just after.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    and_,
    bindparam,
    case,
    or_,
    select,
    tuple_,
    update,
)

from messages.as_text import storable
from messages.delivery import Claimed, Lane, Letter, LetterState
from messages.fate import Fate
from messages.request import ChatId, PlatformName
from storage.outbox import UNFINISHED, to_letter, to_row
from storage.schema import letters
from storage.turns import CLAIM, LEASE, LEASE_NEW, TAKE_OVER, in_seconds, now


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of the next piece of a letter. `claimed` is as it is now, with the piece counted
    as sent where it was. `is_kept`: its owner goes on with it."""

    claimed: Claimed
    fate: Fate
    is_kept: bool = False


BEGIN = (
    update(letters)
    .where(
        # SQLite finds pairs by no index.
        letters.c.number.in_(bindparam("numbers", expanding=True)),
        tuple_(letters.c.number, letters.c.fencing).in_(bindparam("claims", expanding=True)),
        letters.c.owner == bindparam("by_owner"),
        letters.c.state == LetterState.WAITING,
    )
    .values(state=LetterState.SENDING)
    .returning(letters.c.number)
)
OURS = and_(
    letters.c.number == bindparam("of_number"),
    letters.c.fencing == bindparam("of_fencing"),
    letters.c.owner == bindparam("by_owner"),
)
RECORD = (
    update(letters)
    .where(OURS)
    .values(
        state=bindparam("new_state"),
        reason=bindparam("new_reason"),
        sent=bindparam("new_sent"),
        message_ids=bindparam("new_ids"),
        attempts=letters.c.attempts + bindparam("failures"),
        repeats=letters.c.repeats + bindparam("again"),
        is_repeat=or_(letters.c.is_repeat, bindparam("again") == 1),
        owner=case((bindparam("is_kept") == 1, letters.c.owner), else_=None),
        not_before=case(
            (bindparam("wait").is_(None), letters.c.not_before),
            else_=in_seconds(bindparam("wait")),
        ),
        put_off_at=case((bindparam("wait").is_(None), letters.c.put_off_at), else_=in_seconds(0)),
    )
)


def claim(
    connection: Connection,
    owner: str,
    platform: PlatformName,
    most: int,
    lanes: Sequence[Lane] = tuple(Lane),
    only_chat: ChatId | None = None,
) -> tuple[Claimed, ...]:
    """Take what may be sent now: the answer lane first, then oldest first, one letter a chat.

    While a letter of a chat is being sent, or its next one may not go yet, the others of that
    chat wait behind it. With `only_chat` no other chat is looked at.
    """
    values = {
        "new_owner": owner,
        "of_platform": platform,
        "most": most,
        "lanes": list(lanes),
        "only_chat": only_chat,
    }
    rows = connection.execute(CLAIM, values)
    return tuple(sorted((to_claimed(row) for row in rows), key=turn))


def lease_new(
    connection: Connection, owner: str, written: Collection[Letter]
) -> tuple[Claimed, ...]:
    """Of the letters that this transaction wrote those that nothing of their chat comes before."""
    letter_of = {storable(letter.key): letter for letter in written}
    if not letter_of:
        return ()
    rows = connection.execute(LEASE_NEW, {"keys": list(letter_of), "new_owner": owner})
    return tuple(Claimed(row.number, row.fencing, letter_of[row.key]) for row in rows)


def take_over(
    connection: Connection,
    owner: str,
    platforms: Collection[PlatformName],
    only_chat: ChatId | None = None,
    in_hand: Collection[int] = (),
) -> tuple[Claimed, ...]:
    """Take what somebody was sending who fell silent: it may have arrived or not. Not what is
    `in_hand`: its lease may seem to be over where the clock was set, and its owner still lives."""
    values = {
        "new_owner": owner,
        "platforms": list(platforms),
        "only_chat": only_chat,
        "in_hand": list(in_hand),
    }
    return tuple(to_claimed(row) for row in connection.execute(TAKE_OVER, values))


def begin(connection: Connection, owner: str, claims: Sequence[Claimed]) -> frozenset[int]:
    """Which of them, by number, may be sent now: the lease of any other is lost."""
    pairs = [(each.number, each.fencing) for each in claims]
    values = {"numbers": [each.number for each in claims], "claims": pairs, "by_owner": owner}
    begun = connection.execute(BEGIN, values)
    return frozenset(begun.scalars())


def record(connection: Connection, owner: str, entries: Sequence[Entry]) -> int:
    """Write down what became of them; returns how many were still ours to write about."""
    rows = [
        {
            **name(entry.claimed, owner),
            "new_state": entry.fate.state,
            "new_reason": entry.fate.reason,
            "new_sent": entry.claimed.letter.sent,
            "new_ids": list(entry.claimed.letter.message_ids),
            "failures": int(entry.fate.has_failed),
            "again": int(entry.fate.is_repeat),
            "is_kept": int(entry.is_kept),
            "wait": None if entry.fate.wait is None else entry.fate.wait.total_seconds(),
        }
        for entry in entries
    ]
    return connection.execute(RECORD, rows).rowcount


def put_back(connection: Connection, owner: str, claimed: Claimed, wait: timedelta) -> None:
    """Give it back unsent, to be taken by anybody after that time; not while it is being sent."""
    values = {"not_before": in_seconds(wait.total_seconds()), "put_off_at": now(), "owner": None}
    unsent = update(letters).where(OURS, letters.c.state == LetterState.WAITING).values(**values)
    connection.execute(unsent, name(claimed, owner))


def rewrite(connection: Connection, owner: str, claimed: Claimed) -> None:
    """Its pieces are laid out anew, and say now that they are a repeat."""
    pieces = to_row(claimed.letter)["pieces"]
    rewritten = update(letters).where(OURS).values(pieces=pieces, is_repeat=False)
    connection.execute(rewritten, name(claimed, owner))


def renew(connection: Connection, owner: str, numbers: Collection[int]) -> None:
    """These for another lease, where nobody else took them meanwhile."""
    if not numbers:
        return
    ours = and_(letters.c.owner == owner, letters.c.number.in_(numbers))
    until = in_seconds(LEASE.total_seconds())
    connection.execute(update(letters).where(ours).values(leased_until=until))


def release(connection: Connection, owner: str) -> None:
    """Give back what is not begun, for whoever comes next."""
    ours = and_(letters.c.owner == owner, letters.c.state == LetterState.WAITING)
    connection.execute(update(letters).where(ours).values(owner=None))


def release_dead(connection: Connection, is_dead: Callable[[str], bool]) -> int:
    """End the leases of those who surely live no more; returns of how many letters."""
    held = and_(letters.c.owner.is_not(None), letters.c.state.in_(UNFINISHED))
    owners = connection.execute(select(letters.c.owner).where(held).distinct()).scalars()
    dead = [owner for owner in owners if is_dead(owner)]
    ended = update(letters).where(held, letters.c.owner.in_(dead)).values(owner=None)
    return connection.execute(ended).rowcount if dead else 0


def name(claimed: Claimed, owner: str) -> dict[str, Any]:
    """What `OURS` compares."""
    return {"of_number": claimed.number, "of_fencing": claimed.fencing, "by_owner": owner}


def turn(claimed: Claimed) -> tuple[str, int]:
    """Sorts letters as they overtake one another."""
    return claimed.letter.lane, claimed.number


def to_claimed(row: Row[Any]) -> Claimed:
    is_lost = row.state == LetterState.SENDING
    return Claimed(row.number, row.fencing, to_letter(row), is_lost)

"""Whose turn it is: which letters may be taken, and the lease on what is taken."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Update, and_, bindparam, exists, func, or_, select, update

from messages.delivery import LetterState
from storage.outbox import UNFINISHED
from storage.schema import letters

# What a dead process left is taken up after that; renewed long before by one that lives.
LEASE = timedelta(seconds=60)


def now() -> ColumnElement[datetime]:
    return in_seconds(0)


def in_seconds(pause: Any) -> ColumnElement[datetime]:
    """The instant so many seconds from now, by the clock that SQL has: asked once a statement,
    not once a row."""
    instant = func.in_seconds(pause, type_=letters.c.not_before.type)
    return select(instant).scalar_subquery()


def is_free() -> ColumnElement[bool]:
    """Nobody has it, or the lease is over; one that ends later than any lease taken now could
    is from before the clock was set back, and nobody lives to renew it."""
    longest = in_seconds(2 * LEASE.total_seconds())
    until = letters.c.leased_until
    return or_(letters.c.owner.is_(None), until <= now(), until > longest)


def is_due() -> ColumnElement[bool]:
    """What was never put off goes whatever the clock says, if it was not written for later. A
    failure that seems to have happened later than now: the clock was set back, and nobody can
    tell how long the letter still had to wait. Not for a day, in any case."""
    put_off_at, not_before = letters.c.put_off_at, letters.c.not_before
    is_plain = and_(put_off_at.is_(None), not_before <= letters.c.created_at)
    return or_(not_before <= now(), is_plain, put_off_at > now())


def has_another_first() -> ColumnElement[bool]:
    """Whether something of the same chat goes before it."""
    before = letters.alias("before")
    # Nothing comes between two pieces of a letter; the lanes' names sort as they overtake one
    # another (a test holds that).
    comes_first = or_(
        before.c.state == LetterState.SENDING,
        and_(
            letters.c.sent == 0,
            or_(
                before.c.sent > 0,
                before.c.lane < letters.c.lane,
                and_(before.c.lane == letters.c.lane, before.c.number < letters.c.number),
            ),
        ),
    )
    return exists().where(
        before.c.platform == letters.c.platform,
        before.c.chat == letters.c.chat,
        before.c.state.in_(UNFINISHED),
        comes_first,
    )


def claim_statement() -> Update:
    first_of_each_chat = (
        select(letters.c.number)
        .where(
            letters.c.state == LetterState.WAITING,
            letters.c.platform == bindparam("of_platform"),
            letters.c.lane.in_(bindparam("lanes", expanding=True)),
            letters.c.chat == func.coalesce(bindparam("only_chat"), letters.c.chat),
            is_free(),
            is_due(),
            ~has_another_first(),
        )
        .order_by(letters.c.lane, letters.c.number)
        .limit(bindparam("most"))
        .scalar_subquery()
    )
    return leased(update(letters).where(letters.c.number.in_(first_of_each_chat)))


def lease_statement() -> Update:
    free = (letters.c.state == LetterState.WAITING, letters.c.owner.is_(None))
    of_these = letters.c.key.in_(bindparam("keys", expanding=True))
    return lasting_a_lease(update(letters).where(of_these, *free, ~has_another_first())).returning(
        letters.c.key, letters.c.number, letters.c.fencing
    )


def leased(taking: Update) -> Update:
    return lasting_a_lease(taking).returning(letters)


def lasting_a_lease(taking: Update) -> Update:
    return taking.values(
        owner=bindparam("new_owner"),
        leased_until=in_seconds(LEASE.total_seconds()),
        fencing=letters.c.fencing + 1,
    )


# Built once: building them takes longer than running them.
CLAIM = claim_statement()
LEASE_NEW = lease_statement()
TAKE_OVER = leased(
    update(letters).where(
        letters.c.state == LetterState.SENDING,
        letters.c.platform.in_(bindparam("platforms", expanding=True)),
        letters.c.number.not_in(bindparam("in_hand", expanding=True)),
        letters.c.chat == func.coalesce(bindparam("only_chat"), letters.c.chat),
        is_free(),
    )
)

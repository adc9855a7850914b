"""What came in, kept from the moment the platform is told "received" until it is answered."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from messages.as_text import storable
from messages.form import Filled
from messages.request import (
    Chat,
    ChatMoved,
    Inbound,
    PersonId,
    PlatformName,
    Request,
    RequestKey,
    Sender,
    Unreadable,
)
from storage import moved_chats
from storage.leadership import Fence, nobody_else
from storage.schema import accounts, inbox


class InboxState(StrEnum):
    """`set_aside` met a bug and is not handled again by itself; `unreadable` is kept raw."""

    WAITING = "waiting"
    DONE = "done"
    SET_ASIDE = "set_aside"
    UNREADABLE = "unreadable"


# Built once, like all that every request needs: building it takes longer than running it.
ADD_NEW = insert(inbox).on_conflict_do_nothing().returning(inbox.c.key)
FINISH = (
    update(inbox)
    .where(inbox.c.key.in_(bindparam("asked", expanding=True)), inbox.c.state == InboxState.WAITING)
    # Where to answer in place goes with it: that may be a secret address, and is used up.
    .values(state=InboxState.DONE, answer_at={})
    .returning(inbox.c.key)
)


def accept(
    connection: Connection, inbound: Sequence[Inbound], fence: Fence = nobody_else
) -> tuple[Request, ...]:
    """Store what is new; return the new requests in their order. A repeated event is dropped.

    A chat that moved takes everything with it at once; told twice, that changes nothing.
    `fence` raises where that is another's to do.
    """
    return accept_each(connection, [inbound], fence)[0]


def accept_each(
    connection: Connection, brought: Sequence[Sequence[Inbound]], fence: Fence = nobody_else
) -> list[tuple[Request, ...]]:
    """The same for several who bring something."""
    fence(connection)
    inbound = [each for brought_by_one in brought for each in brought_by_one]
    new = add_new(connection, [each for each in inbound if not isinstance(each, ChatMoved)])
    for each in inbound:
        if isinstance(each, ChatMoved):
            moved_chats.move(connection, each.platform, each.old_id, each.new_id)
    return [tuple(taken_from(new, brought_by_one)) for brought_by_one in brought]


def add_new(connection: Connection, inbound: Sequence[Request | Unreadable]) -> set[str]:
    """The stored keys of those that were not there."""
    rows = {storable(each.key): to_row(each) for each in inbound}
    return set(connection.execute(ADD_NEW, list(rows.values())).scalars()) if rows else set()


def taken_from(new: set[str], inbound: Sequence[Inbound]) -> Iterator[Request]:
    """Each request only once, whoever else brings it too."""
    for each in inbound:
        if isinstance(each, Request) and storable(each.key) in new:
            new.discard(storable(each.key))
            yield each


def unfinished(connection: Connection, platforms: Collection[PlatformName]) -> tuple[Request, ...]:
    """What was received and never answered, oldest first: the work of a restart."""
    statement = (
        select(inbox)
        .where(inbox.c.state == InboxState.WAITING, inbox.c.platform.in_(platforms))
        .order_by(inbox.c.number)
    )
    return tuple(to_request(row) for row in connection.execute(statement))


def latest_typed(
    connection: Connection, person: PersonId, limit: int
) -> tuple[tuple[str, str], ...]:
    """Command and arguments of what this person typed, by whichever account, the newest first:
    as long as the inbox remembers."""
    statement = (
        select(inbox.c.command, inbox.c.arguments)
        .join(
            accounts,
            (accounts.c.platform == inbox.c.platform) & (accounts.c.account == inbox.c.account),
        )
        .where(
            accounts.c.person == person,
            inbox.c.state == InboxState.DONE,
            inbox.c.is_press.is_(False),
        )
        .order_by(inbox.c.number.desc())
        .limit(limit)
    )
    rows = connection.execute(statement)
    return tuple((row.command, row.arguments) for row in rows)


def askers_of(
    connection: Connection, platform: PlatformName, commands: Collection[str], since: datetime
) -> tuple[Sender, ...]:
    """The accounts that asked one of these since that instant, each once."""
    statement = (
        select(inbox.c.account)
        .where(
            inbox.c.platform == platform,
            inbox.c.command.in_(commands),
            inbox.c.received_at >= since,
            inbox.c.state == InboxState.DONE,
        )
        .distinct()
    )
    accounts_there = connection.execute(statement).scalars()
    return tuple(Sender(platform, account) for account in accounts_there)


def finish(connection: Connection, key: RequestKey) -> bool:
    """Mark as answered. False where it was not waiting: answered before, or never received."""
    return bool(finish_each(connection, (key,)))


def finish_each(connection: Connection, keys: Sequence[RequestKey]) -> frozenset[RequestKey]:
    """Mark them all as answered; those of them that were waiting."""
    stored = {storable(key): key for key in keys}
    ended = connection.execute(FINISH, {"asked": list(stored)}).scalars()
    return frozenset(stored[key] for key in ended)


def set_aside(connection: Connection, key: RequestKey, reference: str) -> bool:
    """A bug met it: `reference` leads from the user's message to the log."""
    waiting = (inbox.c.key == key, inbox.c.state == InboxState.WAITING)
    aside = {"state": InboxState.SET_ASIDE, "reference": reference, "answer_at": {}}
    return connection.execute(update(inbox).where(*waiting).values(aside)).rowcount == 1


def forget_finished(connection: Connection, before: datetime) -> int:
    """Delete what was received before that instant and is answered; a repeat that comes later
    than this would be taken for new, so keep longer than any platform repeats (a day)."""
    done = inbox.c.state == InboxState.DONE
    return (connection.execute(delete(inbox).where(done, inbox.c.received_at < before))).rowcount


def forget_failed(connection: Connection, before: datetime) -> int:
    """Delete what was received before that instant and could not be read or answered."""
    failed = inbox.c.state.in_((InboxState.SET_ASIDE, InboxState.UNREADABLE))
    return (connection.execute(delete(inbox).where(failed, inbox.c.received_at < before))).rowcount


def to_row(inbound: Request | Unreadable) -> dict[str, Any]:
    """Every row has every column, so that one statement takes the whole batch."""
    match inbound:
        case Unreadable():
            return dict.fromkeys(column.name for column in inbox.c if column.name != "number") | {
                "key": inbound.key,
                "platform": inbound.platform,
                "state": InboxState.UNREADABLE,
                "received_at": inbound.received_at,
                "raw": inbound.raw,
            }
        case Request(sender=sender, chat=chat):
            return {
                "key": inbound.key,
                "platform": sender.platform,
                "state": InboxState.WAITING,
                "received_at": inbound.received_at,
                "account": sender.account,
                "sender_name": sender.name,
                "sender_language": sender.language,
                "chat": chat.id,
                "thread": chat.thread,
                "is_private": chat.is_private,
                "command": inbound.command,
                "arguments": inbound.arguments,
                "is_press": inbound.is_press,
                "answer_at": dict(inbound.answer_at),
                "question": inbound.question,
                "is_edit": inbound.is_edit,
                "raw": None,
                "reference": None,
                "plain": inbound.plain,
                "reply_to": inbound.reply_to,
                "filled": asdict(inbound.filled) if inbound.filled else None,
                "asked_at": inbound.asked_at,
            }


def to_request(row: Row[Any]) -> Request:
    platform = PlatformName(row.platform)
    return Request(
        key=RequestKey(row.key),
        sender=Sender(platform, row.account, row.sender_name, row.sender_language),
        chat=Chat(platform, row.chat, row.thread, row.is_private),
        command=row.command,
        arguments=row.arguments,
        received_at=row.received_at,
        is_press=row.is_press,
        answer_at=row.answer_at,
        question=row.question,
        is_edit=bool(row.is_edit),
        plain=row.plain,
        reply_to=row.reply_to,
        filled=Filled(**row.filled) if row.filled else None,
        asked_at=row.asked_at,
    )

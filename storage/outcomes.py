"""The one commit that ends a slot of a duty: what changes, what is said, and that it is done."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import assert_never

from sqlalchemy import Connection

from messages.delivery import Letter
from messages.effect import DutyEffect, OldForgotten
from storage import drafts, due, inbox, outbox, pictures
from storage.database import Database
from storage.due import Claimed, DueState


async def commit_outcome(
    database: Database,
    claimed: Claimed,
    at: datetime,
    effects: Sequence[DutyEffect],
    letters: Sequence[Letter],
    drawn: Mapping[str, bytes],
) -> bool:
    """All of it or nothing. `drawn` are PNG by digest.

    False, and nothing is changed, where the lease is another's by now.
    """

    def commit(connection: Connection) -> bool:
        if not due.end(connection, claimed, DueState.DONE, at):
            return False
        for effect in effects:
            apply(connection, effect)
        for digest, png in drawn.items():
            pictures.put(connection, digest, png)
        outbox.add(connection, letters)
        return True

    return await database.write(commit)


def apply(connection: Connection, effect: DutyEffect) -> None:
    match effect:
        case OldForgotten(done_before, failed_before):
            inbox.forget_finished(connection, done_before)
            outbox.forget_delivered(connection, done_before)
            inbox.forget_failed(connection, failed_before)
            outbox.forget_failed(connection, failed_before)
            due.forget_ended(connection, done_before)
            drafts.forget_left(connection, done_before)
            pictures.forget_unused(connection)
        case _:
            assert_never(effect)

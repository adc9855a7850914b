"""The one commit that ends a slot of a duty: what changes, what is said, and that it is done."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import assert_never

from sqlalchemy.ext.asyncio import AsyncConnection

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
    async with database.write() as connection:
        if not await due.end(connection, claimed, DueState.DONE, at):
            return False
        for effect in effects:
            await apply(connection, effect)
        for digest, png in drawn.items():
            await pictures.put(connection, digest, png)
        await outbox.add(connection, letters)
    return True


async def apply(connection: AsyncConnection, effect: DutyEffect) -> None:
    match effect:
        case OldForgotten(done_before, failed_before):
            await inbox.forget_finished(connection, done_before)
            await outbox.forget_delivered(connection, done_before)
            await inbox.forget_failed(connection, failed_before)
            await outbox.forget_failed(connection, failed_before)
            await due.forget_ended(connection, done_before)
            await drafts.forget_left(connection, done_before)
            await pictures.forget_unused(connection)
        case _:
            assert_never(effect)

"""Troubles that the operators were told of and that are not over: each is told of once, also
over a restart."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.schema import episodes

# Kind, subject and lane of a trouble.
Name = tuple[str, str, str]


async def all_open(connection: AsyncConnection) -> Mapping[Name, datetime]:
    """Since when each is open."""
    rows = await connection.execute(select(episodes))
    return {(row.kind, row.subject, row.lane): row.since for row in rows}


async def begin(connection: AsyncConnection, name: Name, since: datetime) -> bool:
    """False where it is open already."""
    kind, subject, lane = name
    row = {"kind": kind, "subject": subject, "lane": lane, "since": since}
    added = await connection.execute(insert(episodes).on_conflict_do_nothing().values(row))
    return added.rowcount == 1


async def end(connection: AsyncConnection, name: Name) -> bool:
    """False where it was over already."""
    kind, subject, lane = name
    of_name = (episodes.c.kind == kind, episodes.c.subject == subject, episodes.c.lane == lane)
    return (await connection.execute(delete(episodes).where(*of_name))).rowcount == 1

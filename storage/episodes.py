"""Troubles that the operators were told of and that are not over: each is told of once, also
over a restart."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from storage.schema import episodes

# Kind, subject and lane of a trouble.
Name = tuple[str, str, str]


def all_open(connection: Connection) -> Mapping[Name, datetime]:
    """Since when each is open."""
    rows = connection.execute(select(episodes))
    return {(row.kind, row.subject, row.lane): row.since for row in rows}


def begin(connection: Connection, name: Name, since: datetime) -> bool:
    """False where it is open already."""
    kind, subject, lane = name
    row = {"kind": kind, "subject": subject, "lane": lane, "since": since}
    added = connection.execute(insert(episodes).on_conflict_do_nothing().values(row))
    return added.rowcount == 1


def end(connection: Connection, name: Name) -> bool:
    """False where it was over already."""
    kind, subject, lane = name
    of_name = (episodes.c.kind == kind, episodes.c.subject == subject, episodes.c.lane == lane)
    return connection.execute(delete(episodes).where(*of_name)).rowcount == 1

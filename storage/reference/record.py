"""The published record, read back as the domain knows it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from ministries.groups import Membership
from ministries.mission import Mission
from ranking.edition import Edition, Origin, Place, Series
from ranking.published import Followers, GroupPlace, PublishedRecord, Standing
from storage.schema_reference import (
    group_members,
    published_followers,
    published_places,
    published_ranks,
    series,
    units,
)


def read_record(connection: Connection) -> PublishedRecord:
    """All of it, each part in the order of its file."""
    return PublishedRecord(
        series=tuple(map(to_series, read_all(connection, series))),
        standings=tuple(map(to_standing, read_all(connection, published_ranks))),
        places=tuple(map(to_group_place, read_all(connection, published_places))),
        followers=tuple(map(to_followers, read_all(connection, published_followers))),
        memberships=tuple(map(to_membership, read_all(connection, group_members))),
        missions=tuple(map(to_mission, read_all(connection, units))),
    )


def read_codes(connection: Connection) -> tuple[Sequence[str], Sequence[str]]:
    """Those of the series, in the order of their file, and of the groups: all that a start needs
    of the record."""
    of_series = select(series.c.code).order_by(series.c.position)
    of_groups = select(group_members.c.group).distinct().order_by(group_members.c.group)
    return connection.scalars(of_series).all(), connection.scalars(of_groups).all()


def read_all(connection: Connection, table: Table) -> list[Row[Any]]:
    return list(connection.execute(select(table).order_by(table.c.position)))


def to_series(row: Row[Any]) -> Series:
    return Series(row.code, row.name, row.publisher, row.is_digital, row.address, row.about)


def to_mission(row: Row[Any]) -> Mission:
    return Mission(row.owner, row.name, row.name_en, row.city, row.host)


def to_standing(row: Row[Any]) -> Standing:
    return Standing(
        edition=Edition(row.series, row.period),
        country=row.country,
        rank=None if row.best is None else Place(row.best, row.worst),
        ranked=row.ranked,
        score=row.score,
        score_means=row.score_means,
        rating=row.rating,
        origin=to_origin(row),
    )


def to_group_place(row: Row[Any]) -> GroupPlace:
    return GroupPlace(
        edition=Edition(row.series, row.period),
        group=row.group,
        country=row.country,
        place=Place(row.best, row.worst),
        origin=to_origin(row),
    )


def to_followers(row: Row[Any]) -> Followers:
    return Followers(
        owner_kind=row.owner_kind,
        country=row.country,
        host=row.host,
        network=row.network,
        followers=row.followers,
        as_of=row.as_of_text,
        origin=to_origin(row),
    )


def to_membership(row: Row[Any]) -> Membership:
    return Membership(row.group, row.country, row.since, row.note, row.source)


def to_origin(row: Row[Any]) -> Origin:
    return Origin(title=row.source_title, address=row.source)

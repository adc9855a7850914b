"""What was seen of ministries: kept for ever, one row a thing and an instant."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select, tuple_
from sqlalchemy.dialects.sqlite import insert

from ranking.observation import Observation
from storage.schema_measured import observations

KEY = ("country", "unit", "channel", "indicator", "observed_at")
AT_ONCE = 500
PAGE = 2_000


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many observations were new, corrected an earlier one, were there already."""

    added: int
    corrected: int
    unchanged: int


def record(connection: Connection, seen: Sequence[Observation]) -> Recorded:
    """Keep them; one of the same thing and instant is corrected, for editions yet to come."""
    added = corrected = unchanged = 0
    for start in range(0, len(seen), AT_ONCE):
        batch = [to_row(each) for each in seen[start : start + AT_ONCE]]
        held = find(connection, batch)
        new = [row for row in batch if key_of(row) not in held]
        other = [row for row in batch if key_of(row) in held and held[key_of(row)] != row]
        if new or other:
            write(connection, [*new, *other])
        added, corrected = added + len(new), corrected + len(other)
        unchanged += len(batch) - len(new) - len(other)
    return Recorded(added, corrected, unchanged)


def newest(connection: Connection, indicators: Collection[str]) -> tuple[Observation, ...]:
    """Of everything that was ever seen in these columns, the newest observation."""
    thing = [observations.c[name] for name in KEY if name != "observed_at"]
    by_age = func.row_number().over(partition_by=thing, order_by=observations.c.observed_at.desc())
    ranked = (
        select(observations.c.id, by_age.label("age"))
        .where(observations.c.indicator.in_(indicators))
        .subquery()
    )
    chosen = select(ranked.c.id).where(ranked.c.age == 1).order_by(ranked.c.id)
    ids = connection.execute(chosen).scalars().all()
    found: list[Observation] = []
    # In pages, so that a hundred thousand of them let others have their turn in between.
    for start in range(0, len(ids), PAGE):
        page = select(observations).where(observations.c.id.in_(ids[start : start + PAGE]))
        rows = connection.execute(page.order_by(observations.c.id))
        found += map(to_observation, rows)
    return tuple(found)


def find(
    connection: Connection, rows: Sequence[Mapping[str, Any]]
) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Those of the rows that are there already, as they are there, by their key."""
    columns = [column for column in observations.c if column.name != "id"]
    places = tuple_(*(observations.c[name] for name in KEY))
    statement = select(*columns).where(places.in_([key_of(row) for row in rows]))
    held = connection.execute(statement).mappings()
    return {key_of(row): row for row in map(dict, held)}


def write(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    statement = insert(observations)
    said = {name: statement.excluded[name] for name in ("owner_kind", "value", "source")}
    connection.execute(
        statement.on_conflict_do_update(index_elements=list(KEY), set_=said), list(rows)
    )


def key_of(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in KEY)


def to_row(seen: Observation) -> dict[str, Any]:
    return {
        "owner_kind": seen.owner_kind,
        "country": seen.country,
        "unit": seen.unit,
        "channel": seen.channel,
        "indicator": seen.indicator,
        "value": seen.value,
        "observed_at": seen.observed_at,
        "source": seen.source,
    }


def to_observation(row: Row[Any]) -> Observation:
    return Observation(
        row.owner_kind,
        row.country,
        row.unit,
        row.channel,
        row.indicator,
        row.value,
        row.observed_at,
        row.source,
    )

"""The editions of our own index: written once, read for ever."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select
from sqlalchemy.dialects.sqlite import insert

from ranking.edition import Edition
from ranking.figure import Figure, Point
from ranking.influence import Influence, Share
from ranking.measured import SERIES, MeasuredEdition, MeasuredStanding
from ranking.methodology_file import parse_methodology
from storage.schema_measured import measured_editions, measured_standings


def fold(made: MeasuredEdition) -> list[dict[str, Any]]:
    """The rows of its ministries; of many missions that takes a while, so in a thread."""
    return [to_row(made, standing) for standing in made.standings.values()]


def add(connection: Connection, made: MeasuredEdition, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Write a new edition with its folded rows; False, and nothing is written, where the period
    is taken: what was measured is never changed."""
    edition = (
        insert(measured_editions)
        .values(
            period=made.edition.period,
            made_at=made.made_at,
            text=made.text,
            digest=made.digest,
            draws=made.draws,
            seed=made.seed,
            influences=[asdict(influence) for influence in made.influences],
        )
        .on_conflict_do_nothing()
    )
    if connection.execute(edition).rowcount != 1:
        return False
    connection.execute(insert(measured_standings), list(rows))
    return True


def periods(connection: Connection) -> tuple[str, ...]:
    """All there are, oldest first."""
    statement = select(measured_editions.c.period).order_by(measured_editions.c.number)
    return tuple(connection.execute(statement).scalars())


def read_edition(connection: Connection, period: str) -> MeasuredEdition:
    """The edition of a period that is there."""
    statement = select(measured_editions).where(measured_editions.c.period == period)
    row = connection.execute(statement).one()
    standings = connection.execute(
        select(measured_standings)
        .where(measured_standings.c.period == period)
        .order_by(measured_standings.c.country)
    )
    ministries = standings.all()
    return MeasuredEdition(
        edition=Edition(SERIES, row.period),
        made_at=row.made_at,
        text=row.text,
        digest=row.digest,
        methodology=parse_methodology(row.text),
        figures=Unfolded({each.country: each.figures for each in ministries}),
        standings={each.country: to_standing(each) for each in ministries},
        influences=tuple(map(to_influence, row.influences)),
        draws=row.draws,
        seed=row.seed,
    )


class Unfolded(Mapping[str, Mapping[str, Figure]]):
    """The figures of every ministry, each read out of its text when somebody asks for it."""

    def __init__(self, folded: Mapping[str, str]) -> None:
        self._folded = folded

    def __getitem__(self, country: str) -> Mapping[str, Figure]:
        return to_figures(json.loads(self._folded[country]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._folded)

    def __len__(self) -> int:
        return len(self._folded)


def to_row(made: MeasuredEdition, standing: MeasuredStanding) -> dict[str, Any]:
    return {
        "period": made.edition.period,
        "country": standing.country,
        "coverage": standing.coverage,
        "rank": standing.rank,
        "score": standing.score,
        "rating": standing.rating,
        "low": standing.low,
        "high": standing.high,
        "nodes": dict(standing.nodes),
        "alike": list(standing.alike),
        "figures": json.dumps(
            {
                column: {"value": figure.value, "points": [to_cells(p) for p in figure.points]}
                for column, figure in made.figures[standing.country].items()
            }
        ),
    }


def to_cells(point: Point) -> list[str | float]:
    seen_at = point.observed_at.isoformat()
    return [point.unit, point.channel, point.value, seen_at, point.source]


def to_figures(columns: Mapping[str, Any]) -> dict[str, Figure]:
    return {
        column: Figure(
            figure["value"],
            tuple(
                Point(unit, channel, value, datetime.fromisoformat(seen_at), source)
                for unit, channel, value, seen_at, source in figure["points"]
            ),
        )
        for column, figure in columns.items()
    }


def to_standing(row: Row[Any]) -> MeasuredStanding:
    return MeasuredStanding(
        country=row.country,
        coverage=row.coverage,
        rank=row.rank,
        score=row.score,
        rating=row.rating,
        low=row.low,
        high=row.high,
        nodes=row.nodes,
        alike=tuple(row.alike),
    )


def to_influence(held: Mapping[str, Any]) -> Influence:
    return Influence(held["source"], Share(**held["first"]), Share(**held["total"]))

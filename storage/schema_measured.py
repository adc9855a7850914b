"""The tables of what is measured: observations, and the editions that are made from them."""

from sqlalchemy import (
    JSON,
    Column,
    Float,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.column import AnyText, UtcInstant
from storage.schema import METADATA

# What was seen of ministries: `unit` and `channel` are empty where the figure is of no single one.
observations = Table(
    "observations",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("owner_kind", String, nullable=False),
    Column("country", String, nullable=False),
    Column("unit", AnyText, nullable=False),
    Column("channel", AnyText, nullable=False),
    Column("indicator", String, nullable=False),
    Column("value", Float, nullable=False),
    Column("observed_at", UtcInstant, nullable=False),
    Column("source", AnyText, nullable=False),
    UniqueConstraint("country", "unit", "channel", "indicator", "observed_at"),
)

# Our own index, an edition a week: never changed once it is there. `number` is their order.
measured_editions = Table(
    "measured_editions",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("period", String, nullable=False, unique=True),
    Column("made_at", UtcInstant, nullable=False),
    Column("text", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("draws", Integer, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("influences", JSON, nullable=False),
)

measured_standings = Table(
    "measured_standings",
    METADATA,
    Column("period", ForeignKey(measured_editions.c.period), primary_key=True),
    Column("country", String, primary_key=True),
    Column("coverage", Float, nullable=False),
    Column("rank", Integer),
    Column("score", Float),
    Column("rating", String, nullable=False),
    Column("low", Integer),
    Column("high", Integer),
    Column("nodes", JSON, nullable=False),
    Column("alike", JSON, nullable=False),
    # JSON, but only whoever asks about the ministry reads it: of all together it is megabytes.
    Column("figures", Text, nullable=False),
)

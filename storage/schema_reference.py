"""The tables of the reference data: what was published, who belongs where, missions, channels."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, String, Table, UniqueConstraint

from storage.column import ExactDecimal
from storage.schema import METADATA

# The reference data. `position` is the order of the file; `source` is an address.
series = Table(
    "series",
    METADATA,
    Column("code", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", String, nullable=False),
    Column("publisher", String, nullable=False),
    Column("is_digital", Boolean, nullable=False),
    Column("address", String, nullable=False),
    Column("about", String, nullable=False),
)

published_ranks = Table(
    "published_ranks",
    METADATA,
    Column("series", ForeignKey(series.c.code), primary_key=True),
    Column("period", String, primary_key=True),
    Column("country", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("best", Integer),
    Column("worst", Integer),
    Column("ranked", Integer),
    Column("score", ExactDecimal),
    Column("score_means", String, nullable=False),
    Column("rating", String, nullable=False),
    Column("source", String, nullable=False),
    Column("source_title", String, nullable=False),
)

published_places = Table(
    "published_places",
    METADATA,
    Column("series", ForeignKey(series.c.code), primary_key=True),
    Column("period", String, primary_key=True),
    Column("group", String, primary_key=True),
    Column("country", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("best", Integer, nullable=False),
    Column("worst", Integer, nullable=False),
    Column("source", String, nullable=False),
    Column("source_title", String, nullable=False),
)

published_followers = Table(
    "published_followers",
    METADATA,
    Column("owner_kind", String, primary_key=True),
    Column("country", String, primary_key=True),
    Column("host", String, primary_key=True),
    Column("network", String, primary_key=True),
    Column("as_of_text", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("as_of", String, nullable=False),
    Column("followers", Integer, nullable=False),
    Column("source", String, nullable=False),
    Column("source_title", String, nullable=False),
)

group_members = Table(
    "group_members",
    METADATA,
    Column("group", String, primary_key=True),
    Column("country", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("since", Date),
    Column("note", String, nullable=False),
    Column("source", String, nullable=False),
)

# Missions and channels keep their number from one import to the next: others will point at them.
units = Table(
    "units",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("owner", String, nullable=False),
    Column("name", String, nullable=False),
    Column("name_en", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("city", String, nullable=False),
    Column("host", String, nullable=False),
    Column("zone", String, nullable=False),
    Column("zone_from", String, nullable=False),
    Column("website", String, nullable=False),
    Column("notes", String, nullable=False),
    Column("as_of", String, nullable=False),
    Column("source", String, nullable=False),
    UniqueConstraint("owner", "name"),
)

channels = Table(
    "channels",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("network", String, nullable=False),
    Column("address", String, nullable=False),
    Column("owner_kind", String, nullable=False),
    Column("mission_kind", String, nullable=False),
    Column("country", String, nullable=False),
    Column("host", String, nullable=False),
    Column("city", String, nullable=False),
    Column("as_of", String, nullable=False),
    Column("trust", String, nullable=False),
    Column("source", String, nullable=False),
    Column("source_title", String, nullable=False),
    UniqueConstraint("network", "address"),
)

# One row for each import that changed something; the last number is the reference version.
imports = Table(
    "imports",
    METADATA,
    Column("version", Integer, primary_key=True),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("removed", Integer, nullable=False),
)

"""The first schema. Frozen: what changes later is a file of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "channels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("owner_kind", sa.String(), nullable=False),
        sa.Column("mission_kind", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("as_of", sa.String(), nullable=False),
        sa.Column("trust", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_title", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_channels"),
        sa.UniqueConstraint("network", "address", name="uq_channels_network_address"),
    )
    op.create_table(
        "group_members",
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date()),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("group", "country", name="pk_group_members"),
    )
    op.create_table(
        "imports",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_imports"),
    )
    op.create_table(
        "inbox",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account", sa.Text()),
        sa.Column("sender_name", sa.Text()),
        sa.Column("sender_language", sa.Text()),
        sa.Column("chat", sa.Text()),
        sa.Column("thread", sa.Text()),
        sa.Column("is_private", sa.Boolean()),
        sa.Column("command", sa.Text()),
        sa.Column("arguments", sa.Text()),
        sa.Column("is_press", sa.Boolean()),
        sa.Column("answer_at", sa.JSON()),
        sa.Column("raw", sa.Text()),
        sa.Column("reference", sa.String()),
        sa.PrimaryKeyConstraint("number", name="pk_inbox"),
        sa.UniqueConstraint("key", name="uq_inbox_key"),
    )
    op.create_index("ix_inbox_state_number", "inbox", ["state", "number"])
    op.create_table(
        "letters",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text()),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("pieces", sa.JSON(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_letters"),
        sa.UniqueConstraint("key", name="uq_letters_key"),
    )
    op.create_index("ix_letters_platform_chat_state", "letters", ["platform", "chat", "state"])
    op.create_index("ix_letters_state_lane_number", "letters", ["state", "lane", "number"])
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String()),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
    )
    op.create_table(
        "pictures",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_pictures"),
    )
    op.create_table(
        "published_followers",
        sa.Column("owner_kind", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("as_of_text", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.String(), nullable=False),
        sa.Column("followers", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_title", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint(
            "owner_kind", "country", "host", "network", "as_of_text", name="pk_published_followers"
        ),
    )
    op.create_table(
        "series",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("publisher", sa.String(), nullable=False),
        sa.Column("is_digital", sa.Boolean(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_series"),
    )
    op.create_table(
        "units",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("zone_from", sa.String(), nullable=False),
        sa.Column("website", sa.String(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("as_of", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_units"),
        sa.UniqueConstraint("owner", "name", name="uq_units_owner_name"),
    )
    op.create_table(
        "accounts",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("platform_language", sa.Text()),
        sa.Column("asked_platform_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_accounts_person"),
        sa.PrimaryKeyConstraint("platform", "account", name="pk_accounts"),
    )
    op.create_index("ix_accounts_person", "accounts", ["person"])
    op.create_table(
        "enclosures",
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("picture", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["letter"], ["letters.key"], name="fk_enclosures_letter", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["picture"], ["pictures.digest"], name="fk_enclosures_picture"),
        sa.PrimaryKeyConstraint("letter", "picture", name="pk_enclosures"),
    )
    op.create_index("ix_enclosures_picture", "enclosures", ["picture"])
    op.create_table(
        "published_places",
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("best", sa.Integer(), nullable=False),
        sa.Column("worst", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_title", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["series"], ["series.code"], name="fk_published_places_series"),
        sa.PrimaryKeyConstraint("series", "period", "group", "country", name="pk_published_places"),
    )
    op.create_table(
        "published_ranks",
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("best", sa.Integer()),
        sa.Column("worst", sa.Integer()),
        sa.Column("ranked", sa.Integer()),
        sa.Column("score", sa.String()),
        sa.Column("score_means", sa.String(), nullable=False),
        sa.Column("rating", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_title", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["series"], ["series.code"], name="fk_published_ranks_series"),
        sa.PrimaryKeyConstraint("series", "period", "country", name="pk_published_ranks"),
    )

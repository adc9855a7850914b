"""Groups that became supergroups."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "moved_chats",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("old", sa.String(), nullable=False),
        sa.Column("new", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "old", name="pk_moved_chats"),
    )
    op.create_index("ix_moved_chats_new", "moved_chats", ["platform", "new"])

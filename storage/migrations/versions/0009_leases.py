"""Who is sending a letter and until when, what was sent twice, and the chats that are closed."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    for column in (
        sa.Column("language", sa.String(), nullable=False, server_default="en"),
        sa.Column("owner", sa.String()),
        sa.Column("leased_until", sa.DateTime(timezone=True)),
        sa.Column("fencing", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("put_off_at", sa.DateTime(timezone=True)),
        sa.Column("repeats", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("is_repeat", sa.Boolean(), nullable=False, server_default="0"),
    ):
        op.add_column("letters", column)
    # Failures alone count from now on; before, each try did.
    op.execute("UPDATE letters SET attempts = 0")
    op.drop_index("ix_letters_state_lane_number", "letters")
    op.create_index(
        "ix_letters_state_platform_lane_number", "letters", ["state", "platform", "lane", "number"]
    )
    op.create_table(
        "closed_chats",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "chat", name="pk_closed_chats"),
    )

"""Chats that show a menu of their own, so that it can be taken away again."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "menus",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "chat", name="pk_menus"),
    )

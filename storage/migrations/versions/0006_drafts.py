"""Forms that somebody has begun, and what came in as an answer to one."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("asked", sa.String()),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_drafts_person"),
        sa.PrimaryKeyConstraint("person", "platform", "chat", "thread", name="pk_drafts"),
    )
    op.add_column("inbox", sa.Column("plain", sa.Text()))
    op.add_column("inbox", sa.Column("reply_to", sa.Text()))
    op.add_column("inbox", sa.Column("filled", sa.JSON()))

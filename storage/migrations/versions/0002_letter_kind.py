"""What a letter is for, and the platform's ids of the messages it became."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    kind = sa.Column("kind", sa.String(), nullable=False, server_default="answer")
    op.add_column("letters", kind)
    op.add_column(
        "letters", sa.Column("message_ids", sa.JSON(), nullable=False, server_default="[]")
    )

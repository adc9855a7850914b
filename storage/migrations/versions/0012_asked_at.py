"""When a request was asked, by the platform: what was late before a restart is so after it."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("inbox", sa.Column("asked_at", sa.DateTime(timezone=True)))

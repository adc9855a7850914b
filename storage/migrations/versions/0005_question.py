"""What a request is a version of: a question can be changed after it was asked."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("inbox", sa.Column("question", sa.Text()))
    op.add_column("inbox", sa.Column("is_edit", sa.Boolean()))
    op.create_index("ix_inbox_chat_question", "inbox", ["chat", "question"])

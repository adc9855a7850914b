"""What was measured is never changed, whoever tries: the database itself refuses."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    for table in ("measured_editions", "measured_standings"):
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'an edition is never changed'); END"
            )

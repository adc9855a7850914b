"""Ten thousand forms are open, and one goes on as if it were the only one (row C9)."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from bot.clock import RehearsedClock
from tests.platforms.bot_api import BotApiServer
from tests.stories.desk import PACE, running, settings_for
from tests.stories.form_desk import Visits

OTHERS = 10_000
FIRST_OTHER = 1_000
# What a row of each table says of whose it is, for the nth of the others.
THEIRS = {
    "people": {"id": f"{FIRST_OTHER} + n"},
    "accounts": {"account": "'other' || n", "person": f"{FIRST_OTHER} + n"},
    "inbox": {"number": "NULL", "key": "key || '-' || n", "account": "'other' || n"},
    "letters": {"number": "NULL", "key": "key || '-' || n"},
    "drafts": {"person": f"{FIRST_OTHER} + n", "question": "question || '-' || n"},
}
IN_CHATS = ("inbox", "letters", "drafts")
BY_WHOSE_IT_IS = "(person=? AND platform=? AND chat=? AND thread=?)"
Statement = tuple[str, Any]


def begun_by_all(database: Path) -> None:
    """Whatever one person has in the database, ten thousand others have as well."""
    with closing(sqlite3.connect(database)) as connection, connection:
        for table, changes in THEIRS.items():
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            in_chat = {"chat": "'chat' || n"} if table in IN_CHATS else {}
            values = [(changes | in_chat).get(column, column) for column in columns]
            connection.execute(
                "WITH RECURSIVE other (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM other"
                f" WHERE n < {OTHERS}) INSERT INTO {table} ({', '.join(columns)})"
                f" SELECT {', '.join(values)} FROM {table} CROSS JOIN other"
            )


@contextmanager
def heard() -> Iterator[list[Statement]]:
    """Every statement that anybody has the database execute meanwhile, with its first values."""
    statements: list[Statement] = []

    def hear(
        connection: Any, cursor: Any, sql: str, values: Any, context: Any, is_many: bool
    ) -> None:
        statements.append((sql, values[0] if is_many else values))

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


def plans(database: Path, statements: Sequence[Statement]) -> dict[str, list[str]]:
    """How SQLite goes about each, a line a step."""
    with closing(sqlite3.connect(database)) as connection:
        connection.create_function("in_seconds", 1, lambda pause: "")
        return {
            sql: [str(row[3]) for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
            for sql, values in statements
            if sql.startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH"))
        }


async def test_c9_one_of_ten_thousand_open_conversations_goes_on_at_its_step(
    shipped_copy: Path,
) -> None:
    visits = Visits()
    async with BotApiServer() as telegram:
        settings = settings_for(
            shipped_copy, telegram_token=telegram.token, telegram_api_url=telegram.url
        )
        siti = telegram.person("Siti")
        group = telegram.group("Desk", members=[siti])

        async def reads(words: str) -> Any:
            message = await telegram.next_message()
            assert words in message.text
            return message

        async with running(settings, RehearsedClock(PACE), visits.registries):
            await telegram.says(siti, "/visit")
            await reads("Where was it?")
            await telegram.says(siti, "Jakarta")
            mood = await reads("How did it go?")
        begun_by_all(shipped_copy)

        with heard() as statements:
            async with running(settings, RehearsedClock(PACE), visits.registries):
                await telegram.presses(siti, mood, "Well")
                await reads("How many came?")
                await telegram.says(siti, "12")
                await reads("Anything else?")
                # In a group, where the message of the question has to be found as well.
                await telegram.says(siti, f"/visit@{telegram.username}", chat=group)
                question = await reads("Where was it?")
                await telegram.says(siti, "Bandung", chat=group, reply_to=question)
                await reads("How did it go?")
                await telegram.says(siti, f"/cancel@{telegram.username}", chat=group)
                await reads("Stopped")
                await telegram.says(siti, "skip")
                await reads("Is this right?")
                await telegram.says(siti, "send")
                await reads("Report received")
    (report,) = visits.sent
    assert list(report.answers.values()) == ["Jakarta", "well", "12", None]

    with closing(sqlite3.connect(shipped_copy)) as connection:
        others = connection.execute("SELECT step, count(*) FROM drafts GROUP BY step").fetchall()
    assert others == [(1, OTHERS)]

    steps = plans(shipped_copy, statements)
    of_drafts = {sql: plan for sql, plan in steps.items() if "drafts" in sql}
    assert {sql.split()[0] for sql in of_drafts} == {"SELECT", "INSERT", "UPDATE", "DELETE"}
    for sql, plan in of_drafts.items():
        assert "INSERT" in sql or (len(plan) == 1 and plan[0].endswith(BY_WHOSE_IT_IS)), sql
    for sql, plan in steps.items():
        assert not any(step.startswith(f"SCAN {table}") for step in plan for table in THEIRS), sql

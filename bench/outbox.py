"""How many changes of state with an outgoing row are committed a second: `python -m bench.outbox`.

Kopdar finishes an inbox row and writes the letter, as every answer does, for many at once;
beside it bare aiosqlite does its two inserts in one transaction, one after the other as its one
connection must. Both with WAL and `synchronous=FULL`, in turns. Prints one line of JSON; what
the platforms can ever take is 30 a second, and at least 20 times that is aimed at.
"""

import argparse
import asyncio
import json
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiosqlite

from messages.delivery import Lane, Letter, LetterKey, LetterKind, Piece
from messages.request import AccountId, Chat, ChatId, PersonId, PlatformName, Request, RequestKey
from messages.request import Sender as Account
from storage.answers import Answered, commit_answer
from storage.database import Database
from storage.inbox import accept

AT_ONCE = 32
PLATFORMS_TAKE = 30
PLATFORM = PlatformName("bench")
NOW = datetime.now(UTC)
TEXT = "x" * 400


def question(number: int, tour: int) -> Request:
    return Request(
        key=RequestKey(f"{tour}:{number}"),
        sender=Account(PLATFORM, AccountId(str(number))),
        chat=Chat(PLATFORM, ChatId(str(number))),
        command="rank",
        arguments="",
        received_at=NOW,
    )


def letter_to(request: Request) -> Letter:
    return Letter(
        key=LetterKey(f"{request.key}:answer"),
        chat=request.chat,
        pieces=(Piece({"text": TEXT}),),
        kind=LetterKind.ANSWER,
        lane=Lane.ANSWER,
        created_at=NOW,
        not_before=NOW,
    )


async def ours(folder: Path, count: int, tour: int) -> float:
    """Answers committed a second, as many waiting at once as requests are worked on at once."""
    database = await Database.open(f"sqlite:///{folder / 'ours.sqlite'}")
    questions = [question(number, tour) for number in range(count)]
    await database.write(lambda connection: accept(connection, questions))
    left = iter(questions)

    async def commit() -> None:
        for each in left:
            letters = (letter_to(each),)
            answered = Answered(each.key, PersonId(1), (), letters, {})
            assert (await commit_answer(database, answered)).is_first

    seconds = await timed(lambda: gathered(commit))
    await database.close()
    return count / seconds


async def gathered(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    await asyncio.gather(*(work() for _ in range(AT_ONCE)))


async def bare(folder: Path, count: int, tour: int) -> float:
    async with aiosqlite.connect(folder / "bare.sqlite", isolation_level=None) as connection:
        for line in (
            "PRAGMA journal_mode=WAL",
            "PRAGMA synchronous=FULL",
            "CREATE TABLE IF NOT EXISTS states (key TEXT PRIMARY KEY, state TEXT)",
            "CREATE TABLE IF NOT EXISTS outgoing (key TEXT PRIMARY KEY, pieces TEXT, at TEXT)",
        ):
            await connection.execute(line)

        async def commit() -> None:
            for number in range(count):
                key = f"{tour}:{number}"
                await connection.execute("BEGIN IMMEDIATE")
                await connection.execute("INSERT INTO states VALUES (?, ?)", (key, "done"))
                row = (key, json.dumps({"text": TEXT}), NOW.isoformat())
                await connection.execute("INSERT INTO outgoing VALUES (?, ?, ?)", row)
                await connection.commit()

        return count / await timed(commit)


async def timed(work: Callable[[], Coroutine[Any, Any, None]]) -> float:
    began = time.perf_counter()
    await work()
    return time.perf_counter() - began


async def measure(folder: Path, count: int, rounds: int) -> dict[str, object]:
    figures: dict[str, list[float]] = {"ours": [], "bare": []}
    for tour in range(rounds + 1):
        figures["ours"].append(await ours(folder, count, tour))
        figures["bare"].append(await bare(folder, count, tour))
    mine, theirs = (statistics.median(figures[who][1:]) for who in ("ours", "bare"))
    return {
        "bench": "outbox",
        "ours_per_s": round(mine),
        "bare_per_s": round(theirs),
        "ratio": round(mine / theirs, 2),
        "times_what_platforms_take": round(mine / PLATFORMS_TAKE, 1),
        "aim": 20,
        "rows": count,
        "rounds": rounds,
        "load": round(os.getloadavg()[0], 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3)
    chosen, folder = parser.parse_args(), Path(tempfile.mkdtemp())
    try:
        print(json.dumps(asyncio.run(measure(folder, chosen.rows, chosen.rounds))))
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()

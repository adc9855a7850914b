"""The three histories: what the platforms received, what the database says, what was asked."""

import itertools
import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

UNSETTLED = ("waiting", "sending")
# Question marks that nothing else on a screen looks like.
QUESTION = re.compile(r"\bzzq\d+\b")


@dataclass(frozen=True, slots=True)
class Accepted:
    """A message that a platform accepted; `number` is the order over all platforms."""

    number: int
    platform: str
    chat: str
    text: str


class Recorder:
    """What the platforms received, in one order."""

    def __init__(self) -> None:
        self.accepted: list[Accepted] = []
        self.told: list[Callable[[Accepted], None]] = []
        self._number = itertools.count(1)

    def take(self, platform: str, chat: str, text: str) -> None:
        accepted = Accepted(next(self._number), platform, chat, text)
        self.accepted.append(accepted)
        for tell in self.told:
            tell(accepted)

    def texts(self, chat: object | None = None) -> list[str]:
        return [each.text for each in self.accepted if chat is None or each.chat == str(chat)]


@dataclass(frozen=True, slots=True)
class Letter:
    """A row of the outbox as a test reads it, past the code that wrote it."""

    key: str
    platform: str
    chat: str
    state: str
    reason: str
    sent: int
    attempts: int


class Books:
    """What the database says, read with nothing of Kopdar's own."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def rows(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.path, timeout=30)) as connection:
            return connection.execute(sql, values).fetchall()

    def inbox(self) -> dict[str, str]:
        """State by key."""
        return {str(key): str(state) for key, state in self.rows("SELECT key, state FROM inbox")}

    def letters(self) -> list[Letter]:
        columns = "key, platform, chat, state, reason, sent, attempts"
        return [
            Letter(*row)  # type: ignore[arg-type]
            for row in self.rows(f"SELECT {columns} FROM letters ORDER BY number")
        ]

    def states(self) -> list[str]:
        return [letter.state for letter in self.letters()]

    def unsettled(self) -> int:
        """How many questions and letters something is still to become of."""
        (count,) = self.rows(
            "SELECT (SELECT count(*) FROM inbox WHERE state = 'waiting')"
            " + (SELECT count(*) FROM letters WHERE state IN ('waiting', 'sending'))"
        )[0]
        return int(str(count))

    def questions(self) -> dict[str, str]:
        """The key of the inbox row of each question that came in."""
        asked = self.rows("SELECT key, command, arguments FROM inbox WHERE command IS NOT NULL")
        found = {}
        for key, command, arguments in asked:
            for mark in QUESTION.findall(f"{command} {arguments}"):
                found[mark] = str(key)
        return found

    def can_be_written(self) -> bool:
        """Whether nobody is in the middle of writing."""
        with closing(sqlite3.connect(self.path, timeout=0, isolation_level=None)) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return False
            connection.execute("ROLLBACK")
            return True

    def is_whole(self) -> bool:
        return self.rows("PRAGMA integrity_check") == [("ok",)]


@dataclass(slots=True)
class Verdict:
    """What the comparison found, by question; `unknown` are those whose answer may be lost and
    that the database says so of."""

    asked: int = 0
    answered: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    unsettled: int = 0

    @property
    def is_kept(self) -> bool:
        """Nothing lost, nothing doubled, nothing left lying."""
        return not (self.lost or self.doubled or self.unsettled)


def compare(promised: set[str], recorder: Recorder, books: Books) -> Verdict:
    """`promised` are the questions that the platform was told were received, or still repeats."""
    received: dict[str, int] = defaultdict(int)
    for accepted in recorder.accepted:
        for mark in set(QUESTION.findall(accepted.text)):
            received[mark] += 1
    came_in = books.questions()
    letters = {letter.key: letter for letter in books.letters()}
    verdict = Verdict(asked=len(promised), unsettled=books.unsettled())
    for mark in sorted(promised | set(came_in) | set(received)):
        letter = letters.get(f"{came_in.get(mark)}:answer")
        if received[mark] > 1:
            verdict.doubled.append(mark)
        if received[mark]:
            verdict.answered += 1
        if letter is not None and letter.state == "unknown":
            verdict.unknown.append(mark)
        elif not received[mark]:
            verdict.lost.append(mark)
    return verdict

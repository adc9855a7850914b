"""`python -m bot outbox`: what did not arrive, to be sent again or dropped by who runs Kopdar.

A Kopdar that serves this database takes up what is to be sent again within a second.
"""

import json
from collections.abc import Callable, Iterator, Sequence

from config.settings import Settings
from messages.delivery import LetterState
from storage import undelivered
from storage.database import Connection, Database
from storage.undelivered import Undelivered

ALL = "all"
STATES = {
    LetterState.UNKNOWN: "it may have arrived or not",
    LetterState.PARKED: "set aside until somebody decides",
    LetterState.REFUSED: "given up",
}


class NoSuchLetter(Exception):
    """The text tells the operator which, and what to type instead."""


async def undecided(settings: Settings) -> tuple[Undelivered, ...]:
    database = await Database.open(settings.database_url)
    try:
        return await database.read(undelivered.undelivered)
    finally:
        await database.close()


async def resend(settings: Settings, names: Sequence[str]) -> int:
    """How many go out again. Raises NoSuchLetter, and nothing has changed then."""
    return await _decide(settings, names, undelivered.resend)


async def drop(settings: Settings, names: Sequence[str]) -> int:
    """How many will not be sent any more. Raises NoSuchLetter, and nothing has changed then."""
    return await _decide(settings, names, undelivered.drop)


async def _decide(
    settings: Settings, names: Sequence[str], decision: Callable[[Connection, int], bool]
) -> int:
    def decide(connection: Connection) -> int:
        letters = undelivered.undelivered(connection)
        chosen = {each.number for name in names for each in _called(letters, name)}
        return sum([decision(connection, number) for number in sorted(chosen)])

    database = await Database.open(settings.database_url)
    try:
        return await database.write(decide)
    finally:
        await database.close()


def _called(letters: Sequence[Undelivered], name: str) -> list[Undelivered]:
    found = [each for each in letters if name == ALL or each.is_called(name)]
    if not found and name != ALL:
        raise NoSuchLetter(
            f"No letter {name!r} waits for a decision; python -m bot outbox lists those that do."
        )
    return found


def as_json(letters: Sequence[Undelivered]) -> Iterator[str]:
    """An object a line."""
    for letter in letters:
        shown = {
            "key": letter.key,
            "state": letter.state,
            "platform": letter.platform,
            "chat": letter.chat,
            "kind": letter.kind,
            "created_at": letter.created_at.isoformat(),
            "reason": letter.reason,
        }
        yield json.dumps(shown, ensure_ascii=False)


def as_text(letters: Sequence[Undelivered]) -> Iterator[str]:
    if not letters:
        yield "Everything that was sent arrived; nothing waits for a decision."
        return
    count = len(letters)
    yield f"{count} letter{'' if count == 1 else 's'} to decide about, the newest first:"
    for letter in letters:
        kind = letter.kind.replace("_", " ")
        yield ""
        yield (
            f"{letter.number}  {letter.state}: {STATES[letter.state]}\n"
            f"    {kind} to {letter.chat} on {letter.platform}, "
            f"written {letter.created_at:%Y-%m-%d %H:%M} UTC"
        )
        if letter.reason:
            yield f"    reason: {letter.reason}"
        yield f"    key: {letter.key}"
    yield ""
    yield "To send one again: --resend NUMBER (or its key, or all); to give it up: --drop NUMBER"

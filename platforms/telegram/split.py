"""Long text in messages: cut where it hurts least, never over Telegram's limits.

Between paragraphs if possible, else between lines, between runs, between words, between
graphemes. Joined again, the pieces are the original, letter for letter.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from wcwidth import iter_graphemes

from platforms.telegram.markup import Run, shared_tags, utf16_length

# UTF-16 units and entities a message: https://core.telegram.org/bots/api#sendmessage and
# telegram.constants.MessageLimit.
TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
ENTITY_LIMIT = 100

Runs = tuple[Run, ...]
Divider = Callable[[Runs], Iterator[Runs]]


def split(runs: Iterable[Run], limit: int = TEXT_LIMIT) -> list[Runs]:
    """The text in pieces of at most `limit` UTF-16 units and `ENTITY_LIMIT` entities each."""
    return pack(tuple(run for run in runs if run.text), limit, DIVIDERS)


def fits(runs: Sequence[Run], limit: int) -> bool:
    return units(runs) <= limit and entities(runs) <= ENTITY_LIMIT


def pack(runs: Runs, limit: int, dividers: Sequence[Divider]) -> list[Runs]:
    """Fill pieces with whole units; a unit too large for any piece is divided more finely."""
    divide, *finer = dividers
    pieces: list[Runs] = []
    current: list[Run] = []
    room, free = limit, ENTITY_LIMIT
    for unit in divide(runs):
        if current and (units(unit) > room or entities(unit) > free):
            pieces.append(tuple(current))
            current, room, free = [], limit, ENTITY_LIMIT
        if finer and not fits(unit, limit):
            *whole, unit = pack(unit, limit, finer)
            pieces += whole
        current += unit
        room -= units(unit)
        free -= entities(unit)
    return [*pieces, tuple(current)] if current else pieces


def units(runs: Iterable[Run]) -> int:
    return sum(utf16_length(run.text) for run in runs)


def entities(runs: Iterable[Run]) -> int:
    """How many tags are opened: each becomes an entity of the message."""
    count = 0
    opened: tuple[str, ...] = ()
    for run in runs:
        count += len(run.tags) - shared_tags(opened, run.tags)
        opened = run.tags
    return count


def into_groups(runs: Runs, ending: str) -> Iterator[Runs]:
    group: list[Run] = []
    for run in runs:
        group.append(run)
        if run.text.endswith(ending):
            yield tuple(group)
            group = []
    if group:
        yield tuple(group)


def into_paragraphs(runs: Runs) -> Iterator[Runs]:
    return into_groups(runs, "\n\n")


def into_lines(runs: Runs) -> Iterator[Runs]:
    return into_groups(runs, "\n")


def into_runs(runs: Runs) -> Iterator[Runs]:
    return ((run,) for run in runs)


def into_words(runs: Runs) -> Iterator[Runs]:
    for run in runs:
        word = ""
        for grapheme in iter_graphemes(run.text):
            word += grapheme
            if grapheme.isspace():
                yield (Run(word, run.tags),)
                word = ""
        if word:
            yield (Run(word, run.tags),)


def into_graphemes(runs: Runs) -> Iterator[Runs]:
    return ((Run(text, run.tags),) for run in runs for text in iter_graphemes(run.text))


def into_characters(runs: Runs) -> Iterator[Runs]:
    """The last resort: one letter under thousands of accents."""
    return ((Run(character, run.tags),) for run in runs for character in run.text)


DIVIDERS: tuple[Divider, ...] = (
    into_paragraphs,
    into_lines,
    into_runs,
    into_words,
    into_graphemes,
    into_characters,
)

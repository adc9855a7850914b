"""Long text in messages: cut where it hurts least, never over Telegram's limits.

Between paragraphs if possible, else between lines, between entities, and only within what is too
long for any message by itself between its rows, its words, its graphemes. Joined again, the
pieces are the original, letter for letter.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

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
    whole = tuple(run for run in runs if run.text)
    if fits(whole, limit):
        return [whole] if whole else []
    pieces = Pieces(limit)
    pieces.fill(in_whole_graphemes(whole), DIVIDERS)
    return pieces.finished()


def fits(runs: Sequence[Run], limit: int) -> bool:
    return units(runs) <= limit and entities(runs) <= ENTITY_LIMIT


class Pieces:
    """Messages, filled one after another with units that stay whole while they fit into any."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._done: list[Runs] = []
        self._begin()

    def _begin(self) -> None:
        self._current: list[Run] = []
        self._room, self._free = self._limit, ENTITY_LIMIT

    def fill(self, runs: Runs, dividers: Sequence[Divider]) -> None:
        """A unit too large for any message is divided more finely, from where we are."""
        divide, *finer = dividers
        for unit in divide(runs):
            if finer and not fits(unit, self._limit):
                self.fill(unit, finer)
            else:
                self._add(unit)

    def finished(self) -> list[Runs]:
        if self._current:
            self._done.append(tuple(self._current))
            self._begin()
        return self._done

    def _add(self, unit: Runs) -> None:
        if self._current and (units(unit) > self._room or entities(unit) > self._free):
            self.finished()
        self._current += unit
        self._room -= units(unit)
        self._free -= entities(unit)


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


def in_whole_graphemes(runs: Runs) -> Runs:
    """A letter and the accents on it under the tags of the letter: no cut may come between."""
    lengths = [len(run.text) for run in runs]
    whole: list[Run] = []
    number, left, text = 0, lengths[0], ""
    for grapheme in iter_graphemes("".join(run.text for run in runs)):
        while left <= 0:
            whole.append(Run(text, runs[number].tags))
            number, text = number + 1, ""
            left += lengths[number]
        text += grapheme
        left -= len(grapheme)
    return tuple(run for run in (*whole, Run(text, runs[number].tags)) if run.text)


def between(runs: Runs, depth: int, ending: str) -> Iterator[Runs]:
    """Groups that end so, and that part no entity but the `depth` outermost ones."""
    group: list[Run] = []
    for number, run in enumerate(runs):
        group.append(run)
        after = runs[number + 1 : number + 2]
        is_parted = not after or shared_tags(run.tags, after[0].tags) <= depth
        if is_parted and run.text.endswith(ending):
            yield tuple(group)
            group = []
    if group:
        yield tuple(group)


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


# Kopdar writes links in a quotation, and nothing is nested deeper; a few more cost nothing.
DEPTHS = range(6)

DIVIDERS: tuple[Divider, ...] = (
    *(
        partial(between, depth=depth, ending=ending)
        for depth in DEPTHS
        for ending in ("\n\n", "\n", "")
    ),
    into_words,
    into_graphemes,
    into_characters,
)

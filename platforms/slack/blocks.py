"""One part of a reply as Block Kit blocks, beside the same in plain lines. Pure.

Whatever a person typed stands in plain and rich text only, never in mrkdwn: there it can
neither format nor mention. Limits: docs.slack.dev/reference/block-kit/blocks.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, assert_never

from messages.chart import BarChart, Picture, RankHistory, RankLine
from messages.reply import (
    Align,
    Facts,
    Items,
    Note,
    Part,
    Source,
    Sources,
    Table,
    Text,
    Title,
)
from messages.wording import Wording
from platforms.slack.spelling import literal
from platforms.slack.split import best_end, cut, shortened

Block = dict[str, Any]
Element = dict[str, Any]

TITLE_LIMIT = 150
TEXT_LIMIT = 2_500  # of one block; Slack's own limit for a text object is 3,000
NOTE_LIMIT = 2_000
ALT_LIMIT = 2_000
TABLE_ROWS = 100
TABLE_COLUMNS = 20
TABLE_LIMIT = 8_000  # letters of one table; Slack refuses 10,000
CELL_LIMIT = 1_000
# Where there is nothing to show and Slack refuses an empty text.
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Passage:
    """Blocks that stay together in one message, and what they say in plain lines."""

    blocks: tuple[Block, ...]
    lines: tuple[str, ...]

    @property
    def weight(self) -> int:
        return sum(letters(block) for block in self.blocks)

    @property
    def has_table(self) -> bool:
        return any(block["type"] == "table" for block in self.blocks)

    @property
    def has_picture(self) -> bool:
        return any(block["type"] == "image" for block in self.blocks)


def passages(part: Part, wording: Wording, picture: Picture | None) -> Iterator[Passage]:
    """The part in passages, each of which fits into a message."""
    say = wording.say
    match part:
        case Title(phrase):
            yield from title(say(phrase))
        case Text(phrase):
            yield from paragraphs(say(phrase))
        case Note(phrase):
            for piece in pieces(say(phrase), NOTE_LIMIT):
                yield Passage((note(piece),), (piece,))
        case Items(phrases):
            yield from bulleted([[text(say(phrase))] for phrase in phrases])
        case Facts(facts):
            lines = [(say(fact.label), say(fact.value)) for fact in facts]
            yield from labelled(lines)
        case Table():
            yield from table(part, wording)
        case Sources(sources):
            yield from bulleted([source(one, wording) for one in sources])
        case RankLine() | RankHistory() | BarChart():
            if picture is not None:
                yield Passage((image(picture.alternative),), (picture.alternative,))
        case _:
            assert_never(part)


def title(shown: str) -> Iterator[Passage]:
    if len(literal(shown)) > TITLE_LIMIT:
        heads = [rich(section([text(piece, is_bold=True)])) for piece in pieces(shown, TEXT_LIMIT)]
        yield Passage(tuple(heads), (shown,))
    elif literal(shown).strip():
        yield Passage(({"type": "header", "text": plain(shown)},), (shown,))


def pieces(shown: str, limit: int) -> Iterator[str]:
    """Each for a block of its own, which begins and ends a line by itself."""
    whole = (piece.strip("\n") for piece in cut(shown, limit))
    return (piece for piece in whole if piece.strip())


def paragraphs(shown: str) -> Iterator[Passage]:
    for piece in pieces(shown, TEXT_LIMIT):
        yield Passage((rich(section([text(piece)])),), (piece,))


def note(shown: str) -> Block:
    return {"type": "context", "elements": [plain(shown)]}


def bulleted(points: Iterable[list[Element]]) -> Iterator[Passage]:
    for group in grouped([point for point in points if said(point)], TEXT_LIMIT):
        bullets = {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [section(point) for point in group],
        }
        yield Passage((rich(bullets),), tuple(said(point) for point in group))


def labelled(facts: Iterable[tuple[str, str]]) -> Iterator[Passage]:
    """A line each, found by its label: a value may be a figure or a whole sentence."""
    lines = [[text(label, is_bold=True), text(f": {value}")] for label, value in facts]
    for group in grouped(lines, TEXT_LIMIT):
        _, *elements = [element for line in group for element in (text("\n"), *line)]
        yield Passage((rich(section(elements)),), tuple(said(line).rstrip() for line in group))


def source(one: Source, wording: Wording) -> list[Element]:
    """What it tells, and where: a link where there is an address."""
    about, title = text(f"{wording.say(one.about)}: "), wording.say(one.title)
    if one.address.startswith(("https://", "http://")):
        return [about, {"type": "link", "url": one.address, "text": literal(title or one.site)}]
    return [about, text(", ".join(word for word in (title, one.address) if word))]


def table(part: Table, wording: Wording) -> Iterator[Passage]:
    """Tables of at most a hundred rows, each under the headings; too wide ones as lines."""
    if len(part.columns) > TABLE_COLUMNS:
        yield from table_as_lines(part, wording)
        return
    headings, rows = in_words(part, wording)
    settings = [
        {"align": "right" if column.align is Align.END else "left", "is_wrapped": True}
        for column in part.columns
    ]
    for group in grouped_rows(rows, TABLE_LIMIT - letters(cells(headings))):
        block = {
            "type": "table",
            "column_settings": settings,
            "rows": [cells(headings), *(cells(row) for row in group)],
        }
        yield Passage((block,), tuple(row_in_words(headings, row) for row in group))


def table_as_lines(part: Table, wording: Wording) -> Iterator[Passage]:
    """A line a row, for where no table can stand."""
    headings, rows = in_words(part, wording)
    yield from bulleted([[text(row_in_words(headings, row))] for row in rows])


def in_words(part: Table, wording: Wording) -> tuple[list[str], list[list[str]]]:
    headings = [wording.say(column.heading) for column in part.columns]
    return headings, [[wording.say(phrase) for phrase in row] for row in part.rows]


def row_in_words(headings: Sequence[str], row: Sequence[str]) -> str:
    """A row that makes sense when it is read aloud by itself; a dash would say nothing."""
    pairs = [pair for pair in zip(headings, row, strict=True) if pair[1] not in {"", NOTHING}]
    return "; ".join(f"{heading}: {cell}" if heading else cell for heading, cell in pairs)


def cells(row: Iterable[str]) -> list[Element]:
    return [{"type": "raw_text", "text": shortened(cell, CELL_LIMIT) or NOTHING} for cell in row]


def image(alternative: str) -> Block:
    """The place of the picture; the sender puts the file's id in."""
    return {
        "type": "image",
        "alt_text": shortened(alternative, ALT_LIMIT) or NOTHING,
        "slack_file": {"id": ""},
    }


def rich(*elements: Element) -> Block:
    return {"type": "rich_text", "elements": list(elements)}


def section(elements: Sequence[Element]) -> Element:
    return {"type": "rich_text_section", "elements": [e for e in elements if e.get("text")]}


def text(shown: str, *, is_bold: bool = False) -> Element:
    element: Element = {"type": "text", "text": literal(shown)}
    return {**element, "style": {"bold": True}} if is_bold else element


def plain(shown: str) -> Element:
    # Without emoji: `:flag-id:` stays what somebody typed.
    return {"type": "plain_text", "text": literal(shown), "emoji": False}


def said(elements: Iterable[Element]) -> str:
    return "".join(element.get("text", "") for element in elements)


def letters(value: Any) -> int:
    """How many letters a block shows; the file of an image shows none."""
    match value:
        case {"type": "image"}:
            return 0
        case dict():
            return sum(
                len(inner) if isinstance(inner, str) else letters(inner)
                for key, inner in value.items()
                if key in {"text", "url", "value"} or not isinstance(inner, str)
            )
        case list() | tuple():
            return sum(letters(inner) for inner in value)
        case _:
            return 0


def grouped(lines: Iterable[list[Element]], limit: int) -> Iterator[list[list[Element]]]:
    """Lines in groups of about `limit` letters; a longer line becomes several."""
    group: list[list[Element]] = []
    weight = 0
    for line in chain.from_iterable(cut_line(line, limit) for line in lines):
        if group and weight + letters(line) > limit:
            yield group
            group, weight = [], 0
        group.append(line)
        weight += letters(line)
    if group:
        yield group


def cut_line(line: Iterable[Element], limit: int) -> Iterator[list[Element]]:
    """In pieces of at most `limit` letters; only what has no room in any is itself cut."""
    piece: list[Element] = []
    room = limit
    for element in line:
        rest = element["text"]
        while rest:
            if len(rest) > room and piece and (len(rest) <= limit or room < limit // 2):
                yield piece
                piece, room = [], limit
            end = best_end(rest, room) if len(rest) > room else len(rest)
            piece.append({**element, "text": rest[:end]})
            rest, room = rest[end:], room - end
    if piece:
        yield piece


def grouped_rows(rows: Sequence[list[str]], limit: int) -> Iterator[list[list[str]]]:
    group: list[list[str]] = []
    weight = 0
    for row in rows:
        if group and (len(group) == TABLE_ROWS - 1 or weight + letters(cells(row)) > limit):
            yield group
            group, weight = [], 0
        group.append(row)
        weight += letters(cells(row))
    if group or not rows:
        yield group

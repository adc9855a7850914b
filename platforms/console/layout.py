"""From the words of an answer to the lines of a terminal, or of a file: pure.

No boxes, rules or symbols carry meaning, so that it reads well aloud; colours only repeat what
the words say. Everything is `rich.text.Text`, so nothing that was typed is taken for markup.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from io import StringIO
from itertools import pairwise
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from platforms.console.table import GAP, Columns, Rows, lay_out_columns

NARROWEST = 20
# Where lines are not broken: longer than any answer.
UNBROKEN = 100_000
# Of numbered choices: more beside one another are no list any more.
WIDEST_CHOICES = 80

TITLE = "bold"
LABEL = "cyan"
QUIET = "dim"
NUMBER = "bold cyan"
CHOICE_INDENT = 3


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is written on. `width` is in cells; None where lines need not be broken."""

    width: int | None = None
    has_colours: bool = False

    @property
    def room(self) -> int:
        return UNBROKEN if self.width is None else max(NARROWEST, self.width)


@dataclass(frozen=True, slots=True)
class Line:
    """It continues `indent` cells further in; a whole one, such as an address, is never broken,
    so that it can be followed and copied.
    """

    text: Text
    indent: int = 0
    is_whole: bool = False


Laid = Line | Table
Words = Mapping[str, Any]
Asides = Mapping[str, str]


def lay_out(words: Words, sheet: Sheet, *, is_conversation: bool = False) -> str:
    """The whole answer, ending in a newline.

    In a conversation its buttons are numbered; elsewhere they are shown as what to ask.
    """
    asides, buttons = words["asides"], words["buttons"]
    blocks: list[list[Laid]] = []
    for before, part in pairwise([None, *words["parts"]]):
        laid = list(_lay_out_part(part, asides, sheet.room))
        if blocks and (_leads_in(before, part) or _is_small_print(before, part)):
            blocks[-1] += laid
        else:
            blocks.append(laid)
    choices = partial(_numbered, room=min(sheet.room, WIDEST_CHOICES))
    ask = choices if is_conversation else _asked
    blocks.append(list(ask(buttons, asides)))
    return _print(_separated(blocks), sheet)


def lay_out_aside(text: str, sheet: Sheet) -> str:
    """One sentence of the terminal's own, ending in a newline."""
    return _print([Line(Text(text))], sheet)


def _leads_in(before: Words | None, part: Words) -> bool:
    """Whether a heading stands directly over what it announces."""
    announces = before is not None and before["type"] == "text" and before["text"].endswith(":")
    return announces and part["type"] in {"facts", "items"}


def _is_small_print(before: Words | None, part: Words) -> bool:
    """Whether what a picture is made from stands directly under where it is."""
    return before is not None and (before["type"], part["type"]) == ("picture", "note")


def _lay_out_part(part: Words, asides: Asides, room: int) -> Iterator[Laid]:
    match part:
        case {"type": "title", "text": text}:
            yield Line(Text(text, TITLE))
        case {"type": "text", "text": text}:
            yield Line(Text(text))
        case {"type": "note", "text": text}:
            yield Line(Text(text, QUIET))
        case {"type": "chart"}:
            return  # not drawn: the words around it say what it would have shown
        case {"type": "items", "items": items}:
            yield from (_point(Text(item)) for item in items)
        case {"type": "facts", "facts": facts}:
            yield from (_labelled(fact["label"], fact["value"]) for fact in facts)
        case {"type": "table", "columns": columns, "rows": rows}:
            table = lay_out_columns(columns, rows, room)
            yield from [table] if table else _row_by_row(columns, rows)
        case {"type": "sources", "sources": sources}:
            for source in sources:
                yield from _source(source, room)
        case {"type": "picture", "path": path}:
            yield Line(Text(asides["picture"].replace("{path}", path)), is_whole=True)
        case {"type": "unsaved", "reason": reason, "alternative": text}:
            yield Line(Text(asides["unsaved"].replace("{reason}", reason)))
            yield Line(Text(text, QUIET))
        case _:
            raise ValueError(f"no layout for a part of type {part.get('type')!r}")


def _labelled(label: str, value: str) -> Line:
    return Line(Text.assemble((f"{label}:", LABEL), " ", value), indent=2)


def _point(text: Text) -> Line:
    return Line(Text("- ").append_text(text), indent=2)


def _row_by_row(columns: Columns, rows: Rows) -> Iterator[Line]:
    for number, row in enumerate(rows):
        if number:
            yield Line(Text())
        for column, cell in zip(columns, row, strict=True):
            yield _labelled(column["heading"], cell)


def _source(source: Mapping[str, str], room: int) -> Iterator[Line]:
    """What it tells, its title and its address; the address on its own line if need be."""
    about, title, address = source["about"], source["title"], source["address"]
    told = Text.assemble((f"{about}:" if about else "", LABEL), " " if about else "", title)
    joined = Text.assemble(told, " — " if title and address else "", address)
    if not address or cell_len(joined.plain) + 2 <= room:
        yield _point(joined)
    else:
        yield _point(told)
        yield Line(Text(f"  {address}"), is_whole=True)


def _numbered(buttons: Sequence[Mapping[str, str]], asides: Asides, room: int) -> Iterator[Line]:
    """As many on a line as fit: an answer that one asked for is not to leave the window."""
    if buttons:
        yield Line(Text(asides["press"], QUIET))
    line = Text()
    for number, button in enumerate(buttons, 1):
        choice = Text.assemble((f"{number}.", NUMBER), " ", button["label"])
        if line and line.cell_len + GAP + choice.cell_len > room - CHOICE_INDENT:
            yield Line(line, CHOICE_INDENT)
            line = Text()
        line = Text.assemble(line, " " * GAP, choice) if line else choice
    if line:
        yield Line(line, CHOICE_INDENT)


def _asked(buttons: Sequence[Mapping[str, str]], asides: Asides) -> Iterator[Line]:
    if buttons:
        yield Line(Text(asides["ask"], QUIET))
    for button in buttons:
        question = f"/{button['command']} {button['arguments']}".rstrip()
        yield _point(Text(f"{button['label']}: {question}"))


def _separated(blocks: Iterable[Sequence[Laid]]) -> Iterator[Laid]:
    """A blank line between what belongs to different parts."""
    is_first = True
    for block in filter(None, blocks):
        if not is_first:
            yield Line(Text())
        yield from block
        is_first = False


def _print(laid: Iterable[Laid], sheet: Sheet) -> str:
    paper = StringIO()
    console = Console(
        file=paper,
        width=sheet.room,
        color_system="standard" if sheet.has_colours else None,
        force_terminal=sheet.has_colours,
        legacy_windows=False,
        _environ={},
    )
    for one in laid:
        if isinstance(one, Table):
            console.print(one)
        else:
            for text in _broken(one, console):
                console.print(text, no_wrap=True, overflow="ignore", crop=False)
    return "".join(f"{line.rstrip()}\n" for line in paper.getvalue().split("\n")[:-1])


def _broken(line: Line, console: Console) -> Iterator[Text]:
    if line.is_whole:
        yield line.text
        return
    width = console.width - line.indent
    for number, text in enumerate(line.text.wrap(console, width, overflow="fold", tab_size=1)):
        yield Text(" " * line.indent if number else "").append_text(text)

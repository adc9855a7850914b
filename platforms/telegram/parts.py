"""Each part of a reply as text with tags."""

from collections.abc import Sequence
from typing import assert_never

from wcwidth import width

from messages.chart import BarChart, RankHistory, RankLine
from messages.phrase import Phrase
from messages.reply import Fact, Facts, Items, Note, Part, Source, Sources, Table, Text, Title
from messages.wording import Wording
from platforms.telegram.markup import BOLD, ITALIC, QUOTE, Run, fit_to_show, link
from platforms.telegram.table import Grid, render_grid

PARAGRAPH_END = Run("\n\n")
LINE_END = Run("\n")
# Two lines of a phone.
PARAGRAPH_CELLS = 80


def write_parts(parts: Sequence[Part], wording: Wording) -> list[Run]:
    """The parts as paragraphs, in order; what is drawn is no text."""
    runs: list[Run] = []
    before: Part | None = None
    for part in parts:
        written = write_part(part, wording)
        if not written:
            continue
        if before is not None:
            is_led_in = runs[-1].text.endswith(":") and isinstance(part, Facts | Items)
            both_notes = isinstance(before, Note) and isinstance(part, Note)
            runs.append(LINE_END if both_notes or is_led_in else PARAGRAPH_END)
        runs += written
        before = part
    return runs


def write_part(part: Part, wording: Wording) -> list[Run]:
    match part:
        case Title(phrase):
            return [Run(words(phrase, wording), (BOLD,))]
        case Text(phrase):
            return [Run(words(phrase, wording))]
        case Note(phrase):
            return [Run(words(phrase, wording), (ITALIC,))]
        case Items(phrases):
            return joined([[Run(f"• {words(phrase, wording)}")] for phrase in phrases], LINE_END)
        case Facts(facts):
            lines = write_facts(facts, wording)
            are_paragraphs = all(is_paragraph(line) for line in lines)
            return joined(lines, PARAGRAPH_END if are_paragraphs else LINE_END)
        case Table():
            return render_grid(grid_of(part, wording)) if part.rows else []
        case Sources(sources):
            lines = [write_source(source, wording) for source in sources]
            return joined(lines, Run("\n", (QUOTE,)))
        case RankLine() | RankHistory() | BarChart():
            return []
        case _:
            assert_never(part)


def write_facts(facts: Sequence[Fact], wording: Wording) -> list[list[Run]]:
    """A line each, found by its label: a value may be a figure or a whole sentence."""
    return [
        [Run(words(fact.label, wording), (BOLD,)), Run(f": {words(fact.value, wording)}")]
        for fact in facts
    ]


def is_paragraph(line: Sequence[Run]) -> bool:
    """Several lines of a phone: the next one needs air between."""
    return sum(width(run.text) for run in line) > PARAGRAPH_CELLS


def write_source(source: Source, wording: Wording) -> list[Run]:
    about = words(source.about, wording)
    tag = link(source.address)
    shown = fit_to_show(words(source.title, wording) or source.site)
    runs = [Run(f"{about}: ", (QUOTE,))] if about and shown else [Run(about, (QUOTE,))]
    return [*runs, Run(shown, (QUOTE, tag) if tag else (QUOTE,))]


def grid_of(table: Table, wording: Wording) -> Grid:
    return Grid(
        tuple(words(column.heading, wording) for column in table.columns),
        tuple(column.align for column in table.columns),
        tuple(tuple(words(cell, wording) for cell in row) for row in table.rows),
    )


def words(phrase: Phrase, wording: Wording) -> str:
    return fit_to_show(wording.say(phrase))


def joined(lines: Sequence[Sequence[Run]], between: Run) -> list[Run]:
    runs: list[Run] = []
    for number, line in enumerate(lines):
        runs += [between, *line] if number else line
    return [run for run in runs if run.text]

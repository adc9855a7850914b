"""From a reply to the words of its parts, as JSON. How they are laid out depends on the terminal
at the moment of writing, so that is left to `layout`.
"""

from typing import Any, assert_never

from messages.chart import BarChart, RankHistory, RankLine
from messages.phrase import Phrase, phrase
from messages.reply import (
    Button,
    Facts,
    Items,
    Note,
    Part,
    Reply,
    Sources,
    Table,
    Text,
    Title,
)
from messages.request import Request
from messages.wording import Wording
from platforms.console.plain import clean, clean_line

Words = dict[str, Any]


def render_reply(request: Request, reply: Reply, wording: Wording) -> Words:
    """What is said, in the reader's language, with no markup and no control characters."""
    speaker = Speaker(wording)
    # Where words are awaited a number is an answer, and presses nothing.
    buttons = () if reply.awaits_words else reply.buttons
    return {
        "request": request.key,
        "understood": reply.understood,
        "command": request.command or None,
        "country": reply.country,
        "parts": [speaker.part(part) for part in reply.parts],
        "buttons": [speaker.button(button) for button in buttons],
        "asides": render_asides(wording, len(buttons)),
    }


def render_asides(wording: Wording, buttons: int = 0) -> dict[str, str]:
    """What the terminal itself may have to say around an answer with so many buttons.

    `{path}`, `{reason}` and `{number}` are left in them: they are known only later.
    """
    asides = {
        "press": phrase("Type a number to go on:"),
        "ask": phrase("To go on, ask:"),
        "beyond": phrase(
            "There is no number {number} here. Type a number from 1 to {last}, or a question.",
            number="{number}",
            last=buttons,
        ),
        "picture": phrase("Picture: {path}", path="{path}"),
        "unsaved": phrase("The picture could not be saved: {reason}", reason="{reason}"),
        "leave": phrase("Press Ctrl-C once more to leave."),
    }
    return {name: clean_line(wording.say(aside)) for name, aside in asides.items()}


class Speaker:
    """Words the parts of one reply in one language."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording

    def part(self, part: Part) -> Words:
        match part:
            case Title(said):
                return {"type": "title", "text": self._line(said)}
            case Text(said):
                return {"type": "text", "text": self._lines(said)}
            case Note(said):
                return {"type": "note", "text": self._lines(said)}
            case Items(said):
                return {"type": "items", "items": [self._line(point) for point in said]}
            case Facts():
                return self._facts(part)
            case Table():
                return self._table(part)
            case Sources():
                return self._sources(part)
            case RankLine() | RankHistory() | BarChart():
                return {
                    "type": "chart",
                    "title": self._line(part.title),
                    "subtitle": self._line(part.subtitle),
                    "source": self._line(part.source),
                    "alternative": self._line(part.alternative),
                }
            case _:
                assert_never(part)

    def button(self, button: Button) -> Words:
        return {
            "label": self._line(button.label),
            "command": button.command,
            "arguments": button.arguments,
        }

    def _facts(self, part: Facts) -> Words:
        facts = [
            {"label": self._line(fact.label), "value": self._line(fact.value)}
            for fact in part.facts
        ]
        return {"type": "facts", "facts": facts}

    def _table(self, part: Table) -> Words:
        columns = [
            {"heading": self._line(column.heading), "align": column.align.value}
            for column in part.columns
        ]
        rows = [[self._line(cell) for cell in row] for row in part.rows]
        return {"type": "table", "columns": columns, "rows": rows}

    def _sources(self, part: Sources) -> Words:
        sources = [
            {
                "about": self._line(source.about),
                "title": self._line(source.title),
                "address": clean_line(source.address),
            }
            for source in part.sources
        ]
        return {"type": "sources", "sources": sources}

    def _line(self, said: Phrase) -> str:
        return clean_line(self._wording.say(said))

    def _lines(self, said: Phrase) -> str:
        return clean(self._wording.say(said)).strip()

"""What every picture has: title and subtitle above, words and source below, a body between."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from drawing import look
from drawing.lettering import Lettering
from drawing.scene import Mark, Scene, Style, Words
from messages.phrase import Listed, Phrase, phrase

TITLE_LINES = 2
SUBTITLE_LINES = 2
NOTE_LINES = 3
SOURCE_LINES = 3
HEAD_GAP = 34.0
FOOT_GAP = 22.0


@dataclass(frozen=True, slots=True)
class Body:
    """The chart itself; `bottom` is where it ends."""

    marks: tuple[Mark, ...]
    bottom: float


@dataclass(frozen=True, slots=True)
class Room:
    """Where the body goes: from `top`; filling as far as `least`, never beyond `most`."""

    top: float
    least: float
    most: float


def compose(
    lettering: Lettering,
    titles: Sequence[Phrase],
    subtitle: Phrase,
    notes: Sequence[str],
    source: Phrase,
    draw_body: Callable[[Room], Body],
) -> Scene:
    """Stack head, body and foot; the canvas is as high as they need, within the look's bounds.

    Of the titles the first is written that finds room, cut only where none does.
    """
    head, top = _head(lettering, _fitting(lettering, titles), subtitle)
    foot = _foot(lettering, notes, source)
    foot_height = sum(height for _, _, height in foot) + look.MARGIN * 0.8
    body = draw_body(
        Room(
            top + HEAD_GAP,
            look.LEAST_HEIGHT - foot_height - FOOT_GAP,
            look.GREATEST_HEIGHT - foot_height - FOOT_GAP,
        )
    )
    height = max(look.LEAST_HEIGHT, math.ceil(body.bottom + FOOT_GAP + foot_height))
    marks = [*head, *body.marks]
    y = height - foot_height
    for text, style, step in foot:
        y += step
        marks.append(Words(text, look.LEFT, y, style))
    return Scene(look.WIDTH, height, look.BACKGROUND, tuple(marks), height - foot_height)


def unplaced_lines(
    lettering: Lettering, unplaced: Sequence[Phrase], sentence: Callable[[Listed], Phrase]
) -> tuple[str, ...]:
    """Those who belong in the picture but have nothing published, in words."""
    if not unplaced:
        return ()
    width = look.RIGHT - look.LEFT
    return lettering.wrap_names(unplaced, sentence, look.NOTE, width, NOTE_LINES)


def no_rank(countries: Listed) -> Phrase:
    return phrase("No published rank found: {countries}", countries=countries)


def unnamed(countries: Listed) -> Phrase:
    return phrase("Marks without a name: {countries}", countries=countries)


def no_figure(countries: Listed) -> Phrase:
    return phrase("No published figure found: {countries}", countries=countries)


def _fitting(lettering: Lettering, titles: Sequence[Phrase]) -> str:
    said = [lettering.say(title) for title in titles]
    width = look.RIGHT - look.LEFT
    return next(
        (one for one in said if lettering.fits(one, look.TITLE, width, TITLE_LINES)), said[-1]
    )


def _head(lettering: Lettering, title: str, subtitle: Phrase) -> tuple[list[Mark], float]:
    marks: list[Mark] = []
    width = look.RIGHT - look.LEFT
    y = look.MARGIN * 0.6
    for words, style, lines in (
        (title, look.TITLE, TITLE_LINES),
        (lettering.say(subtitle), look.SUBTITLE, SUBTITLE_LINES),
    ):
        y += style.size * 0.2
        for line in lettering.wrap(words, style, width, lines):
            y += look.line_height(style)
            marks.append(Words(line, look.LEFT, y, style))
    return marks, y


def _foot(
    lettering: Lettering, notes: Sequence[str], source: Phrase
) -> list[tuple[str, Style, float]]:
    """Lines with their styles and the step down to each baseline."""
    width = look.RIGHT - look.LEFT
    lines = [(line, look.NOTE, look.line_height(look.NOTE)) for line in notes]
    said = lettering.wrap(lettering.say(source), look.SOURCE, width, SOURCE_LINES)
    for number, line in enumerate(said):
        step = look.line_height(look.SOURCE) + (14 if number == 0 and notes else 0)
        lines.append((line, look.SOURCE, step))
    return lines

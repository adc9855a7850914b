"""Phrases as lines of text that fit: said, made harmless, wrapped and cut."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from drawing.scene import Measure, Style
from messages.phrase import Listed, Phrase, plural_phrase, typed
from messages.wording import Wording

# More than any canvas of ours holds; keeps the work bounded whatever a name contains.
LONGEST_TEXT = 600
MOST_NAMES = 60
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Lettering:
    """One language and one way to measure."""

    wording: Wording
    measure: Measure

    def say(self, phrase: Phrase) -> str:
        """One line without control or format characters, at most `LONGEST_TEXT` letters."""
        return typed(self.wording.say(phrase), LONGEST_TEXT)

    def cut(self, text: str, style: Style, width: float) -> str:
        """The text, or as much of its beginning as fits with an ellipsis."""
        if self.measure(text, style) <= width:
            return text
        kept = self._fitting(text, style, width - self.measure(ELLIPSIS, style))
        return text[:kept].rstrip() + ELLIPSIS

    def wrap(self, text: str, style: Style, width: float, lines: int) -> tuple[str, ...]:
        """At most `lines` lines no wider than `width`; the last is cut where words are left."""
        wrapped: list[str] = []
        rest = text.strip()
        while rest and len(wrapped) < lines - 1:
            line, rest = self._break(rest, style, width)
            wrapped.append(line)
        if rest:
            wrapped.append(self.cut(rest, style, width))
        return tuple(wrapped)

    def wrap_names(
        self,
        names: Sequence[Phrase],
        sentence: Callable[[Listed], Phrase],
        style: Style,
        width: float,
        lines: int,
    ) -> tuple[str, ...]:
        """The sentence with as many of the names as fit, the others counted: "A, B and 7 more"."""
        fewest, most = 1, min(len(names), MOST_NAMES)
        while fewest < most:
            middle = (fewest + most + 1) // 2
            if self.fits(self._said(names, middle, sentence), style, width, lines):
                fewest = middle
            else:
                most = middle - 1
        return self.wrap(self._said(names, fewest, sentence), style, width, lines)

    def _said(
        self, names: Sequence[Phrase], shown: int, sentence: Callable[[Listed], Phrase]
    ) -> str:
        left = len(names) - shown
        more = (plural_phrase("{count} more", "{count} more", left),) if left else ()
        return self.say(sentence(Listed((*names[:shown], *more))))

    def fits(self, text: str, style: Style, width: float, lines: int) -> bool:
        """Whether nothing of it would be cut."""
        if len(text) >= LONGEST_TEXT:
            return False
        rest = text
        for _ in range(lines):
            if not rest:
                break
            _, rest = self._break(rest, style, width)
        return not rest

    def _break(self, text: str, style: Style, width: float) -> tuple[str, str]:
        """The first line and what is left; scripts without spaces break between letters."""
        if self.measure(text, style) <= width:
            return text, ""
        kept = max(1, self._fitting(text, style, width))
        if text[kept] == " ":
            return text[:kept].rstrip(), text[kept:].lstrip()
        space = text.rfind(" ", 0, kept)
        at = space if space > 0 else kept
        return text[:at].rstrip(), text[at:].lstrip()

    def _fitting(self, text: str, style: Style, width: float) -> int:
        """How many letters of the text fit, by halving: measuring is what costs."""
        fewest, most = 0, len(text)
        while fewest < most:
            middle = (fewest + most + 1) // 2
            if self.measure(text[:middle], style) <= width:
                fewest = middle
            else:
                most = middle - 1
        return fewest

"""Everything Kopdar says: one `Reply` of parts in order, the same for every platform."""

from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

from messages.chart import BarChart, Chart, RankHistory, RankLine, one_picture
from messages.effect import Effect
from messages.form import Form
from messages.phrase import Phrase


@dataclass(frozen=True, slots=True)
class Title:
    """The one line that a reader who reads only one line reads.

    A second one begins what is of another ranking, and so does a third. `shorter` is what to draw
    in its place where it finds no room in a picture: the first that does.
    """

    phrase: Phrase
    shorter: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Note:
    """Small print: edition, date, source, how a figure is marked."""

    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Items:
    """A list, one point a line."""

    phrases: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    label: Phrase
    value: Phrase


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with their values, one a line."""

    facts: tuple[Fact, ...]


class Align(StrEnum):
    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class Column:
    heading: Phrase
    align: Align = Align.START


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of phrases under headings; every row is as long as the headings."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Phrase, ...], ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure was read: a title, an address, or both; either may be empty. `about` says what
    it tells."""

    about: Phrase
    title: Phrase
    address: str

    @property
    def site(self) -> str:
        """What people call the place; the address as it is where it names no host."""
        try:
            host = urlsplit(self.address).hostname or ""
        except ValueError:
            host = ""
        return host.removeprefix("www.") or self.address


@dataclass(frozen=True, slots=True)
class Sources:
    sources: tuple[Source, ...]


Part = Title | Text | Note | Items | Facts | Table | Sources | RankLine | RankHistory | BarChart


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press: pressing it asks `command arguments`, as if it had been typed.

    So a forged or outdated button can do no more than its presser could by typing.
    Command and arguments together stay under 64 bytes of UTF-8 (Telegram's limit).
    `under` is a heading for it and its like, where a page has room for one; the label does
    without it.
    """

    label: Phrase
    command: str
    arguments: str = ""
    under: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """`country` is the one country the answer is about; `understood` is False when the
    request named no command or no country that Kopdar knows. `form` is one that begins with this
    reply. `awaits_words`: a question is open that the next typed words answer. `stands_beside`:
    it does not take the place of the message whose button was pressed. `is_personal`: for the
    asker alone: never offered to be shown to others, nor shown to them where the platform can help
    it. `is_problem`: it says what went wrong or is missing, in place of an answer.
    A reply without parts is not sent."""

    parts: tuple[Part, ...]
    buttons: tuple[Button, ...] = ()
    form: Form | None = None
    awaits_words: bool = False
    stands_beside: bool = False
    country: str | None = None
    understood: bool = True
    is_personal: bool = False
    is_problem: bool = False

    @property
    def charts(self) -> tuple[RankLine | RankHistory | BarChart, ...]:
        """What is drawn with it: one under each title at most."""
        return tuple(p for p in self.parts if isinstance(p, RankLine | RankHistory | BarChart))

    def has_picture_at(self, part: Part) -> bool:
        """Whether the one picture stands in the place of this part."""
        return bool(self.charts) and part is self.charts[0]

    @property
    def chart(self) -> Chart | None:
        """The picture that goes with the answer: one a message at most."""
        return one_picture(self.charts)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a handler returns: what is said, and what changes with it, in one commit."""

    reply: Reply
    effects: tuple[Effect, ...] = field(default=())

"""How answers look on paper of a given width, and that nothing said gets lost there."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from messages.phrase import verbatim
from messages.reply import (
    Align,
    Button,
    Column,
    Fact,
    Facts,
    Items,
    Note,
    Part,
    Reply,
    Source,
    Sources,
    Table,
    Text,
    Title,
)
from messages.request import AccountId, Chat, ChatId, PlatformName, Request, RequestKey, Sender
from platforms.console.layout import NARROWEST, Sheet, lay_out
from platforms.console.render import render_reply
from tests.platforms.console.desk import COMPARE, ENGLISH, NOW, RANK, SOURCES

GOLDEN = Path(__file__).parent / "golden"
CONSOLE = PlatformName("console")
REQUEST = Request(
    key=RequestKey("1"),
    sender=Sender(CONSOLE, AccountId("local")),
    chat=Chat(CONSOLE, ChatId("session-1")),
    command="rank",
    arguments="Indonesia",
    received_at=NOW,
)


def laid_out(reply: Reply, sheet: Sheet, *, is_conversation: bool = False) -> str:
    words = render_reply(REQUEST, reply, ENGLISH)
    return lay_out(words, sheet, is_conversation=is_conversation)


@pytest.mark.parametrize(
    ("name", "reply", "width"),
    [
        ("rank-60", RANK, 60),
        ("compare-60", COMPARE, 60),
        ("compare-40", COMPARE, 40),
        ("compare-30", COMPARE, 30),
        ("sources-60", SOURCES, 60),
        ("rank-unbroken", RANK, None),
        ("sources-unbroken", SOURCES, None),
    ],
)
def test_looks_as_agreed(name: str, reply: Reply, width: int | None) -> None:
    golden = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    assert laid_out(reply, Sheet(width), is_conversation=width is not None) == golden


def test_figures_stand_at_the_end_of_their_column_counted_in_cells() -> None:
    lines = laid_out(COMPARE, Sheet(60)).splitlines()
    headings = next(line for line in lines if "World rank" in line)
    japan = next(line for line in lines if "日本" in line)
    end_of_column = headings.index("World rank") + len("World rank")
    assert cell_len(japan[: japan.index("7") + 1]) == end_of_column


def test_colours_only_where_the_sheet_has_them_and_the_same_words() -> None:
    plain = laid_out(RANK, Sheet(60))
    coloured = laid_out(RANK, Sheet(60, has_colours=True))
    assert "\x1b" not in plain
    assert "\x1b[1m" in coloured
    assert plain.split()[0] in coloured


def test_what_was_typed_is_no_markup() -> None:
    typed = "[bold]x[/bold] [/] :smile: \x1b[31mred\x07"
    shown = laid_out(Reply(parts=(Title(verbatim(typed)),)), Sheet(60, has_colours=True))
    assert "[bold]x[/bold] [/] :smile: [31mred" in shown


@pytest.mark.parametrize("width", range(24, 84))
def test_a_choice_stays_beside_its_number(width: int) -> None:
    labels = ["Compare with peers", "History", "Who leads", "English", "Bahasa Indonesia"]
    buttons = tuple(Button(verbatim(label), "rank") for label in labels)
    shown = laid_out(Reply((), buttons=buttons), Sheet(width), is_conversation=True)
    for number, label in enumerate(labels, 1):
        assert f"{number}. {label}" in shown


def test_an_answer_without_words_is_no_line() -> None:
    assert laid_out(Reply(parts=()), Sheet(60)) == ""


ANY_TEXT = st.text(max_size=60)
PHRASES = ANY_TEXT.map(verbatim)
# Without the address: it stays whole, however narrow the sheet.
SOURCE = st.builds(Source, PHRASES, PHRASES, st.just(""))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    aligns = draw(st.lists(st.sampled_from(Align), max_size=5))
    columns = tuple(Column(draw(PHRASES), align) for align in aligns)
    row = st.tuples(*[PHRASES] * len(columns))
    return Table(columns, tuple(draw(st.lists(row, min_size=1, max_size=4))))


PARTS: st.SearchStrategy[Part] = st.one_of(
    st.builds(Title, PHRASES),
    st.builds(Text, PHRASES),
    st.builds(Note, PHRASES),
    st.builds(lambda points: Items(tuple(points)), st.lists(PHRASES, max_size=3)),
    st.builds(
        lambda facts: Facts(tuple(facts)), st.lists(st.builds(Fact, PHRASES, PHRASES), max_size=3)
    ),
    st.builds(lambda sources: Sources(tuple(sources)), st.lists(SOURCE, max_size=3)),
    tables(),
)
BUTTONS = st.lists(st.builds(Button, PHRASES, st.just("rank"), st.just("ID")), max_size=3)
REPLIES = st.builds(
    lambda parts, buttons: Reply(tuple(parts), tuple(buttons)),
    st.lists(PARTS, max_size=4),
    BUTTONS,
)


@settings(deadline=None)
@given(REPLIES, st.sampled_from([None, 1, NARROWEST, 33, 60]), st.booleans())
def test_no_letter_is_lost_and_no_line_too_long(
    reply: Reply, width: int | None, is_conversation: bool
) -> None:
    words = render_reply(REQUEST, reply, ENGLISH)
    sheet = Sheet(width)
    shown = lay_out(words, sheet, is_conversation=is_conversation)
    missing = letters_in(words["parts"]) - Counter(shown)
    assert not missing
    assert max(map(cell_len, shown.split("\n"))) <= sheet.room


def letters_in(said: object) -> Counter[str]:
    """All that the parts say, without the names of their fields and without spaces."""
    match said:
        case str():
            return Counter(letter for letter in said if not letter.isspace())
        case list():
            return sum(map(letters_in, said), Counter())
        case dict():
            texts = [text for key, text in said.items() if key not in {"type", "align"}]
            return letters_in(texts)
        case _:
            raise AssertionError(f"{said!r} is no JSON of words")

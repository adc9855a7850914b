"""Lines that fit: nothing wider than its room, nothing lost unsaid."""

from gettext import NullTranslations

from hypothesis import given
from hypothesis import strategies as st

from drawing.lettering import LONGEST_TEXT
from drawing.scene import Style, Weight
from messages.phrase import Listed, Phrase, phrase, verbatim
from messages.wording import Wording
from tests.drawing.examples import rough_lettering, rough_measure

STYLE = Style(20, Weight.REGULAR, "#000000")
LETTERING = rough_lettering()

texts = st.text(st.sampled_from("ab c$é ابج日本"), max_size=120).map(str.strip)
widths = st.integers(30, 900).map(float)


def named(countries: Listed) -> Phrase:
    return phrase("Here: {countries}", countries=countries)


@given(texts, widths, st.integers(1, 4))
def test_no_line_is_wider_than_its_room(text: str, width: float, lines: int) -> None:
    wrapped = LETTERING.wrap(text, STYLE, width, lines)
    assert len(wrapped) <= lines
    assert all(rough_measure(line, STYLE) <= width for line in wrapped)


@given(texts, widths)
def test_with_lines_enough_every_letter_is_kept(text: str, width: float) -> None:
    wrapped = LETTERING.wrap(text, STYLE, width, 200)
    assert "".join(wrapped).replace(" ", "") == text.replace(" ", "")


def test_lines_break_between_words() -> None:
    assert LETTERING.wrap("one two three", STYLE, 8 * 11.0, 3) == ("one two", "three")


def test_what_is_left_over_shows_as_an_ellipsis() -> None:
    assert LETTERING.wrap("one two three", STYLE, 8 * 11.0, 1) == ("one two…",)


@given(st.integers(1, 200), st.integers(500, 2000).map(float), st.integers(1, 3))
def test_names_that_do_not_fit_are_counted(count: int, width: float, lines: int) -> None:
    names = [verbatim(f"Name{number}") for number in range(count)]
    said = " ".join(LETTERING.wrap_names(names, named, STYLE, width, lines))
    shown = said.count("Name")
    assert "…" not in said
    assert shown == count or f"and {count - shown} more" in said


def test_what_is_said_is_one_harmless_line() -> None:
    said = LETTERING.say(verbatim("one\ntwo\x00\u202ethree" + "x" * 100_000))
    assert said.startswith("one two")
    assert said.isprintable()
    assert len(said) <= LONGEST_TEXT


def test_the_counting_is_translated() -> None:
    class Indonesian(NullTranslations):
        def gettext(self, message: str) -> str:
            return message.replace("Here", "Di sini")

        def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
            return "{count} lainnya"

    lettering = rough_lettering(Wording("id", Indonesian(), {}))
    said = lettering.wrap_names([verbatim("Name")] * 9, named, STYLE, 300, 1)
    assert said[0].startswith("Di sini: ")
    assert said[0].endswith("lainnya")

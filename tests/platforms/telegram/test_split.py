"""Long texts: joined again they are the original, and no cut is where it hurts."""

from html.parser import HTMLParser
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st
from wcwidth import iter_graphemes

from platforms.telegram.markup import Run, plain_text, to_html, trimmed, utf16_length
from platforms.telegram.split import ENTITY_LIMIT, entities, split
from tests.platforms.bot_api_html import parse_html

TAGS = ("b", "i", "pre", "blockquote expandable", 'a href="https://example.org/?a=1&amp;b=2"')
LETTERS = st.characters(exclude_categories=["Cs"]) | st.sampled_from("👨‍👩‍👧 é🇮🇩\n\n<&>")
RUNS = st.lists(
    st.builds(
        Run,
        st.text(LETTERS, max_size=60),
        st.sampled_from([(), *((tag,) for tag in TAGS), ("blockquote expandable", TAGS[-1])]),
    ),
    max_size=30,
)
LIMITS = st.integers(min_value=4, max_value=120)


class Balance(HTMLParser):
    """Whether every tag is closed in the right order."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.is_balanced = True

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.is_balanced &= bool(self.opened) and self.opened.pop() == tag


@given(RUNS, LIMITS)
def test_joined_again_the_pieces_are_the_original(runs: list[Run], limit: int) -> None:
    pieces = split(runs, limit)
    assert "".join(map(plain_text, pieces)) == plain_text(runs)
    for piece in pieces:
        assert 0 < utf16_length(plain_text(piece)) <= limit
        assert entities(piece) <= ENTITY_LIMIT


@given(RUNS, LIMITS)
def test_every_piece_is_whole_markup(runs: list[Run], limit: int) -> None:
    for piece in split(runs, limit):
        html = to_html(piece)
        balance = Balance()
        balance.feed(html)
        assert balance.is_balanced
        assert balance.opened == []
        assert parse_html(html)[0] == plain_text(piece).strip()


GRAPHEMES = st.sampled_from(["a", "e\u0301", "👨‍👩‍👧", "🇮🇩", "กำ", "한", " ", "\u0301"])


@given(st.lists(GRAPHEMES, max_size=60), st.integers(min_value=9, max_value=40))
def test_no_letter_is_cut_in_two(letters: list[str], limit: int) -> None:
    text = "".join(letters)
    graphemes = list(iter_graphemes(text))
    whole = set(accumulate(map(len, graphemes)))
    ends = accumulate(len(plain_text(piece)) for piece in split([Run(text)], limit))
    if max(map(utf16_length, graphemes), default=0) <= limit:
        assert set(ends) <= whole


def test_cuts_come_between_paragraphs_then_lines_then_words() -> None:
    text = [Run("one\n"), Run("two\n"), Run("\n\n"), Run("three four five six")]
    assert [plain_text(p) for p in split(text, 12)] == ["one\ntwo\n\n\n", "three four ", "five six"]
    assert [plain_text(p) for p in split(text[:2], 6)] == ["one\n", "two\n"]


def test_a_run_stays_whole_while_it_fits() -> None:
    row = Run("Indonesia\n Raya  41\n", ("pre",))
    pieces = split([Run("x" * 30 + " ", ("b",)), row, row], 45)
    assert [plain_text(p) for p in pieces] == ["x" * 30 + " ", row.text * 2]


def test_a_message_has_no_more_than_a_hundred_entities() -> None:
    runs = [run for _ in range(150) for run in (Run("1", ("b",)), Run("\n"))]
    assert [entities(piece) for piece in split(runs)] == [100, 50]


def test_an_emoji_counts_twice() -> None:
    assert utf16_length("a🇮🇩") == 5
    assert [plain_text(p) for p in split([Run("🙂🙂🙂")], 4)] == ["🙂🙂", "🙂"]


def test_ten_thousand_accents_on_one_letter_do_not_stop_it() -> None:
    zalgo = "a" + "\u0301" * 10_000
    pieces = split([Run(zalgo)])
    assert "".join(map(plain_text, pieces)) == zalgo
    assert max(utf16_length(plain_text(p)) for p in pieces) <= 4096


def test_empty_lines_round_a_message_go() -> None:
    runs = (Run("\n\n"), Run("\nword\n", ("b",)), Run("\n"))
    assert to_html(trimmed(runs)) == "<b>word</b>"
    assert trimmed((Run("\n"),)) == ()

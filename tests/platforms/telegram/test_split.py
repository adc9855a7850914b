"""Long texts: joined again they are the original, and no cut is where it hurts."""

from html.parser import HTMLParser
from itertools import accumulate

from hypothesis import given, settings
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


# Letters of several characters, and what is a part of the letter before it, wherever it stands.
GRAPHEMES = st.sampled_from(
    ["a", "e\u0301", "👨\u200d👩\u200d👧", "🇮🇩", "กำ", "한", " ", "\n", "\n\n"]
) | st.sampled_from(["\r\n", "\u0301", "\r", "🇮", "\u200d"])
PLAIN = st.text(st.sampled_from("ab cd\n"), max_size=20)
NESTED = st.lists(st.sampled_from(TAGS), max_size=3, unique=True).map(tuple)
ANY_RUNS = st.lists(
    st.builds(Run, st.lists(GRAPHEMES, max_size=14).map("".join) | PLAIN, NESTED), max_size=16
)


def cuts_of(pieces: list[tuple[Run, ...]]) -> set[int]:
    return set(accumulate(len(plain_text(piece)) for piece in pieces[:-1]))


def entities_of(runs: list[Run]) -> list[tuple[int, int]]:
    """Where each entity of the whole text begins and ends: tags stay open between runs."""
    found: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    position = 0
    for run in (*(run for run in runs if run.text), Run("")):
        kept = 0
        while kept < min(len(opened), len(run.tags)) and opened[kept][0] == run.tags[kept]:
            kept += 1
        found += [(begun, position) for _, begun in opened[kept:]]
        opened = [*opened[:kept], *((tag, position) for tag in run.tags[kept:])]
        position += len(run.text)
    return found


@settings(max_examples=400)
@given(ANY_RUNS, st.integers(min_value=12, max_value=60))
def test_no_cut_is_inside_a_grapheme_or_an_entity(runs: list[Run], limit: int) -> None:
    text = plain_text(runs)
    pieces = split(runs, limit)
    cuts = cuts_of(pieces)
    assert "".join(map(plain_text, pieces)) == text
    begun = 0
    for grapheme in iter_graphemes(text):
        if utf16_length(grapheme) <= limit:
            assert not cuts & set(range(begun + 1, begun + len(grapheme)))
        begun += len(grapheme)
    # As they are sent: a letter that begins inside an entity is inside of it with its accents.
    sent = [run for piece in pieces for run in piece]
    for begin, end in entities_of(sent):
        is_long = utf16_length(text[begin:end]) > limit
        assert is_long or not cuts & set(range(begin + 1, end))


@given(ANY_RUNS, st.integers(min_value=12, max_value=60))
def test_accents_alone_change_their_tags(runs: list[Run], limit: int) -> None:
    """Each letter is shown under the tags that it had; those of its accents may be others."""
    before = [(c, run.tags) for run in runs for c in run.text]
    after = [(c, run.tags) for piece in split(runs, limit) for run in piece for c in run.text]
    begun = 0
    for grapheme in iter_graphemes(plain_text(runs)):
        assert before[begun] == after[begun]
        begun += len(grapheme)


ROWS = st.lists(
    st.text(st.sampled_from("ab 印1"), min_size=1, max_size=12), min_size=1, max_size=30
)


@given(ROWS, st.text(st.sampled_from("ab \n"), max_size=30), st.integers(30, 80))
def test_no_row_of_a_table_is_cut(rows: list[str], before: str, limit: int) -> None:
    table = [Run(row + "\n", ("pre",)) for row in rows]
    pieces = split([Run(before), *table], limit)
    whole = accumulate([len(before), *(len(row) + 1 for row in rows)])
    assert {cut for cut in cuts_of(pieces) if cut > len(before)} <= set(whole)
    if sum(len(row) + 1 for row in rows) <= limit // 2:
        assert not {cut for cut in cuts_of(pieces) if cut > len(before)}


def test_what_is_too_long_begins_under_what_stands_above_it() -> None:
    title, long = Run("Title", ("b",)), Run("word " * 30)
    first, *_ = split([title, Run("\n\n"), long], 60)
    assert plain_text(first) == "Title\n\n" + "word " * 10


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

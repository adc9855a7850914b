"""Long texts on Slack: joined again they are the original, and no cut is where it hurts."""

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wcwidth import iter_graphemes

from messages.phrase import Phrase, verbatim
from messages.reply import Fact, Facts, Items, Note, Part, Source, Sources, Text, Title
from messages.shortened import CUT_OFF
from platforms.slack.blocks import TEXT_LIMIT, cut_line, passages
from platforms.slack.message import PLAIN_LIMIT, as_message
from platforms.slack.spelling import WORD_JOINER, escaped, literal
from platforms.slack.split import cut, shortened
from tests.platforms.slack.conftest import ENGLISH
from tests.platforms.slack_server_blocks import check_blocks, shown_text

# Letters of several characters, what is a part of the letter before it wherever it stands, and
# what is written longer than it is read.
LETTERS = st.sampled_from(
    ["a", "e\u0301", "👨\u200d👩\u200d👧", "🇮🇩", "กำ", "한", " ", "\n", "\n\n", "&", "<!"]
) | st.sampled_from(["\r\n", "\u0301", " \u0301", "🇮", "\u200d", "\x00", "<@U1>", "\u0600 "])
TEXTS = st.lists(LETTERS, max_size=60).map("".join) | st.text(max_size=80)
LIMITS = st.integers(min_value=12, max_value=60)
LINES = st.lists(
    st.builds(
        lambda shown, more: {"type": "text", "text": literal(shown), **more},
        TEXTS,
        st.sampled_from([{}, {"style": {"bold": True}}, {"type": "link", "url": "https://a.b"}]),
    ),
    max_size=6,
)


def ends_of(parts: Sequence[str]) -> set[int]:
    return {0, *accumulate(map(len, parts))}


def letters_of(text: str) -> list[str]:
    return list(iter_graphemes(text))


@given(TEXTS, LIMITS)
def test_joined_again_the_pieces_are_the_original(text: str, limit: int) -> None:
    pieces = list(cut(text, limit))
    assert "".join(pieces) == literal(text)
    assert all(0 < len(piece) <= limit for piece in pieces)


@settings(max_examples=400)
@given(TEXTS, LIMITS)
def test_no_cut_is_inside_a_letter(text: str, limit: int) -> None:
    letters = letters_of(literal(text))
    if all(len(letter) <= limit for letter in letters):
        assert ends_of(list(cut(text, limit))) <= ends_of(letters)


@settings(max_examples=400)
@given(LINES, LIMITS)
def test_a_line_keeps_its_words_and_their_look(line: list[dict[str, Any]], limit: int) -> None:
    pieces = list(cut_line(line, limit))
    assert list(letter_by_letter(p for piece in pieces for p in piece)) == list(
        letter_by_letter(line)
    )
    assert all(0 < sum(len(part["text"]) for part in piece) <= limit for piece in pieces)


@settings(max_examples=400)
@given(LINES, LIMITS)
def test_no_line_is_cut_inside_a_letter_or_what_has_room(
    line: list[dict[str, Any]], limit: int
) -> None:
    pieces = list(cut_line(line, limit))
    cuts = ends_of(["".join(part["text"] for part in piece) for piece in pieces])
    begun = 0
    for part in line:
        letters = letters_of(part["text"])
        units = [part["text"]] if len(part["text"]) <= limit else letters
        if all(len(letter) <= limit // 2 for letter in letters):
            inside = {cut - begun for cut in cuts if begun < cut < begun + len(part["text"])}
            assert inside <= ends_of(units)
        begun += len(part["text"])


def letter_by_letter(line: Iterator[dict[str, Any]] | list[dict[str, Any]]) -> Iterator[object]:
    for part in line:
        for letter in part["text"]:
            yield letter, {key: part[key] for key in part if key != "text"}


def test_cuts_come_between_lines_then_words_then_letters() -> None:
    assert list(cut("one two  three", 9)) == ["one two  ", "three"]
    assert list(cut("one\ntwo\n\nthree four", 12)) == ["one\ntwo\n\n", "three four"]
    assert list(cut("aaaaaaaa  b", 8)) == ["aaaaaaaa", "  b"]
    assert list(cut("a " + "b" * 12, 8)) == ["a bbbbbb", "bbbbbb"]
    assert list(cut("🇮🇩" * 5, 5)) == ["🇮🇩🇮🇩", "🇮🇩🇮🇩", "🇮🇩"]
    assert list(cut("", 8)) == []


def test_ten_thousand_accents_on_one_letter_do_not_stop_it() -> None:
    zalgo = "a" + "\u0301" * 10_000
    pieces = list(cut(zalgo, 2_500))
    assert "".join(pieces) == zalgo
    assert shortened(zalgo, 75) == CUT_OFF


@given(TEXTS, LIMITS, st.sampled_from([literal, escaped]))
def test_what_is_shortened_says_so_and_ends_with_a_whole_letter(
    text: str, limit: int, written: Any
) -> None:
    whole, shown = written(text), shortened(text, limit, written)
    assert len(shown) <= limit
    if len(whole) <= limit:
        assert shown == whole
        return
    assert shown.endswith(CUT_OFF)
    letters = letters_of(literal(text))
    beginnings = ["".join(letters[:count]) for count in range(len(letters))]
    # White space before the mark is left out.
    assert shown.removesuffix(CUT_OFF) in {written(each).rstrip() for each in beginnings}
    # Not shorter than it need be, by a letter or by what is left out.
    longest = next(b for b in reversed(beginnings) if len(written(b)) < limit)
    assert shown == written(longest).rstrip() + CUT_OFF


PARTS: dict[str, Callable[[Phrase], Part]] = {
    "title": Title,
    "text": Text,
    "note": Note,
    "items": lambda said: Items((said,)),
    "facts": lambda said: Facts((Fact(verbatim("Label"), said),)),
    "sources": lambda said: Sources((Source(verbatim("About"), said, "https://example.org"),)),
}
LED_IN = {"facts": "Label: ", "sources": "About: "}


@pytest.mark.parametrize("kind", PARTS)
@given(text=TEXTS.map(lambda text: text * 90) | st.just("word " * 2_000))
def test_a_long_part_is_shown_whole(kind: str, text: str) -> None:
    """But for white space where a block ends: it ends a line by itself."""
    shown = list(passages(PARTS[kind](verbatim(text)), ENGLISH, None))
    for passage in shown:
        check_blocks(list(passage.blocks), lambda _: True)
        assert kind == "title" or passage.weight <= TEXT_LIMIT + len("https://example.org")
    if literal(text).strip():
        read = "".join(shown_text(passage.blocks) for passage in shown)
        heard = literal("".join(line for passage in shown for line in passage.lines))
        said = without_white_space(LED_IN.get(kind, "") + literal(text))
        assert without_white_space(heard) == said
        assert without_white_space(read) == said.replace(WORD_JOINER, "")


def without_white_space(text: str) -> str:
    return "".join(text.split())


@given(TEXTS.map(lambda text: text * 200))
def test_plain_text_that_is_cut_off_says_so(text: str) -> None:
    plain = as_message(list(passages(Text(verbatim(text)), ENGLISH, None))).text
    assert 0 < len(plain) <= PLAIN_LIMIT
    assert len(escaped(text)) < PLAIN_LIMIT or plain.endswith(CUT_OFF)

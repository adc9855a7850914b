from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from messages.delivery import Piece
from platforms.slack.ways import packed, ways_of

BLOCKS = st.lists(st.sampled_from([{"type": "a"}, {"type": "b"}, {"type": "c"}]), max_size=3)


@st.composite
def the_same_with_more(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Ways as they are: mostly what the first says, sometimes below a line, or something else."""
    text, blocks = draw(st.text(max_size=5)), draw(BLOCKS)
    ways = [{"do": "first", "text": text, "blocks": blocks, "user": "U1"}]
    for _ in range(draw(st.integers(0, 3))):
        shown = draw(st.one_of(st.just(blocks), BLOCKS, BLOCKS.map(lambda more: [*more, *blocks])))
        ways.append({"do": "next", "text": draw(st.sampled_from([text, "x"])), "blocks": shown})
    return ways


@given(the_same_with_more())
def test_every_way_comes_back_whole(ways: list[dict[str, Any]]) -> None:
    assert ways_of(Piece(packed(ways))) == ways


def test_what_is_the_same_is_kept_once() -> None:
    blocks = [{"type": "section"}]
    note = {"type": "context"}
    first = {"do": "respond", "text": "x", "blocks": blocks}
    kept = packed([first, first | {"do": "whisper"}, first | {"blocks": [note, *blocks]}])
    assert kept == {
        "said": {"text": "x", "blocks": blocks},
        "ways": [{"do": "respond"}, {"do": "whisper"}, {"do": "respond", "above": [note]}],
    }


def test_what_an_earlier_version_laid_out_is_read_as_it_is() -> None:
    way = {"do": "post", "text": "x", "blocks": []}
    assert ways_of(Piece({"ways": [way]})) == [way]


def test_a_way_does_without_a_button_and_the_row_that_it_leaves_empty() -> None:
    text, one, other = {"type": "section"}, {"action_id": "one"}, {"action_id": "other"}
    both = [text, {"type": "actions", "elements": [one, other]}]
    alone = [text, {"type": "actions", "elements": [one]}]
    for blocks, left in ((both, [text, {"type": "actions", "elements": [other]}]), (alone, [text])):
        first = {"do": "respond", "text": "x", "blocks": blocks}
        kept = packed([first, first | {"do": "direct", "omits": "one"}])
        assert kept["ways"][1] == {"do": "direct", "omits": "one"}
        assert ways_of(Piece(kept)) == [first, first | {"do": "direct", "blocks": left}]

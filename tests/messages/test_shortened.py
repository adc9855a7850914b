"""What is shortened says so, and ends with a whole letter."""

from hypothesis import given
from hypothesis import strategies as st
from wcwidth import iter_graphemes

from messages.phrase import typed
from messages.shortened import CUT_OFF, shortened

LETTERS = st.sampled_from(["a", "e\u0301", "👨\u200d👩\u200d👧", "🇮🇩", "กำ", " ", "\u0301", "🇮"])
TEXTS = st.lists(LETTERS, max_size=60).map("".join) | st.text(max_size=80)


@given(TEXTS, st.integers(min_value=4, max_value=60))
def test_it_is_the_text_or_whole_letters_of_it_and_a_mark(text: str, limit: int) -> None:
    shown = shortened(text, limit)
    assert len(shown) <= limit
    if len(text) <= limit:
        assert shown == text
        return
    letters = list(iter_graphemes(text))
    beginnings = {"".join(letters[:count]).rstrip() + CUT_OFF for count in range(len(letters))}
    assert shown in beginnings


@given(TEXTS, st.integers(min_value=4, max_value=60))
def test_what_was_typed_is_shown_back_in_whole_letters(text: str, limit: int) -> None:
    whole, shown = typed(text, len(text) + 1), typed(text, limit)
    assert shown == shortened(whole, limit)
    assert "\n" not in shown


def test_a_flag_is_not_halved() -> None:
    assert typed("🇮🇩" * 40) == "🇮🇩" * 29 + CUT_OFF

"""Forms as values: which question is open, what is kept of an answer, and the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.form import (
    AnyText,
    Draft,
    DraftId,
    Field,
    FieldName,
    OneOf,
    Unfit,
    WholeNumber,
    gone_back,
    next_question,
    read_answer,
    shown,
    with_answer,
)
from messages.phrase import Phrase, verbatim
from tests.stories.form_desk import VISIT

PLACE, MOOD, GUESTS, REMARKS = VISIT.fields
BEGUN = Draft(DraftId("d"), VISIT.name)


def say(phrase: Phrase) -> str:
    """Another language, as it were."""
    return {"Well": "Baik"}.get(str(phrase.values.get("value", phrase.text)), phrase.text)


def question_of(draft: Draft) -> str | None:
    question = next_question(VISIT, draft)
    return question.name if question else None


def test_one_question_after_the_other() -> None:
    draft, asked = BEGUN, []
    while (name := question_of(draft)) is not None:
        asked.append(name)
        draft = with_answer(VISIT, draft, "x")
    assert asked == [each.name for each in VISIT.fields]
    assert draft.step == 4
    assert with_answer(VISIT, draft, "y") == draft


def test_back_changes_one_answer_and_keeps_the_others() -> None:
    draft = with_answer(VISIT, with_answer(VISIT, BEGUN, "Jakarta"), "well")
    back = gone_back(VISIT, gone_back(VISIT, draft))
    assert question_of(back) == "place"
    assert question_of(gone_back(VISIT, back)) == "place"
    again = with_answer(VISIT, back, "Bandung")
    assert again.answers == {"place": "Bandung", "mood": "well"}
    assert question_of(again) == "guests"


def test_back_from_the_end_is_the_last_question() -> None:
    draft = BEGUN
    for _ in VISIT.fields:
        draft = with_answer(VISIT, draft, "x")
    assert question_of(gone_back(VISIT, draft)) == "remarks"


def test_a_question_that_is_no_longer_asked_is_not_gone_back_to() -> None:
    """The form may have changed while the draft lay."""
    draft = Draft(DraftId("d"), VISIT.name, answers={FieldName("gone"): "x"}, asked=FieldName("no"))
    assert question_of(draft) == "place"


@given(st.lists(st.sampled_from(["answer", "back", "skip"]), max_size=30))
def test_no_turn_loses_an_answer(turns: list[str]) -> None:
    draft = BEGUN
    for number, turn in enumerate(turns):
        before = draft
        if turn == "back":
            draft = gone_back(VISIT, draft)
        else:
            draft = with_answer(VISIT, draft, str(number) if turn == "answer" else None)
        assert before.answers.keys() <= draft.answers.keys()
        assert len(draft.answers.keys() - before.answers.keys()) <= 1
        assert draft.step in (before.step, before.step + 1)


@pytest.mark.parametrize(
    ("question", "typed", "kept"),
    [
        (PLACE, "  Jakarta\n", "Jakarta"),
        (MOOD, "WELL", "well"),
        (MOOD, "baik", "well"),
        (GUESTS, "1 2", "12"),
        (GUESTS, "007", "7"),
        (REMARKS, "two\nlines", "two\nlines"),
    ],
)
def test_what_is_kept(question: Field, typed: str, kept: str) -> None:
    assert read_answer(question, typed, say) == kept


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        (PLACE, ""),
        (PLACE, " \n"),
        (PLACE, "x" * 41),
        (MOOD, ""),
        (MOOD, "so so"),
        (GUESTS, "twelve"),
        (GUESTS, "1.5"),
        (GUESTS, "0"),
        (GUESTS, "501"),
        (GUESTS, "9" * 5_000),
    ],
)
def test_what_is_refused(question: Field, typed: str) -> None:
    with pytest.raises(Unfit):
        read_answer(question, typed, say)


@given(st.sampled_from(VISIT.fields), st.text())
def test_whatever_is_typed_is_kept_or_refused(question: Field, typed: str) -> None:
    try:
        kept = read_answer(question, typed, say)
    except Unfit as unfit:
        assert unfit.sentence.text  # noqa: PT017 -- either way is right
    else:
        assert kept
        match question.kind:
            case AnyText(longest):
                assert len(kept) <= longest
            case WholeNumber():
                assert 1 <= int(kept) <= 500
            case OneOf(choices):
                assert kept in {choice.value for choice in choices}


def test_answers_are_shown_in_words() -> None:
    assert shown(MOOD, "well") == verbatim("Well")
    assert shown(PLACE, "Jakarta") == "Jakarta"
    assert isinstance(shown(REMARKS, None), Phrase)

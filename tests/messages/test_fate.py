from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.delivery import (
    REPEATED_ONCE,
    Closed,
    Delivered,
    Lane,
    Letter,
    LetterKey,
    LetterKind,
    LetterState,
    Moved,
    NotSent,
    Piece,
    Refused,
    SendOutcome,
    Throttled,
    Uncertain,
    pause_before_attempt,
)
from messages.fate import LONGEST_WAIT, MOST_FAILURES, WORTH_SENDING, Fate, Strain, fate_of
from messages.request import Chat, ChatId, PlatformName

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HERE = Chat(PlatformName("scripted"), ChatId("1"))
SECOND = timedelta(seconds=1)


def letter(kind: LetterKind = LetterKind.ANSWER, **values: int) -> Letter:
    pieces = (Piece({"n": 1}), Piece({"n": 2}))
    made = Letter(LetterKey("a"), HERE, pieces, kind, Lane.ANSWER, NOON, NOON)
    return replace(made, **values)  # type: ignore[arg-type]  # only whole numbers are set here


def fate(outcome: SendOutcome, about: Letter | None = None, **values: object) -> Fate:
    given_values = {"age": timedelta(0), "chance": 0.5, "may_repeat": True} | values
    return fate_of(about or letter(), outcome, **given_values)  # type: ignore[arg-type]


def test_a_letter_goes_on_until_its_last_piece() -> None:
    assert fate(Delivered(), letter(sent=1)) == Fate(LetterState.WAITING)
    assert fate(Delivered(), letter(sent=2)) == Fate(LetterState.DELIVERED)


@pytest.mark.parametrize("kind", LetterKind)
def test_of_unknown_fate_only_what_is_counted_on_goes_out_again_and_once(kind: LetterKind) -> None:
    lost = Uncertain("answer lost")
    unknown = Fate(LetterState.UNKNOWN, "answer lost")
    again = Fate(LetterState.WAITING, "answer lost", timedelta(0), is_repeat=True)
    assert fate(lost, letter(kind)) == (again if kind in REPEATED_ONCE else unknown)
    assert fate(lost, letter(kind, repeats=1)) == unknown
    assert fate(lost, letter(kind), may_repeat=False) == unknown


def test_who_is_counted_on() -> None:
    assert {LetterKind.REPORT_PROMPT, LetterKind.DIGEST} == REPEATED_ONCE


@given(st.integers(0, 40), st.floats(0, 1))
def test_pauses_grow_to_a_cap_and_are_spread(attempts: int, chance: float) -> None:
    outcome = fate(NotSent("no connection"), letter(attempts=attempts), chance=chance)
    assert outcome.wait is not None
    assert outcome.has_failed
    usual = pause_before_attempt(attempts + 1)
    assert usual * 0.75 <= outcome.wait <= usual * 1.25


@pytest.mark.parametrize("lane", Lane)
def test_what_is_old_and_failed_often_is_given_up(lane: Lane) -> None:
    outcome, worth = NotSent("no connection"), WORTH_SENDING[lane]
    failed_often = replace(letter(attempts=MOST_FAILURES - 1), lane=lane)
    assert fate(outcome, failed_often, age=worth).state is LetterState.REFUSED
    assert fate(outcome, failed_often, age=worth - SECOND).state is LetterState.WAITING
    failed = replace(letter(attempts=MOST_FAILURES - 2), lane=lane)
    assert fate(outcome, failed, age=worth).state is LetterState.WAITING


@given(st.timedeltas(min_value=SECOND, max_value=timedelta(days=3)), st.floats(0, 1))
def test_what_a_platform_asks_for_is_never_cut_short(wait: timedelta, chance: float) -> None:
    outcome = fate(Throttled(wait), chance=chance)
    assert outcome == Fate(LetterState.WAITING, "throttled", min(wait, LONGEST_WAIT))


def test_what_only_people_can_mend() -> None:
    assert fate(Refused("empty")) == Fate(LetterState.REFUSED, "empty")
    assert fate(Closed("blocked")) == Fate(LetterState.PARKED, "blocked")
    assert fate(Moved(HERE)).state is LetterState.WAITING


# How a platform fares.


def note(strain: Strain, chat: str, outcome: SendOutcome, now: float) -> float:
    return strain.note(ChatId(chat), outcome, now, 0.5) - now


LOST, LATER, FINE = NotSent("no connection"), Throttled(7 * SECOND), Delivered()


def test_one_chats_trouble_is_its_own() -> None:
    strain = Strain()
    assert all(note(strain, "1", LOST, now) <= 0 for now in range(20))
    assert note(strain, "2", LOST, 20) <= 0
    assert note(strain, "3", FINE, 20) <= 0
    assert note(strain, "4", LOST, 20) <= 0


def test_chat_after_chat_makes_the_rest_wait_longer_each_time() -> None:
    strain, now, rests = Strain(), 100.0, []
    for _ in range(12):
        for chat in "123":
            rest = note(strain, chat, LOST, now)
        rests.append(rest)
        # What was in flight when the rest began adds nothing to it.
        assert all(note(strain, chat, LOST, now) == rest for chat in "4567")
        now += rest
    assert rests[:4] == [1, 2, 4, 8]
    assert rests[-1] == 300
    note(strain, "1", FINE, now)
    for chat in "123":
        rest = note(strain, chat, LOST, now)
    assert rest == 1


def test_the_shortest_wait_asked_for_counts_for_the_others() -> None:
    strain = Strain()
    note(strain, "1", Throttled(3600 * SECOND), 0)
    note(strain, "2", LATER, 0)
    assert note(strain, "3", Throttled(30 * SECOND), 0) == 7

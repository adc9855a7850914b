"""What counts as stuck: a rule on values, with no world around it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.vigilance import (
    LATE_AFTER,
    SILENT_AFTER,
    STUCK_AFTER,
    Kind,
    Signs,
    Trouble,
    troubles,
)
from messages.request import PlatformName
from storage.backlog import Waiting

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TELEGRAM, SLACK = PlatformName("telegram"), PlatformName("slack")
WELL = Signs(
    now=NOW,
    monotonic=10_000.0,
    since=0.0,
    heard_at={TELEGRAM: 9_990.0, SLACK: 9_990.0},
    letters=(),
    delivered_at={},
    late={},
)
A_MOMENT = timedelta(seconds=1)


def waiting(age: timedelta, lane: str = "answer", state: str = "waiting") -> Waiting:
    return Waiting(TELEGRAM, state, 3, NOW - age, lane)


def test_nothing_is_stuck() -> None:
    assert troubles(WELL) == {}


def test_a_platform_that_is_silent_for_long() -> None:
    silence = SILENT_AFTER.total_seconds()
    signs = replace(WELL, heard_at={TELEGRAM: 10_000 - silence, SLACK: 10_001 - silence})
    assert troubles(signs) == {Trouble(Kind.SILENCE, TELEGRAM): NOW - SILENT_AFTER}


def test_a_platform_never_heard_is_given_as_long_from_the_start() -> None:
    signs = replace(WELL, heard_at={TELEGRAM: None}, since=10_000 - 1.0)
    assert troubles(signs) == {}
    assert troubles(replace(signs, since=0.0)) == {
        Trouble(Kind.SILENCE, TELEGRAM): NOW - timedelta(seconds=10_000)
    }


@pytest.mark.parametrize(
    ("letters", "arrived", "is_stuck"),
    [
        (waiting(STUCK_AFTER), None, True),
        (waiting(STUCK_AFTER - A_MOMENT), None, False),
        (waiting(STUCK_AFTER * 9), STUCK_AFTER - A_MOMENT, False),
        (waiting(STUCK_AFTER * 9), STUCK_AFTER, True),
        (waiting(STUCK_AFTER * 9, state="parked"), None, False),
        (waiting(STUCK_AFTER * 9, state="unknown"), None, False),
    ],
)
def test_a_lane_in_which_something_waits_and_nothing_arrives(
    letters: Waiting, arrived: timedelta | None, is_stuck: bool
) -> None:
    at = {} if arrived is None else {("telegram", "answer"): 10_000 - arrived.total_seconds()}
    signs = replace(WELL, letters=(letters,), delivered_at=at)
    lane = Trouble(Kind.LANE, TELEGRAM, "answer")
    assert troubles(signs) == ({lane: letters.oldest} if is_stuck else {})


def test_what_arrives_in_another_lane_is_no_help() -> None:
    signs = replace(
        WELL,
        letters=(waiting(STUCK_AFTER, "bulk"),),
        delivered_at={("telegram", "answer"): 10_000.0, ("slack", "bulk"): 10_000.0},
    )
    assert list(troubles(signs)) == [Trouble(Kind.LANE, TELEGRAM, "bulk")]


def test_an_outage_is_one_trouble() -> None:
    signs = replace(WELL, letters=(waiting(STUCK_AFTER),), heard_at={TELEGRAM: 0.0})
    assert [each.kind for each in troubles(signs)] == [Kind.SILENCE]


def test_a_duty_that_is_an_hour_late() -> None:
    signs = replace(WELL, late={"digest": NOW - LATE_AFTER, "forget": NOW - LATE_AFTER + A_MOMENT})
    assert troubles(signs) == {Trouble(Kind.DUTY, "digest"): NOW - LATE_AFTER}
    assert Trouble(Kind.DUTY, "digest").platform is None

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.pacing import SPENT, Limit, Pacer
from platforms.slack import limits as slack
from platforms.telegram import limits as telegram

SECOND = timedelta(seconds=1)
LIMITS = (
    telegram.OVERALL,
    telegram.CHAT,
    telegram.GROUP,
    slack.CHANNEL,
    slack.WORKSPACE,
    slack.TIER_3,
    slack.TIER_4,
)


def most_in_a_window(times: list[float], period: float) -> int:
    """How many calls at most a sliding window sees that includes both its ends but one."""
    return max(sum(start <= at < start + period for at in times) for start in times)


def test_the_contracts_values() -> None:
    assert (telegram.OVERALL.calls, telegram.OVERALL.period) == (30, SECOND)
    assert (telegram.CHAT.calls, telegram.CHAT.period) == (1, SECOND)
    assert (telegram.GROUP.calls, telegram.GROUP.period) == (20, 60 * SECOND)
    assert (slack.CHANNEL.calls, slack.CHANNEL.period) == (1, SECOND)
    assert [tier.calls for tier in (slack.TIER_3, slack.TIER_4)] == [50, 100]


@pytest.mark.parametrize("limit", [telegram.OVERALL, telegram.CHAT, telegram.GROUP, slack.CHANNEL])
def test_ninety_three_per_cent_are_spent(limit: Limit) -> None:
    assert limit.gap == pytest.approx(limit.period.total_seconds() / limit.calls / SPENT)


PAUSES = st.lists(st.floats(0, 3) | st.sampled_from([0.0, 0.001, 120.0]), min_size=1, max_size=150)


@given(
    st.sampled_from(LIMITS)
    | st.builds(
        lambda calls, at_once, seconds: Limit(calls, seconds * SECOND, min(at_once, calls)),
        st.integers(1, 60),
        st.integers(1, 60),
        st.integers(1, 60),
    ),
    PAUSES,
)
def test_no_window_ever_holds_more_than_the_limit(limit: Limit, pauses: list[float]) -> None:
    pacer, now, times = Pacer(), 0.0, []
    for pause in pauses:
        now += pause
        at = pacer.reserve({"all": limit}, now)
        assert at >= now
        times.append(at)
    # A hair less than the period: two calls may be apart by it to the last bit of a float.
    assert most_in_a_window(times, limit.period.total_seconds() * (1 - 1e-9)) <= limit.calls


@given(PAUSES, st.lists(st.sampled_from("abc"), min_size=150, max_size=150))
def test_several_limits_hold_at_once(pauses: list[float], chats: list[str]) -> None:
    pacer, now = Pacer(), 0.0
    times: list[tuple[float, str]] = []
    for pause, chat in zip(pauses, chats, strict=False):
        now += pause
        limits = {"all": telegram.OVERALL, chat: telegram.CHAT, f"group {chat}": telegram.GROUP}
        times.append((pacer.reserve(limits, now), chat))
    for chat in "abc":
        of_chat = [at for at, where in times if where == chat]
        if of_chat:
            assert most_in_a_window(of_chat, 1 - 1e-9) == 1
            assert most_in_a_window(of_chat, 60 * (1 - 1e-9)) <= 20


@pytest.mark.parametrize("limit", LIMITS)
def test_an_idle_place_never_waits(limit: Limit) -> None:
    pacer = Pacer()
    for now in (0.0, limit.gap * 1.001, 1000.0):
        assert pacer.ready_at({"all": limit}, now) == now
        assert pacer.reserve({"all": limit}, now) == now


@pytest.mark.parametrize("limit", LIMITS)
def test_without_end_it_is_even(limit: Limit) -> None:
    pacer = Pacer()
    times = [pacer.reserve({"all": limit}, 0.0) for _ in range(200)]
    gaps = [later - sooner for sooner, later in pairwise(times[100:])]
    assert gaps == pytest.approx([limit.gap] * 99)


@pytest.mark.parametrize("gaps_late", [(0, 0.02), (3, *[0] * 120)])
def test_who_is_late_is_caught_up_with(gaps_late: tuple[float, ...]) -> None:
    """Timers that wake late, and a stall now and then, must not slow everything down."""
    pacer, gap = Pacer(), telegram.OVERALL.gap
    now = 0.0
    for turn in range(1, 361):
        late = gaps_late[turn % len(gaps_late)] * gap
        now = pacer.reserve({"all": telegram.OVERALL}, now + late)
    assert now == pytest.approx(360 * gap, rel=0.02)


def test_what_is_held_waits_and_nothing_else() -> None:
    pacer = Pacer()
    pacer.hold("chat", 10.0)
    pacer.hold("chat", 5.0)
    assert pacer.held_until("chat", 1.0) == 10.0
    assert pacer.held_until("other", 1.0) == 1.0
    assert pacer.held_until("chat", 10.0) == 10.0


def test_what_has_long_been_free_is_forgotten() -> None:
    pacer = Pacer()
    for chat in range(25_000):
        pacer.reserve({str(chat): telegram.CHAT}, chat / 10)
    assert len(pacer._turns) <= 10_001

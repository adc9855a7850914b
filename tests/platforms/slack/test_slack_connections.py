"""Two connections (P10): one is always there, none is trusted that says nothing, none is forced."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.clock import RehearsedClock
from platforms.slack.api import SlackApi
from platforms.slack.listener import Listener, Watchdog
from tests.bot.desk import eventually
from tests.platforms.slack.conftest import Kopdar, connected
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_server_wire import Call

# A minute passes in a third of a second.
PACE = 200
EAGER = Watchdog(timedelta(milliseconds=40), most_silences=3)


class StampedCalls(list[Call]):
    """The calls that came, and when an attempt at a connection began."""

    def __init__(self, now: Callable[[], float]) -> None:
        super().__init__()
        self._now = now
        self.attempts: list[float] = []

    def append(self, call: Call) -> None:
        if call.method == "auth.test":
            self.attempts.append(self._now())
        super().append(call)


@dataclass
class Listening:
    listener: Listener
    clock: RehearsedClock
    calls: StampedCalls
    kopdar: Kopdar
    api: SlackApi = field(repr=False)

    async def within_a_minute(self, is_so: Callable[[], bool]) -> float:
        """The seconds that it took, by the clock that runs fast."""
        began = self.clock.monotonic()
        await eventually(is_so)
        took = self.clock.monotonic() - began
        assert took <= 60
        return took


@asynccontextmanager
async def listening(
    slack: SlackServer, watchdog: Watchdog | None = None, pace: float = PACE
) -> AsyncIterator[Listening]:
    clock = RehearsedClock(pace)
    calls = StampedCalls(clock.monotonic)
    slack._wire.calls = calls
    async with connected(slack, clock) as platform:  # for the answers; it does not listen
        api = SlackApi(slack.bot_token, slack.app_token, slack.api_url, None, None)
        kopdar = Kopdar(platform)
        listener = Listener(api, clock, watchdog)
        task = asyncio.create_task(listener.run(kopdar.accept))
        try:
            yield Listening(listener, clock, calls, kopdar, api)
            assert not task.done()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await api.close()


def most_within(seconds: float, times: list[float]) -> int:
    return max(sum(start <= time < start + seconds for time in times) for start in times)


async def test_two_connections_are_kept_and_each_is_used(slack: SlackServer) -> None:
    alice = slack.person("Alice")
    async with listening(slack) as here:
        await slack.sockets.wait_until_open(count=2)
        for number in (0, 1):
            slack.sockets.put_first(number)
            await slack.direct_message(alice, "rank Indonesia")
            await here.kopdar.next_request()
        await slack.until_acknowledged(2)


async def test_p10_a_connection_whose_packets_are_lost_is_replaced_and_the_other_covers(
    slack: SlackServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    alice = slack.person("Alice")
    async with listening(slack, EAGER) as here:
        await slack.sockets.wait_until_open(count=2)
        slack.sockets.freeze()
        await slack.direct_message(alice, "rank Indonesia")
        await here.kopdar.next_request()
        await here.within_a_minute(lambda: slack.sockets.count == 2)
        assert "is dead: it gives no sign of life" in caplog.text


async def test_p10_when_both_are_lost_both_come_back_and_the_event_with_them(
    slack: SlackServer,
) -> None:
    alice = slack.person("Alice")
    async with listening(slack, EAGER) as here:
        await slack.sockets.wait_until_open(count=2)
        await slack.direct_message(alice, "rank Indonesia")
        await here.kopdar.next_request()
        slack.sockets.freeze()
        slack.sockets.freeze()
        saying = asyncio.create_task(slack.direct_message(alice, "rank Japan"))
        assert (await here.kopdar.next_request()).arguments == "Japan"
        await saying


async def test_a_silent_slack_that_answers_pings_is_alive(slack: SlackServer) -> None:
    async with listening(slack, EAGER, pace=1) as here:
        await slack.sockets.wait_until_open(count=2)
        heard = here.listener.heard_at
        await asyncio.sleep(EAGER.silence.total_seconds() * (EAGER.most_silences + 3))
        assert slack.sockets.opened_in_all == 2
        assert heard is not None
        assert here.listener.heard_at is not None
        assert here.listener.heard_at > heard


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_p10_a_connection_that_slack_renews_is_left_while_the_other_covers(
    slack: SlackServer, reason: str
) -> None:
    alice = slack.person("Alice")
    async with listening(slack) as here:
        await slack.sockets.wait_until_open(count=2)
        await slack.sockets.disconnect(reason, only=0)
        await slack.direct_message(alice, "rank Indonesia")
        await here.kopdar.next_request()
        await here.within_a_minute(lambda: slack.sockets.count == 2)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("too_many_websockets", "more connections than Slack allows"),
        ("link_disabled", "Socket Mode is switched off"),
    ],
)
async def test_p10_what_somebody_must_mend_is_said_and_tried_slowly(
    slack: SlackServer, reason: str, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with listening(slack) as here:
        await slack.sockets.wait_until_open(count=2)
        await slack.sockets.disconnect(reason)
        took = await here.within_a_minute(lambda: slack.sockets.count == 2)
        assert took >= 30
        assert said in caplog.text


async def test_p10_an_address_that_cannot_be_had_twenty_times_is_asked_for_in_peace(
    slack: SlackServer,
) -> None:
    for _ in range(5):
        slack.fail_next("apps.connections.open", status=503)
        slack.fail_next("apps.connections.open", drops="before")
        slack.fail_next("apps.connections.open", error="internal_error")
        slack.fail_next("apps.connections.open", body="<html>")
    async with listening(slack) as here:
        await eventually(lambda: len(here.calls.attempts) >= 20)
        await here.within_a_minute(lambda: slack.sockets.count == 2)
        assert most_within(10, here.calls.attempts) <= 11
        assert here.calls.attempts[-1] - here.calls.attempts[0] >= 100


async def test_p10_no_more_than_one_attempt_a_second_is_made(slack: SlackServer) -> None:
    async with listening(slack, pace=5) as here:
        await slack.sockets.wait_until_open(count=2)
        slack.sockets.drop()
        await eventually(lambda: len(here.calls.attempts) >= 4)
        pauses = [later - sooner for sooner, later in pairwise(here.calls.attempts)]
        # Each is stamped where it arrives, which takes the network some milliseconds.
        assert min(pauses) > 0.5


async def test_a_wait_that_slack_asks_for_holds_for_both(slack: SlackServer) -> None:
    slack.fail_next("apps.connections.open", error="ratelimited", retry_after=90)
    async with listening(slack) as here:
        await slack.sockets.wait_until_open(count=2, seconds=10)
        first, second, *_ = here.calls.attempts
        # The other connection may have begun its own attempt before the answer came.
        waits = [later - first for later in here.calls.attempts[1:]]
        assert [wait for wait in waits if 5 < wait < 85] == []
        assert second - first >= 85 or waits[1] >= 85


async def test_p10_a_session_that_somebody_closed_is_opened_anew(slack: SlackServer) -> None:
    alice = slack.person("Alice")
    async with listening(slack) as here:
        await slack.sockets.wait_until_open(count=2)
        session = here.api._session
        assert session is not None
        await session.close()
        await here.within_a_minute(lambda: slack.sockets.opened_in_all >= 4)
        await slack.direct_message(alice, "rank Indonesia")
        await here.kopdar.next_request()


async def test_p6_an_event_on_both_connections_has_one_key(slack: SlackServer) -> None:
    alice = slack.person("Alice")
    async with listening(slack) as here:
        await slack.sockets.wait_until_open(count=2)
        slack.deliver = slack.sockets.deliver_on_all
        await slack.direct_message(alice, "rank Indonesia")
        first, second = await here.kopdar.next_request(), await here.kopdar.next_request()
        assert first.key == second.key
        await slack.until_acknowledged(2)

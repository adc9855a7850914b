"""What was asked while nobody was there to answer, on both platforms alike (row P13)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import RehearsedClock
from tests.stories.desk import PACE, Desk, open_desk

SAID = "Kopdar could not answer when you asked, and that is more than an hour ago."


@pytest.fixture
async def desk(shipped_database: Path, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(shipped_database, tmp_path, clock=RehearsedClock(PACE)) as opened:
        yield opened


async def test_p13_a_day_s_backlog_on_slack_is_one_apology_in_each_place(desk: Desk) -> None:
    """By mention, with words alone, by a press: Slack tells when it was, also where it repeats."""
    slack = desk.slack
    budi = slack.person("Budi")
    channel = slack.channel("desk", [budi])
    for n in range(20):
        await slack.direct_message(budi, "rank Indonesia", hours_ago=23 - n)
        await slack.mentions(budi, "rank Japan", channel=channel, hours_ago=23 - n)
    said = [await slack.next_message(), await slack.next_message()]
    assert {message.channel for message in said} == {budi.direct, channel}
    for message in said:
        assert message.shown.startswith(SAID)
        # In a channel it concerns nobody else.
        assert message.ephemeral is (message.channel is channel)

    # What comes in time is answered; nothing else was said before it.
    await slack.direct_message(budi, "rank Indonesia")
    assert "41 of 209" in (await slack.next_message()).shown
    await slack.mentions(budi, "rank Japan", channel=channel)
    posted = await slack.next_message()
    assert posted.shown.startswith("Japan")
    assert slack.untaken == 0


async def test_p13_the_apology_leaves_the_message_that_was_pressed(desk: Desk) -> None:
    slack = desk.slack
    budi = slack.person("Budi")
    channel = slack.channel("desk", [budi])
    await slack.mentions(budi, "rank Japan", channel=channel)
    posted = await slack.next_message()
    await slack.presses(budi, posted, "History", hours_ago=3)
    said = await slack.next_message()
    assert said.shown.startswith(SAID)
    assert (said.ephemeral, said.edited) == (True, False)
    await slack.presses(budi, said, "Ask again")
    assert (await slack.next_message()).shown.startswith("Japan over the years")

"""When a platform falls silent, whoever runs Kopdar hears of it on the other, and of the end."""

import time

from tests.faults.world import World
from tests.platforms import slack_server_world
from tests.platforms.slack_server_workspace import TEAM

# A long poll that nobody answers for its 25 s takes as long as 25 minutes would.
PACE = 60


async def until_told(world: World, sentence: str) -> slack_server_world.Message:
    """At this pace Slack's own pings are minutes apart, too: what is said of it is passed over."""
    while True:
        message = await world.slack.next_message(within=30)
        if sentence in message.shown:
            return message


async def test_the_operator_hears_of_a_silent_platform_and_that_it_is_over(world: World) -> None:
    admin = world.slack.person("Rina")
    await world.kopdar.start(
        pace=f"{PACE}@{time.time():.0f}", KOPDAR_ADMINS=f"slack:{TEAM}/{admin.id}"
    )
    begun = await until_told(world, "Kopdar hears nothing from Telegram")
    assert begun.channel is admin.direct
    # Somebody writes on Telegram: that is a sign of life, which has to last for two minutes.
    await world.ask_on_telegram()
    await world.until_settled()
    await until_told(world, "Kopdar hears Telegram again")

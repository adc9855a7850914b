"""Slack takes nothing, in one channel or at all: what is for it is set aside with the reason, one
operator hears of it once, nobody else notices, and mended it goes on (row P9)."""

import re
import time

import pytest

from tests.faults.staff import GREETED
from tests.faults.world import World, letter_on_slack
from tests.platforms.bot_api import Person
from tests.platforms.slack_server_workspace import TEAM
from tests.stories.test_command_line import CommandLine

SCHEDULE = """
[[schedule]]
duty = "greeting"
when = "every 5 minutes"
"""
# A slot every three seconds.
PACE = 100
CHANNEL_FAULTS = {"is_archived": {"is_archived": True}, "not_in_channel": {"bot_is_member": False}}


async def shown_set_aside(world: World) -> list[str]:
    """The reasons that `python -m bot outbox` shows."""
    listed = await CommandLine(world.books.path).run("outbox")
    assert listed.code == 0
    return re.findall(r"parked: .*?reason: ([^\n]+)", listed.out, re.DOTALL)


async def resend_all(world: World) -> None:
    assert (await CommandLine(world.books.path).run("outbox", "--resend", "all")).code == 0


def told_of_closing(world: World, admin: Person) -> list[str]:
    """At this pace a platform that has nothing to say seems silent; that is another matter."""
    return [text for text in world.recorder.texts(admin.id) if "takes no messages" in text]


def parked(world: World) -> int:
    return world.books.states().count("parked")


@pytest.mark.parametrize("why", CHANNEL_FAULTS)
async def test_p9_a_duty_whose_channel_is_closed_goes_on_when_it_is_open(
    world: World, why: str
) -> None:
    admin, budi = world.telegram.person("Admin"), world.slack.person("Budi")
    desk, press = world.slack.channel("desk", [budi]), world.slack.channel("press", [budi])
    for fact, value in CHANNEL_FAULTS[why].items():
        setattr(desk, fact, value)
    schedules = world.folder / "schedules.toml"
    schedules.write_text(SCHEDULE)
    settings = {
        "KOPDAR_SCHEDULES_FILE": str(schedules),
        "KOPDAR_ADMINS": f"telegram:{admin.id}",
        GREETED: f"slack:{desk.id}",
    }
    pace = f"{PACE}@{time.time():.3f}"
    await world.kopdar.start("", pace, **settings)
    await world.until(lambda: parked(world) >= 2)

    await world.write(letter_on_slack("digest", press, "The digest"))
    await world.until(lambda: world.slack.sockets.count)
    question = await world.ask_on_slack(budi)
    await world.until(lambda: world.recorder.texts(press.id) == ["The digest"])
    await world.until(lambda: question in "".join(world.recorder.texts(budi.direct.id)))

    # Over a restart that meets the closed channel again.
    await world.kopdar.kill()
    set_aside = parked(world)
    await world.kopdar.start("", pace, **settings)
    await world.until(lambda: parked(world) > set_aside)
    (notice,) = told_of_closing(world, admin)
    assert why in notice
    assert desk.id in notice
    assert len([c for c in world.slack.called("chat.postMessage") if c["channel"] == desk.id]) == 1
    await world.kopdar.kill()
    reasons = await shown_set_aside(world)
    assert len(reasons) == parked(world)
    assert all(f"({why})" in reason for reason in reasons)

    desk.is_archived, desk.bot_is_member = False, True
    await resend_all(world)
    await world.kopdar.start("", pace, **settings)
    await world.until(lambda: len(world.recorder.texts(desk.id)) >= len(reasons) + 2)
    told = [re.findall(r"of (\S+)", text)[0] for text in world.recorder.texts(desk.id)]
    assert told == sorted(set(told)), "a slot was told twice, or out of its turn"
    assert parked(world) == 0
    assert told_of_closing(world, admin) == [notice]


@pytest.mark.parametrize("why", ["account_inactive", "token_revoked"])
async def test_p9_a_conversation_goes_on_when_slack_takes_the_token_again(
    world: World, why: str
) -> None:
    slack, telegram = world.slack, world.telegram
    admin, budi, rina = telegram.person("Admin"), slack.person("Budi"), slack.person("Rina")
    desk = slack.channel("desk", [rina])
    # Rina is one as well; on Slack she could not be told.
    admins = f"telegram:{admin.id},slack:{TEAM}/{rina.id}"
    settings = {"KOPDAR_ADMINS": admins, GREETED: f"telegram:{admin.id}"}
    pace = f"{PACE}@{time.time():.3f}"
    await world.kopdar.start("", pace, **settings)
    await world.until(lambda: slack.sockets.count)
    await slack.direct_message(budi, "visit")
    await world.until(lambda: "Where was it?" in "".join(world.recorder.texts(budi.direct.id)))

    slack.refuses_bot_token(why)
    await slack.direct_message(budi, "Jakarta")
    await world.until(lambda: parked(world) == 1)
    await world.write(letter_on_slack("digest", desk, "The digest"))
    await world.until(lambda: parked(world) == 2)
    # A command is answered where it was typed: that wants no token. And Telegram is another matter.
    asked = await world.command_on_slack(rina, desk)
    await world.until(lambda: asked in "".join(world.recorder.texts(desk.id)))
    question = await world.ask_on_telegram()
    await world.until(lambda: question in "".join(world.recorder.texts()))
    reasons = await shown_set_aside(world)
    assert len(reasons) == 2
    assert all(f"({why})" in reason for reason in reasons)

    # Over a restart that meets the refusal again.
    await world.kopdar.kill()
    calls = len(slack.called("chat.postMessage"))
    await world.kopdar.start("", pace, **settings)
    await world.until(lambda: len(slack.called("chat.postMessage")) > calls)
    await world.until(lambda: parked(world) == 2)
    (notice,) = told_of_closing(world, admin)
    assert why in notice

    if why == "token_revoked":
        await world.kopdar.kill()
        slack.installs_again()
        await world.kopdar.start("", pace, KOPDAR_SLACK_BOT_TOKEN=slack.bot_token, **settings)
    else:
        slack.refuses_bot_token("")
        await resend_all(world)
    await world.until(lambda: not parked(world) and not world.books.unsettled())
    assert world.recorder.texts(desk.id)[-1] == "The digest"
    await world.until(lambda: slack.sockets.count)
    await slack.direct_message(budi, "well")
    await world.until(lambda: len(world.recorder.texts(budi.direct.id)) == 3)
    said = world.recorder.texts(budi.direct.id)
    for text, words in zip(
        said, ("Where was it?", "How did it go?", "How many came?"), strict=True
    ):
        assert words in text
    assert told_of_closing(world, admin) == [notice]

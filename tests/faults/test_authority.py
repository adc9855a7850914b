"""Who may ask what is decided when it is carried out, by the platform's own ids (row C7)."""

import signal

import pytest

from handlers.command import Access, Command
from handlers.registry import COMMANDS
from tests.faults.world import World

RESTRICTED = [command for command in COMMANDS if command.access is not Access.EVERYONE]
DENIED = "is not for everyone"


async def answers_but(world: World, earlier: int, count: int) -> list[str]:
    """So many answers more than the earlier ones, when nothing is under way any more."""
    await world.until_received(earlier + count)
    await world.until(lambda: not world.books.unsettled())
    return world.recorder.texts()[earlier:]


@pytest.mark.parametrize("command", RESTRICTED, ids=lambda command: command.name)
async def test_c7_in_no_way_does_a_stranger_get_it(world: World, command: Command) -> None:
    """Typed, pressed, in a group, as an anonymous administrator of the group, on Slack."""
    telegram, slack = world.telegram, world.slack
    stranger, admin = telegram.person("Stranger"), telegram.person("Admin")
    group = telegram.group("Desk", [stranger, admin])
    outsider = slack.person("Outsider")
    channel = slack.channel("desk", [outsider])
    await world.kopdar.start(KOPDAR_ADMINS=f"telegram:{admin.id}")
    await world.until(lambda: slack.sockets.count)

    await telegram.says(admin, f"/{command.name}@{telegram.username}", group)
    (shown,) = await answers_but(world, 0, 1)
    assert DENIED not in shown
    pressed = telegram.messages(group)[-1]

    await telegram.says(stranger, f"/{command.name}")
    await telegram.says(stranger, f"/{command.name}@{telegram.username}", group)
    # A client may send anything as the data of a button, also of a message shown to somebody else.
    await telegram.presses_forged(stranger, pressed, command.name)
    await telegram.says(admin, f"/{command.name}@{telegram.username}", group, sender_chat=group)
    await slack.types_command(outsider, "/kopdar", command.name, channel=channel)
    await slack.direct_message(outsider, command.name)
    await slack.mentions(outsider, command.name, channel=channel)
    denials = await answers_but(world, 1, 7)
    assert [DENIED in text for text in denials] == [True] * 7


async def test_c7_who_was_removed_meanwhile_gets_nothing(world: World) -> None:
    """Asked with the right to, carried out without: the question waited over a restart."""
    admin = world.telegram.person("Admin")
    await world.kopdar.start("handled:kill", KOPDAR_ADMINS=f"telegram:{admin.id}")
    await world.telegram.says(admin, f"/{RESTRICTED[0].name}")
    assert await world.kopdar.ended() == -signal.SIGKILL
    await world.kopdar.start()
    (answer,) = await answers_but(world, 0, 1)
    assert DENIED in answer


def test_there_is_something_to_protect() -> None:
    assert RESTRICTED

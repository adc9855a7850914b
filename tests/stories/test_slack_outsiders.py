"""Guests, people of other workspaces and channels shared with them: who gets what on Slack, and
who reads along (row C7)."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

import pytest

from bot.clock import RehearsedClock
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_server_workspace import TEAM
from tests.platforms.slack_server_world import Channel, Message, Person
from tests.stories.desk import PACE, Desk, open_desk

THEIRS = "T0PARTNER1"
# What may be seen of the made-up editions, and in no published one.
MEASURED = ("Measured", "of 25", "Kopdar index")
FOR_THE_TEAM = ("why Indonesia", "whatif", "schedules", "rank ID kopdar", "top kopdar")
FOR_ADMINISTRATORS = ("outbox",)
TO_EVERYONE = "Show to everyone"

Open = Callable[..., AbstractAsyncContextManager[Desk]]


@pytest.fixture
def open_measured(measured_database: Path, tmp_path: Path) -> Open:
    """Kopdar with measured editions; settings are given by name."""
    clock = RehearsedClock(PACE)
    return partial(open_desk, measured_database, tmp_path, clock=clock)


@pytest.fixture
async def desk(open_measured: Open) -> AsyncIterator[Desk]:
    """Whoever is of the workspace may see what is measured."""
    async with open_measured(allowed=f"slack:{TEAM}", flood_limit="0") as opened:
        yield opened


def is_measured(message: Message) -> bool:
    return any(word in message.shown for word in MEASURED)


def is_refused(message: Message) -> bool:
    refused = "is not for everyone" in message.shown or "is for the team" in message.shown
    return refused and not is_measured(message)


def labels(message: Message) -> list[str]:
    return [label for label, _, _ in message.buttons]


async def mention(slack: SlackServer, who: Person, text: str, channel: Channel) -> Message:
    await slack.mentions(who, text, channel=channel)
    return await slack.next_message()


async def command(slack: SlackServer, who: Person, text: str, channel: Channel) -> Message:
    await slack.types_command(who, "/kopdar", text, channel=channel)
    return await slack.next_message()


async def direct(slack: SlackServer, who: Person, text: str) -> Message:
    await slack.direct_message(who, text)
    return await slack.next_message()


@pytest.mark.parametrize("text", FOR_THE_TEAM)
async def test_c7_what_is_for_the_team_is_never_posted_in_a_channel(desk: Desk, text: str) -> None:
    """Whether or not it is known that somebody reads along: the asker alone sees it."""
    slack = desk.slack
    member, partner = slack.person("Budi"), slack.person("Pat", team=THEIRS)
    for others in ([], [partner]):
        channel = slack.channel("press", [member, *others])
        answer = await mention(slack, member, text, channel)
        assert (answer.ephemeral, answer.user, answer.channel) == (True, member, channel)
        assert not is_refused(answer)
        assert TO_EVERYONE not in labels(answer)
        aside = await command(slack, member, text, channel)
        assert (aside.ephemeral, aside.user) == (True, member)
        assert TO_EVERYONE not in labels(aside)
        assert aside.shown == answer.shown
    assert not slack.called("chat.postMessage")


async def test_c7_what_is_posted_is_what_anybody_would_get(desk: Desk) -> None:
    """Not even a word of the weeks that there are, where somebody of the team asks wrongly."""
    slack = desk.slack
    member, partner = slack.person("Budi"), slack.person("Pat", team=THEIRS)
    channel = slack.channel("press", [member, partner])
    assert is_measured(await direct(slack, member, "rank Indonesia"))
    posted = await mention(slack, member, "rank Indonesia", channel)
    assert not posted.ephemeral
    assert "41 of 209" in posted.shown
    assert not is_measured(posted)
    whoever = await mention(slack, partner, "rank Indonesia", channel)
    assert whoever.shown == posted.shown
    wrong = await mention(slack, member, "rank Indonesia 2020-W10", channel)
    assert "no measured edition of 2020-W10" in wrong.shown
    assert (wrong.ephemeral, wrong.user) == (True, member)
    for text in ("editions", "help", "compare Indonesia"):
        said = await mention(slack, member, text, channel)
        assert not said.ephemeral
        assert not is_measured(said)
        assert "/whatif" not in said.shown


async def test_c7_a_press_tells_others_nothing_of_what_is_measured(desk: Desk) -> None:
    slack = desk.slack
    member, partner = slack.person("Budi"), slack.person("Pat", team=THEIRS)
    channel = slack.channel("press", [member, partner])
    posted = await mention(slack, member, "rank Indonesia", channel)
    # Under a message of Kopdar's stand what anybody may ask; clients may send anything.
    forged = Message(**{**vars(posted), "blocks": asking("why Indonesia")})
    await slack.presses(member, forged, "Ask")
    shown = await slack.next_message()
    assert (shown.ephemeral, shown.user) == (True, member)
    assert is_measured(shown)
    await slack.presses(partner, forged, "Ask")
    assert is_refused(await slack.next_message())

    aside = await command(slack, member, "rank Indonesia", channel)
    assert is_measured(aside)
    await slack.presses(member, aside, TO_EVERYONE)
    posted = await slack.next_message()
    assert not posted.ephemeral
    assert not is_measured(posted)
    assert "41 of 209" in posted.shown


def asking(value: str) -> list[dict[str, object]]:
    text = {"type": "plain_text", "text": "Ask"}
    button = {"type": "button", "action_id": "ask:0", "text": text, "value": value}
    return [{"type": "actions", "elements": [button]}]


async def test_c7_an_outsider_gets_what_is_published_and_no_more(open_measured: Open) -> None:
    """Also where a command comes under our workspace's name, and where the settings name theirs:
    who is a guest there, nobody here can tell."""
    both = f"slack:{TEAM},slack:{THEIRS}"
    async with open_measured(flood_limit="0", allowed=both) as desk:
        slack = desk.slack
        member, partner = slack.person("Budi"), slack.person("Pat", team=THEIRS)
        channel = slack.channel("press", [member, partner])
        assert "41 of 209" in (await mention(slack, partner, "rank Indonesia", channel)).shown
        for text in (*FOR_THE_TEAM, *FOR_ADMINISTRATORS):
            assert is_refused(await mention(slack, partner, text, channel))
            assert is_refused(await command(slack, partner, text, channel))
        assert not is_measured(await command(slack, partner, "rank Indonesia", channel))
        assert is_measured(await command(slack, member, "rank Indonesia", channel))


async def test_c7_the_same_id_in_another_workspace_is_somebody_else(open_measured: Open) -> None:
    """In whatever way Slack says of which workspace they are, or leaves it out."""
    async with open_measured(flood_limit="0", allowed=f"slack:{TEAM}") as desk:
        slack = desk.slack
        admin, partner = slack.person("Budi"), slack.person("Pat", team=THEIRS)
        channel = slack.channel("press", [admin, partner])
        assert not is_refused(await mention(slack, admin, "schedules", channel))
        said = slack.said(admin, "<@U0KOPDAR01> schedules", channel) | {"type": "app_mention"}
        known = {"team", "user_team", "source_team"}
        bare = {name: value for name, value in said.items() if name not in known}
        for told in (
            {"user_team": THEIRS, "team": TEAM},
            {"user_profile": {"team": THEIRS}, "team": TEAM},
            {"team": THEIRS},
            {"user_team": "E0PARTNER1"},
            {},
        ):
            await slack.sends_event(bare | told)
            assert is_refused(await slack.next_message()), told
        message = await mention(slack, admin, "rank Indonesia", channel)
        forged = Message(**{**vars(message), "blocks": asking("schedules")})
        for team in (THEIRS, None):
            impostor = Person(admin.id, admin.name, admin.locale, admin.direct, team or "")
            await slack.presses(impostor, forged, "Ask")
            assert is_refused(await slack.next_message())


async def test_c7_a_guest_is_let_in_by_name_alone(open_measured: Open) -> None:
    # Slack gives ids in their order: the second person's, as the settings name it.
    named = f"slack:{TEAM}/U0000000004"
    async with open_measured(flood_limit="0", allowed=f"slack:{TEAM},{named}") as desk:
        slack = desk.slack
        guest, invited = (slack.person(name, is_guest=True) for name in ("Gita", "Ingrid"))
        assert named.endswith(invited.id)
        channel = slack.channel("press", [guest, invited])
        published = await direct(slack, guest, "rank Indonesia")
        assert "41 of 209" in published.shown
        assert not is_measured(published)
        for text in (*FOR_THE_TEAM, *FOR_ADMINISTRATORS):
            assert is_refused(await direct(slack, guest, text))
            assert is_refused(await command(slack, guest, text, channel))
        for text in FOR_THE_TEAM:
            assert not is_refused(await direct(slack, invited, text))

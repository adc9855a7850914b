"""A message whose answer was lost: looked up by its mark, or said once more."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from messages.delivery import Delivered, NotSent, Piece, SendOutcome, Uncertain
from messages.request import AccountId, Chat, ChatId, Request
from platforms.slack.inbound import SLACK
from platforms.slack.platform import SlackPlatform
from platforms.slack.render import render
from tests.platforms.slack.conftest import (
    ENGLISH,
    HISTORY,
    NOW,
    PatientClock,
    asked_in,
)
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_server_world import Channel

MARK = "0123456789abcdef"
LINE = "Sent again: <perhaps> the first one is @here."


def pieces_for(request: Request) -> Piece:
    (piece,) = render(request, HISTORY, ENGLISH, None)
    return replace(piece, mark=MARK)


async def find(platform: SlackPlatform, request: Request) -> SendOutcome:
    return await platform.find(request.chat, pieces_for(request), NOW)


async def send(platform: SlackPlatform, request: Request) -> SendOutcome:
    return await platform.send(request.chat, pieces_for(request), None)


@pytest.fixture
def direct(slack: SlackServer) -> Channel:
    return slack.person("Alice").direct


@pytest.mark.parametrize("arrived", [True, False])
async def test_a_direct_message_is_looked_up(
    slack: SlackServer,
    platform: SlackPlatform,
    clock: PatientClock,
    direct: Channel,
    arrived: bool,
) -> None:
    slack.fail_next("chat.postMessage", drops="after" if arrived else "before")
    assert isinstance(await send(platform, asked_in(direct)), Uncertain)
    found = await find(platform, asked_in(direct))
    if arrived:
        message = await slack.next_message()
        assert isinstance(found, Delivered)
        assert found.message_id == message.ts
    else:
        # The one look that did not find it is not believed: it may show itself late.
        assert isinstance(found, NotSent)
        assert len(slack.called("conversations.history")) == 2
        assert sum(pause.total_seconds() for pause in clock.pauses) == 15


async def test_another_message_is_not_taken_for_it(
    slack: SlackServer, platform: SlackPlatform, direct: Channel
) -> None:
    request = asked_in(direct)
    await platform.send(request.chat, replace(pieces_for(request), mark="another"), None)
    await platform.send(request.chat, replace(pieces_for(request), mark=""), None)
    assert isinstance(await find(platform, request), NotSent)


async def test_in_a_thread_it_is_looked_up_there(
    slack: SlackServer, platform: SlackPlatform, direct: Channel
) -> None:
    alice = direct.members[0]
    first = slack.said(alice, "question", direct)["ts"]
    for n in range(250):
        slack.said(alice, f"chatter {n}", direct, thread=first)
    threaded = replace(asked_in(direct), chat=Chat(SLACK, ChatId(direct.id), first))
    outcome = await send(platform, threaded)
    assert isinstance(outcome, Delivered)
    found = await find(platform, threaded)
    assert isinstance(found, Delivered)
    assert found.message_id == outcome.message_id
    assert isinstance(await find(platform, asked_in(direct)), NotSent)


async def test_much_said_since_does_not_hide_it(
    slack: SlackServer, platform: SlackPlatform, direct: Channel
) -> None:
    sent = await send(platform, asked_in(direct))
    assert isinstance(sent, Delivered)
    for n in range(450):
        slack.said(direct.members[0], f"chatter {n}", direct)
    # By the server's time, which is not that of the test's clock.
    since = datetime.fromtimestamp(1_790_000_000, UTC)
    request = asked_in(direct)
    found = await platform.find(request.chat, pieces_for(request), since)
    assert isinstance(found, Delivered)
    assert found.message_id == sent.message_id


async def test_what_is_far_down_is_not_said_to_be_missing(
    slack: SlackServer, platform: SlackPlatform, direct: Channel
) -> None:
    for n in range(2_001):
        slack.said(direct.members[0], f"chatter {n}", direct)
    since, request = datetime.fromtimestamp(1_790_000_000, UTC), asked_in(direct)
    found = await platform.find(request.chat, pieces_for(request), since)
    assert isinstance(found, Uncertain)


async def test_a_change_is_found_by_its_mark_too(
    slack: SlackServer, platform: SlackPlatform, direct: Channel
) -> None:
    request = asked_in(direct)
    posted = await platform.send(request.chat, replace(pieces_for(request), mark=""), None)
    assert isinstance(posted, Delivered)
    changing = asked_in(direct, update=str(posted.message_id))
    await send(platform, changing)
    found = await find(platform, changing)
    assert isinstance(found, Delivered)
    assert found.message_id == posted.message_id


@pytest.mark.parametrize("may_read", [False, True])
async def test_in_channels_only_where_the_operator_lets_us_read(
    slack: SlackServer, platform: SlackPlatform, desk: Channel, may_read: bool
) -> None:
    slack.workspace.reads_channels = may_read
    await send(platform, asked_in(desk))
    found = await find(platform, asked_in(desk))
    assert isinstance(found, Delivered if may_read else Uncertain)
    assert len(slack.called("conversations.history")) == 1


@pytest.mark.parametrize(
    "fault",
    [{"retry_after": 7}, {"status": 503}, {"drops": "before"}, {"error": "ratelimited"}],
)
async def test_a_look_that_fails_is_taken_again(
    slack: SlackServer,
    platform: SlackPlatform,
    clock: PatientClock,
    direct: Channel,
    fault: dict[str, Any],
) -> None:
    await send(platform, asked_in(direct))
    slack.fail_next("conversations.history", **fault)
    assert isinstance(await find(platform, asked_in(direct)), Delivered)
    if "retry_after" in fault:
        assert clock.pauses[1].total_seconds() == 7


async def test_nobody_looks_for_ever(
    slack: SlackServer, platform: SlackPlatform, direct: Channel
) -> None:
    await send(platform, asked_in(direct))
    for _ in range(8):
        slack.fail_next("conversations.history", status=503)
    assert isinstance(await find(platform, asked_in(direct)), Uncertain)


@pytest.mark.parametrize("at", [{"respond": "https://hooks.slack.com/x"}, {"aside": "U1"}])
async def test_what_one_person_saw_is_not_looked_up_and_not_repeated(
    slack: SlackServer, platform: SlackPlatform, desk: Channel, at: dict[str, str]
) -> None:
    request = asked_in(desk, **at)
    assert isinstance(await find(platform, request), Uncertain)
    assert not slack.calls
    assert platform.repeated(pieces_for(request), LINE) == ()


async def test_a_repeat_says_so_at_its_head(
    slack: SlackServer, platform: SlackPlatform, desk: Channel
) -> None:
    request = asked_in(desk)
    for piece in platform.repeated(pieces_for(request), LINE):
        assert isinstance(await platform.send(request.chat, piece, None), Delivered)
    message = await slack.next_message()
    assert message.shown.startswith("Sent again: <perhaps>")
    assert "Indonesia over the years" in message.shown
    assert message.text.startswith("Sent again")


async def test_somebody_alone_is_spoken_to_in_the_direct_chat(
    slack: SlackServer, platform: SlackPlatform
) -> None:
    alice = slack.person("Alice")
    chat = platform.chat_with(AccountId(f"T1/{alice.id}"))
    request = replace(asked_in(alice.direct), chat=chat)
    for _ in range(2):
        assert isinstance(await send(platform, request), Delivered)
        assert (await slack.next_message()).channel is alice.direct
    assert isinstance(await find(platform, request), Delivered)
    assert len(slack.called("conversations.open")) == 1


def test_limits_are_those_of_the_first_way(platform: SlackPlatform, desk: Channel) -> None:
    def names(**at: str) -> list[str]:
        request = asked_in(desk, **at)
        return list(platform.limits(request.chat, pieces_for(request)))

    assert names() == [f"channel {desk.id}", "chat.postMessage"]
    assert names(update="1.1") == [f"channel {desk.id}", "chat.update"]
    assert names(aside="U1") == ["chat.postEphemeral"]
    assert names(respond="https://hooks.slack.com/x") == []
    assert names(direct="U1") == ["channel U1", "chat.postMessage"]

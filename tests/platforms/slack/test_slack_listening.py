"""Committed before acknowledged, and connected again after anything."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta

import pytest

from messages.request import Inbound, Request, Unreadable
from platforms.slack.failure import CallFailed
from platforms.slack.platform import SlackPlatform
from tests.platforms.slack.conftest import Kopdar, PatientClock, connected
from tests.platforms.slack_server import SlackServer


async def test_nothing_is_acknowledged_before_it_is_committed(
    slack: SlackServer, platform: SlackPlatform
) -> None:
    asked, committed = asyncio.Event(), asyncio.Event()

    async def accept(inbound: Sequence[Inbound]) -> None:
        asked.set()
        await committed.wait()

    listening = asyncio.create_task(platform.listen(accept))
    alice = slack.person("Alice")
    await slack.sockets.wait_until_open()
    await slack.types_command(alice, "/rank", "Indonesia", channel=alice.direct)
    await asked.wait()
    assert not slack.acknowledged
    committed.set()
    await slack.until_acknowledged()
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)


async def test_an_event_that_could_not_be_stored_is_repeated(
    slack: SlackServer, kopdar: Kopdar
) -> None:
    alice = slack.person("Alice")
    kopdar.refusals = 2
    await slack.direct_message(alice, "rank Indonesia")
    request = await kopdar.next_request()
    await slack.until_acknowledged()
    assert slack.acknowledged[0].attempt == 2
    assert slack.acknowledged[0].payload["event_id"] in request.key
    assert kopdar.inbox.empty()


@pytest.mark.parametrize("press", [False, True])
async def test_a_command_that_could_not_be_stored_is_not_acknowledged(
    slack: SlackServer, kopdar: Kopdar, press: bool
) -> None:
    alice = slack.person("Alice")
    await slack.types_command(alice, "/rank", "Indonesia", channel=alice.direct)
    await kopdar.answer(await kopdar.next_request())
    message = await slack.next_message()
    kopdar.refusals = 1
    if press:
        await slack.presses(alice, message, "History")
    else:
        await slack.types_command(alice, "/rank", "Indonesia", channel=alice.direct)
    await slack.sockets.wait_until_heard(0, unanswered=1, seconds=5)
    assert kopdar.inbox.empty()


async def test_what_is_not_for_kopdar_is_acknowledged_and_not_stored(
    slack: SlackServer, kopdar: Kopdar
) -> None:
    alice = slack.person("Alice")
    said = slack.said(alice, "hello", alice.direct) | {"channel_type": "im"}
    await slack.sends_event(said | {"subtype": "message_changed"})
    await slack.sends_event(said | {"bot_id": "B1"})
    await slack.sockets.deliver("interactive", {"type": "view_closed"})
    await slack.until_acknowledged(3)
    assert kopdar.inbox.empty()


async def test_a_payload_that_nobody_can_read_does_not_take_the_rest_with_it(
    slack: SlackServer, kopdar: Kopdar
) -> None:
    alice = slack.person("Alice")
    await slack.sends_event({"type": "app_mention", "user": "U1", "channel": "C1"})
    await slack.direct_message(alice, "rank Indonesia")
    keys = {(await asyncio.wait_for(kopdar.inbox.get(), 5)).key for _ in range(2)}
    assert {key.split(":")[1] for key in keys} == {"unreadable", "event"}


async def test_a_form_nested_without_an_end_is_kept_and_breaks_no_connection(
    slack: SlackServer, kopdar: Kopdar
) -> None:
    state = {"values": {"words": {"answer": {"value": "x"}}}}
    view = {"id": "V1", "callback_id": "form", "private_metadata": "[" * 3_000, "state": state}
    await slack.sockets.wait_until_open()
    await slack.sockets.deliver("interactive", {"type": "view_submission", "view": view})
    kept = await asyncio.wait_for(kopdar.inbox.get(), 5)
    assert isinstance(kept, Unreadable)
    await slack.until_acknowledged()
    assert slack.sockets.opened_in_all <= 2


async def test_what_bolt_cannot_take_is_kept_and_others_go_on(
    slack: SlackServer, platform: SlackPlatform
) -> None:
    kept: list[Inbound] = []
    may_commit = asyncio.Event()

    async def accept(inbound: Sequence[Inbound]) -> None:
        if isinstance(inbound[0], Request):
            await may_commit.wait()
        kept.extend(inbound)

    listening = asyncio.create_task(platform.listen(accept))
    alice = slack.person("Alice")
    await slack.sockets.wait_until_open()
    await slack.types_command(alice, "/rank", "Indonesia", channel=alice.direct)
    poison = {
        "type": "event_callback",
        "event_id": "EvPoison",
        "authorizations": [None],
        "token": "secret-verification",
        "response_url": f"{slack.api_url}secret-answer",
    }
    await slack.sockets.deliver("events_api", poison)
    await slack.until_acknowledged(1)
    may_commit.set()
    await slack.until_acknowledged(2)
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)

    unreadable, request = kept
    assert isinstance(unreadable, Unreadable)
    assert unreadable.key == "slack:unreadable:EvPoison"
    assert "authorizations" in unreadable.raw
    assert "secret" not in unreadable.raw
    assert isinstance(request, Request)
    assert slack.sockets.opened_in_all <= 2


async def test_what_bolt_cannot_take_and_nobody_can_store_comes_again(
    slack: SlackServer, kopdar: Kopdar
) -> None:
    kopdar.refusals = 1
    poison = {"type": "event_callback", "event_id": "Ev1", "authorizations": [None]}
    await slack.sockets.deliver("events_api", poison)
    await slack.until_acknowledged()
    assert slack.acknowledged[0].attempt == 1
    assert kopdar.inbox.qsize() == 1


async def test_broken_connections_are_replaced(slack: SlackServer, kopdar: Kopdar) -> None:
    alice = slack.person("Alice")
    slack.sockets.drop()
    await slack.direct_message(alice, "rank Indonesia")
    assert (await kopdar.next_request()).command == "rank"


async def test_pauses_grow_while_slack_is_away(
    slack: SlackServer, clock: PatientClock, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(16):
        slack.fail_next("apps.connections.open", status=503)
    async with connected(slack, clock) as platform:
        kopdar = Kopdar(platform)
        listening = asyncio.create_task(platform.listen(kopdar.accept))
        await slack.sockets.wait_until_open()
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
    seconds = {pause.total_seconds() for pause in clock.pauses}
    assert {1, 2, 4, 8, 16, 30} <= seconds
    assert max(seconds) == 30
    assert slack.app_token not in caplog.text


async def test_check_says_who_kopdar_is_and_whether_it_may_listen(
    slack: SlackServer, platform: SlackPlatform
) -> None:
    assert await platform.who_am_i() == "@kopdar in Kemlu"
    await platform.can_listen()


async def test_check_says_in_plain_words_what_is_wrong_with_a_token(
    slack: SlackServer, clock: PatientClock
) -> None:
    wrong = SlackPlatform("xoxb-wrong", slack.bot_token, slack.api_url, clock)
    with pytest.raises(
        CallFailed, match=r"^Slack refuses the bot token: Slack does not know it \(invalid_auth\)$"
    ):
        await wrong.who_am_i()
    with pytest.raises(
        CallFailed, match=r"^Slack refuses the app-level token: it is the wrong kind of token"
    ):
        await wrong.can_listen()
    await wrong.close()


@pytest.mark.parametrize(
    ("method", "token"),
    [("auth.test", "bot token"), ("apps.connections.open", "app-level token")],
)
async def test_a_refused_token_is_an_error_and_tried_again_slowly(
    slack: SlackServer,
    clock: PatientClock,
    caplog: pytest.LogCaptureFixture,
    method: str,
    token: str,
) -> None:
    for error in ("invalid_auth", "token_revoked"):
        slack.fail_next(method, error=error)
    async with connected(slack, clock) as platform:
        listening = asyncio.create_task(platform.listen(Kopdar(platform).accept))
        await slack.sockets.wait_until_open()
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
    # The other connection may have been under way when the first was refused.
    assert sum(clock.pauses, timedelta()) >= timedelta(seconds=30)
    said = [(record.levelno, record.message) for record in caplog.records]
    assert said[:2] == [
        (
            logging.ERROR,
            f"Slack refuses the {token}: {why}; trying again in 0:00:30",
        )
        for why in ("Slack does not know it (invalid_auth)", "it was revoked (token_revoked)")
    ]


@pytest.mark.parametrize(
    ("address", "proxy", "named"),
    [
        ("http://127.0.0.1:9/api/", None, "127.0.0.1:9"),
        (
            "https://slack.example/api/",
            "http://me:pass@127.0.0.1:9",
            "slack.example by the proxy 127.0.0.1:9",
        ),
    ],
)
async def test_a_server_that_is_not_reached_is_named_without_secrets(
    slack: SlackServer, clock: PatientClock, address: str, proxy: str | None, named: str
) -> None:
    away = SlackPlatform(slack.bot_token, slack.app_token, address, clock, proxy)
    for introduce in (away.who_am_i, away.can_listen):
        with pytest.raises(CallFailed) as failure:
            await introduce()
        assert str(failure.value).startswith(f"no connection to {named} (Client")
    await away.close()


async def test_no_secret_reaches_the_log(
    slack: SlackServer, kopdar: Kopdar, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    alice = slack.person("Alice")
    desk = slack.channel("desk", [alice])
    kopdar.refusals = 1
    await slack.mentions(alice, "rank Indonesia", channel=desk)
    slack.fail_next("files.info", status=500)
    await kopdar.answer(await kopdar.next_request())
    await slack.types_command(alice, "/rank", "Indonesia", channel=desk)
    command = await kopdar.next_request()
    slack.fail_next("response_url", drops="after")
    await kopdar.answer(command)
    slack.later(timedelta(hours=1))
    await kopdar.answer(command)
    slack.fail_next("upload", drops="before")
    slack.fail_next("chat.postMessage", error="is_archived")
    await slack.direct_message(alice, "rank Indonesia")
    await kopdar.answer(await kopdar.next_request())
    slack.sockets.drop()
    slack.fail_next("apps.connections.open", error="invalid_auth")
    slack.fail_next("link", status=503)
    await slack.sockets.wait_until_open()

    assert "not stored" in caplog.text
    assert "broke (WSServerHandshakeError)" in caplog.text
    for secret in (slack.bot_token, slack.app_token, "secret-", "upload-ticket", "xoxb-", "xapp-"):
        assert secret not in caplog.text
    for holder in (kopdar.platform, kopdar.platform._api):
        assert slack.bot_token not in repr(holder)

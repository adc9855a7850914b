"""Where Slack calls: signed, fresh, committed before the 200, and each thing once."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from gettext import NullTranslations

import pytest

from messages.form import FieldName, Filled
from messages.reply import Reply
from messages.request import Inbound, Unreadable
from messages.wording import Wording
from platforms.slack.manifest import manifest
from platforms.slack.platform import SlackPlatform
from platforms.slack.webhook import PATH, over_http
from tests.platforms.doorway import doorway
from tests.platforms.slack.conftest import ENGLISH, NOW, Kopdar, PatientClock
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_server_http import SIGNING_SECRET, HttpCalls, Signed, signed, written
from tests.stories.form_desk import VISIT

FORM = "application/x-www-form-urlencoded"
AT = NOW.timestamp()


class StillClock(PatientClock):
    """Says always the same, and nobody who sleeps wakes."""

    async def sleep(self, pause: timedelta) -> None:
        self.pauses.append(pause)
        await asyncio.Event().wait()


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
async def platform(slack: SlackServer, clock: StillClock) -> AsyncIterator[SlackPlatform]:
    made = SlackPlatform(slack.bot_token, None, slack.api_url, clock, signing_secret=SIGNING_SECRET)
    yield made
    await made.close()


@pytest.fixture
async def calls(
    slack: SlackServer, platform: SlackPlatform, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[HttpCalls]:
    monkeypatch.setattr("tests.platforms.slack_server_http.time.time", lambda: AT)
    async with doorway(*platform.endpoints) as door, HttpCalls(door.root + PATH, 5) as made:
        slack.deliver = made.deliver
        yield made


@pytest.fixture
async def kopdar(platform: SlackPlatform, calls: HttpCalls) -> AsyncIterator[Kopdar]:
    made = Kopdar(platform)
    listening = asyncio.create_task(platform.listen(made.accept))
    while platform.heard_at is None:  # noqa: ASYNC110  # the platform sets no event
        await asyncio.sleep(0.001)
    yield made
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)


async def test_commands_events_and_presses_come_in(
    slack: SlackServer, kopdar: Kopdar, calls: HttpCalls
) -> None:
    alice = slack.person("Alice")
    desk = slack.channel("desk", [alice])
    await slack.types_command(alice, "/rank", "Côte d'Ivoire & São Tomé", channel=desk)
    command = await kopdar.next_request()
    assert (command.command, command.arguments) == ("rank", "Côte d'Ivoire & São Tomé")
    await kopdar.answer(command)
    await slack.mentions(alice, "rank Indonesia", channel=desk)
    assert (await kopdar.next_request()).command == "rank"
    await slack.presses(alice, await slack.next_message(), "History")
    press = await kopdar.next_request()
    assert (press.command, press.arguments, press.is_press) == ("history", "ID", True)
    assert [(each.status, each.text) for each in calls.answers] == [(200, "")] * 3
    assert slack.called("apps.connections.open") == []


async def test_a_sent_window_comes_in_or_is_told_what_is_wrong(
    slack: SlackServer, kopdar: Kopdar, calls: HttpCalls
) -> None:
    alice = slack.person("Alice")
    await slack.types_command(alice, "/kopdar", "visit", channel=alice.direct)
    request = await kopdar.next_request()
    english = Wording("en", NullTranslations(), {})
    assert await kopdar.platform.open_form(request, VISIT, Reply(parts=()), english)
    assert not await kopdar.platform.open_form(request, VISIT, Reply(parts=()), english)
    window = await slack.next_window()
    filled = {"Where was it?": " ", "How did it go?": "Well", "How many came?": "12"}
    await slack.sends_window(window, filled)
    assert json.loads(calls.answers[-1].text)["response_action"] == "errors"
    assert kopdar.inbox.empty()
    await slack.sends_window(window, filled | {"Where was it?": "Jakarta"})
    assert (calls.answers[-1].status, calls.answers[-1].text) == (200, "")
    sent = (await kopdar.next_request()).filled
    assert sent == Filled(
        VISIT.name,
        VISIT.about,
        {
            FieldName("place"): "Jakarta",
            FieldName("mood"): "well",
            FieldName("guests"): "12",
            FieldName("remarks"): None,
        },
    )


async def test_slack_may_look_whether_it_is_us(kopdar: Kopdar, calls: HttpCalls) -> None:
    challenge = {"type": "url_verification", "token": "t", "challenge": "3eZbrw1aBm2rZgR"}
    answer = await calls.send(signed(json.dumps(challenge).encode()))
    assert (answer.status, answer.text) == (200, "3eZbrw1aBm2rZgR")
    assert (await calls.send(signed(b"ssl_check=1&token=t", FORM))).status == 200
    assert kopdar.inbox.empty()


async def test_nothing_is_answered_before_it_is_committed(
    slack: SlackServer, platform: SlackPlatform, calls: HttpCalls
) -> None:
    asked, committed = asyncio.Event(), asyncio.Event()

    async def accept(inbound: Sequence[Inbound]) -> None:
        asked.set()
        await committed.wait()

    listening = asyncio.create_task(platform.listen(accept))
    alice = slack.person("Alice")
    while platform.heard_at is None:  # noqa: ASYNC110  # the platform sets no event
        await asyncio.sleep(0.001)
    typing = asyncio.create_task(slack.types_command(alice, "/rank", channel=alice.direct))
    await asked.wait()
    await asyncio.sleep(0.05)
    assert calls.answers == []
    committed.set()
    await typing
    assert [each.status for each in calls.answers] == [200]
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)


async def test_an_event_that_could_not_be_stored_is_repeated(
    slack: SlackServer, kopdar: Kopdar, calls: HttpCalls
) -> None:
    kopdar.refusals = 2
    await slack.direct_message(slack.person("Alice"), "rank Indonesia")
    assert [each.status for each in calls.answers] == [500, 500, 200]
    await kopdar.next_request()
    assert kopdar.inbox.empty()


async def test_nothing_is_taken_while_nobody_listens(
    slack: SlackServer, platform: SlackPlatform, calls: HttpCalls
) -> None:
    await slack.types_command(slack.person("A"), "/rank", channel=slack.channel("desk"))
    assert [each.status for each in calls.answers] == [503]


async def test_what_nobody_can_read_is_kept(kopdar: Kopdar, calls: HttpCalls) -> None:
    for body, kind in ((b"no JSON {", "application/json"), (b"payload=%5B1%5D", FORM)):
        assert (await calls.send(signed(body, kind))).status == 200
        kept = await asyncio.wait_for(kopdar.inbox.get(), 5)
        assert isinstance(kept, Unreadable)
    said = {"type": "message", "user": "U1", "channel": "D1", "ts": "1.1", "text": "rank"}
    twin = signed(*written("events_api", {"type": "event_callback", "event": said}))
    for _ in range(2):
        assert (await calls.send(twin)).status == 200
    first, second = kopdar.inbox.get_nowait(), kopdar.inbox.get_nowait()
    assert first.key == second.key  # so that the inbox keeps one of them


async def test_c4_a_replay_has_the_key_of_the_first(
    slack: SlackServer, kopdar: Kopdar, calls: HttpCalls
) -> None:
    alice = slack.person("Alice")
    await slack.types_command(alice, "/rank", channel=alice.direct)
    await slack.direct_message(alice, "rank Indonesia")
    for request in tuple(calls.sent):
        assert (await calls.send(request)).status == 200
    keys = [(await kopdar.next_request()).key for _ in range(4)]
    assert keys[:2] == keys[2:]
    assert len(set(keys)) == 2


BODY = b"command=%2Frank&text=Indonesia&user_id=U1&channel_id=D1&trigger_id=1.1&team_id=T1"
RIGHT = signed(BODY, FORM, at=AT)


def without(name: str) -> Signed:
    return Signed(BODY, [each for each in RIGHT.headers if each[0] != name])


def altered(number: int) -> Signed:
    body = bytearray(BODY)
    body[number] ^= 1
    return Signed(bytes(body), RIGHT.headers)


FORGED: dict[str, Signed] = {
    "no signature": without("X-Slack-Signature"),
    "no time": without("X-Slack-Request-Timestamp"),
    "nothing": Signed(BODY, [("Content-Type", FORM)]),
    "another secret": signed(BODY, FORM, secret="f" * 32, at=AT),
    "301 s old": signed(BODY, FORM, at=AT - 301),
    "301 s ahead": signed(BODY, FORM, at=AT + 301),
    "first byte": altered(0),
    "last byte": altered(-1),
    "one byte more": Signed(BODY + b"&", RIGHT.headers),
    "signature twice": Signed(BODY, [*RIGHT.headers, RIGHT.headers[2]]),
    "a wrong signature before": Signed(BODY, [("X-Slack-Signature", "v0=1"), *RIGHT.headers]),
    "time twice": Signed(BODY, [*RIGHT.headers, ("X-Slack-Request-Timestamp", "1")]),
    "no number": Signed(BODY, [("X-Slack-Request-Timestamp", "now"), *RIGHT.headers[2:]]),
    "another version": Signed(
        BODY, [*RIGHT.headers[:2], ("X-Slack-Signature", RIGHT.headers[2][1].replace("v0", "v1"))]
    ),
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
async def test_c4_a_forged_request_is_refused(
    kopdar: Kopdar, calls: HttpCalls, forged: Signed, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert (await calls.send(forged)).status == 401
    assert kopdar.inbox.empty()
    for secret in (SIGNING_SECRET, RIGHT.headers[2][1][3:], "Indonesia"):
        assert secret not in caplog.text
    assert (await calls.send(RIGHT)).status == 200


@pytest.mark.parametrize("seconds", [-300, 300])
async def test_a_request_on_the_edge_is_taken(
    kopdar: Kopdar, calls: HttpCalls, seconds: int
) -> None:
    assert (await calls.send(signed(BODY, FORM, at=AT + seconds))).status == 200


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(3600, "our clock is 3600 s behind its time"), (-3600, "our clock is 3600 s ahead of its")],
)
async def test_m4_a_wrong_clock_is_said(
    kopdar: Kopdar,
    calls: HttpCalls,
    seconds: int,
    said: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await calls.send(signed(BODY, FORM, at=AT + seconds))
    assert said in caplog.text
    assert "set this machine's clock (NTP)" in caplog.text


async def test_c5_a_body_of_10_mb_is_not_taken_in(kopdar: Kopdar, calls: HttpCalls) -> None:
    assert (await calls.send(signed(b"x" * 10_000_000))).status == 413
    assert kopdar.inbox.empty()


async def test_a_token_that_is_refused_is_said_and_no_sign_of_life(
    slack: SlackServer,
    platform: SlackPlatform,
    clock: StillClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    slack.fail_next("auth.test", error="invalid_auth")
    listening = asyncio.create_task(platform.listen(Kopdar(platform).accept))
    while not clock.pauses:  # noqa: ASYNC110  # the clock sets no event
        await asyncio.sleep(0.001)
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    assert platform.heard_at is None
    assert "Slack refuses the bot token" in caplog.text


def test_the_app_for_http_names_one_address_everywhere() -> None:
    made = manifest((("rank", "Where a ministry stands", "[country]"),), ("rank",), ENGLISH)
    app = over_http(made, "https://kopdar.test/")
    url = "https://kopdar.test/slack/events"
    assert {each["url"] for each in app["features"]["slash_commands"]} == {url}
    settings = app["settings"]
    assert settings["event_subscriptions"]["request_url"] == url
    assert settings["event_subscriptions"]["bot_events"]
    assert settings["interactivity"] == {"is_enabled": True, "request_url": url}
    assert settings["socket_mode_enabled"] is False

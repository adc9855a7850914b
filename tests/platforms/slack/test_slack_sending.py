"""What becomes of a message: never two of it, and the right word for every failure."""

from datetime import timedelta
from typing import Any

import pytest

from messages.delivery import Closed, Delivered, NotSent, Piece, Refused, Throttled, Uncertain
from platforms.slack.failure import failure_of
from platforms.slack.platform import SlackPlatform
from platforms.slack.render import SHOW_PICTURE
from tests.platforms.slack.conftest import (
    ENGLISH,
    HISTORY,
    PNG,
    RANK,
    Kopdar,
    PatientClock,
    asked_in,
)
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_server_world import Channel


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ({"retry_after": 7}, Throttled(timedelta(seconds=7))),
        ({"status": 429}, Throttled(timedelta(seconds=5))),
        ({"error": "ratelimited"}, Throttled(timedelta(seconds=5))),
        ({"retry_after": 10**14}, Throttled(timedelta(days=1))),
        ({"retry_after": -3}, Throttled(timedelta(seconds=1))),
        ({"retry_after": "soon"}, Throttled(timedelta(seconds=5))),
        ({"error": "ratelimited", "retry_after": 9}, Throttled(timedelta(seconds=9))),
        ({"error": "rate_limited"}, Throttled(timedelta(seconds=5), is_general=True)),
        ({"error": "message_limit_exceeded"}, Throttled(timedelta(seconds=5), is_general=True)),
    ],
)
async def test_too_many_is_waited_out(
    slack: SlackServer, sender: Kopdar, desk: Channel, fault: dict[str, Any], outcome: Throttled
) -> None:
    slack.fail_next("chat.postMessage", **fault)
    assert await sender.answer(asked_in(desk), HISTORY) == [outcome]


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500},
        {"status": 503},
        {"drops": "after"},
        {"drops": "before"},
        {"body": '{"ok": tr'},
        {"body": "ok"},
        {"error": "fatal_error"},
        {"error": "internal_error"},
        {"error": "request_timeout", "status": 408},
        {"error": "service_unavailable", "status": 503},
    ],
)
async def test_a_lost_answer_is_uncertain_and_never_repeated(
    slack: SlackServer, sender: Kopdar, desk: Channel, fault: dict[str, Any]
) -> None:
    slack.fail_next("chat.postMessage", **fault)
    (outcome,) = await sender.answer(asked_in(desk), HISTORY)
    assert isinstance(outcome, Uncertain)
    assert len(slack.called("chat.postMessage")) == 1


async def test_the_stamp_of_a_message_is_told(
    slack: SlackServer, sender: Kopdar, desk: Channel
) -> None:
    (posted,) = await sender.answer(asked_in(desk), HISTORY)
    assert isinstance(posted, Delivered)
    message = await slack.next_message()
    assert posted.message_id == message.ts
    (updated,) = await sender.answer(asked_in(desk, update=message.ts), HISTORY)
    assert isinstance(updated, Delivered)
    assert updated.message_id == message.ts


@pytest.mark.parametrize(
    ("error", "words", "expected"),
    [
        ("account_inactive", "Slack refuses the bot token: its account is deactivated", "all"),
        ("invalid_auth", "Slack refuses the bot token: Slack does not know it", "all"),
        ("token_revoked", "revoked", "all"),
        ("restricted_action", "does not let Kopdar write", "chat"),
        ("user_disabled", "deactivated", "chat"),
        ("missing_scope", "lacks a permission", "message"),
        ("something_new", "something_new", "message"),
    ],
)
async def test_a_refusal_says_why_and_of_what(
    slack: SlackServer, sender: Kopdar, desk: Channel, error: str, words: str, expected: str
) -> None:
    slack.fail_next("chat.postMessage", error=error)
    (outcome,) = await sender.answer(asked_in(desk), HISTORY)
    assert isinstance(outcome, Refused | Closed)
    assert words in outcome.reason
    of_all = isinstance(outcome, Closed) and outcome.is_general
    of_chat = isinstance(outcome, Closed) and not outcome.is_general
    assert expected == ("all" if of_all else "chat" if of_chat else "message")


async def test_channels_that_kopdar_cannot_write_to(slack: SlackServer, sender: Kopdar) -> None:
    archived = slack.channel("old")
    archived.is_archived = True
    foreign = slack.channel("press", bot_is_member=False)
    closed = slack.channel("closed", bot_is_member=False, is_private=True)
    reasons = []
    for channel in (archived, foreign, closed):
        (outcome,) = await sender.answer(asked_in(channel), HISTORY)
        assert isinstance(outcome, Closed)
        reasons.append(outcome.reason)
    assert [reason.split("(")[1] for reason in reasons] == [
        "is_archived)",
        "not_in_channel)",
        "channel_not_found)",
    ]


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/api/", "https"])
async def test_without_a_connection_nothing_was_sent(
    slack: SlackServer, clock: PatientClock, desk: Channel, address: str
) -> None:
    api_url = slack.api_url.replace("http:", "https:") if address == "https" else address
    platform = SlackPlatform(slack.bot_token, slack.app_token, api_url, clock)
    (outcome,) = await Kopdar(platform).answer(asked_in(desk), RANK)
    await platform.close()
    assert isinstance(outcome, NotSent)


async def test_an_answer_without_what_belongs_to_it_raises_nothing(
    slack: SlackServer, sender: Kopdar, desk: Channel
) -> None:
    slack.fail_next("conversations.open", body='{"ok": true}', kind="application/json")
    (outcome,) = await sender.answer(asked_in(desk, direct="U1"))
    assert isinstance(outcome, NotSent)
    assert not slack.called("chat.postMessage")


async def test_a_letter_that_another_version_laid_out_raises_nothing(
    platform: SlackPlatform, desk: Channel
) -> None:
    piece = Piece({"ways": [{"do": "post", "text": "x"}]})
    assert isinstance(await platform.send(asked_in(desk).chat, piece, None), Uncertain)


def test_an_answer_that_does_not_come_is_uncertain() -> None:
    assert isinstance(failure_of(TimeoutError(), "there", "bot token").outcome, Uncertain)


async def test_a_proxy_that_blocks_kept_the_message(
    slack: SlackServer, sender: Kopdar, desk: Channel
) -> None:
    slack.fail_next("chat.postMessage", status=403)
    (outcome,) = await sender.answer(asked_in(desk), HISTORY)
    assert isinstance(outcome, NotSent)


@pytest.mark.parametrize("wait", [timedelta(minutes=31), timedelta()])
@pytest.mark.parametrize("is_member", [True, False])
async def test_what_comes_after_half_an_hour_or_five_answers_finds_its_person_otherwise(
    slack: SlackServer, kopdar: Kopdar, wait: timedelta, is_member: bool
) -> None:
    alice = slack.person("Alice")
    away = slack.channel("away", [alice], bot_is_member=is_member)
    await slack.types_command(alice, "/rank", "Indonesia", channel=away)
    request = await kopdar.next_request()
    if wait:
        slack.later(wait)
    else:
        for _ in range(5):
            assert await kopdar.answer(request) == [Delivered()]
            await slack.next_message()
    assert await kopdar.answer(request) == [Delivered()]
    late = await slack.next_message()
    assert "41 of 209" in late.shown
    if is_member:
        assert (late.channel, late.ephemeral, late.user) == (away, True, alice)
    else:
        assert (late.channel, late.ephemeral) == (alice.direct, False)
        assert "no longer takes this answer where you asked" in late.shown
    assert len(slack.called("response_url")) == (1 if wait else 6)


async def test_who_can_be_told_nowhere_leaves_the_letter_refused(
    slack: SlackServer, kopdar: Kopdar
) -> None:
    alice = slack.person("Alice")
    away = slack.channel("away", [alice], bot_is_member=False)
    await slack.types_command(alice, "/rank", "Indonesia", channel=away)
    slack.later(timedelta(minutes=31))
    alice.is_active = False
    (outcome,) = await kopdar.answer(await kopdar.next_request())
    assert isinstance(outcome, Refused)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ({"drops": "after"}, Uncertain),
        ({"status": 502}, Uncertain),
        ({"retry_after": 3}, Throttled),
        ({"status": 404, "body": "no such thing"}, Delivered),
    ],
)
async def test_an_answer_by_response_url_is_judged_alike(
    slack: SlackServer, kopdar: Kopdar, fault: dict[str, Any], kind: type[object]
) -> None:
    alice = slack.person("Alice")
    away = slack.channel("away", [alice], bot_is_member=False)
    await slack.types_command(alice, "/rank", "Indonesia", channel=away)
    slack.fail_next("response_url", **fault)
    (outcome,) = await kopdar.answer(await kopdar.next_request())
    assert isinstance(outcome, kind)
    assert len(slack.called("response_url")) == 1


async def test_words_that_slack_will_not_lay_out_come_as_plain_text(
    slack: SlackServer, sender: Kopdar, desk: Channel
) -> None:
    slack.fail_next("chat.postMessage", error="invalid_blocks")
    slack.fail_next("chat.postMessage", error="msg_blocks_too_long")
    assert await sender.answer(asked_in(desk)) == [Delivered()]
    message = await slack.next_message()
    assert message.blocks == []
    assert "41 of 209" in message.text
    assert slack.called("chat.postMessage")[-1]["mrkdwn"] is False
    assert (await slack.next_message()).image == PNG


async def test_a_lost_change_may_be_made_again_and_no_other_way_is_tried(
    slack: SlackServer, sender: Kopdar, desk: Channel
) -> None:
    slack.fail_next("chat.update", drops="before")
    (outcome,) = await sender.answer(asked_in(desk, update="1.1"), HISTORY)
    assert isinstance(outcome, NotSent)
    assert not slack.called("chat.postMessage")


async def test_a_direct_chat_that_does_not_open_keeps_the_message(
    slack: SlackServer, sender: Kopdar, desk: Channel
) -> None:
    alice = slack.person("Alice")
    at = {"direct": alice.id, "respond": f"{slack.api_url}nowhere"}
    slack.fail_next("conversations.open", drops="after")
    (outcome,) = await sender.answer(asked_in(desk, **at))
    assert isinstance(outcome, NotSent)
    assert await sender.answer(asked_in(desk, **at)) == [Delivered()]
    assert await sender.answer(asked_in(desk, **at)) == [Delivered()]
    assert len(slack.called("conversations.open")) == 2
    assert len(slack.called("chat.postMessage")) == 2
    slack.violations.clear()  # the notices went nowhere, on purpose


def test_what_is_shown_to_one_person_only_wants_no_picture(
    platform: SlackPlatform, desk: Channel
) -> None:
    assert platform.wants_picture(asked_in(desk))
    assert platform.wants_picture(asked_in(desk, update="1.1"))
    assert not platform.wants_picture(asked_in(desk, respond="https://hooks.slack.com/x"))
    assert SHOW_PICTURE.text == ENGLISH.say(SHOW_PICTURE)

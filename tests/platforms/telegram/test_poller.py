"""Updates are committed before they are confirmed, and nothing that fails ends the listening."""

import logging
from datetime import timedelta

import pytest

from messages.request import Request, Unreadable
from platforms.telegram.platform import TelegramPlatform
from platforms.telegram.poller import BREATH, Poller
from tests.platforms.bot_api import BotApiServer
from tests.platforms.bot_api_updates import CONFLICT, WEBHOOK_IS_SET
from tests.platforms.telegram.conftest import KNOWN, Inbox, QuickClock, connected, listening

SECOND = timedelta(seconds=1)


async def test_a_command_becomes_a_request(
    api: BotApiServer, platform: TelegramPlatform, inbox: Inbox, clock: QuickClock
) -> None:
    alice = api.person("Alice", language="id")
    async with listening(platform, inbox.accept):
        await api.says(alice, "/rank Indonesia")
        (request,) = await inbox.next_batch()
    assert isinstance(request, Request)
    assert (request.command, request.arguments) == ("rank", "Indonesia")
    assert request.key == f"telegram:{api.bot.id}:500000001"
    assert request.sender.account == str(alice.id)
    assert (request.sender.name, request.sender.language) == ("Alice", "id")
    assert (request.chat.id, request.chat.is_private) == (str(alice.id), True)
    assert request.received_at == clock.now()


async def test_a_webhook_is_deleted_and_what_waited_is_kept(
    api: BotApiServer, platform: TelegramPlatform, inbox: Inbox
) -> None:
    api.sets_webhook("https://example.org/hook")
    await api.says(api.person("Alice"), "/top")
    async with listening(platform, inbox.accept):
        (request,) = await inbox.next_batch()
    assert isinstance(request, Request)
    assert request.command == "top"
    assert api.calls_to("deleteWebhook") == [{"drop_pending_updates": False}]


async def test_nothing_is_asked_before_the_first_poll_but_who_one_is(
    api: BotApiServer, platform: TelegramPlatform, inbox: Inbox
) -> None:
    async with listening(platform, inbox.accept):
        await api.called("getUpdates", 1)
    assert [call.method for call in api.calls] == ["getMe", "getUpdates"]


async def test_a_batch_is_confirmed_only_after_it_is_committed(
    api: BotApiServer, platform: TelegramPlatform, inbox: Inbox
) -> None:
    alice = api.person("Alice")
    for name in ("Japan", "India", "Kuwait"):
        await api.says(alice, f"/rank {name}")
    inbox.failures = [OSError("disk full"), OSError("disk full")]
    async with listening(platform, inbox.accept):
        batch = await inbox.next_batch()
        await api.called("getUpdates", 4)
    assert [r.arguments for r in batch if isinstance(r, Request)] == ["Japan", "India", "Kuwait"]
    polls = api.calls_to("getUpdates")
    # Twice the disk was full: the same poll again; then the offset confirms all three.
    assert [poll.get("offset") for poll in polls] == [None, None, None, 500_000_004]
    assert polls[0]["allowed_updates"] == [
        "message",
        "edited_message",
        "callback_query",
        "inline_query",
    ]


async def test_pauses_grow_while_nothing_can_be_stored(
    api: BotApiServer, platform: TelegramPlatform, inbox: Inbox, clock: QuickClock
) -> None:
    await api.says(api.person("Alice"), "/top")
    inbox.failures = [OSError("disk full")] * 7
    async with listening(platform, inbox.accept):
        await inbox.next_batch()
    assert clock.pauses == [SECOND * n for n in (1, 2, 4, 8, 16, 30, 30)]


async def test_an_update_that_cannot_be_read_does_not_take_the_rest_with_it(
    api: BotApiServer, platform: TelegramPlatform, inbox: Inbox
) -> None:
    alice = api.person("Alice")
    await api.says(alice, "/rank Japan")
    api.deliver_raw({"update_id": 500_000_002, "message": {"message_id": "nonsense"}})
    await api.says(alice, "/rank India")
    async with listening(platform, inbox.accept):
        first, poison, last = await inbox.next_batch()
    assert isinstance(first, Request)
    assert isinstance(last, Request)
    assert isinstance(poison, Unreadable)
    assert poison.key == f"telegram:{api.bot.id}:500000002"
    assert "nonsense" in poison.raw


async def test_an_update_without_a_number_is_kept_and_does_not_spin(
    api: BotApiServer, platform: TelegramPlatform, inbox: Inbox, clock: QuickClock
) -> None:
    api.deliver_raw({"message": "who knows"})
    async with listening(platform, inbox.accept):
        (first,) = await inbox.next_batch()
        (again,) = await inbox.next_batch()
        await api.says(api.person("Alice"), "/top")
        await api.called("getUpdates", 4)
    assert isinstance(first, Unreadable)
    assert first.key == again.key  # so that the inbox keeps one of them
    assert clock.pauses[:2] == [SECOND, 2 * SECOND]


async def test_numbers_that_go_back_and_jump_are_taken_as_they_come(
    api: BotApiServer, platform: TelegramPlatform, inbox: Inbox
) -> None:
    alice = api.person("Alice")
    message = (await api.says(alice, "/top")).message_id
    raw = {"message_id": message, "date": 1, "text": "/top"}
    raw |= {"chat": {"id": alice.id, "type": "private"}, "from": alice.to_json()}
    async with listening(platform, inbox.accept):
        await inbox.next_batch()
        api.deliver_raw({"update_id": 1_500_000_000, "message": raw})
        (jumped,) = await inbox.next_batch()
        await api.says(alice, "/top")
        (after,) = await inbox.next_batch()
    assert jumped.key.endswith(":1500000000")
    assert after.key.endswith(":1500000001")


async def test_the_offset_is_forgotten_before_numbering_can_start_anew(
    api: BotApiServer, inbox: Inbox, clock: QuickClock
) -> None:
    await api.says(api.person("Alice"), "/top")
    async with connected(api) as calls:
        poller = Poller(calls, clock, KNOWN, long_poll=timedelta())
        async with listening(poller, inbox.accept):
            await inbox.next_batch()
            await api.called("getUpdates", 3)
            clock.elapsed += timedelta(days=2)
            await clock.slept(len(clock.pauses) + 2)
    offsets = [poll.get("offset") for poll in api.calls_to("getUpdates")]
    assert offsets[:3] == [None, 500_000_002, 500_000_002]
    assert offsets[-1] is None


async def test_a_server_that_does_not_hold_the_poll_is_not_hammered(
    api: BotApiServer, inbox: Inbox, clock: QuickClock
) -> None:
    async with connected(api) as calls:
        poller = Poller(calls, clock, KNOWN, long_poll=timedelta())
        async with listening(poller, inbox.accept):
            await clock.slept(3)
    assert set(clock.pauses) == {timedelta(milliseconds=100)}


async def test_while_somebody_floods_each_poll_waits_a_moment_for_more(
    api: BotApiServer, platform: TelegramPlatform, inbox: Inbox, clock: QuickClock
) -> None:
    alice = api.person("Alice")

    async def goes_on(batch: object) -> None:
        await inbox.accept(batch)
        if len(api.calls_to("getUpdates")) < 5:
            await api.says(alice, "/top")

    await api.says(alice, "/top")
    async with listening(platform, goes_on):
        await clock.slept(4)
    assert clock.pauses == [BREATH] * 4


async def test_what_the_server_does_wrong_is_waited_out(
    api: BotApiServer, platform: TelegramPlatform, inbox: Inbox, clock: QuickClock
) -> None:
    api.fail_next("getMe", 503, body=b"<html>maintenance</html>", times=2)
    api.fail_next("getUpdates", 200, body=b'{"ok": true, "result": {"not": "a list"}}')
    api.fail_next("getUpdates", 200, body=b'{"ok": true}')
    api.fail_next("getUpdates", 200, body=b"[]")
    api.fail_next("getUpdates", 409, "Conflict: terminated by other getUpdates request")
    api.fail_next("getUpdates", 502, body=b"<html>Bad Gateway</html>")
    api.fail_next("getUpdates", retry_after=47, status=429)
    await api.says(api.person("Alice"), "/top")
    async with listening(platform, inbox.accept):
        (request,) = await inbox.next_batch()
    assert isinstance(request, Request)
    assert clock.pauses == [SECOND * n for n in (1, 2, 4, 8, 16, 30, 30, 47)]


async def test_a_server_that_is_not_there_yet_is_waited_for(
    clock: QuickClock, inbox: Inbox
) -> None:
    telegram = TelegramPlatform("1:x", "http://127.0.0.1:9", clock, KNOWN)
    async with listening(telegram, inbox.accept):
        await clock.slept(3)
    assert clock.pauses[:3] == [SECOND, 2 * SECOND, 4 * SECOND]
    await telegram.close()


@pytest.mark.parametrize(("status", "description"), [(401, "Unauthorized"), (404, "Not Found")])
async def test_a_refused_token_is_an_error_and_tried_again_slowly(
    api: BotApiServer,
    platform: TelegramPlatform,
    inbox: Inbox,
    clock: QuickClock,
    caplog: pytest.LogCaptureFixture,
    status: int,
    description: str,
) -> None:
    api.fail_next("getMe", status, description, times=2)
    await api.says(api.person("Alice"), "/top")
    async with listening(platform, inbox.accept):
        await inbox.next_batch()
    assert clock.pauses == [30 * SECOND, 30 * SECOND]
    said = [(record.levelno, record.message) for record in caplog.records]
    assert said[0] == (logging.ERROR, "Telegram refuses the bot token; trying again in 0:00:30")


@pytest.mark.parametrize(
    ("status", "description"),
    [(404, "Not Found"), (404, "Not Found: method not found"), (501, "Not implemented")],
)
async def test_a_server_that_deletes_no_webhook_is_polled_all_the_same(
    api: BotApiServer,
    platform: TelegramPlatform,
    inbox: Inbox,
    clock: QuickClock,
    caplog: pytest.LogCaptureFixture,
    status: int,
    description: str,
) -> None:
    api.fail_next("getUpdates", 409, WEBHOOK_IS_SET)
    api.fail_next("deleteWebhook", status, description, times=1000)
    await api.says(api.person("Alice"), "/top")
    async with listening(platform, inbox.accept):
        await inbox.next_batch()
    assert len(api.calls_to("deleteWebhook")) == 1
    assert clock.pauses == [SECOND]
    assert "deleteWebhook" in caplog.text
    assert "token" not in caplog.text


@pytest.mark.parametrize(
    "conflict",
    [
        WEBHOOK_IS_SET,
        "Conflict: terminated by setWebhook request",
    ],
)
async def test_a_webhook_set_meanwhile_is_deleted(
    api: BotApiServer,
    platform: TelegramPlatform,
    inbox: Inbox,
    clock: QuickClock,
    conflict: str,
) -> None:
    alice = api.person("Alice")
    async with listening(platform, inbox.accept):
        await api.says(alice, "/top")
        await inbox.next_batch()
        assert api.calls_to("deleteWebhook") == []
        api.sets_webhook("https://example.org/hook")
        api.fail_next("getUpdates", 409, conflict)
        await api.says(alice, "/rank")
        (request,) = await inbox.next_batch()
    assert isinstance(request, Request)
    assert len(api.calls_to("deleteWebhook")) == 1
    assert clock.pauses == [SECOND]


async def test_f11_another_poller_is_waited_out_loudly_and_the_webhook_left_alone(
    api: BotApiServer,
    platform: TelegramPlatform,
    inbox: Inbox,
    clock: QuickClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    api.fail_next("getUpdates", 409, CONFLICT, times=3)
    await api.says(api.person("Alice"), "/top")
    async with listening(platform, inbox.accept):
        await inbox.next_batch()
    assert api.calls_to("deleteWebhook") == []
    loud = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert len(loud) == 3
    assert "another program asks Telegram for this bot's updates" in loud[0].message
    assert clock.pauses[:3] == [SECOND, 2 * SECOND, 4 * SECOND]


async def test_a_poll_that_is_never_answered_is_given_up(
    api: BotApiServer, inbox: Inbox, clock: QuickClock
) -> None:
    api.hang_next("getUpdates", times=3)
    await api.says(api.person("Alice"), "/top")
    async with connected(api) as calls:
        poller = Poller(calls, clock, KNOWN, timedelta(), grace=timedelta(milliseconds=150))
        async with listening(poller, inbox.accept):
            (request,) = await inbox.next_batch()
    assert isinstance(request, Request)
    assert clock.pauses[:3] == [SECOND, 2 * SECOND, 4 * SECOND]


async def test_a_pressed_button_is_answered_once_it_is_committed(
    api: BotApiServer, platform: TelegramPlatform, inbox: Inbox
) -> None:
    alice = api.person("Alice")
    question = await api.says(alice, "/rank")
    inbox.failures = [OSError("disk full")]
    async with listening(platform, inbox.accept):
        query = await api.presses_forged(alice, question, "rank ID")
        assert not api.is_answered(query)
        _, press = await inbox.next_batch()
        await api.called("answerCallbackQuery")
    assert isinstance(press, Request)
    assert press.is_press
    assert (press.command, press.arguments) == ("rank", "ID")
    assert api.is_answered(query)
    assert len(api.calls_to("answerCallbackQuery")) == 1


async def test_a_press_too_old_to_answer_is_no_trouble(
    api: BotApiServer, platform: TelegramPlatform, inbox: Inbox
) -> None:
    alice = api.person("Alice")
    question = await api.says(alice, "/rank")
    async with listening(platform, inbox.accept):
        api.fail_next("answerCallbackQuery", 400, "Bad Request: query is too old")
        await api.presses_forged(alice, question, "rank ID")
        await api.called("answerCallbackQuery")
        await api.says(alice, "/top")
        while not any(r for r in await inbox.next_batch() if getattr(r, "command", "") == "top"):
            pass

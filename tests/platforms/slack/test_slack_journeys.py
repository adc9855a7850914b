"""What people do on Slack, and what they see, over real sockets."""

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from messages.delivery import Delivered
from tests.platforms.slack.conftest import HISTORY, PNG, Kopdar
from tests.platforms.slack_server import SlackServer

SHOW_PICTURE = "Show the picture"


async def test_a_command_in_a_channel_is_answered_to_its_person_alone(
    slack: SlackServer, kopdar: Kopdar
) -> None:
    alice = slack.person("Alice", locale="id-ID")
    foreign = slack.channel("press", [alice], bot_is_member=False)

    await slack.types_command(alice, "/rank", "Indonesia", channel=foreign)
    request = await kopdar.next_request()
    assert (request.command, request.arguments) == ("rank", "Indonesia")
    assert request.sender.account == f"T0KOPDAR01/{alice.id}"
    assert (request.chat.id, request.chat.is_private) == (foreign.id, False)
    assert await kopdar.answer(request) == [Delivered()]

    message = await slack.next_message()
    assert message.ephemeral
    assert "41 of 209" in message.shown
    assert message.image is None
    assert [label for label, _, _ in message.buttons] == [
        SHOW_PICTURE,
        "Show to everyone",
        "Compare with peers",
        "History",
    ]
    assert not slack.called("chat.postMessage")


async def test_the_picture_of_an_ephemeral_answer_comes_as_a_direct_message(
    slack: SlackServer, kopdar: Kopdar
) -> None:
    alice = slack.person("Alice")
    desk = slack.channel("desk", [alice], bot_is_member=False)
    await slack.types_command(alice, "/rank", "Indonesia", channel=desk)
    await kopdar.answer(await kopdar.next_request())

    await slack.presses(alice, await slack.next_message(), SHOW_PICTURE)
    request = await kopdar.next_request()
    assert (request.command, request.arguments) == ("rank", "Indonesia")
    assert request.is_press
    assert kopdar.platform.wants_picture(request)
    await kopdar.answer(request)

    direct = await slack.next_message()
    assert direct.channel is alice.direct
    assert direct.image == PNG
    assert "41 of 209" in direct.shown
    assert [label for label, _, _ in direct.buttons] == ["Compare with peers", "History"]
    aside = await slack.next_message()
    assert aside.ephemeral
    assert not aside.edited
    assert "direct messages" in aside.text


async def test_who_cannot_be_written_to_directly_is_told_so(
    slack: SlackServer, kopdar: Kopdar
) -> None:
    alice = slack.person("Alice")
    desk = slack.channel("desk", [alice], bot_is_member=False)
    await slack.types_command(alice, "/rank", "Indonesia", channel=desk)
    await kopdar.answer(await kopdar.next_request())
    await slack.presses(alice, await slack.next_message(), SHOW_PICTURE)
    slack.fail_next("chat.postMessage", error="messages_tab_disabled")

    assert await kopdar.answer(await kopdar.next_request()) == [Delivered()]

    aside = await slack.next_message()
    assert aside.ephemeral
    assert "could not send you a direct message" in aside.text
    assert slack.untaken == 0


async def test_a_button_changes_an_ephemeral_answer_in_place(
    slack: SlackServer, kopdar: Kopdar
) -> None:
    alice = slack.person("Alice")
    desk = slack.channel("desk", [alice])
    await slack.types_command(alice, "/kopdar", "rank Indonesia", channel=desk)
    await kopdar.answer(await kopdar.next_request())
    first = await slack.next_message()

    await slack.presses(alice, first, "History")
    request = await kopdar.next_request()
    assert (request.command, request.arguments, request.is_press) == ("history", "ID", True)
    await kopdar.answer(request, HISTORY)

    second = await slack.next_message()
    assert second.edited
    assert second.ts == first.ts
    assert second.ephemeral
    assert second.shown == "Indonesia over the years"


async def test_a_direct_message_is_answered_with_the_picture_in_one_message(
    slack: SlackServer, kopdar: Kopdar
) -> None:
    alice = slack.person("Alice")

    await slack.direct_message(alice, "rank Indonesia")
    request = await kopdar.next_request()
    assert request.chat.is_private
    await kopdar.answer(request)

    message = await slack.next_message()
    assert (message.channel, message.ephemeral, message.image) == (alice.direct, False, PNG)
    assert "41 of 209" in message.shown
    assert "41 of 209" in message.text
    assert len(message.buttons) == 2


async def test_a_button_changes_a_posted_answer_in_place_with_and_without_a_picture(
    slack: SlackServer, kopdar: Kopdar
) -> None:
    alice = slack.person("Alice")
    await slack.direct_message(alice, "rank Indonesia")
    await kopdar.answer(await kopdar.next_request())
    first = await slack.next_message()

    await slack.presses(alice, first, "History")
    await kopdar.answer(await kopdar.next_request(), HISTORY)
    second = await slack.next_message()
    assert (second.ts, second.edited, second.image) == (first.ts, True, None)
    assert not second.buttons

    await slack.presses(alice, first, "Compare with peers")
    await kopdar.answer(await kopdar.next_request())
    third = await slack.next_message()
    assert (third.ts, third.edited, third.image) == (first.ts, True, PNG)
    # The same picture is not uploaded twice.
    assert len(slack.called("upload")) == 1


async def test_an_answer_whose_message_was_deleted_is_posted_anew(
    slack: SlackServer, kopdar: Kopdar
) -> None:
    alice = slack.person("Alice")
    await slack.direct_message(alice, "rank Indonesia")
    await kopdar.answer(await kopdar.next_request())
    first = await slack.next_message()
    del slack.workspace.messages[alice.direct.id, first.ts]

    await slack.presses(alice, first, "History")
    await kopdar.answer(await kopdar.next_request(), HISTORY)

    second = await slack.next_message()
    assert not second.edited
    assert second.channel is alice.direct


async def test_a_mention_is_answered_where_it_was_said(slack: SlackServer, kopdar: Kopdar) -> None:
    alice = slack.person("Alice")
    desk = slack.channel("desk", [alice])

    await slack.mentions(alice, "rank Indonesia", channel=desk)
    await kopdar.answer(await kopdar.next_request())
    in_channel = await slack.next_message()
    assert (in_channel.channel, in_channel.thread, in_channel.image) == (desk, None, PNG)

    await slack.mentions(alice, "rank Indonesia", channel=desk, thread=in_channel.ts)
    await kopdar.answer(await kopdar.next_request())
    in_thread = await slack.next_message()
    assert in_thread.thread == in_channel.ts

    await slack.presses(alice, in_thread, "History")
    await kopdar.answer(await kopdar.next_request(), HISTORY)
    assert (await slack.next_message()).ts == in_thread.ts


async def test_a_command_in_the_direct_chat_is_answered_with_the_picture(
    slack: SlackServer, kopdar: Kopdar
) -> None:
    alice = slack.person("Alice")
    await slack.types_command(alice, "/rank", "Indonesia", channel=alice.direct)
    await kopdar.answer(await kopdar.next_request())
    message = await slack.next_message()
    assert (message.ephemeral, message.image) == (False, PNG)
    assert SHOW_PICTURE not in [label for label, _, _ in message.buttons]


async def test_a_command_in_a_chat_of_two_others_is_answered_ephemerally(
    slack: SlackServer, kopdar: Kopdar
) -> None:
    alice, bob = slack.person("Alice"), slack.person("Bob")
    chat = slack.chat_between(alice, bob)
    await slack.types_command(alice, "/rank", "Indonesia", channel=chat)
    assert await kopdar.answer(await kopdar.next_request()) == [Delivered()]
    message = await slack.next_message()
    assert (message.ephemeral, message.user, message.image) == (True, alice, None)
    assert SHOW_PICTURE in [label for label, _, _ in message.buttons]


async def test_kopdar_does_not_answer_itself(slack: SlackServer, kopdar: Kopdar) -> None:
    alice = slack.person("Alice")
    await slack.direct_message(alice, "rank Indonesia")
    await kopdar.answer(await kopdar.next_request())
    # Its own message came back as an event: taken, and nothing made of it.
    await slack.until_acknowledged(2)
    assert kopdar.inbox.empty()


async def test_the_language_is_asked_of_slack(slack: SlackServer, kopdar: Kopdar) -> None:
    alice = slack.person("Alice", locale="id-ID")
    await slack.direct_message(alice, "rank Indonesia")
    sender = (await kopdar.next_request()).sender
    slack.fail_next("users.info", status=503)
    slack.fail_next("users.info", body='{"ok": true, "user": null}', kind="application/json")
    assert await kopdar.platform.language_of(sender) is None
    assert await kopdar.platform.language_of(sender) is None
    assert await kopdar.platform.language_of(sender) == "id-ID"
    # Whether it changed is for the caller to ask again.
    alice.locale = "en-GB"
    assert await kopdar.platform.language_of(sender) == "en-GB"


async def test_a_command_without_a_response_url_is_answered_by_its_channel(
    slack: SlackServer, kopdar: Kopdar
) -> None:
    alice = slack.person("Alice")
    desk = slack.channel("desk", [alice])
    bare = {"command": "/rank", "text": "Indonesia", "user_id": alice.id}
    await slack.sockets.deliver("slash_commands", bare | {"channel_id": desk.id})
    assert await kopdar.answer(await kopdar.next_request()) == [Delivered()]
    aside = await slack.next_message()
    assert (aside.channel, aside.user, aside.ephemeral, aside.image) == (desk, alice, True, None)
    assert "41 of 209" in aside.shown

    await slack.sockets.deliver("slash_commands", bare | {"channel_id": alice.direct.id})
    assert await kopdar.answer(await kopdar.next_request()) == [Delivered()]
    direct = await slack.next_message()
    assert (direct.channel, direct.ephemeral, direct.image) == (alice.direct, False, PNG)

    # And so is a press on what only she saw.
    slack.without_response_urls = True
    await slack.presses(alice, aside, SHOW_PICTURE)
    assert await kopdar.answer(await kopdar.next_request()) == [Delivered()]
    picture, notice = await slack.next_message(), await slack.next_message()
    assert (picture.channel, picture.image) == (alice.direct, PNG)
    assert (notice.channel, notice.user, notice.ephemeral) == (desk, alice, True)
    await slack.presses(alice, aside, "History")
    assert await kopdar.answer(await kopdar.next_request(), HISTORY) == [Delivered()]
    assert (await slack.next_message()).user is alice


async def test_methods_are_asked_as_the_sdk_asks_them(slack: SlackServer, kopdar: Kopdar) -> None:
    """A server that knows slack_sdk then knows Kopdar."""
    alice = slack.person("Alice")
    desk = slack.channel("desk", [alice], bot_is_member=False)
    await slack.types_command(alice, "/rank", "Indonesia", channel=desk)
    await kopdar.answer(await kopdar.next_request())
    await slack.presses(alice, await slack.next_message(), SHOW_PICTURE)
    request = await kopdar.next_request()
    await kopdar.answer(request)
    await kopdar.platform.language_of(request.sender)
    ours = {call.method: call for call in slack.calls if "." in call.method}

    sdk = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
    file = await sdk.files_getUploadURLExternal(filename="kopdar.png", length=2, alt_txt="A")
    async with aiohttp.ClientSession() as session:
        await session.post(file["upload_url"], data=b"ab")
    await sdk.files_completeUploadExternal(files=[{"id": file["file_id"], "title": "A"}])
    await sdk.files_info(file=file["file_id"])
    await sdk.users_info(user=alice.id, include_locale=True)
    await sdk.conversations_open(users=alice.id)
    await sdk.auth_test()
    await sdk.apps_connections_open(app_token=slack.app_token)
    theirs = {call.method: call for call in slack.calls if "." in call.method}

    asked = {name: (call.verb, call.query, call.kind) for name, call in ours.items()}
    assert asked.keys() == theirs.keys()
    assert asked == {name: (c.verb, c.query, c.kind) for name, c in theirs.items()}
    assert {name for name, call in ours.items() if call.verb == "GET"} == {
        "files.info",
        "users.info",
    }

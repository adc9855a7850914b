"""A picture stands in its message, follows it, or is said to be missing; the words always come."""

import json
from datetime import timedelta
from typing import Any

import pytest

from messages.chart import Picture
from messages.delivery import Delivered, Throttled
from tests.platforms.slack.conftest import PICTURE, PNG, Kopdar, PatientClock, asked_in
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_server_world import Channel


async def test_a_picture_is_awaited_until_slack_has_scanned_it(
    slack: SlackServer, sender: Kopdar, desk: Channel, clock: PatientClock
) -> None:
    slack.workspace.looks_until_ready = 4
    assert await sender.answer(asked_in(desk)) == [Delivered()]
    assert len(slack.called("files.info")) == 4
    assert [pause.total_seconds() for pause in clock.pauses] == [0.25, 0.5, 1]
    assert (await slack.next_message()).image == PNG
    assert slack.called("files.getUploadURLExternal")[0]["alt_txt"] == PICTURE.alternative


async def test_a_picture_of_unknown_size_is_tried_after_three_looks(
    slack: SlackServer, sender: Kopdar, desk: Channel, clock: PatientClock
) -> None:
    slack.workspace.measures_images = False
    slack.workspace.looks_until_ready = 2
    assert await sender.answer(asked_in(desk)) == [Delivered()]
    assert (await slack.next_message()).image == PNG
    assert len(slack.called("files.info")) == 4
    assert sum(clock.pauses, timedelta()) < timedelta(seconds=2)


@pytest.mark.parametrize("error", ["missing_scope", "unknown_method"])
async def test_who_may_not_look_at_files_does_not_wait_for_them(
    slack: SlackServer, sender: Kopdar, desk: Channel, clock: PatientClock, error: str
) -> None:
    slack.fail_next("files.info", error=error)
    assert await sender.answer(asked_in(desk)) == [Delivered()]
    assert "41 of 209" in (await slack.next_message()).shown
    assert (await slack.next_message()).image == PNG
    assert len(slack.called("files.info")) == 1
    assert not clock.pauses


async def test_a_file_that_slack_does_not_know_yet_is_looked_for_again(
    slack: SlackServer, sender: Kopdar, desk: Channel
) -> None:
    slack.fail_next("files.info", error="file_not_found")
    slack.fail_next("files.info", body='{"ok": true, "file": null}', kind="application/json")
    assert await sender.answer(asked_in(desk)) == [Delivered()]
    assert (await slack.next_message()).image == PNG


@pytest.mark.parametrize("never_ready", [True, False])
async def test_a_picture_that_cannot_stand_in_the_message_follows_it(
    slack: SlackServer, sender: Kopdar, desk: Channel, clock: PatientClock, never_ready: bool
) -> None:
    if never_ready:
        slack.workspace.looks_until_ready = 1_000
    else:
        slack.workspace.takes_images = False
    assert await sender.answer(asked_in(desk)) == [Delivered()]

    message, picture = await slack.next_message(), await slack.next_message()
    assert "41 of 209" in message.shown
    assert message.image is None
    assert message.buttons
    assert picture.image == PNG
    assert picture.channel is desk
    assert sum(clock.pauses, timedelta()) <= timedelta(seconds=20)


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("files.getUploadURLExternal", {"error": "file_uploads_disabled"}),
        ("files.getUploadURLExternal", {"status": 503}),
        ("files.getUploadURLExternal", {"body": '{"ok": true}', "kind": "application/json"}),
        ("files.getUploadURLExternal", {"error": "missing_scope"}),
        ("upload", {"status": 500}),
        ("upload", {"status": 403}),
        ("upload", {"status": 404}),
        ("upload", {"drops": "before"}),
        ("files.completeUploadExternal", {"status": 403}),
        ("files.completeUploadExternal", {"error": "not_allowed"}),
        ("files.completeUploadExternal", {"drops": "after"}),
    ],
)
async def test_without_its_picture_the_answer_says_so(
    slack: SlackServer, sender: Kopdar, desk: Channel, method: str, fault: dict[str, Any]
) -> None:
    slack.fail_next(method, **fault)
    assert await sender.answer(asked_in(desk)) == [Delivered()]
    message = await slack.next_message()
    assert "41 of 209" in message.shown
    assert "The picture could not be added." in message.shown
    assert slack.untaken == 0


async def test_an_upload_that_must_wait_makes_the_message_wait(
    slack: SlackServer, sender: Kopdar, desk: Channel
) -> None:
    slack.fail_next("files.getUploadURLExternal", retry_after=12)
    assert await sender.answer(asked_in(desk)) == [Throttled(timedelta(seconds=12))]
    assert not slack.called("chat.postMessage")


async def test_a_long_title_of_a_file_ends_with_a_whole_letter(
    slack: SlackServer, sender: Kopdar, desk: Channel
) -> None:
    long = Picture(PNG, "e\u0301" * 600)
    assert await sender.answer(asked_in(desk), picture=long) == [Delivered()]
    (begun,) = slack.called("files.getUploadURLExternal")
    (done,) = slack.called("files.completeUploadExternal")
    assert begun["alt_txt"] == "e\u0301" * 499 + "…"
    assert json.loads(done["files"])[0]["title"] == "e\u0301" * 124 + "…"

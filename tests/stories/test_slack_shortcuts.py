"""Shortcuts, what is shown to everyone, menus, windows, and suggestions on Slack."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.platforms.slack_server_app import AS_ASSISTANT
from tests.platforms.slack_server_blocks import elements_in
from tests.platforms.slack_server_world import Channel, Message, Person
from tests.stories.desk import Desk, open_desk

NAMED_HERE = "Rank country named here"
ANY_COUNTRY = "Rank a country"
TO_EVERYONE = "Show to everyone"


@pytest.fixture
async def desk(shipped_database: Path, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(shipped_database, tmp_path) as opened:
        yield opened


def said(desk: Desk, person: Person, text: str, channel: Channel) -> Message:
    desk.slack.said(person, text, channel)
    return list(desk.slack.workspace.messages.values())[-1]


def labels(message: Message) -> list[str]:
    return [label for label, _, _ in message.buttons]


def forge(message: Message, label: str, value: str) -> None:
    """The button says what it said, and asks something else."""
    for button in elements_in(message.blocks):
        if button.get("text", {}).get("text") == label:
            button["value"] = value


@pytest.mark.parametrize("is_member", [True, False])
async def test_the_country_named_in_a_message_is_ranked_for_who_points_at_it(
    desk: Desk, is_member: bool
) -> None:
    budi, siti = desk.slack.person("Budi", "en-GB"), desk.slack.person("Siti", "id-ID")
    channel = desk.slack.channel("press", members=[budi, siti], bot_is_member=is_member)
    message = said(desk, siti, "Menlu bertemu Menlu Jepang di Jakarta &amp; makan", channel)
    await desk.slack.points_at(budi, message, NAMED_HERE)
    answer = await desk.slack.next_message()
    assert (answer.channel, answer.user, answer.ephemeral) == (channel, budi, True)
    assert answer.shown.startswith("Japan: Digital Diplomacy Review")
    assert not desk.slack.called("chat.postMessage")


async def test_several_countries_are_asked_back_and_none_is_said_kindly(desk: Desk) -> None:
    budi = desk.slack.person("Budi", "en-GB")
    channel = desk.slack.channel("press", members=[budi], bot_is_member=False)
    message = said(desk, budi, "Japan and Brazil talk, Chad listens", channel)
    await desk.slack.points_at(budi, message, NAMED_HERE)
    which = await desk.slack.next_message()
    assert "More than one country is named there" in which.shown
    assert labels(which) == ["Japan", "Brazil", "Chad"]
    await desk.slack.presses(budi, which, "Brazil")
    answer = await desk.slack.next_message()
    assert (answer.ts, answer.edited) == (which.ts, True)
    assert answer.shown.startswith("Brazil")

    await desk.slack.points_at(budi, said(desk, budi, "lunch?", channel), NAMED_HERE)
    assert "I found no country named there" in (await desk.slack.next_message()).shown
    await desk.slack.points_at(budi, said(desk, budi, "", channel), NAMED_HERE)
    assert "Which country?" in (await desk.slack.next_message()).shown


async def test_a_message_in_a_thread_is_answered_in_it(desk: Desk) -> None:
    budi = desk.slack.person("Budi", "en-GB")
    channel = desk.slack.channel("press", members=[budi], bot_is_member=False)
    first = said(desk, budi, "Who leads?", channel)
    desk.slack.said(budi, "Surely Japan", channel, thread=first.ts)
    reply = list(desk.slack.workspace.messages.values())[-1]
    await desk.slack.points_at(budi, reply, NAMED_HERE)
    await desk.slack.next_message()
    assert desk.slack.called("response_url")[-1]["thread_ts"] == first.ts


async def test_a_shortcut_from_anywhere_asks_in_a_window(desk: Desk) -> None:
    budi = desk.slack.person("Budi", "id-ID")
    await desk.slack.uses_shortcut(budi, ANY_COUNTRY)
    window = await desk.slack.next_window()
    assert window.person is budi
    assert "Negara mana?" in window.shown
    assert "/kopdar find" not in window.shown
    assert desk.slack.untaken == 0
    await desk.slack.sends_window(window, {window.labels[0]: "Jepang"})
    answer = await desk.slack.next_message()
    assert (answer.channel, answer.ephemeral) == (budi.direct, False)
    assert answer.shown.startswith("Jepang")
    assert answer.image
    await desk.slack.sends_window(window, {window.labels[0]: "Indonsia"})
    assert labels(await desk.slack.next_message()) == ["Indonesia"]


async def test_a_window_that_opens_too_late_becomes_a_message(desk: Desk) -> None:
    budi = desk.slack.person("Budi", "en-GB")
    desk.slack.fail_next("views.open", error="expired_trigger_id")
    await desk.slack.uses_shortcut(budi, ANY_COUNTRY)
    asked = await desk.slack.next_message()
    assert asked.channel is budi.direct
    assert "Which country?" in asked.shown
    assert labels(asked) == ["Indonesia"]


async def test_an_answer_for_one_is_shown_to_everyone_with_its_picture(desk: Desk) -> None:
    budi = desk.slack.person("Budi", "en-GB")
    channel = desk.slack.channel("desk", members=[budi])
    await desk.slack.types_command(budi, "/rank", "Indonesia", channel=channel)
    answer = await desk.slack.next_message()
    assert (answer.ephemeral, answer.image) == (True, None)
    await desk.slack.presses(budi, answer, TO_EVERYONE)
    posted = await desk.slack.next_message()
    assert (posted.channel, posted.ephemeral) == (channel, False)
    assert posted.image
    assert "41 of 209" in posted.shown
    assert "Shown by budi" in posted.shown
    assert TO_EVERYONE not in labels(posted)
    assert desk.slack.untaken == 0


async def test_where_kopdar_is_no_member_it_says_how_to_invite_it(desk: Desk) -> None:
    budi = desk.slack.person("Budi", "en-GB")
    away = desk.slack.channel("away", members=[budi], bot_is_member=False)
    await desk.slack.types_command(budi, "/rank", "Indonesia", channel=away)
    answer = await desk.slack.next_message()
    await desk.slack.presses(budi, answer, TO_EVERYONE)
    told = await desk.slack.next_message()
    assert (told.ephemeral, told.user, told.edited) == (True, budi, False)
    assert "/invite @Kopdar" in told.shown
    assert desk.slack.untaken == 0
    # Invited, the same button works: it is a question like any other.
    away.bot_is_member = True
    await desk.slack.presses(budi, answer, TO_EVERYONE)
    assert (await desk.slack.next_message()).image


async def test_what_is_not_for_everyone_is_not_offered_and_not_shown_to_them(
    shipped_database: Path, tmp_path: Path
) -> None:
    async with open_desk(shipped_database, tmp_path, admins="slack:T0KOPDAR01/U0000000002") as desk:
        budi = desk.slack.person("Budi", "en-GB")
        channel = desk.slack.channel("desk", members=[budi])
        await desk.slack.types_command(budi, "/kopdar", "schedules", channel=channel)
        refused = await desk.slack.next_message()
        assert TO_EVERYONE not in labels(refused)
        # Forged: the same press with another question in it.
        await desk.slack.types_command(budi, "/rank", "Indonesia", channel=channel)
        answer = await desk.slack.next_message()
        forge(answer, TO_EVERYONE, "schedules")
        await desk.slack.presses(budi, answer, TO_EVERYONE)
        assert (await desk.slack.next_message()).ephemeral


async def test_a_press_that_leads_nowhere_says_so_beside_the_answer(desk: Desk) -> None:
    budi, ali = desk.slack.person("Budi", "en-GB"), desk.slack.person("Ali", "id-ID")
    channel = desk.slack.channel("desk", members=[budi, ali])
    await desk.slack.mentions(budi, "rank Indonesia", channel=channel)
    rank = await desk.slack.next_message()
    for value in ("frobnicate ID", "", "schedules"):
        forge(rank, "History", value)
        await desk.slack.presses(ali, rank, "History")
        told = await desk.slack.next_message()
        assert (told.ephemeral, told.user, told.edited) == (True, ali, False)
        expected = "tidak untuk semua orang" if value == "schedules" else "tidak berlaku lagi"
        assert expected in told.shown
    assert desk.slack.workspace.messages[channel.id, rank.ts] is rank


async def test_rights_are_those_of_the_presser_and_the_workspace(
    shipped_database: Path, tmp_path: Path
) -> None:
    """The same id in another workspace is somebody else; who may is asked at the press."""
    async with open_desk(shipped_database, tmp_path, admins="slack:T0KOPDAR01/U0000000002") as desk:
        boss = desk.slack.person("Boss", "en-GB")
        guest = desk.slack.person("Guest", "en-GB", team="T0OTHER001")
        assert boss.id == "U0000000002"
        channel = desk.slack.channel("shared", members=[boss, guest])
        await desk.slack.mentions(boss, "schedules", channel=channel)
        answer = await desk.slack.next_message()
        assert "not for everyone" not in answer.shown
        await desk.slack.mentions(boss, "rank Indonesia", channel=channel)
        rank = await desk.slack.next_message()
        forge(rank, "History", "schedules")
        await desk.slack.presses(guest, rank, "History")
        assert "not for everyone" in (await desk.slack.next_message()).shown
        guest.id = boss.id
        await desk.slack.presses(guest, rank, "History")
        assert "not for everyone" in (await desk.slack.next_message()).shown


async def test_many_buttons_become_a_menu_whose_lines_can_be_chosen(desk: Desk) -> None:
    budi = desk.slack.person("Budi", "en-GB")
    channel = desk.slack.channel("desk", members=[budi])
    await desk.slack.types_command(budi, "/rank", "Indonesia", channel=channel)
    answer = await desk.slack.next_message()
    (row,) = (block for block in answer.blocks if block["type"] == "actions")
    assert [element["type"] for element in row["elements"]] == [*["button"] * 4, "overflow"]
    await desk.slack.presses(budi, answer, "How it is counted")
    counted = await desk.slack.next_message()
    assert (counted.ts, counted.edited) == (answer.ts, True)


async def test_a_late_answer_still_finds_its_person(desk: Desk) -> None:
    budi = desk.slack.person("Budi", "en-GB")
    away = desk.slack.channel("away", members=[budi], bot_is_member=False)
    await desk.slack.types_command(budi, "/rank", "Indonesia", channel=away)
    answer = await desk.slack.next_message()
    desk.slack.fail_next("response_url", error="used_url", status=404)
    await desk.slack.presses(budi, answer, "History")
    late = await desk.slack.next_message()
    assert (late.channel, late.ephemeral) == (budi.direct, False)
    assert "no longer takes this answer where you asked" in late.shown
    assert "Compare with peers" in labels(late)
    assert TO_EVERYONE not in labels(late)


async def test_an_assistants_pane_suggests_what_start_offers(
    shipped_database: Path, tmp_path: Path
) -> None:
    async with open_desk(shipped_database, tmp_path, slack_app=AS_ASSISTANT) as desk:
        budi = desk.slack.person("Budi", "id-ID")
        thread = await desk.slack.opens_assistant(budi)
        shown = await desk.slack.workspace.prompts_set.get()
        assert shown["prompts"][0] == {"title": "Peringkat Indonesia", "message": "rank ID"}
        assert desk.slack.untaken == 0
        await desk.slack.direct_message(budi, shown["prompts"][0]["message"], thread=thread)
        answer = await desk.slack.next_message()
        assert answer.thread == thread
        assert "41 dari 209" in answer.shown


async def test_without_the_pane_kopdar_asks_for_nothing_of_it(desk: Desk) -> None:
    budi = desk.slack.person("Budi", "en-GB")
    await desk.slack.direct_message(budi, "start")
    await desk.slack.next_message()
    assert not [call for call in desk.slack.calls if call.method.startswith("assistant")]

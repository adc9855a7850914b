"""In groups: privacy mode, topics, what is said to others, and a group that becomes another."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.clock import RehearsedClock
from tests.databases import copy_database
from tests.platforms.bot_api import BotApiServer
from tests.stories.desk import PACE, open_telegram, running, settings_for


@pytest.fixture
async def api(shipped_database: Path, tmp_path: Path) -> AsyncIterator[BotApiServer]:
    async with open_telegram(shipped_database, tmp_path) as telegram:
        yield telegram


@asynccontextmanager
async def in_privacy(shipped: Path, folder: Path, **more: str) -> AsyncIterator[BotApiServer]:
    """As BotFather makes bots: of a group they hear commands and replies alone."""
    async with BotApiServer(can_read_all_group_messages=False) as telegram:
        settings = settings_for(
            copy_database(shipped, folder / "desk.sqlite"),
            telegram_token=telegram.token,
            telegram_api_url=telegram.url,
            **more,
        )
        async with running(settings, RehearsedClock(PACE)):
            yield telegram


async def test_commands_and_replies_are_all_that_privacy_mode_lets_through_and_enough(
    shipped_database: Path, tmp_path: Path
) -> None:
    async with in_privacy(shipped_database, tmp_path) as api:
        siti = api.person("Siti", language="en")
        group = api.group("Desk", [siti])
        await api.says(siti, f"@{api.username} rank Japan", chat=group)  # never comes
        asked = await api.says(siti, "/rank Indonesia", chat=group)
        rank = await api.next_message()
        assert "41 of 209" in rank.text
        assert rank.reply_to == asked.message_id
        await api.says(siti, "rank Armenia", chat=group, reply_to=rank)
        assert "34 of 209" in (await api.next_message()).text
        await api.presses(siti, rank, "History")
        history = await api.next_message()
        assert (history.message_id, history.edited) == (rank.message_id, True)
        assert api.nothing_sent()


async def test_who_is_asked_which_country_replies_with_its_name(
    shipped_database: Path, tmp_path: Path
) -> None:
    async with in_privacy(shipped_database, tmp_path, flood_limit="2") as api:
        siti = api.person("Siti", language="en")
        group = api.group("Desk", [siti])
        await api.says(siti, "/Rank Korea", chat=group)
        which = await api.next_message()
        assert "ask again with its full name" in which.text
        for chatter in ("thank you", "no", "Indonesia is fine, thanks", "Lunch in Korea?"):
            await api.says(siti, chatter, chat=group, reply_to=which)
        said = await api.says(siti, "South Korea", chat=group, reply_to=which)
        offered = await api.next_message()
        assert offered.text.startswith("What would you like to know about South Korea?")
        assert offered.reply_to == said.message_id
        # Such questions are counted like all others.
        await api.says(siti, "Japan", chat=group, reply_to=which)
        assert "more than 2 requests" in (await api.next_message()).text
        assert api.nothing_sent()


async def test_what_is_said_to_others_is_left_alone(api: BotApiServer) -> None:
    siti = api.person("Siti", language="en")
    group = api.group("Desk", [siti])
    for text in ("/rank@SomebodyElseBot Indonesia", "/frobnicate", "/frobnicate Indonesia", "rank"):
        await api.says(siti, text, chat=group)
    await api.says(siti, f"/frobnicate@{api.username}", chat=group)
    assert "frobnicate" in (await api.next_message()).text
    await api.says(siti, "/rank@SomebodyElseBot Indonesia")
    await api.says(siti, "/help")
    assert (await api.next_message()).text.startswith("What you can ask")
    assert api.nothing_sent()


async def test_a_topic_is_answered_in_it_with_its_sign_and_its_buttons(api: BotApiServer) -> None:
    siti = api.person("Siti", language="en")
    forum = api.group("Desk", [siti], is_forum=True)
    news = api.topic(forum, "News")
    await api.says(siti, "/rank Indonesia", chat=forum, thread=news)
    rank = await api.next_message()
    assert (rank.thread, bool(rank.photo)) == (news, True)
    signs = api.calls_to("sendChatAction")
    sign = {"chat_id": forum.id, "message_thread_id": news, "action": "upload_photo"}
    assert signs
    assert signs.count(sign) == len(signs)
    await api.presses(siti, rank, "Sources")
    sources = await api.next_message()
    assert (sources.thread, bool(sources.photo)) == (news, False)
    # The same picture again is there at once: nothing is shown meanwhile.
    await api.says(siti, "/rank Indonesia", chat=forum)
    again = await api.next_message()
    assert (again.thread, again.photo) == (None, rank.photo)
    assert api.calls_to("sendChatAction") == signs


async def test_a_sign_that_is_refused_costs_nothing(api: BotApiServer) -> None:
    siti = api.person("Siti", language="en")
    api.fail_next("sendChatAction", 400, "Bad Request: not now", times=3)
    await api.says(siti, "/rank Indonesia")
    assert (await api.next_message()).photo


async def test_a_group_that_becomes_a_supergroup_takes_its_letters_and_rights_along(
    shipped_database: Path, tmp_path: Path
) -> None:
    async with BotApiServer() as api:
        siti = api.person("Siti", language="en")
        group = api.group("Desk", [siti], kind="group")
        settings = settings_for(
            copy_database(shipped_database, tmp_path / "desk.sqlite"),
            telegram_token=api.token,
            telegram_api_url=api.url,
            allowed=f"telegram-chat:{group.id}",
        )
        async with running(settings, RehearsedClock(PACE)):
            api.fail_next("sendMessage", 429, retry_after=40)
            await api.says(siti, "/help", chat=group)
            await api.called("sendMessage")
            larger = api.upgrades(group)
            await api.announces_upgrade(group, larger, siti)
            answer = await api.next_message()
            assert (answer.chat_id, answer.text[:16]) == (larger.id, "What you can ask")
            # Not everybody may ask that: the settings name the group that is no more.
            await api.says(siti, "/schedules", chat=larger)
            schedules = await api.next_message()
            assert (schedules.chat_id, schedules.text[:17]) == (larger.id, "What I do by myse")
        # Nothing was ever tried again in the group that is no more.
        sent = [call["chat_id"] for call in api.calls_to("sendMessage")]
        assert sent == [group.id, larger.id, larger.id]


async def test_a_group_that_moved_while_we_were_not_told(api: BotApiServer) -> None:
    siti = api.person("Siti", language="en")
    group = api.group("Desk", [siti], kind="group")
    await api.says(siti, "/help", chat=group)
    await api.next_message()
    larger = api.upgrades(group)
    await api.says(siti, "/editions", chat=group)  # said just before
    answer = await api.next_message()
    assert (answer.chat_id, answer.text[:12]) == (larger.id, "The rankings")


async def answered(api: BotApiServer, query: str) -> None:
    await api.until(lambda: api.is_answered(query))


async def test_an_old_or_forged_button_says_so_and_leaves_the_message(api: BotApiServer) -> None:
    siti = api.person("Siti", language="id")
    await api.says(siti, "/rank Indonesia")
    rank = await api.next_message()
    for data in ("frobnicate ID", "ranking 7 7 7", "🙂", "rank\x00 ID"):
        query = await api.presses_forged(siti, rank, data)
        said = await api.next_message()
        await answered(api, query)
        assert said.message_id != rank.message_id
        assert "Tombol ini tidak berlaku lagi" in said.text
        assert said.labels
    assert rank.text in {message.text for message in api.messages(siti)}
    # A button of a message too old to be told apart is answered below it.
    api.deletes(rank)
    await api.presses_forged(siti, rank, "history ID ddr")
    assert "37 dari 210" in (await api.next_message()).text

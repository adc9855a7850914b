"""What Telegram shows of Kopdar by itself: menus and descriptions, set only where they differ."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.clock import RehearsedClock
from bot.introduction import introductions
from bot.jobs.menus import AFTER_THE_START
from config.settings import Settings
from handlers.command import Access
from handlers.registry import COMMANDS
from tests.databases import copy_database
from tests.platforms.bot_api import ANSWER_WITHIN, BotApiServer
from tests.stories.desk import PACE, running, settings_for

GROUPS = {"type": "all_group_chats"}
# Two of their own, and the one for everybody else; default, groups.
LANGUAGES_SHOWN = 3
LEAST_CALLS = 2 * LANGUAGES_SHOWN
OPEN = [command.name for command in COMMANDS if command.access is Access.EVERYONE]


@pytest.fixture
async def api() -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as server:
        yield server


@pytest.fixture
def settings(api: BotApiServer, shipped_database: Path, tmp_path: Path) -> Settings:
    database = copy_database(shipped_database, tmp_path / "desk.sqlite")
    return settings_for(database, telegram_token=api.token, telegram_api_url=api.url)


@asynccontextmanager
async def settled(api: BotApiServer, settings: Settings, calls: int) -> AsyncIterator[None]:
    """Kopdar at work, until it has made so many calls about its profile."""
    async with running(settings):
        await api.until(lambda: len([c for c in api.calls if "My" in c.method]) >= calls)
        yield


def sets(api: BotApiServer) -> list[str]:
    return [call.method for call in api.calls if call.method.startswith("setMy")]


async def test_menus_and_descriptions_come_in_each_language_and_scope_and_only_once(
    api: BotApiServer, settings: Settings
) -> None:
    async with settled(api, settings, calls=24):
        pass
    assert len(sets(api)) == 12
    for language, ours, help_summary in (
        ("id", "Posisi kementerian luar negeri", "Apa yang dapat ditanyakan"),
        ("en", "Where foreign ministries stand", "What you can ask"),
        ("fr", "Where foreign ministries stand", "What you can ask"),
    ):
        private = {e["command"]: e["description"] for e in api.profile.menu({}, language)}
        in_groups = {e["command"] for e in api.profile.menu(GROUPS, language)}
        assert list(private) == OPEN
        assert private["help"].startswith(help_summary)
        assert set(private) - in_groups == {"start", "language", "home"}
        assert api.profile.short_description(language).startswith(ours)
        assert "/rank" in api.profile.description(language)
    api.calls.clear()
    async with settled(api, settings, calls=12):
        await api.says(api.person("Siti"), "/language")
        await api.next_message()
    assert sets(api) == []


async def test_a_server_without_menus_does_not_keep_kopdar_from_answering(
    api: BotApiServer, settings: Settings
) -> None:
    for method in ("getMyDescription", "getMyCommands", "setMyCommands"):
        api.fail_next(method, 404, "Not Found: method not found", times=100)
    api.hang_next("getMyShortDescription", times=10)
    async with running(settings):
        await api.says(api.person("Siti", language="id"), "/rank Indonesia")
        assert "41 dari 209" in (await api.next_message()).text


async def test_one_menu_that_is_refused_keeps_no_other_from_being_set(
    api: BotApiServer, settings: Settings
) -> None:
    api.fail_next("setMyCommands", 400, "Bad Request: chat not found")
    async with settled(api, settings, calls=24):
        pass
    assert len(api.profile.menu(GROUPS, "id")) == len(OPEN) - 3


def names_in(menu: list[dict[str, str]]) -> list[str]:
    return [entry["command"] for entry in menu]


def of_chat(number: int) -> dict[str, Any]:
    return {"type": "chat", "chat_id": number}


async def keep(api: BotApiServer, settings: Settings, **named: str) -> None:
    """Kopdar with these named in its settings, until it has seen to all menus."""
    api.calls.clear()
    more = {"allowed": "", "admins": "", **named}
    settings = settings.model_copy(
        update={k: frozenset(filter(None, v.split(","))) for k, v in more.items()}
    )
    async with running(settings, RehearsedClock(PACE)):
        await asyncio.wait_for(settling(api), ANSWER_WITHIN)


async def settling(api: BotApiServer) -> None:
    """Twice as long as it takes to begin, without a call about a menu."""
    seen = -1
    while seen != len(api.calls_to("getMyCommands")) or seen < LEAST_CALLS:
        seen = len(api.calls_to("getMyCommands"))
        await asyncio.sleep(2 * AFTER_THE_START.total_seconds() / PACE)


async def test_who_may_ask_more_sees_more_and_no_longer_than_that(
    api: BotApiServer, settings: Settings
) -> None:
    boss, budi = api.person("Boss"), api.person("Budi")
    group = api.group("Desk", [budi], kind="group")
    team = f"telegram:{budi.id},telegram-chat:{group.id}"
    anonymous = api.group("Board", [boss])
    admins = f"telegram:{boss.id},telegram:{anonymous.id},telegram:{group.id},slack:T1/U1"
    await keep(api, settings, admins=admins, allowed=team)
    everything = [command.name for command in COMMANDS]
    shown = names_in(api.profile.menu(of_chat(boss.id), "id"))
    assert shown == everything
    assert {"whatif", "schedules"} <= set(names_in(api.profile.menu(of_chat(budi.id), "en")))
    in_group = names_in(api.profile.menu(of_chat(group.id), "fr"))
    assert "whatif" in in_group
    assert set(OPEN) - set(in_group) == {"start", "language", "home"}
    assert "whatif" not in names_in(api.profile.menu(GROUPS, "en"))
    assert api.profile.menu(of_chat(anonymous.id), "en") == api.profile.menu({}, "en")
    # Nobody is set what is set already.
    await keep(api, settings, admins=admins, allowed=team)
    assert sets(api) == []
    # Whoever is taken out of the settings sees what everybody sees, in every language.
    await keep(api, settings, allowed=team)
    for language in ("", "id", "en"):
        assert names_in(api.profile.menu(of_chat(boss.id), language)) == OPEN
    deleted = [call["scope"]["chat_id"] for call in api.calls_to("deleteMyCommands")]
    assert deleted == [boss.id] * LANGUAGES_SHOWN
    await keep(api, settings, allowed=team)
    assert api.calls_to("deleteMyCommands") == []


async def test_a_group_that_has_moved_keeps_its_menu(api: BotApiServer, settings: Settings) -> None:
    siti = api.person("Siti")
    group = api.group("Desk", [siti], kind="group")
    team = f"telegram-chat:{group.id}"
    await keep(api, settings, allowed=team)
    larger = api.upgrades(group)
    async with running(settings, RehearsedClock(PACE)):
        await api.announces_upgrade(group, larger, siti)
        await api.says(siti, "/help", chat=larger)
        await api.next_message()
    await keep(api, settings, allowed=team)
    assert "whatif" in names_in(api.profile.menu(of_chat(larger.id), "id"))
    # The chat that is no more is not asked after again.
    await keep(api, settings, allowed=team)
    assert {call["scope"].get("chat_id") for call in api.calls_to("getMyCommands")} == {
        None,
        larger.id,
    }


def test_introductions_fit_telegram(shipped_database: Path) -> None:
    for words in introductions(settings_for(shipped_database)):
        assert len(words.short) <= 120
        assert len(words.description) <= 512
        assert 0 < len(words.lost_button) <= 200
        assert all(len(entry.summary) <= 256 for menu in words.menus.values() for entry in menu)

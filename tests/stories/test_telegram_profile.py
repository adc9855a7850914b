"""What Telegram shows of Kopdar by itself: menus and descriptions, set only where they differ."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.introduction import introductions, special_chats
from config.settings import Settings
from handlers.command import Access
from handlers.registry import COMMANDS
from messages.introduction import Audience
from platforms.telegram.profile import COMMANDS_SHOWN, Profile, everything_shown
from tests.databases import copy_database
from tests.platforms.bot_api import BotApiServer
from tests.stories.desk import running, settings_for

GROUPS = {"type": "all_group_chats"}
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


def test_who_may_ask_more_sees_more(
    monkeypatch: pytest.MonkeyPatch, shipped_database: Path
) -> None:
    settings = settings_for(
        shipped_database, admins="telegram:5,slack:T1/U1", allowed="telegram:5,telegram-chat:-7"
    )
    chats = special_chats(settings, "telegram")
    assert chats == {"5": Audience.ADMINISTRATORS, "-7": Audience.ALLOWED}
    closed = replace(COMMANDS[0], name="reports", access=Access.ADMINISTRATORS)
    monkeypatch.setattr("bot.introduction.COMMANDS", (*COMMANDS, closed))
    menus = {
        (str(shown.place["scope"].get("chat_id", shown.place["scope"]["type"])), language): {
            entry["command"] for entry in shown.value[COMMANDS_SHOWN]
        }
        for shown in everything_shown(Profile(lambda: introductions(settings), chats))
        if COMMANDS_SHOWN in shown.value
        for language in [shown.place.get("language_code", "")]
    }
    for language in ("", "id", "en"):
        assert menus["default", language] == set(OPEN)
        assert "reports" in menus["5", language]
        assert "reports" not in menus["all_group_chats", language]


def test_introductions_fit_telegram(shipped_database: Path) -> None:
    for words in introductions(settings_for(shipped_database)):
        assert len(words.short) <= 120
        assert len(words.description) <= 512
        assert 0 < len(words.lost_button) <= 200
        assert all(len(entry.summary) <= 256 for menu in words.menus.values() for entry in menu)

"""Asks every question on every platform in every language, and keeps what was answered."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import cast

from sqlalchemy import delete
from structlog.testing import capture_logs

from bot.app import assemble
from bot.edition import make_edition
from bot.reference import import_observations
from bot.serve import build_platforms
from config.settings import Settings
from messages.language import LANGUAGES
from messages.request import (
    AccountId,
    Chat,
    ChatId,
    PlatformName,
    Request,
    RequestKey,
    Sender,
    read_command,
)
from ministries.names import CountryNames
from platforms.console.platform import ConsolePlatform
from platforms.contract import Platform
from storage.database import Database
from storage.schema import enclosures, letters
from tests.databases import copy_database, writing
from tests.golden.paper import WRITTEN, Paper
from tests.golden.questions import Question, as_asked_on, subjects
from tests.golden.scenes import play
from tests.observed import rows, write
from tests.stories.desk import settings_for

SHOWN = Path(__file__).parent / "shown"
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
# Whatever waits for a clock that stands still would wait for ever. In seconds.
PATIENCE = 60
ADMINISTRATOR = {"telegram": "1", "slack": "T1/U1"}
SETTINGS = {
    "admins": "telegram:1, slack:T1/U1",
    "telegram_token": "1:made-up-for-the-snapshots-and-never-sent",
    "telegram_api_url": "http://127.0.0.1:9",
    "slack_bot_token": "xoxb-1",
    "slack_app_token": "xapp-1",
    "slack_api_url": "http://127.0.0.1:9/api/",
}
RULE = "=" * 60


class StillClock:
    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, pause: timedelta) -> None:
        """Time stands still: who sleeps is woken only to be told to stop."""
        await asyncio.Event().wait()


async def take(names: CountryNames, shipped: Path, folder: Path) -> dict[Path, str]:
    """The text of each file, by its path under `SHOWN`."""
    plain = copy_database(shipped, folder / "plain.sqlite")
    measured = copy_database(shipped, folder / "measured.sqlite")
    await _measure(settings_for(measured), folder)
    asked = [
        (question, (language, platform))
        for questions in subjects().values()
        for language, platform in _places()
        for question in as_asked_on(platform, questions)
    ]
    shown: dict[str, str] = {}
    for is_measured, database in ((False, plain), (True, measured)):
        some = [one for one in asked if one[0].is_measured is is_measured]
        await _ask(names, settings_for(database, **SETTINGS), folder, shown, some)
    answers = {
        Path(language, platform, f"{subject}.txt"): [
            (str(question), shown[_key(question, language, platform)])
            for question in as_asked_on(platform, questions)
        ]
        for subject, questions in subjects().items()
        for language, platform in _places()
    }
    scenes = await play(shipped, folder)
    return {path: _page(moments) for path, moments in (answers | scenes).items()}


def _places() -> list[tuple[str, str]]:
    return [(language.code, platform) for language in LANGUAGES for platform in WRITTEN]


async def _measure(settings: Settings, folder: Path) -> None:
    """Two editions a week apart, of figures that are made up and the same each time."""
    for number, better in enumerate((1.0, 1.6)):
        now = NOW + (number - 2) * WEEK
        file = write(folder / f"{number}.csv", rows(f"{now:%Y-%m-%d}", better=better))
        await import_observations(settings, file, now)
        await make_edition(settings, now)


async def _ask(
    names: CountryNames,
    settings: Settings,
    folder: Path,
    shown: dict[str, str],
    asked: Sequence[tuple[Question, tuple[str, str]]],
) -> None:
    clock = StillClock()
    console = ConsolePlatform(clock, StringIO(), session="s", pictures=folder, interactive=True)
    platforms: list[Platform] = [*build_platforms(settings, clock), console]
    papers = [cast(Platform, Paper(platform, shown)) for platform in platforms]
    async with assemble(settings, clock, papers, names) as app:
        for number, (question, (language, platform)) in enumerate(asked):
            request = _request(question, language, platform, number)
            with capture_logs() as log:
                async with asyncio.timeout(PATIENCE):
                    await app.dispatcher.accept((request,))
                    await app.dispatcher.drain()
                    await _clear(app.database)
            assert not any("exc_info" in entry for entry in log), (question, log)


async def _clear(database: Database) -> None:
    """Nothing that was said before is left to be told by `/outbox`."""
    with writing(database) as connection:
        connection.execute(delete(enclosures))
        connection.execute(delete(letters))


def _request(question: Question, language: str, platform: str, number: int) -> Request:
    """From an account of its own where there are many, so that no question changes what the next
    one is told."""
    name = PlatformName(platform)
    its_own = str(1000 + number)
    account = ADMINISTRATOR.get(platform, its_own) if question.is_team else its_own
    command, arguments = read_command(question.text)
    return Request(
        key=RequestKey(_key(question, language, platform)),
        sender=Sender(name, AccountId(account), language=language),
        chat=Chat(name, ChatId(str(number))),
        command=command,
        arguments=arguments,
        received_at=NOW,
    )


def _key(question: Question, language: str, platform: str) -> str:
    return f"{language}/{platform}: {question}"


def _page(moments: Sequence[tuple[str, str]]) -> str:
    """What was asked or done, and what was shown then."""
    return "\n".join(f"{RULE}\n{done}\n\n{shown}\n" for done, shown in moments)

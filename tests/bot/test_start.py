"""What the start leaves for later, since nobody needs it before the first poll, if at all."""

import re
from pathlib import Path

import pytest

from bot import preparation
from bot.serve import FIRST_COMES_THE_POLL
from tests.bot.desk import ScriptedPlatform, eventually
from tests.bot.test_stopping import serving
from tests.platforms.bot_api import BotApiServer
from tests.stories.test_command_line import CommandLine

HEAVY = {
    "sqlalchemy.ext.asyncio",
    "sqlalchemy.orm",
    "alembic",
    "holidays",
    "matplotlib",
    "numpy",
    "PIL",
    "prompt_toolkit",
    "slack_bolt",
    "rich.console",  # rich itself is looked for, and refused by bot.without_rich
}
IMPORTED = re.compile(r"^import time: .*\| +(\S+)$", re.MULTILINE)


async def test_what_no_poll_has_use_for_is_not_loaded_before_the_first(shipped_copy: Path) -> None:
    async with BotApiServer() as telegram:
        process = await CommandLine(shipped_copy).start(
            "run",
            settings={
                "KOPDAR_TELEGRAM_TOKEN": telegram.token,
                "KOPDAR_TELEGRAM_API_URL": telegram.url,
                "KOPDAR_SLACK_BOT_TOKEN": "xoxb-1-2-a",
                "KOPDAR_SLACK_SIGNING_SECRET": "0f1e2d3c",
                "KOPDAR_SLACK_API_URL": f"{telegram.url}/api/",
                "PYTHONPROFILEIMPORTTIME": "1",
            },
        )
        try:
            await eventually(lambda: any(call.method == "getUpdates" for call in telegram.calls))
        finally:
            process.kill()
            _, said = await process.communicate()
    loaded = set(IMPORTED.findall(said.decode()))
    assert {"platforms.telegram.poller", "platforms.slack.webhook", "bot.answering"} <= loaded
    assert loaded & HEAVY == set()


async def test_names_are_read_after_listening_began_and_wrong_ones_end_the_program(
    shipped_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparation, "NAMES", tmp_path / "no names")
    with pytest.raises(FileNotFoundError, match="no names"):
        await _serve_for_half_a_second(shipped_copy)


async def _serve_for_half_a_second(database: Path) -> None:
    platform = ScriptedPlatform()
    async with serving(database, platform) as kopdar:
        assert platform.listened == 1
        await kopdar.clock.asleep_for(FIRST_COMES_THE_POLL)
        kopdar.clock.advance(FIRST_COMES_THE_POLL)
        await eventually(kopdar.task.done)

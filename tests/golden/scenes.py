"""What people see beside the answers to commands: on each platform's strict server, as it came.

A scene plays in one language, and becomes one page.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

from structlog.testing import capture_logs

from bot.clock import RehearsedClock
from messages.language import LANGUAGES
from tests.databases import copy_database
from tests.golden import on_slack, on_telegram
from tests.platforms.bot_api import BotApiServer
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_server_app import AS_ASSISTANT
from tests.stories.desk import PACE, running, settings_for

# What was done, and what was seen then.
Moments = AsyncIterator[tuple[str, str]]

SLACK: Mapping[str, Callable[[SlackServer, str], Moments]] = {
    "in_a_channel": on_slack.in_a_channel,
    "app_home": on_slack.app_home,
    "window": on_slack.window,
    "suggestions": on_slack.suggestions,
}
TELEGRAM: Mapping[str, Callable[[on_telegram.Cast, str], Moments]] = {
    "inline": on_telegram.inline,
    "introduction": on_telegram.introduction,
}
SCENES = tuple(
    Path(language.code, platform, f"{scene}.txt")
    for language in LANGUAGES
    for platform, scenes in (("slack", SLACK), ("telegram", TELEGRAM))
    for scene in scenes
)


async def play(shipped: Path, folder: Path) -> dict[Path, list[tuple[str, str]]]:
    """The moments of each scene, by the path of its page."""
    seen: dict[Path, list[tuple[str, str]]] = {}
    async with BotApiServer() as telegram, SlackServer(app=AS_ASSISTANT) as slack:
        cast = on_telegram.Cast.in_front_of(telegram)
        settings = settings_for(
            copy_database(shipped, folder / "scenes.sqlite"),
            telegram_token=telegram.token,
            telegram_api_url=telegram.url,
            slack_bot_token=slack.bot_token,
            slack_app_token=slack.app_token,
            slack_api_url=slack.api_url,
            admins=f"telegram:{cast.administrator.id}",
            allowed=f"telegram:{cast.member.id}, telegram-chat:{cast.group.id}",
        )
        with capture_logs() as log:
            async with running(settings, RehearsedClock(PACE)):
                await cast.until_introduced()
                for path in SCENES:
                    language, platform = path.parts[:2]
                    moments = (
                        SLACK[path.stem](slack, language)
                        if platform == "slack"
                        else TELEGRAM[path.stem](cast, language)
                    )
                    seen[path] = [moment async for moment in moments]
        assert not any("exc_info" in entry for entry in log), log
    return seen

"""Slack hears at once that Kopdar has it, however much Kopdar has to do (row P12)."""

import asyncio
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.registries import Registries
from bot.serve import build_platforms, serve_until
from handlers.command import Command, Context
from handlers.registry import COMMANDS
from messages.phrase import phrase
from messages.reply import Answer, Reply, Text
from messages.request import Request
from tests.bot.desk import eventually
from tests.platforms.doorway import free_port, knocking
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_server_http import SIGNING_SECRET, HttpCalls
from tests.stories.desk import settings_for

SLOW_JOBS = 50
ASKED_MEANWHILE = 30
LONGEST_ACK = 1.0


class SlowCommand:
    """Works longer than the test lasts."""

    def __init__(self) -> None:
        self.begun = 0
        self.command = Command("slow", phrase("Welcome"), phrase(""), phrase(""), self._answer)

    async def _answer(self, request: Request, context: Context) -> Answer:
        self.begun += 1
        await asyncio.Event().wait()
        return Answer(Reply((Text(phrase("Welcome")),)))


@pytest.mark.parametrize("way", ["socket", "http"])
async def test_p12_the_acknowledgement_waits_for_no_job(shipped_copy: Path, way: str) -> None:
    slow, stopping, port = SlowCommand(), asyncio.Event(), free_port()
    async with SlackServer() as slack:
        ways = {
            "socket": {"slack_app_token": slack.app_token},
            "http": {"slack_signing_secret": SIGNING_SECRET},
        }
        settings = settings_for(
            shipped_copy,
            slack_bot_token=slack.bot_token,
            slack_api_url=slack.api_url,
            http_port=str(port),
            **ways[way],
        )
        clock = SystemClock()
        registries = Registries(commands=(*COMMANDS, slow.command))
        serving = asyncio.create_task(
            serve_until(stopping, settings, clock, build_platforms(settings, clock), registries)
        )
        async with knocking(port) as door, HttpCalls(f"{door.root}/slack/events") as calls:
            await door.until_ready()
            if way == "http":
                slack.deliver = calls.deliver
            for number in range(SLOW_JOBS):
                person = slack.person(f"Busy {number}")
                await slack.types_command(person, "/kopdar", "slow", channel=person.direct)
            await eventually(lambda: slow.begun > 0)
            for number in range(ASKED_MEANWHILE):
                person = slack.person(f"Asks {number}")
                await slack.types_command(person, "/kopdar", "help", channel=person.direct)
            if way == "socket":
                await slack.until_acknowledged(SLOW_JOBS + ASKED_MEANWHILE)
            took = [each.took for each in (calls.answers or slack.acknowledged)]
            # What was asked is in the inbox, and would be answered at the next start.
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
    assert len(took) == SLOW_JOBS + ASKED_MEANWHILE
    assert max(took) < LONGEST_ACK

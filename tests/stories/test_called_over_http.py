"""`python -m bot run` where both platforms call it: the whole way, and no secret in the log."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.platforms.bot_api import BotApiServer
from tests.platforms.doorway import Doorway, free_port, knocking
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_server_http import SIGNING_SECRET, HttpCalls
from tests.stories.test_command_line import CommandLine

WEBHOOK_SECRET = "a-Secret_of-sixteen-or-more"


@dataclass
class Called:
    telegram: BotApiServer
    slack: SlackServer
    calls: HttpCalls
    door: Doorway
    log: str = ""


@asynccontextmanager
async def called_over_http(database: Path) -> AsyncIterator[Called]:
    """Both platforms call a process; `log` is all it said, once the block is left."""
    port = free_port()
    async with BotApiServer() as telegram, SlackServer() as slack:
        process = await CommandLine(database).start(
            "run",
            settings={
                "KOPDAR_TELEGRAM_TOKEN": telegram.token,
                "KOPDAR_TELEGRAM_API_URL": telegram.url,
                "KOPDAR_TELEGRAM_WEBHOOK_URL": "https://kopdar.test/from/telegram",
                "KOPDAR_TELEGRAM_WEBHOOK_SECRET": WEBHOOK_SECRET,
                "KOPDAR_SLACK_BOT_TOKEN": slack.bot_token,
                "KOPDAR_SLACK_API_URL": slack.api_url,
                "KOPDAR_SLACK_SIGNING_SECRET": SIGNING_SECRET,
                "KOPDAR_HTTP_PORT": str(port),
                "KOPDAR_LOG_LEVEL": "DEBUG",
            },
        )
        async with knocking(port) as door, HttpCalls(f"{door.root}/slack/events") as calls:
            slack.deliver = calls.deliver
            telegram.webhook.gateway = door.root
            called = Called(telegram, slack, calls, door)
            try:
                await door.until_ready()
                yield called
            finally:
                process.send_signal(signal.SIGTERM)
                async with asyncio.timeout(15):
                    out, err = await process.communicate()
                called.log = (out + err).decode()
            assert process.returncode == 0


async def test_a_journey_on_both_platforms(shipped_copy: Path) -> None:
    async with called_over_http(shipped_copy) as here:
        siti, budi = here.telegram.person("Siti", language="id"), here.slack.person("Budi")
        await here.telegram.says(siti, "/rank Indonesia")
        rank = await here.telegram.next_message()
        assert "41" in (rank.text or "")
        await here.telegram.presses(siti, rank, "Riwayat")
        assert (await here.telegram.next_message()).edited
        desk = here.slack.channel("desk", members=[budi])
        await here.slack.types_command(budi, "/rank", "Indonesia", channel=desk)
        assert "41 of 209" in (await here.slack.next_message()).text
        await here.slack.direct_message(budi, "top")
        assert (await here.slack.next_message()).text
        assert (await here.door.get("/healthz"))[0] == 200
        status, figures = await here.door.get("/metrics")
        assert status == 200
        assert 'kopdar_answered_total{outcome="answered",platform="slack"} 2.0' in figures
        assert "kopdar_leading 1.0" in figures
    assert "answered" in here.log
    secrets = [WEBHOOK_SECRET, SIGNING_SECRET, here.slack.bot_token, here.telegram.token]
    secrets += here.slack.triggers
    signatures = [
        value for sent in here.calls.sent for name, value in sent.headers if "Sig" in name
    ]
    for secret in [*secrets, *signatures, *here.slack.workspace.response_urls]:
        assert secret not in here.log
        assert secret.rpartition(":")[2] not in here.log


async def test_c4_what_comes_again_is_answered_once(shipped_copy: Path) -> None:
    async with called_over_http(shipped_copy) as here:
        budi = here.slack.person("Budi")
        await here.slack.types_command(budi, "/kopdar", "help", channel=budi.direct)
        await here.slack.direct_message(budi, "rank Indonesia")
        shown = {(await here.slack.next_message()).text for _ in range(2)}
        assert len(shown) == 2
        for request in tuple(here.calls.sent):
            assert (await here.calls.send(request)).status == 200
        await asyncio.gather(*(here.calls.send(each) for each in tuple(here.calls.sent)))
        await here.slack.direct_message(budi, "top")
        await here.slack.next_message()
        assert here.slack.untaken == 0

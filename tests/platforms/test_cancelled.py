"""M11: sends that are given up in the middle, by the hundred, leave the next one its connection."""

import asyncio
import random
from collections.abc import Awaitable, Callable

from messages.delivery import Delivered, SendOutcome
from platforms.telegram.platform import TelegramPlatform
from tests.platforms.bot_api import BotApiServer
from tests.platforms.slack.conftest import PatientClock, asked_in, connected
from tests.platforms.slack.test_slack_repeat import pieces_for
from tests.platforms.slack_server import SlackServer
from tests.platforms.telegram.conftest import KNOWN, QuickClock
from tests.platforms.telegram.test_sender import chat_of, says

ROUNDS, AT_ONCE = 20, 25
SEED = 11


async def give_up(send: Callable[[], Awaitable[SendOutcome]]) -> None:
    """At random moments: before the call leaves, while it is written, while it is answered."""
    chance = random.Random(SEED)
    for _ in range(ROUNDS):
        sending = [asyncio.ensure_future(send()) for _ in range(AT_ONCE)]
        for each in sending:
            await asyncio.sleep(chance.choice((0, 0, 0.0005, 0.003)))
            each.cancel()
        await asyncio.wait(sending)
        # Not more at a time than there are connections: those would be another trouble.
        await asyncio.sleep(0.02)


async def test_m11_telegram() -> None:
    async with BotApiServer() as api:
        platform = TelegramPlatform(api.token, api.url, QuickClock(), KNOWN)
        alice = chat_of(api.person("Alice"))
        await give_up(lambda: platform.send(alice, says("given up"), None))
        outcome = await platform.send(alice, says("last"), None)
        await platform.close()
        assert isinstance(outcome, Delivered)


async def test_m11_slack() -> None:
    async with SlackServer() as slack, connected(slack, PatientClock()) as platform:
        request = asked_in(slack.channel("desk"))
        piece = pieces_for(request)
        await give_up(lambda: platform.send(request.chat, piece, None))
        assert isinstance(await platform.send(request.chat, piece, None), Delivered)

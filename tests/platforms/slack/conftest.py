"""Kopdar's Slack side on a strict Slack, with a clock that never makes anybody wait."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from gettext import NullTranslations

import pytest

from messages.chart import Emphasis, Picture, RankedPosition, RankLine
from messages.clock import Clock
from messages.delivery import SendOutcome
from messages.phrase import phrase, verbatim
from messages.reply import Button, Fact, Facts, Note, Reply, Title
from messages.request import AccountId, Chat, ChatId, Inbound, Request, RequestKey, Sender
from messages.wording import Wording
from platforms.slack.inbound import SLACK
from platforms.slack.platform import SlackPlatform
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_server_world import Channel

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
PICTURE = Picture(PNG, "A line from first to last, with Indonesia at 41 of 209")
ENGLISH = Wording("en", NullTranslations(), {"ID": "Indonesia"})

LINE = RankLine(
    title=phrase("Indonesia"),
    subtitle=phrase("Digital Diplomacy Review 2017"),
    last=209,
    positions=(RankedPosition(verbatim("Indonesia"), 41, 41, Emphasis.SUBJECT),),
    unplaced=(),
    source=phrase("Source"),
    alternative=phrase("A line"),
)
RANK = Reply(
    parts=(
        Title(phrase("Indonesia: Digital Diplomacy Review 2017")),
        Facts((Fact(phrase("World rank"), phrase("41 of 209")),)),
        LINE,
        Note(phrase("Published by the Diplomatic Service")),
    ),
    buttons=(
        Button(phrase("Compare with peers"), "compare", "peers ID"),
        Button(phrase("History"), "history", "ID"),
    ),
)
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HISTORY = Reply(parts=(Title(phrase("Indonesia over the years")),))


def asked_in(channel: Channel, **answer_at: str) -> Request:
    return Request(
        key=RequestKey("slack:event:Ev1"),
        sender=Sender(SLACK, AccountId("T1/U1")),
        chat=Chat(SLACK, ChatId(channel.id), None, channel.is_direct),
        command="rank",
        arguments="Indonesia",
        received_at=NOW,
        answer_at=answer_at,
    )


class PatientClock:
    """Sleeping takes no time and is written down; time passes only by sleeping."""

    def __init__(self) -> None:
        self.pauses: list[timedelta] = []
        self._now = NOW

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._now.timestamp()

    async def sleep(self, pause: timedelta) -> None:
        self.pauses.append(pause)
        self._now += pause
        await asyncio.sleep(0.001)


class Kopdar:
    """What the bot does around the platform: takes requests in, sends rendered replies."""

    def __init__(self, platform: SlackPlatform) -> None:
        self.platform = platform
        self.inbox: asyncio.Queue[Inbound] = asyncio.Queue()
        self.refusals = 0

    async def accept(self, inbound: Sequence[Inbound]) -> None:
        if self.refusals:
            self.refusals -= 1
            raise OSError("the disk is full: xoxb-1111111111 /answers/secret-answer")
        for one in inbound:
            self.inbox.put_nowait(one)

    async def next_request(self) -> Request:
        async with asyncio.timeout(10):
            inbound = await self.inbox.get()
        assert isinstance(inbound, Request)
        return inbound

    async def answer(
        self, request: Request, reply: Reply = RANK, picture: Picture = PICTURE
    ) -> list[SendOutcome]:
        """As the bot answers: with a picture only where the platform wants one."""
        wants = reply.chart is not None and self.platform.wants_picture(request)
        pieces = self.platform.render(request, reply, ENGLISH, picture if wants else None)
        return [
            await self.platform.send(request.chat, piece, PNG if piece.picture else None)
            for piece in pieces
        ]


@pytest.fixture
def clock() -> PatientClock:
    return PatientClock()


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with SlackServer(ack_within=0.2) as server:
        yield server


@asynccontextmanager
async def connected(slack: SlackServer, clock: Clock) -> AsyncIterator[SlackPlatform]:
    platform = SlackPlatform(slack.bot_token, slack.app_token, slack.api_url, clock)
    try:
        yield platform
    finally:
        await platform.close()


@pytest.fixture
async def platform(slack: SlackServer, clock: PatientClock) -> AsyncIterator[SlackPlatform]:
    """Sends, but does not listen."""
    async with connected(slack, clock) as made:
        yield made


@pytest.fixture
async def kopdar(slack: SlackServer, platform: SlackPlatform) -> AsyncIterator[Kopdar]:
    """Listens, and keeps what came in."""
    made = Kopdar(platform)
    listening = asyncio.create_task(platform.listen(made.accept))
    await slack.sockets.wait_until_open()
    yield made
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)


@pytest.fixture
def desk(slack: SlackServer) -> Channel:
    return slack.channel("desk")


@pytest.fixture
def sender(platform: SlackPlatform) -> Kopdar:
    return Kopdar(platform)

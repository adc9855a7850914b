"""Both platforms, their people, a database, and Kopdar as a process between them."""

import asyncio
import itertools
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.clock import SystemClock
from messages.delivery import Lane, Letter, LetterKey, LetterKind, Piece
from messages.request import Chat, ChatId, PlatformName
from storage import outbox
from storage.database import Database
from tests.databases import copy_database, writing
from tests.faults.histories import QUESTION, Books, Recorder, Verdict, compare
from tests.faults.kopdar import LOOK_EVERY, Kopdar
from tests.faults.warm import Warm
from tests.platforms import bot_api, slack_server_world
from tests.platforms.bot_api import BotApiServer
from tests.platforms.slack_server import SlackServer

TELEGRAM, SLACK = PlatformName("telegram"), PlatformName("slack")
SETTLES_WITHIN = 60.0
ACK_WITHIN = 0.5
SLACKS_PATIENCE = 60


@dataclass
class World:
    telegram: BotApiServer
    slack: SlackServer
    recorder: Recorder
    books: Books
    kopdar: Kopdar
    folder: Path
    promised: set[str] = field(default_factory=set)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def mark(self) -> str:
        """A word that a question is known by: every answer to it repeats the word."""
        return f"zzq{next(self._numbers)}"

    async def ask_on_telegram(self, who: bot_api.Person | None = None) -> str:
        """Telegram keeps it until it is fetched and confirmed: promised from here on."""
        mark = self.mark()
        self.promised.add(mark)
        who = who or self.telegram.person(f"Siti of {mark}")
        await self.telegram.says(who, f"/rank {mark}")
        return mark

    async def ask_on_slack(self, who: slack_server_world.Person | None = None) -> str:
        """A direct message; promised once Kopdar has said that it has it."""
        mark = self.mark()
        who = who or self.slack.person(f"Budi of {mark}")
        await self.slack.direct_message(who, f"rank {mark}")
        return mark

    async def command_on_slack(
        self, who: slack_server_world.Person, channel: slack_server_world.Channel
    ) -> str:
        """A slash command, which Slack does not repeat: promised where it was acknowledged."""
        mark = self.mark()
        await self.slack.types_command(who, "/rank", mark, channel=channel)
        return mark

    def keep_slacks_promises(self) -> None:
        """What Slack was told is received is promised, too."""
        for taken in self.slack.acknowledged:
            self.promised |= set(QUESTION.findall(str(taken.payload)))

    async def write(self, *letters: Letter) -> None:
        """As some part of Kopdar would that has something to tell."""
        database = await Database.open(f"sqlite:///{self.books.path}")
        with writing(database) as connection:
            outbox.add(connection, letters)
        await database.close()

    async def until(self, is_so: Callable[[], object], within: float = SETTLES_WITHIN) -> None:
        """Wait for the world to be so, with a limit that only a failure reaches."""
        try:
            async with asyncio.timeout(within):
                while not is_so():  # noqa: ASYNC110  # processes set no event of ours
                    await asyncio.sleep(LOOK_EVERY)
        except TimeoutError:
            raise AssertionError(f"not in {within} s; see {self.kopdar.log}") from None

    async def stop_between_writes(self) -> None:
        """SIGSTOP. Whoever is stopped in the middle of writing holds the database until it goes
        on, and then nobody else can do anything: not here."""
        self.kopdar.signal(signal.SIGSTOP)
        await self.until(self.kopdar.is_stopped)
        while not self.books.can_be_written():
            self.kopdar.signal(signal.SIGCONT)
            await asyncio.sleep(LOOK_EVERY)
            self.kopdar.signal(signal.SIGSTOP)
            await self.until(self.kopdar.is_stopped)

    async def until_received(self, count: int = 1) -> None:
        await self.until(lambda: len(self.recorder.accepted) >= count)

    async def until_settled(self, within: float = SETTLES_WITHIN) -> None:
        """Until every promised question is in, and something has become of everything."""

        def is_settled() -> bool:
            return self.promised <= set(self.books.questions()) and not self.books.unsettled()

        await self.until(is_settled, within)

    def verdict(self) -> Verdict:
        self.keep_slacks_promises()
        return compare(self.promised, self.recorder, self.books)


def letter_on_telegram(
    key: str, to: bot_api.Person | bot_api.Group, *texts: str, kind: LetterKind = LetterKind.DIGEST
) -> Letter:
    """A message of as many pieces as there are texts."""
    pieces = [Piece({"method": "sendMessage", "parameters": {"text": text}}) for text in texts]
    return letter_to(Chat(TELEGRAM, ChatId(str(to.id))), key, pieces, kind)


def letter_on_slack(
    key: str,
    to: slack_server_world.Channel,
    *texts: str,
    thread: str | None = None,
    kind: LetterKind = LetterKind.DIGEST,
) -> Letter:
    """A message of as many pieces as there are texts."""
    pieces = [Piece({"ways": [{"do": "post", "text": text, "blocks": []}]}) for text in texts]
    return letter_to(Chat(SLACK, ChatId(to.id), thread), key, pieces, kind)


def letter_to(chat: Chat, key: str, pieces: Sequence[Piece], kind: LetterKind) -> Letter:
    now = SystemClock().now()
    return Letter(
        key=LetterKey(key),
        chat=chat,
        pieces=tuple(pieces),
        kind=kind,
        lane=Lane.ANSWER if kind is LetterKind.ANSWER else Lane.BULK,
        created_at=now,
        not_before=now,
    )


@asynccontextmanager
async def open_world(
    shipped: Path, folder: Path, warm: Warm | None, **settings: str
) -> AsyncIterator[World]:
    """Everything but a running Kopdar, which is killed at the end where one is left.

    Slack repeats an event after 0, 1 and 5 minutes; here for half a minute, and oftener: these
    processes start at a fraction of the time, but wait for a lock as long as ever.
    """
    recorder = Recorder()

    def on_telegram(message: bot_api.Message) -> None:
        recorder.take("telegram", str(message.chat_id), message.text)

    def on_slack(message: slack_server_world.Message) -> None:
        recorder.take("slack", message.channel.id, message.shown)

    database = copy_database(shipped, folder / "faults.sqlite")
    async with (
        BotApiServer(witness=on_telegram) as telegram,
        SlackServer(ACK_WITHIN, SLACKS_PATIENCE, on_slack) as slack,
    ):
        environ = {
            "KOPDAR_DATABASE_URL": f"sqlite:///{database}",
            # Few people ask so often here; the tests of floods set it.
            "KOPDAR_FLOOD_LIMIT": "0",
            "KOPDAR_TELEGRAM_TOKEN": telegram.token,
            "KOPDAR_TELEGRAM_API_URL": telegram.url,
            "KOPDAR_SLACK_BOT_TOKEN": slack.bot_token,
            "KOPDAR_SLACK_APP_TOKEN": slack.app_token,
            "KOPDAR_SLACK_API_URL": slack.api_url,
        }
        kopdar = Kopdar(environ | settings, folder / "kopdar.log", warm)
        try:
            yield World(telegram, slack, recorder, Books(database), kopdar, folder)
        finally:
            await kopdar.kill()

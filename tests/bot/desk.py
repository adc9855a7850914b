"""Kopdar's inside with a clock in the test's hand and a platform that does what it is told."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bot.amending import Amending
from bot.answering import Answering, Home
from bot.conversing import Conversing
from bot.deadline import Deadline
from bot.dispatcher import Dispatcher
from bot.handover import Handover
from bot.illustrator import Illustrator
from bot.jobs.deliver import Deliverer
from bot.knowledge import Knowledge
from bot.middleware.identify import Identifier, Rights
from bot.operators import Operators
from bot.outgoing import build_deliverer
from bot.shelf import Shelf
from bot.speech import Speech
from handlers.command import Command
from handlers.form import FormHandler
from handlers.forms import FORMS
from handlers.registry import COMMANDS
from messages.chart import Chart, Picture
from messages.delivery import (
    Delivered,
    Lane,
    Letter,
    LetterKey,
    LetterKind,
    Piece,
    Said,
    SendOutcome,
    Uncertain,
)
from messages.form import Form
from messages.pacing import Limits
from messages.reply import Reply, Text
from messages.request import (
    AccountId,
    Chat,
    ChatId,
    Membership,
    PlatformName,
    Request,
    RequestKey,
    Sender,
)
from messages.suggestion import Suggest
from messages.wording import Wording
from ministries.names import CountryNames
from platforms.contract import Accept, Endpoint
from storage import outbox
from storage.database import Database
from tests.databases import reading, writing

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SCRIPTED = PlatformName("scripted")
NOBODY = Rights(frozenset(), frozenset())


class TestClock:
    """Time passes when the test says so."""

    __test__ = False

    def __init__(self) -> None:
        self.passed = timedelta(0)
        self.was_set = timedelta(0)
        self.asleep: list[tuple[timedelta, asyncio.Event]] = []

    def now(self) -> datetime:
        return NOW + self.passed + self.was_set

    def monotonic(self) -> float:
        return self.passed.total_seconds()

    async def sleep(self, pause: timedelta) -> None:
        sleeper = (self.passed + pause, asyncio.Event())
        self.asleep.append(sleeper)
        try:
            await sleeper[1].wait()
        finally:
            self.asleep.remove(sleeper)

    def set_by(self, by: timedelta) -> None:
        """Somebody sets the wall clock; no time passes."""
        self.was_set += by

    def advance(self, pause: timedelta) -> None:
        self.passed += pause
        for until, over in self.asleep:
            if until <= self.passed:
                over.set()

    def pauses(self) -> list[timedelta]:
        """How long those asleep still sleep, the shortest first."""
        return sorted(until - self.passed for until, over in self.asleep if not over.is_set())

    async def asleep_for(self, pause: timedelta) -> None:
        """Returns when somebody sleeps for so long."""
        await eventually(lambda: pause in self.pauses())


async def eventually(is_so: Callable[[], bool]) -> None:
    """SQLite answers from threads: wait for it, with a limit that only a failure reaches."""
    async with asyncio.timeout(10):
        while not is_so():  # noqa: ASYNC110  # the world under test sets no event
            await asyncio.sleep(0.001)


@dataclass
class ScriptedPlatform:
    """Sends as `outcomes` say, then Delivered; listens as `listening` says, then for ever."""

    name: PlatformName = SCRIPTED
    outcomes: list[SendOutcome | Exception] = field(default_factory=list)
    listening: list[Exception] = field(default_factory=list)
    unrenderable: bool = False
    language: str | None = None
    asked_language: int = 0
    membership: Membership = Membership.MEMBER
    asked_membership: int = 0
    listened: int = 0
    holds_sends: asyncio.Event | None = None
    never_closes: bool = False
    accept: Accept | None = None
    heard_at: float | None = None
    endpoints: tuple[Endpoint, ...] = ()
    sent: list[dict[str, Any]] = field(default_factory=list)
    paced: Limits = field(default_factory=dict)
    found: list[SendOutcome] = field(default_factory=list)
    looked_for: list[str] = field(default_factory=list)
    unrepeatable: bool = False

    async def listen(self, accept: Accept, suggest: Suggest | None = None) -> None:
        self.accept = accept
        self.listened += 1
        if self.listening:
            raise self.listening.pop(0)
        await asyncio.Event().wait()

    def show_working(self, request: Request) -> None:
        pass

    def wants_picture(self, request: Request) -> bool:
        return False

    def picture_of(self, request: Request, reply: Reply, wording: Wording) -> Chart | None:
        return reply.chart if self.wants_picture(request) else None

    def render(
        self,
        request: Request,
        reply: Reply,
        wording: Wording,
        picture: Picture | None,
        earlier: Sequence[Said] = (),
    ) -> tuple[Piece, ...]:
        if self.unrenderable:
            raise RuntimeError("a bug in rendering")
        said = [wording.say(part.phrase) for part in reply.parts if isinstance(part, Text)]
        return (Piece({"to": request.key, "language": wording.language, "said": said}),)

    async def show(
        self, request: Request, reply: Reply, wording: Wording, picture: Picture | None
    ) -> bool:
        return False

    async def send(self, chat: Chat, piece: Piece, png: bytes | None) -> SendOutcome:
        if self.holds_sends is not None:
            await self.holds_sends.wait()
        outcome = self.outcomes.pop(0) if self.outcomes else Delivered()
        if isinstance(outcome, Exception):
            raise outcome
        if isinstance(outcome, Delivered):
            self.sent.append(dict(piece.payload))
        return outcome

    async def open_form(
        self, request: Request, form: Form, opening: Reply, wording: Wording
    ) -> bool:
        return False

    def hears_answers(self, request: Request) -> bool:
        return True

    def limits(self, chat: Chat, piece: Piece) -> Limits:
        return {name.format(chat=chat.id): limit for name, limit in self.paced.items()}

    async def find(self, chat: Chat, piece: Piece, since: datetime) -> SendOutcome:
        self.looked_for.append(piece.mark)
        return self.found.pop(0) if self.found else Uncertain("nobody can tell")

    def repeated(self, piece: Piece, line: str) -> tuple[Piece, ...]:
        return (
            () if self.unrepeatable else (replace(piece, payload={**piece.payload, "line": line}),)
        )

    def chat_with(self, account: AccountId) -> Chat:
        return Chat(self.name, ChatId(account))

    async def language_of(self, sender: Sender) -> str | None:
        self.asked_language += 1
        return self.language

    async def membership_of(self, sender: Sender) -> Membership:
        self.asked_membership += 1
        return self.membership

    def is_read_by_others(self, request: Request) -> bool:
        return False

    async def close(self) -> None:
        if self.never_closes:
            await asyncio.Event().wait()


@dataclass
class Inside:
    """The parts that a test drives; `database` is the test's own way into the file as well."""

    database: Database
    clock: TestClock
    platform: ScriptedPlatform
    letters_waiting: asyncio.Event
    dispatcher: Dispatcher
    deliverer: Deliverer

    async def rows(self, sql: str) -> Sequence[Any]:
        with reading(self.database) as connection:
            return [tuple(row) for row in connection.execute(text(sql))]

    async def until_rows(self, sql: str, are: Sequence[Any]) -> None:
        async with asyncio.timeout(10):
            while await self.rows(sql) != are:  # noqa: ASYNC110  # a row sets no event
                await asyncio.sleep(0.001)

    async def run(self, sql: str) -> None:
        with writing(self.database) as connection:
            connection.execute(text(sql))

    async def write(self, *letters: Letter) -> None:
        with writing(self.database) as connection:
            outbox.add(connection, letters)


@asynccontextmanager
async def inside(
    path: Path,
    names: CountryNames,
    commands: tuple[Command, ...] = COMMANDS,
    forms: tuple[FormHandler, ...] = FORMS,
    admins: Collection[str] = (),
    flood_limit: int = 0,
) -> AsyncIterator[Inside]:
    clock, platform, handover = TestClock(), ScriptedPlatform(), Handover()
    letters_waiting = handover.letters_waiting
    patience = timedelta(milliseconds=20)
    database = await Database.open(f"sqlite:///{path}", patience, now=clock.now)
    illustrator = Illustrator()
    identifier, speech = Identifier(database, NOBODY, "en"), Speech(names)
    operators = Operators(admins, {SCRIPTED: platform}, identifier, speech, clock, letters_waiting)
    answering = Answering(
        database=database,
        clock=clock,
        platforms={SCRIPTED: platform},
        commands=commands,
        home=Home("ID", "ddr", "asean", "en"),
        identifier=identifier,
        knowledge=Knowledge(database, names),
        shelf=Shelf(database),
        speech=speech,
        illustrator=illustrator,
        amending=Amending(database, clock),
        conversing=Conversing(database, forms),
        handover=handover,
    )
    dispatcher = Dispatcher(answering, flood_limit=flood_limit)
    deliverer = build_deliverer(answering, Deadline(clock), operators, chance=lambda: 0.5)
    try:
        yield Inside(database, clock, platform, letters_waiting, dispatcher, deliverer)
    finally:
        await dispatcher.stop()
        illustrator.close()
        await database.close()


def asked(key: str, command: str = "help", chat: str = "1", language: str = "en") -> Request:
    return Request(
        key=RequestKey(key),
        sender=Sender(SCRIPTED, AccountId("7"), language=language),
        chat=Chat(SCRIPTED, ChatId(chat)),
        command=command,
        arguments="",
        received_at=NOW,
        answer_at={"response_url": "https://hooks.test/secret"},
    )


def letter(
    key: str,
    chat: str = "1",
    created_at: datetime = NOW,
    kind: LetterKind = LetterKind.ANSWER,
    lane: Lane = Lane.ANSWER,
) -> Letter:
    return Letter(
        key=LetterKey(key),
        chat=Chat(SCRIPTED, ChatId(chat)),
        pieces=(Piece({"to": key}),),
        kind=kind,
        lane=lane,
        created_at=created_at,
        not_before=created_at,
    )

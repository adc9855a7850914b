"""Puts the program together: one database, its platforms, one dispatcher, one deliverer."""

import asyncio
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Collection,
    Coroutine,
    Mapping,
    Sequence,
)
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import structlog

from bot.amending import Amending
from bot.answering import Answering, Home
from bot.conversing import Conversing
from bot.deadline import Deadline
from bot.dispatcher import Dispatcher
from bot.duty_status import duty_statuses
from bot.illustrator import Illustrator
from bot.introduction import special_chats
from bot.jobs.deliver import Deliverer
from bot.jobs.due import DueLoop
from bot.jobs.menus import Menus
from bot.jobs.owner import new_owner
from bot.knowledge import Knowledge
from bot.leadership import Leadership
from bot.middleware.identify import Identifier, Rights
from bot.observing import NOBODY, Observers
from bot.operators import Operators
from bot.outgoing import build_deliverer
from bot.performing import Performing
from bot.preparation import check_against_record, fill_if_empty
from bot.registries import SHIPPED, Registries
from bot.shelf import Shelf
from bot.speech import Speech
from bot.suggesting import Suggesting
from bot.telemetry import new_reference
from bot.timetable import Timetable, build_timetable
from config.schedules import load_schedules
from config.settings import Settings
from messages.clock import Clock
from messages.introduction import Audience
from messages.request import ChatId, PlatformName
from ministries.names import CountryNames
from platforms.contract import Platform
from storage.database import Database

FOR_DATABASE = timedelta(seconds=1)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class App:
    database: Database
    dispatcher: Dispatcher
    suggesting: Suggesting
    deliverer: Deliverer
    due_loop: DueLoop
    deadline: Deadline
    leadership: Leadership
    operators: Operators
    menus: Menus

    async def converse(self, conversation: Coroutine[Any, Any, None]) -> None:
        """Deliver answers while the conversation goes on; returns when it has ended."""
        delivering = asyncio.create_task(self.deliverer.run())
        try:
            await conversation
            await self.dispatcher.drain()
            await self.deliverer.deliver_all()
        finally:
            delivering.cancel()
            await asyncio.gather(delivering, return_exceptions=True)


@asynccontextmanager
async def assemble(
    settings: Settings,
    clock: Clock,
    platforms: Sequence[Platform],
    names: CountryNames,
    only_chat: ChatId | None = None,
    registries: Registries = SHIPPED,
    observers: Observers = NOBODY,
) -> AsyncIterator[App]:
    """The program, ready to receive; everything is closed on leaving.

    `only_chat` keeps a terminal from delivering what another terminal asked for.
    Raises WrongSettings, UnusableDatabase or MalformedReference.
    """
    deadline = Deadline(clock)
    timetable = timetable_for(settings, registries)
    database = await Database.open(settings.database_url, now=clock.now)
    illustrator = Illustrator()
    closing = [platform.close for platform in platforms]
    try:
        await fill_if_empty(database, names)
        await check_against_record(database, settings)
        answering = Answering(
            database=database,
            clock=clock,
            platforms={platform.name: platform for platform in platforms},
            commands=registries.commands,
            home=home_of(settings),
            identifier=identifier_for(settings, database),
            knowledge=Knowledge(database, names),
            shelf=Shelf(database),
            speech=Speech(names),
            illustrator=illustrator,
            amending=Amending(database, clock),
            conversing=Conversing(database, registries.forms),
            duties=partial(duty_statuses, database, clock, timetable),
        )
        leadership = Leadership(database, clock, new_owner())
        limit = flood_limit(settings, only_chat)
        dispatcher = Dispatcher(answering, leadership.prove, observers, limit)
        closing.append(dispatcher.stop)
        performing = Performing.beside(answering, timetable)
        operators = operators_beside(answering, settings.admins)
        yield App(
            database=database,
            dispatcher=dispatcher,
            suggesting=Suggesting(answering),
            deliverer=build_deliverer(answering, deadline, operators, only_chat, observers),
            due_loop=DueLoop(database, clock, performing, answering.handover.letters_waiting),
            deadline=deadline,
            leadership=leadership,
            operators=operators,
            menus=Menus(database, clock, platforms, named_chats(settings, platforms)),
        )
    finally:
        illustrator.close()
        await deadline.within(_close_all(closing), keeping=FOR_DATABASE)
        await deadline.within(database.close())


def named_chats(
    settings: Settings, platforms: Sequence[Platform]
) -> Mapping[PlatformName, Mapping[ChatId, Audience]]:
    return {platform.name: special_chats(settings, platform.name) for platform in platforms}


def identifier_for(settings: Settings, database: Database) -> Identifier:
    rights = Rights(settings.admins, settings.allowed)
    return Identifier(database, rights, settings.language)


def operators_beside(answering: Answering, accounts: Collection[str]) -> Operators:
    """The operators, spoken to by what answers are made with."""
    return Operators(
        accounts,
        answering.platforms,
        answering.identifier,
        answering.speech,
        answering.clock,
        answering.handover.letters_waiting,
    )


def timetable_for(settings: Settings, registries: Registries) -> Timetable:
    schedules = load_schedules(settings.schedules_file)
    return build_timetable(settings, schedules, registries.duties)


def flood_limit(settings: Settings, only_chat: ChatId | None) -> int:
    """A terminal is one person's own, and may be fed from a file."""
    return settings.flood_limit if only_chat is None else 0


def home_of(settings: Settings) -> Home:
    return Home(
        country=settings.home_country,
        series=settings.series,
        peer_group=settings.peers,
        language=settings.language,
        zone=settings.timezone,
    )


async def _close_all(closing: Sequence[Callable[[], Awaitable[None]]]) -> None:
    """All at once; one that cannot be closed keeps no other from it."""
    outcomes = await asyncio.gather(*(close() for close in closing), return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            log.error("not closed", exc_info=outcome, reference=new_reference())

"""Puts the program together: one database, its platforms, one dispatcher, one deliverer."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from bot.answering import Answering, Home
from bot.dispatcher import Dispatcher
from bot.illustrator import Illustrator
from bot.jobs.deliver import Deliverer
from bot.knowledge import Knowledge
from bot.middleware.identify import Identifier, Rights
from bot.preparation import check_against_record, fill_if_empty
from bot.speech import Speech
from config.settings import Settings
from handlers.registry import COMMANDS
from messages.clock import Clock
from messages.request import ChatId
from ministries.names import CountryNames
from platforms.contract import Platform
from storage.database import Database


@dataclass(frozen=True, slots=True)
class App:
    database: Database
    dispatcher: Dispatcher
    deliverer: Deliverer

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
) -> AsyncIterator[App]:
    """The program, ready to receive; everything is closed on leaving.

    `only_chat` keeps a terminal from delivering what another terminal asked for.
    Raises WrongSettings, UnusableDatabase or MalformedReference.
    """
    database = await Database.open(settings.database_url)
    illustrator = Illustrator()
    try:
        await fill_if_empty(database, names)
        await check_against_record(database, settings)
        by_name = {platform.name: platform for platform in platforms}
        letters_waiting = asyncio.Event()
        answering = Answering(
            database=database,
            clock=clock,
            platforms=by_name,
            commands=COMMANDS,
            home=Home(settings.home_country, settings.series, settings.peers, settings.language),
            identifier=Identifier(
                database, Rights(settings.admins, settings.allowed), settings.language
            ),
            knowledge=Knowledge(database, names),
            speech=Speech(names),
            illustrator=illustrator,
        )
        yield App(
            database=database,
            dispatcher=Dispatcher(answering, letters_waiting),
            deliverer=Deliverer(database, clock, by_name, letters_waiting, only_chat),
        )
    finally:
        for platform in platforms:
            await platform.close()
        illustrator.close()
        await database.close()

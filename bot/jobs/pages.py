"""Keeps people's own pages true: shown anew when what they were made from has changed.

Who opens a page has it made at once; this is for those who have it open while figures come in.
"""

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import timedelta
from functools import partial

import structlog

from bot.telemetry import new_reference
from handlers import home
from messages.clock import Clock
from messages.request import Inbound, RequestKey
from platforms.contract import KeepsPages, Platform
from storage import measured
from storage.database import Connection, Database
from storage.inbox import askers_of
from storage.reference import reference_version

LOOK_EVERY = timedelta(minutes=1)
# A page that nobody has looked at for longer waits until it is opened.
SEEN_WITHIN = timedelta(days=1)
# Slack takes about a hundred pages a minute.
BETWEEN_PAGES = timedelta(seconds=1)

log = structlog.get_logger()


class Pages:
    """`accept` takes a request for each page, as if its person had opened it."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        platforms: Collection[Platform],
        accept: Callable[[Sequence[Inbound]], Awaitable[None]],
    ) -> None:
        self._database = database
        self._clock = clock
        self._platforms = tuple(each for each in platforms if isinstance(each, KeepsPages))
        self._accept = accept

    async def run(self) -> None:
        """Until cancelled; what fails is looked at again a minute later."""
        seen = None
        while True:
            try:
                current = await self._made_from()
                if seen is not None and current != seen:
                    await self._show_anew(current)
                seen = current
            except Exception:
                log.exception("pages not shown anew", reference=new_reference())
            await self._clock.sleep(LOOK_EVERY)

    async def _made_from(self) -> str:
        """What names the figures there are: the last import, and our newest edition."""

        def look(connection: Connection) -> tuple[int, tuple[str, ...]]:
            return reference_version(connection), measured.periods(connection)

        version, periods = await self._database.read(look)
        return f"{version}:{periods[-1] if periods else ''}"

    async def _show_anew(self, made_from: str) -> None:
        now = self._clock.now()
        asked_by = (home.COMMAND.name, *home.COMMAND.aliases)
        for platform in self._platforms:
            people = await self._database.read(
                partial(
                    askers_of,
                    platform=platform.name,
                    commands=asked_by,
                    since=now - SEEN_WITHIN,
                )
            )
            for person in people:
                key = RequestKey(f"{platform.name}:page:{person.account}:{made_from}")
                await self._accept((platform.page_request(person, key, self._clock.now()),))
                await self._clock.sleep(BETWEEN_PAGES)
            log.info("pages shown anew", platform=platform.name, people=len(people))

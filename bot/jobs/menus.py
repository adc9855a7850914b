"""Keeps the menus of chats whose people may ask more than everyone: those that the settings name.

A platform cannot be asked where such a menu was set. It is written down, so that a chat that is
named no longer loses it.
"""

from collections.abc import Collection, Mapping
from datetime import timedelta
from functools import partial

import structlog

from bot.telemetry import new_reference
from messages.clock import Clock
from messages.introduction import Audience
from messages.request import ChatId, PlatformName
from platforms.contract import Platform, ShowsMenus
from storage import menus
from storage.database import Connection, Database
from storage.moved_chats import current_ids

# Nobody waits for a menu: the first poll and the first answers come before it.
AFTER_THE_START = timedelta(seconds=1)
# A group may have moved meanwhile, and its new id shows no menu of its own.
LOOK_EVERY = timedelta(hours=1)

Named = Mapping[ChatId, Audience]

log = structlog.get_logger()


class Menus:
    """`named` are the chats that the settings name, by platform."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        platforms: Collection[Platform],
        named: Mapping[PlatformName, Named],
    ) -> None:
        self._database = database
        self._clock = clock
        self._platforms = tuple(each for each in platforms if isinstance(each, ShowsMenus))
        self._named = named
        self._seen_to: dict[PlatformName, Named] = {}

    async def run(self) -> None:
        """Until cancelled; what fails is tried again an hour later."""
        await self._clock.sleep(AFTER_THE_START)
        while True:
            for platform in self._platforms:
                try:
                    await self._keep(platform)
                except Exception:
                    log.exception("menus not kept", reference=new_reference())
            await self._clock.sleep(LOOK_EVERY)

    async def _keep(self, platform: ShowsMenus) -> None:
        chats, shown = await self._database.read(partial(self._look, platform.name))
        if self._seen_to.get(platform.name) == chats and shown == chats.keys():
            return
        if new := chats.keys() - shown:
            await self._database.write(partial(menus.remember, platform=platform.name, chats=new))
        gone = await platform.show_menus(chats, shown - chats.keys())
        if gone:
            await self._database.write(partial(menus.forget, platform=platform.name, chats=gone))
        self._seen_to[platform.name] = chats

    def _look(
        self, platform: PlatformName, connection: Connection
    ) -> tuple[Named, frozenset[ChatId]]:
        """Whom the settings name, under the ids of now, and what shows a menu."""
        named = self._named.get(platform, {})
        now = current_ids(connection, platform, named)
        chats = {now[chat]: audience for chat, audience in named.items()}
        return chats, menus.chats_with_menu(connection, platform)

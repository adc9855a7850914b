"""Lets go of what is done: what people typed and what they were told is not kept for ever.

Unfinished rows, refused letters and those of unknown fate stay: somebody has to look at them.
"""

from datetime import timedelta

import structlog

from messages.clock import Clock
from storage import inbox, outbox, pictures
from storage.database import Database

# Telegram repeats an update for a day at most, Slack an event for minutes: by then no repeat of
# a finished row can come any more.
KEPT = timedelta(days=30)
EVERY = timedelta(days=1)

log = structlog.get_logger()


async def forget_daily(database: Database, clock: Clock) -> None:
    """Once now, then every day, until cancelled."""
    while True:
        try:
            await forget(database, clock)
        except Exception:
            log.exception("nothing forgotten; tried again tomorrow")
        await clock.sleep(EVERY)


async def forget(database: Database, clock: Clock) -> None:
    before = clock.now() - KEPT
    async with database.write() as connection:
        finished = await inbox.forget_finished(connection, before)
        delivered = await outbox.forget_delivered(connection, before)
        unused = await pictures.forget_unused(connection)
    log.info("forgotten", requests=finished, letters=delivered, pictures=unused)

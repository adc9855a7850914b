"""Lets go of what is done: what people typed and what they were told is not kept for ever.

What failed stays longer: somebody has to look at it. What is unfinished or parked stays.
"""

from datetime import timedelta

import structlog

from messages.clock import Clock
from storage import inbox, outbox, pictures
from storage.database import Database

# Telegram repeats an update for a day at most, Slack an event for minutes: by then no repeat of
# a finished row can come any more.
KEPT = timedelta(days=30)
FAILURES_KEPT = timedelta(days=180)
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
    now = clock.now()
    before, failed_before = now - KEPT, now - FAILURES_KEPT
    async with database.write() as connection:
        requests = await inbox.forget_finished(connection, before)
        letters = await outbox.forget_delivered(connection, before)
        requests += await inbox.forget_failed(connection, failed_before)
        letters += await outbox.forget_failed(connection, failed_before)
        unused = await pictures.forget_unused(connection)
    log.info("forgotten", requests=requests, letters=letters, pictures=unused)

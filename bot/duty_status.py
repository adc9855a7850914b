"""How it stands with every duty: what comes next by its rule, what waits, what ended last."""

from bot.timetable import Timetable
from duties.schedule import next_slot
from handlers.command import DutyStatus
from messages.clock import Clock
from storage.database import Database
from storage.due import last_ended, open_slots


async def duty_statuses(
    database: Database, clock: Clock, timetable: Timetable
) -> tuple[DutyStatus, ...]:
    """In the order of the timetable."""
    waiting, ended = await database.read(lambda c: (open_slots(c), last_ended(c)))
    now = clock.now()
    return tuple(
        DutyStatus(
            name=line.duty.name,
            summary=line.duty.summary,
            target=line.target,
            coming=next_slot(line.schedule, line.target, now),
            waiting=waiting.get(line.pair),
            ended=ended.get(line.pair),
        )
        for line in timetable.lines
    )

"""Hours in which nothing is sent: they wait until these end."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from duties.local_time import instant_of


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Local times of day; from the evening into the morning where `begin` is after `end`."""

    begin: time
    end: time

    def holds(self, at: time) -> bool:
        if self.begin <= self.end:
            return self.begin <= at < self.end
        return at >= self.begin or at < self.end

    def over_at(self, now: datetime, zone: ZoneInfo) -> datetime:
        """The first instant from `now` on that is not quiet, in UTC."""
        local = now.astimezone(zone)
        if not self.holds(local.time()):
            return now
        next_day = local.time() >= self.end
        day = local.date() + timedelta(days=1) if next_day else local.date()
        return instant_of(day, self.end, zone)

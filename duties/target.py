"""Whom a duty is for: a unit or the ministry itself, with its zone and its calendar."""

from dataclasses import dataclass
from typing import NewType
from zoneinfo import ZoneInfo

from duties.calendar import Calendar

TargetName = NewType("TargetName", str)


@dataclass(frozen=True, slots=True)
class Target:
    """`name` is unique and stays: the due table knows the target by it."""

    name: TargetName
    zone: ZoneInfo
    calendar: Calendar

"""What was seen of a ministry at one moment: the raw material of a measured edition."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure of a ministry, of one of its missions, or of one channel of either.

    `country` is the ministry's ISO code; `unit` names a mission, empty for the ministry itself;
    `channel` is an address, empty where the figure is not of a single channel. `indicator` is a
    column of the methodology. `observed_at` is aware UTC; `source` says where it was seen.
    """

    owner_kind: str
    country: str
    unit: str
    channel: str
    indicator: str
    value: float
    observed_at: datetime
    source: str

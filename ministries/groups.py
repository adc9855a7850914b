"""Groups of countries and who belonged to them on a date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Membership:
    """A country's belonging to a group, `since` a local date (None: longer than our record)."""

    group: str
    country: str
    since: date | None
    note: str
    address: str


def belonged(membership: Membership, on: date) -> bool:
    return membership.since is None or membership.since <= on


def members_of(memberships: Iterable[Membership], group: str, on: date) -> tuple[str, ...]:
    """The countries in the group on that date, in the order of the record."""
    return tuple(m.country for m in memberships if m.group == group and belonged(m, on))


def groups_of(memberships: Iterable[Membership], country: str, on: date) -> tuple[str, ...]:
    """The groups that the country was in on that date, in the order of the record."""
    return tuple(m.group for m in memberships if m.country == country and belonged(m, on))

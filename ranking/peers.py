"""With whom a country is compared, on the date that the edition speaks of."""

from dataclasses import dataclass

from ministries.groups import groups_of, members_of
from ranking.edition import Edition
from ranking.published import PublishedRecord, Standing
from ranking.reading import standing_of, standings_in

NEAREST = 5


@dataclass(frozen=True, slots=True)
class Peers:
    """The countries compared with, without the country itself.

    `group` is the group they share; None: they are the ones published nearest to it.
    """

    group: str | None
    countries: tuple[str, ...]


def peers_of(record: PublishedRecord, edition: Edition, country: str, preferred: str) -> Peers:
    """The preferred group where the country belongs to it, else its smallest group of that
    date, else the countries published nearest to it in the edition."""
    on = edition.closes_on
    groups = groups_of(record.memberships, country, on)
    if preferred in groups:
        return _in_group(record, preferred, edition, country)
    if groups:
        smallest = min(groups, key=lambda group: len(members_of(record.memberships, group, on)))
        return _in_group(record, smallest, edition, country)
    return Peers(None, _nearest(record, edition, country))


def _in_group(record: PublishedRecord, group: str, edition: Edition, country: str) -> Peers:
    members = members_of(record.memberships, group, edition.closes_on)
    return Peers(group, tuple(member for member in members if member != country))


def _nearest(record: PublishedRecord, edition: Edition, country: str) -> tuple[str, ...]:
    """Up to five with an exact rank; nobody is near a country that has no rank itself."""
    own = standing_of(record, edition, country)
    if own is None or own.rank is None:
        return ()
    middle = (own.rank.best + own.rank.worst) / 2

    def distance(other: Standing) -> float:
        assert other.rank is not None
        return abs(other.rank.best - middle)

    exact = [
        s
        for s in standings_in(record, edition)
        if s.rank is not None and s.rank.is_exact and s.country != country
    ]
    nearest = sorted(exact, key=distance)[:NEAREST]
    return tuple(s.country for s in sorted(nearest, key=lambda s: s.rank.best if s.rank else 0))

"""What has been published of ministries: sparse, and never filled."""

from dataclasses import dataclass
from decimal import Decimal

from ministries.groups import Membership
from ministries.mission import Mission
from ranking.edition import Edition, Origin, Place, Series


@dataclass(frozen=True, slots=True)
class Standing:
    """What an edition said of a country; `rank` is None where none was published.

    `score` is in the unit that `score_means` names (a code of the catalogues).
    """

    edition: Edition
    country: str
    rank: Place | None
    ranked: int | None
    score: Decimal | None
    score_means: str
    rating: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class GroupPlace:
    """A place in a group as it was published; never worked out from our own groups."""

    edition: Edition
    group: str
    country: str
    place: Place
    origin: Origin


@dataclass(frozen=True, slots=True)
class Followers:
    """Followers as published; `as_of` says the date as well as it is known.

    `owner_kind` is `ministry` or `embassy`; an embassy of `country` in `host`.
    """

    owner_kind: str
    country: str
    host: str
    network: str
    followers: int
    as_of: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class PublishedRecord:
    """The whole published record, as imported; `series` in the order of their file."""

    series: tuple[Series, ...]
    standings: tuple[Standing, ...]
    places: tuple[GroupPlace, ...]
    followers: tuple[Followers, ...]
    memberships: tuple[Membership, ...]
    missions: tuple[Mission, ...] = ()

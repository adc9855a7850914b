"""Questions to the published record: which edition, what it said, who is ahead."""

from dataclasses import dataclass

from ministries.groups import members_of
from ranking.edition import Edition, Series
from ranking.published import GroupPlace, PublishedRecord, Standing


def find_series(record: PublishedRecord, code: str) -> Series:
    """The series with that code; KeyError where there is none."""
    for series in record.series:
        if series.code == code:
            return series
    raise KeyError(code)


def editions_of(record: PublishedRecord, series: str) -> tuple[Edition, ...]:
    """The editions of a series that say anything at all, oldest first."""
    said = {s.edition for s in record.standings} | {p.edition for p in record.places}
    return tuple(sorted(edition for edition in said if edition.series == series))


def editions_about(record: PublishedRecord, series: str, country: str) -> tuple[Edition, ...]:
    """The editions of a series that say something about the country, oldest first."""
    standings = {s.edition for s in record.standings if s.country == country}
    places = {p.edition for p in record.places if p.country == country}
    return tuple(sorted(e for e in standings | places if e.series == series))


def newest_edition(record: PublishedRecord, series: str, country: str) -> Edition | None:
    about = editions_about(record, series, country)
    return about[-1] if about else None


def editions_about_group(record: PublishedRecord, series: str, group: str) -> tuple[Edition, ...]:
    """The editions of a series with a place in the group, or with a member's standing."""
    return tuple(
        edition
        for edition in editions_of(record, series)
        if places_in(record, edition, group) or standings_in_group(record, edition, group)
    )


def standings_in_group(
    record: PublishedRecord, edition: Edition, group: str
) -> tuple[Standing, ...]:
    """What the edition said of those who were members on the last day of its year."""
    members = members_of(record.memberships, group, edition.closes_on)
    return tuple(s for s in standings_in(record, edition) if s.country in members)


def edition_before(record: PublishedRecord, edition: Edition, country: str) -> Edition | None:
    """The latest earlier edition of the same series that says something about the country."""
    earlier = [e for e in editions_about(record, edition.series, country) if e < edition]
    return earlier[-1] if earlier else None


def standing_of(record: PublishedRecord, edition: Edition, country: str) -> Standing | None:
    for standing in record.standings:
        # The cheap comparison first: most fail it.
        if standing.country == country and standing.edition == edition:
            return standing
    return None


def standings_in(record: PublishedRecord, edition: Edition) -> tuple[Standing, ...]:
    """Everything the edition said, best known rank first, then those without one by score."""
    said = [s for s in record.standings if s.edition == edition]
    return tuple(sorted(said, key=_published_order))


def _published_order(standing: Standing) -> tuple[int, int, float, str]:
    score = -float(standing.score) if standing.score is not None else 0.0
    if standing.rank is None:
        return (2, 0, score, standing.country)
    kind = 0 if standing.rank.is_exact else 1
    return (kind, standing.rank.best, float(standing.rank.worst), standing.country)


def ranked_in(record: PublishedRecord, edition: Edition) -> int | None:
    """How many the edition ranked, as published; None where it did not say."""
    counts = [s.ranked for s in record.standings if s.edition == edition and s.ranked is not None]
    return max(counts, default=None)


def places_of(record: PublishedRecord, edition: Edition, country: str) -> tuple[GroupPlace, ...]:
    return tuple(p for p in record.places if p.country == country and p.edition == edition)


def places_in(record: PublishedRecord, edition: Edition, group: str) -> tuple[GroupPlace, ...]:
    """The places that the edition published in a group, best first."""
    said = [p for p in record.places if p.group == group and p.edition == edition]
    return tuple(sorted(said, key=lambda p: (p.place.best, p.place.worst)))


@dataclass(frozen=True, slots=True)
class Ahead:
    """Who stands before a country in a group, as far as published.

    `missing` counts the places before it of which nothing is known.
    """

    places: tuple[GroupPlace, ...]
    missing: int


def ahead_in_group(record: PublishedRecord, own: GroupPlace) -> Ahead:
    """The countries surely placed before `own` in its group and edition."""
    ahead = tuple(
        place
        for place in _in_record_order(record, own)
        if place.place.worst < own.place.best and place.country != own.country
    )
    return Ahead(ahead, max(0, own.place.best - 1 - len(ahead)))


def _in_record_order(record: PublishedRecord, own: GroupPlace) -> tuple[GroupPlace, ...]:
    """Exact places in their order; those that share a range stay as their source named them."""
    said = [p for p in record.places if p.edition == own.edition and p.group == own.group]
    return tuple(sorted(said, key=lambda p: p.place.best))


def places_gained(now: Standing | None, before: Standing | None) -> int | None:
    """How many places up (positive) or down, only between two exact ranks; else None."""
    if now is None or before is None or now.rank is None or before.rank is None:
        return None
    if not (now.rank.is_exact and before.rank.is_exact):
        return None
    return before.rank.best - now.rank.best

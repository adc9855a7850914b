"""With whom a ministry is compared in a measured edition."""

from dataclasses import dataclass

from handlers.command import Context
from ranking.measured import MeasuredEdition, MeasuredStanding
from ranking.peers import NEAREST, peers_of


@dataclass(frozen=True, slots=True)
class MeasuredPeers:
    """The peers that are ranked there, the first first; `group` None: those ranked nearest."""

    group: str | None
    standings: tuple[MeasuredStanding, ...]


def measured_peers(context: Context, made: MeasuredEdition, country: str) -> MeasuredPeers:
    """The members of the country's group, else those ranked nearest to it."""
    peers = peers_of(context.record, made.edition, country, context.peer_group)
    ranked = [standing for standing in made.in_order if standing.country != country]
    if peers.group is not None:
        return MeasuredPeers(
            peers.group, tuple(s for s in ranked if s.country in set(peers.countries))
        )
    own = made.standings[country].rank
    if own is None:
        return MeasuredPeers(None, ())
    nearest = sorted(ranked, key=lambda standing: abs((standing.rank or 0) - own))[:NEAREST]
    return MeasuredPeers(None, tuple(sorted(nearest, key=lambda s: s.rank or 0)))

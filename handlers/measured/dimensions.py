"""The dimensions of a measured standing beside the peers': as facts, and as bars."""

from statistics import median

from handlers.measured.names import edition_title, node_name, rounded
from handlers.measured.peers import MeasuredPeers
from handlers.words import group_name, listed
from messages.chart import Bar, BarChart, Emphasis
from messages.phrase import CountryName, Phrase, Value, joined, phrase, verbatim
from messages.reply import Fact
from ranking.measured import MeasuredEdition, MeasuredStanding


def dimension_facts(
    made: MeasuredEdition, standing: MeasuredStanding, peers: MeasuredPeers
) -> list[Fact]:
    """Each dimension of the index, beside the median of the peers that are ranked."""
    return [
        Fact(node_name(node.code), _dimension(node.code, standing, peers))
        for node in made.dimensions
    ]


def dimension_bars(
    made: MeasuredEdition, standing: MeasuredStanding, peers: MeasuredPeers
) -> BarChart:
    """What is known of them, each from 0 to 100."""
    period = edition_title(made.edition.period)
    title, *shorter = _headlines(made, standing)
    return BarChart(
        title=title,
        subtitle=phrase("Kopdar index, {edition}; each from 0 to 100", edition=period),
        bars=tuple(_bars(made, standing, peers)),
        unplaced=(),
        source=phrase(
            "Measured by Kopdar, {date}: an index of its own, not a published ranking",
            date=made.made_at.date(),
        ),
        alternative=_alternative(made, standing, peers),
        most=100.0,
        beside=_beside(peers),
        shorter=tuple(shorter),
    )


def _dimension(code: str, standing: MeasuredStanding, peers: MeasuredPeers) -> Phrase:
    own, others = standing.nodes.get(code), _scores(code, peers)
    if own is None:
        return phrase("not known")
    if not others:
        return verbatim(rounded(own, 1))
    return phrase(
        "{score} (peers' median {median})",
        score=rounded(own, 1),
        median=rounded(median(others), 1),
    )


def _scores(code: str, peers: MeasuredPeers) -> list[float]:
    return [peer.nodes[code] for peer in peers.standings if code in peer.nodes]


def _bars(made: MeasuredEdition, standing: MeasuredStanding, peers: MeasuredPeers) -> list[Bar]:
    bars = []
    for node in made.dimensions:
        own, others = standing.nodes.get(node.code), _scores(node.code, peers)
        if own is not None:
            shown = verbatim(rounded(own, 1))
            beside = median(others) if others else None
            bars.append(Bar(node_name(node.code), own, shown, Emphasis.SUBJECT, beside))
    return bars


def _headlines(made: MeasuredEdition, standing: MeasuredStanding) -> list[Phrase]:
    """The message, where the dimensions differ: which is strongest and which is weakest."""
    country = CountryName(standing.country)
    known = [node.code for node in made.dimensions if node.code in standing.nodes]
    strong = max(known, key=standing.nodes.__getitem__, default="")
    weak = min(known, key=standing.nodes.__getitem__, default="")
    plain = phrase("{country} by dimension", country=country)
    if strong == weak or standing.nodes[strong] == standing.nodes[weak]:
        return [plain]
    message = phrase(
        "{country} is strongest in {strong}, weakest in {weak}",
        country=country,
        strong=node_name(strong),
        weak=node_name(weak),
    )
    return [message, plain]


def _beside(peers: MeasuredPeers) -> Phrase | None:
    if not peers.standings:
        return None
    if peers.group is None:
        return phrase("median of those ranked nearest")
    return phrase("median of the peers in {group}", group=group_name(peers.group))


def _alternative(made: MeasuredEdition, standing: MeasuredStanding, peers: MeasuredPeers) -> Phrase:
    """The same as the picture says, for those who cannot see it."""
    named: list[Value] = [
        phrase(
            "{dimension} {score}",
            dimension=node_name(node.code),
            score=_dimension(node.code, standing, peers),
        )
        for node in made.dimensions
    ]
    told = phrase(
        "{country} by dimension, Kopdar index of {edition}: {dimensions}.",
        country=CountryName(standing.country),
        edition=edition_title(made.edition.period),
        dimensions=listed(named),
    )
    return joined(told, phrase("Bars, each from 0 to 100."))

"""Which picture goes with an answer, and what stands on it."""

from collections.abc import Collection, Iterable, Sequence

from handlers.command import Context
from handlers.words import (
    edition_name,
    listed,
    rank_in_words,
    score_in_words,
    series_name,
)
from messages.chart import (
    Bar,
    BarChart,
    Emphasis,
    HistoryPoint,
    RankedPosition,
    RankHistory,
    RankLine,
)
from messages.phrase import CountryName, Phrase, Value, phrase, plural_phrase, verbatim
from ranking.edition import Edition
from ranking.published import Standing
from ranking.reading import find_series, ranked_in, standings_in

MOST_BARS = 20


def rank_line(
    context: Context, edition: Edition, subjects: Sequence[str], peers: Sequence[str]
) -> RankLine | BarChart | None:
    """The line from first to last; figures as bars where the edition ranks none of these."""
    standings = standings_in(context.record, edition)
    shown = set(subjects) | set(peers)
    if not any(s.rank is not None and s.country in shown for s in standings):
        return _bars(context, edition, subjects, peers)
    positions = tuple(
        RankedPosition(
            verbatim(CountryName(s.country)),
            s.rank.best,
            s.rank.worst,
            _emphasis(s.country, subjects, peers),
        )
        for s in standings
        if s.rank is not None
    )
    placed = {s.country for s in standings if s.rank is not None}
    ranked = ranked_in(context.record, edition)
    return RankLine(
        title=_title(subjects, edition_name(context.record, edition)),
        subtitle=_subtitle(ranked, len(positions)),
        last=max([*(p.worst for p in positions), ranked or 1]),
        positions=positions,
        unplaced=_names(country for country in [*subjects, *peers] if country not in placed),
        source=_source(context, edition),
        alternative=_line_alternative(context, edition, subjects, standings),
    )


def _title(subjects: Sequence[str], edition: Phrase) -> Phrase:
    if not subjects:
        return edition
    named: list[Value] = [CountryName(country) for country in subjects[:4]]
    if len(subjects) > len(named):
        named.append(phrase("others"))
    return phrase("{country}: {edition}", country=listed(named), edition=edition)


def _subtitle(ranked: int | None, published: int) -> Phrase:
    if ranked is None:
        return plural_phrase("{count} published position", "{count} published positions", published)
    return plural_phrase(
        "{count} published position of {ranked} ranked",
        "{count} published positions of {ranked} ranked",
        published,
        ranked=ranked,
    )


def _emphasis(country: str, subjects: Collection[str], peers: Collection[str]) -> Emphasis:
    if country in subjects:
        return Emphasis.SUBJECT
    return Emphasis.PEER if country in peers else Emphasis.OTHER


def _names(countries: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple(verbatim(CountryName(country)) for country in countries)


def _source(context: Context, edition: Edition) -> Phrase:
    return phrase(
        "Published: {edition}, {publisher}",
        edition=edition_name(context.record, edition),
        publisher=find_series(context.record, edition.series).publisher,
    )


def _line_alternative(
    context: Context, edition: Edition, subjects: Sequence[str], standings: Sequence[Standing]
) -> Phrase:
    told: list[Value] = [
        phrase(
            "{country}: {rank}",
            country=CountryName(s.country),
            rank=rank_in_words(s.rank, s.ranked),
        )
        for s in standings
        if s.rank is not None and (s.country in subjects or not subjects)
    ]
    name = edition_name(context.record, edition)
    if not told:
        return phrase("The published positions of {edition} on a line.", edition=name)
    return phrase(
        "The published positions of {edition} on a line from first to last. {positions}.",
        edition=name,
        positions=listed(told[:8]),
    )


def _bars(
    context: Context, edition: Edition, subjects: Sequence[str], peers: Sequence[str]
) -> BarChart | None:
    """Figures side by side, where at least two of these countries have one."""
    shown = [*subjects, *peers]
    scored = [
        s
        for s in standings_in(context.record, edition)
        if s.score is not None and (s.country in shown or not shown)
    ]
    if len(scored) < 2:
        return None
    scored.sort(key=lambda s: -(s.score or 0))
    bars = tuple(
        Bar(
            verbatim(CountryName(s.country)),
            float(s.score),
            score_in_words(s.score, s.score_means),
            _emphasis(s.country, subjects, peers),
        )
        for s in scored[:MOST_BARS]
        if s.score is not None
    )
    with_score = {s.country for s in scored}
    told: list[Value] = [
        phrase("{country}: {figure}", country=bar.label, figure=bar.shown) for bar in bars[:8]
    ]
    return BarChart(
        title=_title(subjects, edition_name(context.record, edition)),
        subtitle=phrase("Published figures; no rank of these countries was published"),
        bars=bars,
        unplaced=_names(country for country in shown if country not in with_score),
        source=_source(context, edition),
        alternative=phrase("Bars of the published figures. {figures}.", figures=listed(told)),
    )


def rank_history(
    context: Context, series: str, country: str, standings: Sequence[Standing]
) -> RankHistory | None:
    """The country's published ranks over the editions; None where not one was published."""
    points = tuple(
        HistoryPoint(s.edition.period, s.rank.best, s.rank.worst, s.ranked)
        for s in standings
        if s.rank is not None
    )
    if not points:
        return None
    told: list[Value] = [
        phrase("{period}: {rank}", period=s.edition.period, rank=rank_in_words(s.rank, s.ranked))
        for s in standings
        if s.rank is not None
    ]
    return RankHistory(
        title=phrase(
            "{country}: {edition}",
            country=CountryName(country),
            edition=series_name(context.record, series),
        ),
        subtitle=phrase("Published ranks, first place on top"),
        points=points,
        source=phrase(
            "Published: {edition}, {publisher}",
            edition=series_name(context.record, series),
            publisher=find_series(context.record, series).publisher,
        ),
        alternative=phrase("The published ranks over time. {ranks}.", ranks=listed(told)),
    )

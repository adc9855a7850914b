"""Which picture goes with an answer, and what stands on it."""

from collections.abc import Collection, Iterable, Sequence

from handlers.alternatives import bars_in_words, history_in_words, line_in_words
from handlers.command import Context
from handlers.headlines import by_figure, by_rank, subtitle
from handlers.notes import sources_in_words
from handlers.words import (
    edition_name,
    rank_in_words,
    score_in_words,
    series_name,
    short_rank,
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
from messages.phrase import CountryName, Phrase, phrase, verbatim
from ranking.edition import Edition
from ranking.published import Standing
from ranking.reading import ranked_in, standings_in

MOST_BARS = 20
MOST_ORIGINS = 3


def rank_line(
    context: Context,
    edition: Edition,
    subjects: Sequence[str],
    peers: Sequence[str],
    peers_are: Phrase | None = None,
    about: Sequence[str] = (),
) -> RankLine | BarChart | None:
    """The line from first to last; figures as bars where the edition ranks none of these.

    `peers_are` says who the peers are: without a word for them they are not singled out.
    `about` are those whom the title names, where it is about more than the subjects.
    """
    standings = standings_in(context.record, edition)
    asked = tuple(dict.fromkeys([*subjects, *peers]))
    shown = frozenset(asked)
    headline = about or subjects or asked or [s.country for s in standings]
    if not any(s.rank is not None and s.country in shown for s in standings):
        return _bars(context, edition, subjects, peers, peers_are, headline)
    title, *shorter = by_rank(context, edition, headline)
    positions = tuple(
        RankedPosition(
            verbatim(CountryName(s.country)),
            s.rank.best,
            s.rank.worst,
            _emphasis(s.country, subjects, peers if peers_are else ()),
        )
        for s in standings
        if s.rank is not None
    )
    placed = {s.country for s in standings if s.rank is not None}
    unplaced = _names(country for country in asked if country not in placed)
    last = max([*(p.worst for p in positions), ranked_in(context.record, edition) or 1])
    asked_first = _subjects_first(standings, shown)
    return RankLine(
        title=title,
        subtitle=subtitle(context, edition, headline),
        last=last,
        positions=positions,
        unplaced=unplaced,
        source=_source(edition_name(context.record, edition), asked_first),
        alternative=line_in_words(context, edition, last, asked_first, unplaced),
        peers=peers_are,
        shorter=tuple(shorter),
    )


def _emphasis(country: str, subjects: Collection[str], peers: Collection[str]) -> Emphasis:
    if country in subjects:
        return Emphasis.SUBJECT
    return Emphasis.PEER if country in peers else Emphasis.OTHER


def _names(countries: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple(verbatim(CountryName(country)) for country in countries)


def _subjects_first(standings: Sequence[Standing], shown: Collection[str]) -> list[Standing]:
    return sorted(
        (s for s in standings if s.rank is not None), key=lambda s: s.country not in shown
    )


def _source(name: Phrase, standings: Sequence[Standing]) -> Phrase:
    """What was published and where it was read, so that a picture passed on still says it."""
    sources = sources_in_words((s.origin for s in standings), MOST_ORIGINS)
    return phrase(
        "Published: {edition}. Source: {sources}", edition=name, sources=sources or verbatim("–")
    )


def _bars(
    context: Context,
    edition: Edition,
    subjects: Sequence[str],
    peers: Sequence[str],
    peers_are: Phrase | None,
    headline: Sequence[str],
) -> BarChart | None:
    """Figures side by side, where at least two of these countries have one."""
    shown = tuple(dict.fromkeys([*subjects, *peers]))
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
            _emphasis(s.country, subjects, peers if peers_are else ()),
        )
        for s in scored[:MOST_BARS]
        if s.score is not None
    )
    with_score = {s.country for s in scored}
    unplaced = _names(country for country in shown if country not in with_score)
    title, *shorter = by_figure(context, edition, headline)
    return BarChart(
        title=title,
        subtitle=subtitle(context, edition, headline),
        bars=bars,
        unplaced=unplaced,
        source=_source(edition_name(context.record, edition), scored),
        alternative=bars_in_words(context, edition, bars, unplaced),
        peers=peers_are,
        shorter=tuple(shorter),
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
    return RankHistory(
        title=_way(country, standings),
        subtitle=phrase("{series} · published ranks", series=series_name(context.record, series)),
        points=points,
        source=_source(series_name(context.record, series), standings),
        alternative=history_in_words(context, series, country, standings, points),
    )


def _way(country: str, standings: Sequence[Standing]) -> Phrase:
    """The message: from the first rank to the last, in the years they are of."""
    ranks = [s for s in standings if s.rank is not None]
    first, last = ranks[0], ranks[-1]
    if first is last:
        return phrase(
            "{country}: {rank} in {period}",
            country=CountryName(country),
            rank=rank_in_words(last.rank, last.ranked),
            period=last.edition.period,
        )
    return phrase(
        "{country}: from {earlier} in {before} to {rank} in {period}",
        country=CountryName(country),
        earlier=short_rank(first.rank, first.ranked),
        before=first.edition.period,
        rank=short_rank(last.rank, last.ranked),
        period=last.edition.period,
    )

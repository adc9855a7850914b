"""What a picture shows, in words: for who has it read aloud, and where it could not be drawn."""

from collections.abc import Sequence
from itertools import pairwise

from handlers.command import Context
from handlers.words import edition_name, listed, rank_in_words, series_name, short_rank
from messages.chart import Bar, HistoryPoint
from messages.phrase import CountryName, Phrase, Value, joined, phrase, plural_phrase
from ranking.edition import Edition
from ranking.published import Standing

# What a platform takes as the words of a picture has an end; so has who listens.
MOST_TOLD = 36
MOST_UNPLACED = 12


def line_in_words(
    context: Context,
    edition: Edition,
    last: int,
    standings: Sequence[Standing],
    unplaced: Sequence[Phrase],
) -> Phrase:
    """Every rank and range on the line, in the order given."""
    told: list[Value] = [
        phrase(
            "{country} {figure}",
            country=CountryName(s.country),
            figure=short_rank(s.rank, s.ranked),
        )
        for s in standings
    ]
    shown = phrase(
        "A line from 1 to {last} with the published ranks of {edition}: {positions}.",
        last=last,
        edition=edition_name(context.record, edition),
        positions=_at_most(told, MOST_TOLD),
    )
    if not unplaced:
        return shown
    without = _at_most(unplaced, MOST_UNPLACED)
    return joined(shown, phrase("No published rank found: {countries}.", countries=without))


def bars_in_words(
    context: Context, edition: Edition, bars: Sequence[Bar], unplaced: Sequence[Phrase]
) -> Phrase:
    """Every bar with its figure."""
    told: list[Value] = [
        phrase("{country}: {figure}", country=bar.label, figure=bar.shown) for bar in bars
    ]
    shown = phrase(
        "Bars of the published figures of {edition}: {figures}.",
        edition=edition_name(context.record, edition),
        figures=_at_most(told, MOST_TOLD),
    )
    if not unplaced:
        return shown
    without = _at_most(unplaced, MOST_UNPLACED)
    return joined(shown, phrase("No published figure found: {countries}.", countries=without))


def history_in_words(
    context: Context,
    series: str,
    country: str,
    standings: Sequence[Standing],
    points: Sequence[HistoryPoint],
) -> Phrase:
    """Every edition's rank, and what they are drawn as."""
    ranks: list[Value] = [
        phrase("{period}: {rank}", period=s.edition.period, rank=rank_in_words(s.rank, s.ranked))
        for s in standings
        if s.rank is not None
    ]
    told = phrase(
        "{country} in {series}: {ranks}.",
        country=CountryName(country),
        series=series_name(context.record, series),
        ranks=listed(ranks),
    )
    return joined(told, _drawn_as(points))


def _drawn_as(points: Sequence[HistoryPoint]) -> Phrase:
    """Exact ranks are points, joined where they are neighbours; ranges are bars."""
    has_line = any(one.is_exact and other.is_exact for one, other in pairwise(points))
    has_bars = not all(point.is_exact for point in points)
    if has_line and has_bars:
        return phrase(
            "A line over the editions, and upright bars where only a range was published."
        )
    if has_line:
        return phrase("A line over the editions.")
    if not has_bars:
        return phrase("One point.")
    if any(point.is_exact for point in points):
        return phrase("Points, and upright bars where only a range was published.")
    return phrase("Upright bars from the best to the worst rank possible.")


def _at_most(told: Sequence[Value], most: int) -> Phrase:
    further = len(told) - most
    others = [plural_phrase("{count} other", "{count} others", further)] if further > 0 else []
    return listed([*told[:most], *others])

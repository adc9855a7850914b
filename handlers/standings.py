"""Standings of one edition as a table: only the columns that say something."""

from collections.abc import Iterable, Mapping, Sequence

from handlers.words import place_in_words, short_rank
from messages.phrase import CountryName, Phrase, context_phrase, phrase, verbatim
from messages.reply import Align, Column, Table
from ranking.edition import Place
from ranking.published import Standing

NOTHING = verbatim("–")
SCORE = phrase("Score")
SCORE_HEADINGS = {
    "index_0_100": phrase("Score of 100"),
    "measure_0_100": phrase("Score of 100"),
    "diplomatic_posts": phrase("Posts"),
    "mutual_connections": phrase("Mutual connections"),
}


def standings_table(standings: Sequence[Standing], places: Mapping[str, Place]) -> Table:
    """`places` are the places in a group that were published beside, by country."""
    columns = (
        Column(context_phrase("heading", "Rank"), Align.END),
        Column(phrase("Ministry of")),
        Column(score_heading(standings), Align.END),
        Column(phrase("Rating")),
        Column(phrase("Place in the group")),
    )
    rows = (_row(s, places.get(s.country)) for s in standings)
    return without_empty_columns(Table(columns, tuple(rows)))


def _row(standing: Standing, place: Place | None) -> tuple[Phrase, ...]:
    return (
        short_rank(standing.rank, standing.ranked),
        verbatim(CountryName(standing.country)),
        score_cell(standing),
        rating_cell(standing),
        place_in_words(place) if place else NOTHING,
    )


def score_cell(standing: Standing | None) -> Phrase:
    if standing is None or standing.score is None:
        return NOTHING
    return verbatim(standing.score)


def score_heading(standings: Iterable[Standing]) -> Phrase:
    """What the figures in the column are, as their series calls them."""
    means = {s.score_means for s in standings if s.score is not None}
    return SCORE_HEADINGS.get(means.pop(), SCORE) if len(means) == 1 else SCORE


def rating_cell(standing: Standing | None) -> Phrase:
    return verbatim(standing.rating) if standing and standing.rating else NOTHING


def without_empty_columns(table: Table) -> Table:
    """A column that says nothing of anybody only takes room on a phone."""
    kept = [
        position
        for position in range(len(table.columns))
        if any(row[position] != NOTHING for row in table.rows)
    ]
    return Table(
        tuple(table.columns[position] for position in kept),
        tuple(tuple(row[position] for position in kept) for row in table.rows),
    )

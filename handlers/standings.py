"""Standings of one edition as a table: only the columns that say something."""

from collections.abc import Iterable, Mapping, Sequence

from handlers.words import RANK, SCORE, figure_label, place_in_words, short_rank
from messages.phrase import CountryName, Phrase, phrase, verbatim
from messages.reply import Align, Column, Table
from ranking.edition import Place
from ranking.published import Standing

NOTHING = verbatim("–")
HUNDREDS = {"index_0_100", "measure_0_100"}
SCORE_OF_100 = phrase("Score of 100")


def standings_table(standings: Sequence[Standing], places: Mapping[str, Place]) -> Table:
    """`places` are the places in a group that were published beside, by country."""
    columns = (
        Column(RANK, Align.END),
        Column(phrase("Country")),
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
    if len(means) != 1:
        return SCORE
    (meaning,) = means
    return SCORE_OF_100 if meaning in HUNDREDS else figure_label(meaning)


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

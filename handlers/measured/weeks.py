"""`/history` for what Kopdar measured: rank, range and score, edition by edition."""

from handlers.command import Context
from handlers.measured.choice import MeasuredWords, all_upto
from handlers.measured.names import edition_title, rounded
from handlers.measured.notes import measured_note
from handlers.standings import NOTHING, SCORE_OF_100
from handlers.words import RANK, movement_in_words
from messages.phrase import CountryName, Phrase, phrase, verbatim
from messages.reply import Align, Button, Column, Reply, Table, Text, Title
from ranking.measured import SERIES, MeasuredEdition, MeasuredStanding

MOST_EDITIONS = 13
"""A quarter of a year."""


async def measured_history(context: Context, country: str, words: MeasuredWords) -> Reply:
    """The newest edition first."""
    editions = await all_upto(context, words, "history", country, MOST_EDITIONS)
    title = Title(
        phrase("{country} week by week: Kopdar index", country=CountryName(country)),
    )
    told = [made for made in editions if country in made.standings]
    if not told:
        nothing = Text(phrase("Nothing has been observed of it yet."))
        return Reply((title, nothing), country=country, is_personal=True)
    columns = (
        Column(phrase("Edition")),
        Column(RANK, Align.END),
        Column(phrase("90% range"), Align.END),
        Column(phrase("Change"), Align.END),
        Column(SCORE_OF_100, Align.END),
    )
    rows = [
        _row(made, told[place - 1] if place else None, country) for place, made in enumerate(told)
    ]
    return Reply(
        (title, Table(columns, tuple(reversed(rows))), measured_note(told[-1], country)),
        buttons=(
            Button(phrase("Why it changed"), "why", country),
            Button(phrase("Rank"), "rank", f"{country} {SERIES}"),
        ),
        country=country,
        is_personal=True,
    )


def _row(made: MeasuredEdition, before: MeasuredEdition | None, country: str) -> tuple[Phrase, ...]:
    standing, name = made.standings[country], edition_title(made.edition.period)
    if standing.rank is None or standing.score is None:
        return (name, phrase("not ranked"), NOTHING, NOTHING, NOTHING)
    return (
        name,
        phrase("{rank} of {ranked}", rank=standing.rank, ranked=made.ranked),
        phrase("{best}–{worst}", best=standing.low or 0, worst=standing.high or 0),
        _change(standing.rank, before.standings.get(country) if before else None),
        verbatim(rounded(standing.score)),
    )


def _change(rank: int, before: MeasuredStanding | None) -> Phrase:
    if before is None or before.rank is None:
        return NOTHING
    return movement_in_words(before.rank - rank)

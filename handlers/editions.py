"""`/editions`: which rankings Kopdar knows, and of when."""

from handlers.command import Command, Context, Topic
from handlers.measured.names import edition_title
from handlers.words import listed, series_measures, series_name, series_on_button
from messages.phrase import Phrase, Value, phrase, plural_phrase, verbatim
from messages.reply import Answer, Button, Fact, Facts, Note, Part, Reply, Text, Title
from messages.request import Request
from ranking.edition import Edition, Series
from ranking.measured import SERIES
from ranking.published import PublishedRecord
from ranking.reading import editions_of, ranked_in, standings_in

MOST_OWN = 6


async def answer(request: Request, context: Context) -> Answer:
    record = context.record
    digital = [s for s in record.series if s.is_digital and editions_of(record, s.code)]
    own = await _own(context)
    others = [s for s in record.series if not s.is_digital and editions_of(record, s.code)]
    return Answer(
        Reply(
            parts=(
                Title(phrase("The rankings I know")),
                Facts(tuple(_fact(record, series) for series in digital)),
                *own,
                Text(phrase("Not about digital diplomacy, and never mixed with it:")),
                Facts(tuple(_fact(record, series) for series in others)),
                Note(
                    phrase(
                        "Name one by its code and a year: {example}",
                        example="/rank Indonesia lowy-posts 2024",
                    )
                ),
            ),
            buttons=tuple(
                Button(series_on_button(record, s.code), "top", s.code) for s in (*digital, *others)
            ),
        )
    )


async def _own(context: Context) -> tuple[Part, ...]:
    """Our own editions, for those who may see them."""
    periods = await context.measured.periods() if context.person.is_allowed else ()
    if not periods:
        return ()
    named: list[Value] = [edition_title(period) for period in reversed(periods[-MOST_OWN:])]
    return (
        Text(phrase("Measured by Kopdar itself, and never mixed with what others published:")),
        Facts(
            (
                Fact(
                    phrase("Kopdar index ({code})", code=SERIES),
                    phrase("newest editions: {editions}", editions=listed(named)),
                ),
            )
        ),
    )


def _fact(record: PublishedRecord, series: Series) -> Fact:
    editions: list[Value] = [_edition(record, e) for e in editions_of(record, series.code)]
    return Fact(
        phrase("{series} ({code})", series=series_name(record, series.code), code=series.code),
        phrase(
            "measures {measures}. Editions: {editions}",
            measures=series_measures(record, series.code),
            editions=listed(editions),
        ),
    )


def _edition(record: PublishedRecord, edition: Edition) -> Phrase:
    known = len(standings_in(record, edition))
    ranked = ranked_in(record, edition)
    if ranked is None:
        return plural_phrase(
            "{period} ({count} ministry known)",
            "{period} ({count} ministries known)",
            known,
            period=edition.period,
        )
    return phrase(
        "{period} ({known} of {ranked} known)", period=edition.period, known=known, ranked=ranked
    )


COMMAND = Command(
    name="editions",
    topic=Topic.FIGURES,
    aliases=("edisi",),
    summary=phrase("The rankings and their years"),
    usage=verbatim(""),
    example=verbatim(""),
    answer=answer,
    is_lasting=True,
)

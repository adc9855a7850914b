"""`/methodology [SERIES | kopdar | sensitivity]`: how a ranking is counted, as far as known."""

from handlers.command import Command, Context, Topic
from handlers.measured.method import SENSITIVITY, own_methodology, sensitivity
from handlers.words import listed, series_measures, series_name, series_on_button
from messages.phrase import phrase, typed, verbatim
from messages.problem import AskedBack, NotUnderstood
from messages.reply import (
    Answer,
    Button,
    Fact,
    Facts,
    Items,
    Note,
    Part,
    Reply,
    Source,
    Sources,
    Text,
    Title,
)
from messages.request import Request
from ranking.edition import Series
from ranking.edition_words import series_meant
from ranking.measured import SERIES
from ranking.reading import find_series

REVIEW = "ddr"

# Whose words these are: the Digital Diplomacy Review's own two axes of three dimensions.
CAPACITY = phrase("presence, customization and up-to-dateness")
COMPETENCY = phrase("engagement, influence and digital diplomacy")

HOW_SHOWN = (
    phrase("A rank is shown as it was published: exact, or as a range. It is never filled in."),
    phrase("A place in a group is shown as published, never worked out from other figures."),
    phrase(
        "A change is stated only between two exact ranks of the same ranking; "
        "rankings are never mixed."
    ),
    phrase("Peers are the members of the group on 31 December of the edition's year."),
)


async def answer(request: Request, context: Context) -> Answer:
    asked = request.arguments.strip().casefold()
    if asked == SERIES:
        return Answer(await own_methodology(context))
    if asked in SENSITIVITY:
        return Answer(await sensitivity(context))
    series = _series(context, request.arguments)
    parts: list[Part] = [
        Title(
            phrase("How it is counted: {series}", series=series_name(context.record, series.code))
        ),
        Text(
            phrase(
                "Published by {publisher}. It measures {measures}.",
                publisher=series.publisher,
                measures=series_measures(context.record, series.code),
            )
        ),
    ]
    parts += _review() if series.code == REVIEW else _unknown_formula()
    parts += [Text(phrase("How Kopdar shows it:")), Items(HOW_SHOWN)]
    if series.address:
        publisher = phrase("Publisher")
        parts.append(Sources((Source(publisher, verbatim(series.publisher), series.address),)))
    return Answer(Reply(tuple(parts), buttons=_buttons(context, series)))


def _series(context: Context, arguments: str) -> Series:
    words = arguments.split()[:4]
    beginning = "-".join(words).casefold()
    meant = series_meant(context.record, beginning) if beginning else (context.default_series,)
    if len(meant) == 1:
        return find_series(context.record, meant[0])
    codes = meant or tuple(series.code for series in context.record.series)
    problem = AskedBack if meant else NotUnderstood
    raise problem(
        phrase(
            "“{words}” fits more than one ranking: {codes}. Choose one, or ask again with its "
            "code; /editions lists all of them.",
            words=typed(arguments),
            codes=listed(list(codes)),
        )
        if meant
        else phrase(
            "I do not know a ranking called “{words}”. Choose one, or ask again with its code: "
            "{codes}.",
            words=typed(arguments),
            codes=listed(list(codes), choice=True),
        ),
        buttons=tuple(
            Button(series_on_button(context.record, code), "methodology", code) for code in codes
        ),
    )


def _review() -> list[Part]:
    return [
        Text(phrase("Six dimensions, three of capacity and three of competency:")),
        Facts((Fact(phrase("Capacity"), CAPACITY), Fact(phrase("Competency"), COMPETENCY))),
        Text(
            phrase(
                "Each ministry gets a score from 0 to 100 and a rating from AAA++ down to E--. "
                "The weights and indicators behind it have not been found published; two pairs "
                "of score and rating have: 41.21 is CC+, 43.34 is CC++."
            )
        ),
    ]


def _unknown_formula() -> list[Part]:
    return [Note(phrase("How exactly it is computed, only its publisher can say."))]


def _buttons(context: Context, series: Series) -> tuple[Button, ...]:
    return (
        Button(phrase("Rank"), "rank", f"{context.home_country} {series.code}"),
        Button(phrase("Who leads"), "top", series.code),
        Button(phrase("Kopdar index"), "methodology", SERIES),
        Button(phrase("All rankings"), "editions"),
    )


COMMAND = Command(
    name="methodology",
    topic=Topic.FIGURES,
    aliases=("metodologi",),
    summary=phrase("How a ranking is counted"),
    usage=phrase("[series | kopdar | sensitivity]"),
    example=verbatim("ddr"),
    answer=answer,
    is_lasting=True,
)

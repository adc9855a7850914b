"""`/methodology kopdar` and `/methodology sensitivity`: how our own index is counted."""

from handlers.command import Context
from handlers.measured.choice import newest
from handlers.measured.names import SOURCES_OF_CHANGE, edition_title, node_name, rounded
from handlers.words import listed
from messages.phrase import Phrase, Value, phrase, verbatim
from messages.reply import (
    Align,
    Button,
    Column,
    Fact,
    Facts,
    Items,
    Note,
    Part,
    Reply,
    Table,
    Text,
    Title,
)
from ranking.influence import Share
from ranking.measured import SERIES, MeasuredEdition

SENSITIVITY = ("sensitivity", "sensitivitas")

GOALPOSTS = phrase(
    "Each indicator runs from a low goalpost to a high one; every goalpost has its reason."
)
HOW_FIRM = (
    phrase("Dimensions are weighted means; weights are rescaled over what is known."),
    phrase("What is not known is not invented: with too little known, no rank is given."),
    phrase("A rank has a range: the same figures scored again with other weights and choices."),
)


async def own_methodology(context: Context) -> Reply:
    """What is counted, dimension by dimension, by the newest edition's methodology."""
    made = await newest(context)
    parts: list[Part] = [
        Title(phrase("How it is counted: Kopdar index")),
        Text(
            phrase(
                "Our own index, openly made from what is observed. The six dimensions are named "
                "after the Digital Diplomacy Review; everything below the names is ours, and the "
                "two rankings are never mixed."
            )
        ),
    ]
    if made is not None:
        parts.append(Facts(tuple(_dimension(made, node.code) for node in made.dimensions)))
    parts.append(Items(_how_firm(made)))
    if made is not None:
        parts.append(Note(_which(made)))
    parts.append(Note(_where_it_stands(context)))
    return Reply(
        tuple(parts),
        buttons=(
            Button(phrase("What moves the ranks"), "methodology", SENSITIVITY[0]),
            Button(phrase("Rank"), "rank", f"{context.home_country} {SERIES}"),
            Button(phrase("All rankings"), "editions"),
        ),
    )


def _how_firm(made: MeasuredEdition | None) -> tuple[Phrase, ...]:
    has_goalposts = made is None or made.methodology.normalisation.method == "goalposts"
    return (GOALPOSTS, *HOW_FIRM) if has_goalposts else HOW_FIRM


def _dimension(made: MeasuredEdition, code: str) -> Fact:
    count = sum(indicator.parent == code for indicator in made.methodology.indicators)
    codes: list[Value] = [i.code for i in made.methodology.indicators if i.parent == code]
    return Fact(
        node_name(code),
        phrase("{count} indicators: {codes}", count=count, codes=listed(codes)),
    )


def _which(made: MeasuredEdition) -> Phrase:
    return phrase(
        "Edition: {edition}, methodology {digest}.",
        edition=edition_title(made.edition.period),
        digest=made.digest[:12],
    )


def _where_it_stands(context: Context) -> Phrase:
    """Whoever runs Kopdar has the files; everybody else would look for them in vain."""
    if context.person.is_admin:
        return phrase("The whole method: docs/methodology.md and config/methodology.toml.")
    return phrase("The people who run Kopdar can show you the whole method.")


async def sensitivity(context: Context) -> Reply:
    """How much each choice moves the ranks, in the newest edition."""
    made = await newest(context)
    title = Title(phrase("Which choice moves the ranks"))
    buttons = (
        Button(phrase("How it is counted"), "methodology", SERIES),
        Button(phrase("All rankings"), "editions"),
    )
    if made is None or not made.influences:
        nothing = phrase("There is no measured edition yet to try it on.")
        return Reply((title, Text(nothing), Note(_where_it_stands(context))), buttons=buttons)
    columns = (
        Column(phrase("Choice")),
        Column(phrase("By itself"), Align.END),
        Column(phrase("With all others"), Align.END),
    )
    rows = [
        (_source(influence.source), _share(influence.first), _share(influence.total))
        for influence in made.influences
    ]
    return Reply(
        (
            title,
            Text(
                phrase(
                    "Of all that the ranks move when everything that is open to choice varies, so "
                    "much comes from each choice (Sobol indices, 0 to 1):"
                )
            ),
            Table(columns, tuple(rows)),
            Note(
                phrase(
                    "Estimated on the Kopdar index, {edition}; in brackets the 90% range. What is "
                    "near 0 in the last column can be fixed without a second thought.",
                    edition=edition_title(made.edition.period),
                )
            ),
        ),
        buttons=buttons,
    )


def _source(code: str) -> Phrase:
    return SOURCES_OF_CHANGE.get(code) or verbatim(code)


def _share(share: Share) -> Phrase:
    return phrase(
        "{share} ({low}–{high})",
        share=rounded(share.share),
        low=rounded(share.low),
        high=rounded(share.high),
    )

"""`/why COUNTRY [EDITION]`: what made measured score and rank change since the edition before."""

import asyncio

from handlers.arguments import read_country_and_edition
from handlers.command import Access, Command, Context, Topic
from handlers.measured.choice import (
    MeasuredWords,
    chosen_with_before,
    only_measured,
    split_measured,
)
from handlers.measured.names import edition_title, indicator_name, node_name, rounded, signed
from handlers.measured.notes import measured_note
from handlers.words import listed
from messages.phrase import CountryName, Phrase, Value, phrase, verbatim
from messages.problem import NotFound
from messages.reply import (
    Align,
    Answer,
    Button,
    Column,
    Items,
    Note,
    Part,
    Reply,
    Table,
    Text,
    Title,
)
from messages.request import Request
from ranking.measured import SERIES, MeasuredEdition
from ranking.shares import METHOD_CHANGED, OTHERS_MOVED, Explanation, NotComparable, Share

NEAR = 0.005
"""Below this a part shows as 0.00 in both columns and is left out."""
MOST_INDICATORS = 8

HOW_SHARED = phrase(
    "The parts add up to the whole exactly, up to rounding (Owen values): each is what it "
    "changed, averaged over every order in which the changes could have come. Places up are plus."
)
LABELS = {
    OTHERS_MOVED: phrase("Others moved"),
    METHOD_CHANGED: phrase("The method changed"),
}


async def answer(request: Request, context: Context) -> Answer:
    rest, words = split_measured(request.arguments)
    asked = read_country_and_edition(context, "why", rest) if rest.strip() else None
    country = (asked and asked.country) or context.home_country
    if asked and str(asked.edition):
        raise only_measured(country, "why")
    after, before = await chosen_with_before(context, words or MeasuredWords(), "why", country)
    if before is None:
        raise NotFound(
            phrase(
                "The edition of {edition} is the first that was measured: there is nothing before "
                "it to compare with.",
                edition=edition_title(after.edition.period),
            ),
            buttons=(Button(phrase("Rank"), "rank", f"{country} {SERIES}"),),
            country=country,
        )
    _require_both(before, after, country)
    try:
        explanation = await asyncio.to_thread(_explain, before, after, country)
    except NotComparable as fault:
        raise NotFound(
            phrase(
                "The methods of the two editions are too different: what was observed for one "
                "cannot be scored by the other."
            ),
            buttons=(Button(phrase("Rank"), "rank", f"{country} {SERIES}"),),
            country=country,
        ) from fault
    return Answer(_reply(before, after, country, explanation))


def _require_both(before: MeasuredEdition, after: MeasuredEdition, country: str) -> None:
    for made in (before, after):
        standing = made.standings.get(country)
        if standing is None or standing.rank is None:
            raise NotFound(
                phrase(
                    "{country} has no rank in {edition}: too little was known of it.",
                    country=CountryName(country),
                    edition=edition_title(made.edition.period),
                ),
                buttons=(Button(phrase("Rank"), "rank", f"{country} {SERIES}"),),
                country=country,
            )


def _explain(before: MeasuredEdition, after: MeasuredEdition, country: str) -> Explanation:
    # numpy, and up to some seconds of work
    from ranking.why import explain

    return explain(before, after, country)


def _reply(
    before: MeasuredEdition, after: MeasuredEdition, country: str, explanation: Explanation
) -> Reply:
    parts: list[Part] = [
        Title(phrase("Why {country} moved", country=CountryName(country))),
        Text(_whole(before, after, country)),
    ]
    if any(_shows(share) for share in explanation.shares):
        parts.append(_table(explanation))
        parts += [*_indicators(explanation), Note(HOW_SHARED)]
    else:
        parts.append(Text(phrase("Nothing that counts changed between the two.")))
    return Reply(
        (*parts, measured_note(after, country)),
        buttons=(
            Button(phrase("What would raise it"), "whatif", country),
            Button(phrase("Rank"), "rank", f"{country} {SERIES} {after.edition.period}"),
        ),
        country=country,
    )


def _whole(before: MeasuredEdition, after: MeasuredEdition, country: str) -> Phrase:
    old, new = before.standings[country], after.standings[country]
    return phrase(
        "From {first} to {last}: score {old_score} to {new_score}, rank {old_rank} of {old_ranked} "
        "to {new_rank} of {new_ranked}.",
        first=edition_title(before.edition.period),
        last=edition_title(after.edition.period),
        old_score=rounded(old.score or 0.0),
        new_score=rounded(new.score or 0.0),
        old_rank=old.rank or 0,
        old_ranked=before.ranked,
        new_rank=new.rank or 0,
        new_ranked=after.ranked,
    )


def _table(explanation: Explanation) -> Table:
    columns = (
        Column(phrase("Part")),
        Column(phrase("Score"), Align.END),
        Column(phrase("Places"), Align.END),
    )
    shown = [share for share in explanation.shares if _shows(share)]
    rows = [(_label(s.code), signed(s.points), signed(s.places)) for s in shown]
    total = (phrase("Together"), signed(explanation.points), signed(explanation.places))
    return Table(columns, (*rows, total))


def _indicators(explanation: Explanation) -> tuple[Part, ...]:
    """What moved most within the dimensions."""
    within = [part for share in explanation.shares for part in share.parts if _shows(part)]
    joint = [share for share in explanation.shares if _shows(share) and share.is_joint]
    if joint:
        named: list[Value] = [node_name(share.code) for share in joint]
        sentence = phrase(
            "Too many indicators changed to take apart: {dimensions}.", dimensions=listed(named)
        )
        if not within:
            return (Text(sentence),)
        return (Text(sentence), *_most_moved(within))
    return _most_moved(within) if within else ()


def _most_moved(within: list[Share]) -> tuple[Part, ...]:
    within.sort(key=lambda share: -abs(share.points))
    items = tuple(
        phrase(
            "{indicator}: score {points}, places {places}",
            indicator=indicator_name(share.code),
            points=signed(share.points),
            places=signed(share.places),
        )
        for share in within[:MOST_INDICATORS]
    )
    return (Text(phrase("Within the dimensions:")), Items(items))


def _shows(share: Share) -> bool:
    return abs(share.points) >= NEAR or abs(share.places) >= NEAR


def _label(code: str) -> Phrase:
    return LABELS.get(code) or node_name(code)


COMMAND = Command(
    name="why",
    topic=Topic.STANDING,
    aliases=("mengapa",),
    summary=phrase("Why our rank changed"),
    usage=phrase("[country] [edition]"),
    example=verbatim(CountryName("ID")),
    answer=answer,
    access=Access.ALLOWED,
)

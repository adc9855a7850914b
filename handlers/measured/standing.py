"""`/rank` for what Kopdar itself measured: standing, range, six dimensions, and what is missing."""

from dataclasses import replace

from handlers.command import Context
from handlers.measured.choice import MeasuredWords, chosen_with_before, newest
from handlers.measured.dimensions import dimension_bars, dimension_facts
from handlers.measured.names import edition_title, is_of_a_hundred, score_of
from handlers.measured.notes import measured_heading, measured_note, missing_in_words
from handlers.measured.peers import measured_peers
from handlers.words import movement_in_words
from messages.phrase import CountryName, Phrase, phrase
from messages.reply import Button, Fact, Facts, Part, Reply, Text, Title
from ranking.measured import SERIES, MeasuredEdition, MeasuredStanding


async def with_measured(context: Context, country: str, reply: Reply) -> Reply:
    """The published answer with the measured standing beside it, where there is one to show."""
    made = await newest(context)
    if made is None or country not in made.standings:
        return reply
    before = await _before(context, made)
    return replace(
        reply,
        parts=(*reply.parts, measured_heading(made), *_body(context, made, before, country)),
        buttons=(*reply.buttons, *_buttons(made, before, country)),
        country=country,
    )


async def measured_standing(context: Context, country: str, words: MeasuredWords) -> Reply:
    """The measured standing by itself."""
    made, before = await chosen_with_before(context, words, "rank", country)
    title = phrase(
        "{country}: Kopdar index, {edition}",
        country=CountryName(country),
        edition=edition_title(made.edition.period),
    )
    return Reply(
        parts=(Title(title), *_body(context, made, before, country)),
        buttons=_buttons(made, before, country),
        country=country,
        is_personal=True,
    )


async def _before(context: Context, made: MeasuredEdition) -> MeasuredEdition | None:
    periods = await context.measured.periods()
    place = periods.index(made.edition.period)
    return await context.measured.read(periods[place - 1]) if place else None


def _body(
    context: Context, made: MeasuredEdition, before: MeasuredEdition | None, country: str
) -> tuple[Part, ...]:
    standing = made.standings.get(country)
    if standing is None:
        return (Text(phrase("Nothing has been observed of it yet.")),)
    if standing.rank is None:
        return (Text(_unranked(made, country)), measured_note(made, country))
    peers = measured_peers(context, made, country)
    return (
        Facts((*_facts(standing, made, before), *dimension_facts(made, standing, peers))),
        *((dimension_bars(made, standing, peers),) if is_of_a_hundred(made) else ()),
        measured_note(made, country),
    )


def _unranked(made: MeasuredEdition, country: str) -> Phrase:
    count = len(made.methodology.indicators)
    return phrase(
        "Not ranked yet: {known} of {count} indicators known; missing: {missing}.",
        known=count - len(made.missing_of(country)),
        count=count,
        missing=missing_in_words(made, country),
    )


def _facts(
    standing: MeasuredStanding, made: MeasuredEdition, before: MeasuredEdition | None
) -> list[Fact]:
    assert standing.rank is not None
    assert standing.score is not None
    rank = phrase(
        "{rank} of {ranked}, 90% range {low}–{high}",
        rank=standing.rank,
        ranked=made.ranked,
        low=standing.low or standing.rank,
        high=standing.high or standing.rank,
    )
    score = score_of(made, standing.score)
    facts = [
        Fact(phrase("Measured rank"), rank),
        Fact(phrase("Change"), _change(standing, before)),
        Fact(phrase("Score"), score),
    ]
    if standing.rating:
        rating = phrase("{rating} (our own bands)", rating=standing.rating)
        facts.append(Fact(phrase("Rating"), rating))
    return facts


def _change(standing: MeasuredStanding, before: MeasuredEdition | None) -> Phrase:
    old = before.standings.get(standing.country) if before else None
    if before is None or old is None or old.rank is None or standing.rank is None:
        return phrase("no earlier rank found")
    return phrase(
        "{movement} from {rank} in {period}",
        movement=movement_in_words(old.rank - standing.rank),
        rank=old.rank,
        period=edition_title(before.edition.period),
    )


def _buttons(
    made: MeasuredEdition, before: MeasuredEdition | None, country: str
) -> tuple[Button, ...]:
    dated = f"{country} {SERIES} {made.edition.period}"
    standing = made.standings.get(country)
    if standing is None or standing.rank is None:
        return (Button(phrase("Observed figures"), "sources", dated),)
    old = before.standings.get(country) if before else None
    why = Button(phrase("Why it changed"), "why", f"{country} {made.edition.period}")
    return (
        Button(phrase("What would raise it"), "whatif", f"{country} {made.edition.period}"),
        *((why,) if old is not None and old.rank is not None else ()),
        Button(phrase("Observed figures"), "sources", dated),
    )

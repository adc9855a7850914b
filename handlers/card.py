"""A ministry's standing as a card to post elsewhere: what `/rank` says, in a few lines."""

from handlers.arguments import pick_edition
from handlers.command import Context
from handlers.known import known_instead
from handlers.notes import edition_note, not_digital
from handlers.rank import standing_facts, standing_title
from handlers.words import (
    edition_name,
    group_name,
    place_in_words,
    rank_in_words,
    score_in_words,
    series_name,
)
from messages.phrase import Phrase, phrase
from messages.problem import Problem
from messages.reply import Fact, Facts, Reply
from ranking.edition import Edition
from ranking.edition_words import EditionWords, NothingPublished
from ranking.reading import edition_before, places_of, standing_of


def card(context: Context, country: str, words: EditionWords) -> tuple[Phrase, Reply]:
    """The standing in one line, and the card."""
    edition = _edition(context, country, words)
    if isinstance(edition, NothingPublished):
        nothing = phrase(
            "nothing found in the {series}", series=series_name(context.record, edition.series)
        )
        return nothing, known_instead(context, country, edition.series)
    record = context.record
    standing = standing_of(record, edition, country)
    places = places_of(record, edition, country)
    if standing is None and not places:
        nothing = phrase(
            "nothing found in the {series}", series=edition_name(context.record, edition)
        )
        return nothing, known_instead(context, country, edition.series, edition)
    before = edition_before(record, edition, country)
    compared = standing_of(record, before, country) if before else None
    facts = (
        *standing_facts(context, edition, country, standing),
        *(
            Fact(phrase("In {group}", group=group_name(p.group)), place_in_words(p.place))
            for p in places
        ),
    )
    origins = [each.origin for each in (standing, compared, *places) if each]
    return _in_one_line(context, country, edition), Reply(
        parts=(
            standing_title(context, edition, country),
            *not_digital(record, edition.series),
            Facts(facts),
            edition_note(context, edition, origins),
        ),
        country=country,
    )


def _edition(context: Context, country: str, words: EditionWords) -> Edition | NothingPublished:
    """The edition asked for; where that is not clear the newest, as there is nobody to ask."""
    try:
        return pick_edition(context, "rank", (country,), words)
    except Problem:
        return pick_edition(context, "rank", (country,), EditionWords())


def _in_one_line(context: Context, country: str, edition: Edition) -> Phrase:
    standing = standing_of(context.record, edition, country)
    name = edition_name(context.record, edition)
    if standing and standing.rank:
        said = rank_in_words(standing.rank, standing.ranked)
    elif standing and standing.score is not None:
        said = score_in_words(standing.score, standing.score_means)
    else:
        place = places_of(context.record, edition, country)[0]
        said = phrase(
            "{place} in {group}", place=place_in_words(place.place), group=group_name(place.group)
        )
    return phrase("{standing}: {edition}", standing=said, edition=name)

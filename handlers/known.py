"""A country without figures: what is known instead, and where to look next."""

from collections.abc import Sequence

from handlers.arguments import edition_buttons
from handlers.command import Context
from handlers.notes import MOST_SOURCES, sources_in_words
from handlers.words import (
    edition_name,
    group_name,
    listed,
    membership_note,
    rank_in_words,
    score_in_words,
    series_name,
)
from messages.phrase import CountryName, Phrase, Value, phrase
from messages.reply import Button, Fact, Facts, Note, Part, Reply, Text, Title
from ministries.groups import groups_of
from ranking.edition import Edition
from ranking.published import Standing
from ranking.reading import editions_about, places_of, standing_of

MOST_BUTTONS = 5


def known_instead(
    context: Context, country: str, series: str, edition: Edition | None = None
) -> Reply:
    """Says plainly that nothing was found here, then everything that was found elsewhere."""
    record = context.record
    elsewhere = [
        other
        for one in record.series
        for other in editions_about(record, one.code, country)
        if other != edition
    ]
    elsewhere.reverse()
    name = edition_name(record, edition) if edition else series_name(record, series)
    parts: list[Part] = [
        Title(
            phrase(
                "{country}: nothing found in the {series}",
                country=CountryName(country),
                series=name,
            )
        ),
        Text(
            phrase("It may have been ranked there: Kopdar knows only what was published and found.")
        ),
    ]
    if elsewhere:
        facts = tuple(_fact(context, other, country) for other in elsewhere)
        parts += [Text(phrase("Found elsewhere, as published:")), Facts(facts)]
        parts += _sources(context, elsewhere, country)
    else:
        parts.append(Text(phrase("Nothing was found about it in the other rankings either.")))
    parts.extend(_groups(context, country))
    return Reply(
        parts=tuple(parts),
        buttons=(
            *edition_buttons(context, "rank", country, elsewhere[:MOST_BUTTONS]),
            *((Button(phrase("Sources"), "sources", country),) if elsewhere else ()),
        ),
        country=country,
    )


def _fact(context: Context, edition: Edition, country: str) -> Fact:
    label = edition_name(context.record, edition)
    standing = standing_of(context.record, edition, country)
    return Fact(label, in_short(standing) if standing else phrase("a place in a group"))


def _sources(context: Context, editions: Sequence[Edition], country: str) -> tuple[Note, ...]:
    """Named here, not pointed to: as a card this stands in chats that Kopdar does not read."""
    origins = [
        said.origin
        for edition in editions
        for said in (
            standing_of(context.record, edition, country),
            *places_of(context.record, edition, country),
        )
        if said
    ]
    sources = sources_in_words(origins, MOST_SOURCES)
    return (Note(phrase("Source: {sources}.", sources=sources)),) if sources else ()


def in_short(standing: Standing) -> Phrase:
    """Rank and score on one line."""
    rank = rank_in_words(standing.rank, standing.ranked)
    if standing.score is None:
        return phrase("rank {rank}", rank=rank)
    score = score_in_words(standing.score, standing.score_means)
    if standing.rank is None:
        return phrase("{score} (no published rank found)", score=score)
    return phrase("rank {rank}, {score}", rank=rank, score=score)


def _groups(context: Context, country: str) -> tuple[Part, ...]:
    groups = groups_of(context.record.memberships, country, context.now.date())
    if not groups:
        return ()
    named: list[Value] = [_with_note(context, group, country) for group in groups]
    return (Facts((Fact(phrase("Groups today"), listed(named)),)),)


def _with_note(context: Context, group: str, country: str) -> Phrase:
    note = membership_note(context.record, group, country)
    if note is None:
        return group_name(group)
    return phrase("{group} ({note})", group=group_name(group), note=note)

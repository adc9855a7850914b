"""A country without figures: what is known instead, and where to look next."""

from handlers.arguments import edition_buttons
from handlers.command import Context
from handlers.words import (
    edition_name,
    group_name,
    listed,
    rank_in_words,
    score_in_words,
    series_name,
)
from messages.phrase import CountryName, Phrase, Value, phrase, verbatim
from messages.reply import Fact, Facts, Part, Reply, Text, Title
from ministries.groups import groups_of
from ranking.edition import Edition
from ranking.edition_words import EditionWords
from ranking.published import Standing
from ranking.reading import editions_about, standing_of

MOST_BUTTONS = 5


def known_instead(
    context: Context, country: str, words: EditionWords, edition: Edition | None = None
) -> Reply:
    """Says plainly that nothing was published here, then everything that was elsewhere."""
    elsewhere = [
        other
        for series in context.record.series
        for other in editions_about(context.record, series.code, country)
    ]
    facts = tuple(_fact(context, other, country) for other in reversed(elsewhere))
    parts: list[Part] = [
        Title(phrase("{country}: no published figures", country=CountryName(country))),
        Text(_nothing_here(context, country, words, edition)),
    ]
    if facts:
        parts += [Text(phrase("What has been published instead:")), Facts(facts)]
    else:
        parts.append(
            Text(phrase("Nothing is published about it in the other rankings I have either."))
        )
    parts.extend(_groups(context, country))
    return Reply(
        parts=tuple(parts),
        buttons=edition_buttons(context, "rank", country, elsewhere[::-1][:MOST_BUTTONS]),
        country=country,
    )


def _nothing_here(
    context: Context, country: str, words: EditionWords, edition: Edition | None
) -> Phrase:
    if edition is not None:
        return phrase(
            "{edition} says nothing about {country} that I know of. Its record here is not "
            "complete: only what was published and found.",
            edition=edition_name(context.record, edition),
            country=CountryName(country),
        )
    return phrase(
        "I have no rank or score of {country} in the {series}, in any edition.",
        country=CountryName(country),
        series=series_name(context.record, words.series or context.default_series),
    )


def _fact(context: Context, edition: Edition, country: str) -> Fact:
    label = edition_name(context.record, edition)
    standing = standing_of(context.record, edition, country)
    return Fact(label, in_short(standing) if standing else phrase("a place in a group"))


def in_short(standing: Standing) -> Phrase:
    """Rank and score on one line."""
    rank = rank_in_words(standing.rank, standing.ranked)
    if standing.score is None:
        return phrase("rank {rank}", rank=rank)
    score = score_in_words(standing.score, standing.score_means)
    if standing.rank is None:
        return phrase("{score} (rank not published)", score=score)
    return phrase("rank {rank}, {score}", rank=rank, score=score)


def _groups(context: Context, country: str) -> tuple[Part, ...]:
    groups = groups_of(context.record.memberships, country, context.now.date())
    if not groups:
        return ()
    named: list[Value] = [group_name(group) for group in groups]
    return (Facts((Fact(phrase("Member of"), verbatim(listed(named))),)),)

"""What the title of a picture says: its message, the fullest form first, then shorter ones."""

from collections.abc import Callable, Sequence

from handlers.command import Context
from handlers.several import MOST_COUNTRIES
from handlers.words import (
    edition_name,
    listed,
    rank_in_words,
    score_in_words,
    short_rank,
)
from messages.phrase import CountryName, Phrase, Value, phrase, plural_phrase
from ranking.edition import Edition
from ranking.published import Standing
from ranking.reading import find_series, standing_of

MOST_IN_TITLE = 3
# What a title says of a country: all of them the same, for a rank is no number of posts.
Figure = Callable[[Standing], Phrase]


def by_rank(context: Context, edition: Edition, countries: Sequence[str]) -> tuple[Phrase, ...]:
    """Those of the countries with a rank; one by itself with how many there were."""
    told = [s for s in _standings(context, edition, countries) if s.rank is not None]
    if len(told) == 1:
        country, rank = CountryName(told[0].country), rank_in_words(told[0].rank, told[0].ranked)
        return (phrase("{country} ranks {rank}", country=country, rank=rank),)
    told.sort(key=_place)
    return _the_first(told, countries, lambda s: short_rank(s.rank, s.ranked))


def by_figure(context: Context, edition: Edition, countries: Sequence[str]) -> tuple[Phrase, ...]:
    """Those of the countries with a score, or with a number of something."""
    told = [s for s in _standings(context, edition, countries) if s.score is not None]
    if len(told) == 1:
        country = CountryName(told[0].country)
        return (phrase("{country}: {figure}", country=country, figure=_figure(told[0])),)
    told.sort(key=lambda standing: -(standing.score or 0))
    return _the_first(told, countries, _figure)


def fewer_named(
    countries: Sequence[str], sentence: Callable[[Phrase], Phrase], most: int = MOST_COUNTRIES
) -> tuple[Phrase, ...]:
    """The sentence with `most` of them by name, then with ever fewer and the number of the
    others."""
    names = [CountryName(country) for country in countries]
    return tuple(
        sentence(_with_others(names[:count], len(names) - count))
        for count in range(min(len(names), most), 0, -1)
    )


def subtitle(context: Context, edition: Edition, countries: Sequence[str]) -> Phrase:
    """The edition, with score and rating where it is about one country with a rank."""
    name = edition_name(context.record, edition)
    if not find_series(context.record, edition.series).is_digital:
        return phrase("{edition} · not a ranking of digital diplomacy", edition=name)
    standing = standing_of(context.record, edition, countries[0]) if len(countries) == 1 else None
    if standing is None or standing.rank is None or standing.score is None:
        return name
    if not standing.rating:
        score = score_in_words(standing.score, standing.score_means)
        return phrase("{edition} · {score}", edition=name, score=score)
    return phrase(
        "{edition} · score {score} · rating {rating}",
        edition=name,
        score=standing.score,
        rating=standing.rating,
    )


def _standings(context: Context, edition: Edition, countries: Sequence[str]) -> list[Standing]:
    found = (standing_of(context.record, edition, country) for country in countries)
    return [standing for standing in found if standing]


def _place(standing: Standing) -> tuple[bool, int, int]:
    """Exact ranks first: where a range stands among them nobody knows."""
    assert standing.rank is not None
    return not standing.rank.is_exact, standing.rank.best, standing.rank.worst


def _figure(standing: Standing) -> Phrase:
    assert standing.score is not None
    return score_in_words(standing.score, standing.score_means)


def _the_first(
    told: Sequence[Standing], countries: Sequence[str], figure: Figure
) -> tuple[Phrase, ...]:
    """The best of them and whoever was named first, in their order; where none has a figure, the
    countries by name."""
    if not told:
        return fewer_named(countries, lambda names: names)
    named_first = next(s for country in countries for s in told if s.country == country)
    wanted = [named_first, *(s for s in told if s is not named_first)]
    return tuple(
        _with_others(
            [_with_figure(s, figure) for s in told if s in wanted[:count]], len(told) - count
        )
        for count in range(min(len(told), MOST_IN_TITLE), 0, -1)
    )


def _with_figure(standing: Standing, figure: Figure) -> Phrase:
    country = CountryName(standing.country)
    return phrase("{country} {figure}", country=country, figure=figure(standing))


def _with_others(named: Sequence[Value], further: int) -> Phrase:
    others = (plural_phrase("{count} other", "{count} others", further),) if further else ()
    return listed([*named, *others])

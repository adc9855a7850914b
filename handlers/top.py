"""`/top [GROUP] [EDITION] [N]`: who leads, in the world or in a group, as published."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.arguments import edition_buttons, pick_edition, split_edition
from handlers.command import Command, Context
from handlers.groups import find_group, known_groups
from handlers.notes import edition_note, not_digital
from handlers.pictures import rank_line
from handlers.standings import standings_table
from handlers.words import (
    WORLD_RANK,
    edition_name,
    group_name,
    listed,
    place_in_words,
    short_rank,
)
from messages.phrase import CountryName, Phrase, Value, phrase, plural_phrase, typed, verbatim
from messages.problem import NotFound, NotUnderstood
from messages.reply import Align, Answer, Button, Column, Part, Reply, Table, Text, Title
from messages.request import Request
from ranking.edition import Edition
from ranking.edition_words import EditionWords, read_period
from ranking.published import GroupPlace, Standing
from ranking.reading import (
    editions_about_group,
    editions_of,
    places_in,
    ranked_in,
    standing_of,
    standings_in,
    standings_in_group,
)

DEFAULT_ROWS = 10
MOST_ROWS = 50
MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class _Asked:
    group: str | None
    edition: EditionWords
    rows: int


async def answer(request: Request, context: Context) -> Answer:
    asked = _read(context, request.arguments)
    edition = _edition(context, asked)
    record = context.record
    places = places_in(record, edition, asked.group) if asked.group else ()
    standings = (
        standings_in_group(record, edition, asked.group)
        if asked.group
        else standings_in(record, edition)
    )
    shown = _first(standings, asked.rows)
    origins = [*(s.origin for s in shown), *(p.origin for p in places)]
    parts: list[Part] = [
        Title(_title(context, edition, asked.group)),
        *not_digital(record, edition.series),
        *_standings(context, edition, asked, standings, shown),
        edition_note(context, edition, origins),
    ]
    return Answer(Reply(tuple(parts), buttons=_buttons(context, edition, asked)))


def _read(context: Context, arguments: str) -> _Asked:
    """A number from 1900 to 2100 is a year, any other is how many; in any order."""
    words = arguments.split()[:MOST_WORDS]
    counts = [word for word in words if word.isascii() and word.isdecimal()]
    counts = [number for number in counts if not read_period(number)]
    rows = min(MOST_ROWS, max(1, int(counts[0][:6]))) if counts else DEFAULT_ROWS
    rest = [word for word in words if word not in counts[:1]]
    for group_words, edition in split_edition(context, rest):
        group = find_group(context.record, " ".join(group_words))
        if group or not group_words:
            return _Asked(group, edition, rows)
    raise _unknown_group(context, " ".join(rest))


def _unknown_group(context: Context, words: str) -> NotUnderstood:
    groups = known_groups(context.record)
    named: list[Value] = [group_name(group) for group in groups]
    return NotUnderstood(
        phrase("I do not know a group called “{name}”.", name=typed(words)),
        phrase("The groups are: {groups}. For example: /top g20 2016 5", groups=listed(named)),
        buttons=tuple(Button(group_name(group), "top", group) for group in groups[:6]),
    )


def _edition(context: Context, asked: _Asked) -> Edition:
    """The edition named; else the newest of the default series that says something here."""
    if asked.group and not str(asked.edition):
        about = editions_about_group(context.record, context.default_series, asked.group)
        if about:
            return about[-1]
    edition = pick_edition(context, "top", None, asked.edition, subject=asked.group or "")
    if edition is None:
        raise NotFound(phrase("Nothing has been published in this ranking yet."))
    return edition


def _first(standings: Sequence[Standing], rows: int) -> Sequence[Standing]:
    """As many as asked for, and with the last of them all who share its published rank."""
    last = standings[:rows][-1:]
    return [s for n, s in enumerate(standings) if n < rows or (s.rank and s.rank == last[0].rank)]


def _title(context: Context, edition: Edition, group: str | None) -> Phrase:
    name = edition_name(context.record, edition)
    if group is None:
        return phrase("Who leads: {edition}", edition=name)
    return phrase("{group}: {edition}", group=group_name(group), edition=name)


def _standings(
    context: Context,
    edition: Edition,
    asked: _Asked,
    standings: Sequence[Standing],
    shown: Sequence[Standing],
) -> tuple[Part, ...]:
    places = places_in(context.record, edition, asked.group) if asked.group else ()
    if not standings and not places:
        return (Text(phrase("No world rank of this group is published in this edition.")),)
    if not standings:
        return (_places_table(context, edition, places),)
    countries = [s.country for s in shown]
    unlisted = [p for p in places if p.country not in countries]
    title = group_name(asked.group) if asked.group else phrase("Who leads")
    picture = rank_line(context, edition, subjects=(), peers=countries, title=title)
    return (
        standings_table(shown, {p.country: p.place for p in places}),
        *((_places_table(context, edition, unlisted),) if unlisted else ()),
        Text(_coverage(context, edition, asked.group, len(standings), len(shown))),
        *((picture,) if picture else ()),
    )


def _places_table(context: Context, edition: Edition, places: Sequence[GroupPlace]) -> Table:
    """The places published in the group, with the world rank beside each where there is one."""
    columns = (
        Column(phrase("Place in the group"), Align.END),
        Column(phrase("Ministry of")),
        Column(WORLD_RANK, Align.END),
    )
    rows = []
    for own in places:
        standing = standing_of(context.record, edition, own.country)
        rank, ranked = (standing.rank, standing.ranked) if standing else (None, None)
        name = verbatim(CountryName(own.country))
        rows.append((place_in_words(own.place), name, short_rank(rank, ranked)))
    return Table(columns, tuple(rows))


def _coverage(
    context: Context, edition: Edition, group: str | None, known: int, shown: int
) -> Phrase:
    """How much of the edition is known: the published record is sparse, and that is said."""
    ranked = ranked_in(context.record, edition) if group is None else None
    found = _found(known, shown)
    if ranked is None:
        return phrase("{found}.", found=found)
    return phrase("{found}; {ranked} were ranked.", found=found, ranked=ranked)


def _found(known: int, shown: int) -> Phrase:
    if shown < known:
        return plural_phrase(
            "Shown: {shown} of the {count} ministry published and found",
            "Shown: {shown} of the {count} ministries published and found",
            known,
            shown=shown,
        )
    return plural_phrase(
        "{count} ministry published and found", "{count} ministries published and found", known
    )


def _buttons(context: Context, edition: Edition, asked: _Asked) -> tuple[Button, ...]:
    """The other editions of the series that say something here."""
    series = edition.series
    about = (
        editions_about_group(context.record, series, asked.group)
        if asked.group
        else editions_of(context.record, series)
    )
    others = [other for other in about if other != edition]
    return edition_buttons(context, "top", asked.group or "", others[::-1][:4])


COMMAND = Command(
    name="top",
    aliases=("teratas",),
    summary=phrase("Who leads, in the world or in a group"),
    usage=phrase("[group] [edition] [how many]"),
    example="g20 2016 5",
    answer=answer,
)

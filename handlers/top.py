"""`/top [GROUP] [EDITION] [N]`: who leads, in the world or in a group, as published."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.arguments import edition_buttons, pick_edition, split_edition
from handlers.command import Command, Context, Topic
from handlers.coverage import MOST_ROWS, Length, coverage, further, longer
from handlers.groups import find_group, known_groups
from handlers.measured.choice import split_measured
from handlers.measured.tables import measured_leaders
from handlers.notes import edition_note, not_digital
from handlers.pictures import rank_line
from handlers.standings import standings_table
from handlers.words import (
    edition_name,
    group_name,
    listed,
    place_in_words,
    range_in_words,
    rank_label,
    short_rank,
)
from messages.phrase import CountryName, Phrase, Value, phrase, typed, verbatim
from messages.problem import NotFound, NotUnderstood
from messages.reply import (
    Align,
    Answer,
    Button,
    Column,
    Fact,
    Facts,
    Part,
    Reply,
    Table,
    Text,
    Title,
)
from messages.request import Request
from ministries.groups import members_of
from ranking.edition import Edition, Place
from ranking.edition_words import EditionWords, NothingPublished, read_period
from ranking.published import GroupPlace, Standing
from ranking.reading import (
    editions_about_group,
    editions_of,
    find_series,
    places_in,
    standing_of,
    standings_in,
    standings_in_group,
)

DEFAULT_ROWS = 10
MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class _Asked:
    group: str | None
    edition: EditionWords
    rows: int


async def answer(request: Request, context: Context) -> Answer:
    rest, measured = split_measured(request.arguments)
    asked = _read(context, rest)
    if measured is not None:
        return await measured_leaders(context, asked.group, asked.rows, measured)
    edition = _edition(context, asked)
    record = context.record
    places = places_in(record, edition, asked.group) if asked.group else ()
    standings = (
        standings_in_group(record, edition, asked.group)
        if asked.group
        else standings_in(record, edition)
    )
    origins = [*(s.origin for s in standings), *(p.origin for p in places)]
    leads = any(s.rank is not None and s.rank.worst == 1 for s in standings)
    parts: list[Part] = [
        _title(context, edition, asked.group, leads=leads),
        *not_digital(record, edition.series),
        *_body(context, edition, asked, standings, places),
        edition_note(context, edition, origins),
    ]
    length = _length(edition, asked, len(_in_rows(standings)))
    buttons = (*longer(length), *_other_editions(context, edition, asked))
    return Answer(Reply(tuple(parts), buttons=buttons))


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
    edition = pick_edition(context, "top", (), asked.edition, subject=asked.group or "")
    if isinstance(edition, NothingPublished):
        raise NotFound(phrase("Nothing has been published in this ranking yet."))
    return edition


def _title(context: Context, edition: Edition, group: str | None, *, leads: bool) -> Title:
    name = edition_name(context.record, edition)
    if group is not None:
        of_group = phrase("{group}: {edition}", group=group_name(group), edition=name)
        return Title(of_group, (name,))
    return Title(_lead(leads, name), (name,))


def _lead(leads: bool, edition: Phrase) -> Phrase:
    """Nobody is said to lead where the first rank was not found."""
    if leads:
        return phrase("Who leads: {edition}", edition=edition)
    return phrase("Ranks found: {edition}", edition=edition)


def _body(
    context: Context,
    edition: Edition,
    asked: _Asked,
    standings: Sequence[Standing],
    places: Sequence[GroupPlace],
) -> tuple[Part, ...]:
    if not standings and not places:
        return (Text(_nothing(context, edition, asked.group)),)
    if not standings:
        return (_places_table(context, edition, places),)
    rows = _in_rows(standings)
    shown = rows[: asked.rows]
    countries = [s.country for s in shown]
    unlisted = [p for p in places if p.country not in countries]
    home = [s.country for s in standings if s.country == context.home_country]
    picture = rank_line(
        context,
        edition,
        subjects=home,
        peers=[s.country for s in standings] if asked.group else countries,
        peers_are=phrase("Members of {group}", group=group_name(asked.group))
        if asked.group
        else None,
        about=tuple(dict.fromkeys([*countries[:1], *home])),
    )
    return (
        *((standings_table(shown, {p.country: p.place for p in places}),) if shown else ()),
        *_somewhere(standings),
        *((_places_table(context, edition, unlisted),) if unlisted else ()),
        Text(coverage(context, edition, asked.group, standings)),
        *further(_length(edition, asked, len(rows))),
        *((picture,) if picture else ()),
    )


def _length(edition: Edition, asked: _Asked, rows: int) -> Length:
    return Length(asked.rows, rows, asked.group, edition.series, edition.period)


def _in_rows(standings: Sequence[Standing]) -> list[Standing]:
    """Those who have a place in the table, or none in the edition but a figure."""
    return [s for s in standings if s.rank is None or s.rank.is_exact]


def _somewhere(standings: Sequence[Standing]) -> tuple[Part, ...]:
    """Those of whom only a range was published: they stand anywhere in it, so in no row."""
    ranges: dict[tuple[Place, int | None], list[Value]] = {}
    for s in standings:
        if s.rank is not None and not s.rank.is_exact:
            ranges.setdefault((s.rank, s.ranked), []).append(CountryName(s.country))
    if not ranges:
        return ()
    facts = (Fact(range_in_words(*key), listed(named)) for key, named in ranges.items())
    return (Text(phrase("Of these, only a range was published:")), Facts(tuple(facts)))


def _nothing(context: Context, edition: Edition, group: str | None) -> Phrase:
    memberships = context.record.memberships
    is_known = any(membership.group == group for membership in memberships)
    if group and is_known and not members_of(memberships, group, edition.closes_on):
        return phrase(
            "{group} had no members on {date}.", group=group_name(group), date=edition.closes_on
        )
    return phrase("Nothing of this group found in this edition.")


def _places_table(context: Context, edition: Edition, places: Sequence[GroupPlace]) -> Table:
    """The places published in the group, with the world rank beside each where there is one."""
    columns = (
        Column(phrase("Place in the group"), Align.END),
        Column(phrase("Country")),
        Column(rank_label(edition.series), Align.END),
    )
    rows = []
    for own in places:
        standing = standing_of(context.record, edition, own.country)
        rank, ranked = (standing.rank, standing.ranked) if standing else (None, None)
        name = verbatim(CountryName(own.country))
        rows.append((place_in_words(own.place), name, short_rank(rank, ranked)))
    return Table(columns, tuple(rows))


def _other_editions(context: Context, edition: Edition, asked: _Asked) -> tuple[Button, ...]:
    """Other editions that say something here, those of the same series first."""
    record, group = context.record, asked.group
    others = [
        other
        for series in (record.series if group else (find_series(record, edition.series),))
        for other in reversed(
            editions_about_group(record, series.code, group)
            if group
            else editions_of(record, series.code)
        )
        if other != edition
    ]
    others.sort(key=lambda other: other.series != edition.series)
    return edition_buttons(context, "top", group or "", others[:5])


COMMAND = Command(
    name="top",
    topic=Topic.COMPARISON,
    aliases=("teratas",),
    summary=phrase("Who leads, overall or in a group"),
    usage=phrase("[group] [edition] [how many]"),
    example=verbatim("g20 2016 5"),
    answer=answer,
    is_lasting=True,
)

"""`/compare` and `/top` for what Kopdar measured: ranks with their ranges, and who is alike."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from handlers.command import Context
from handlers.coverage import Length, further, longer
from handlers.headlines import fewer_named
from handlers.measured.choice import MeasuredWords, chosen, newest
from handlers.measured.names import edition_title, is_of_a_hundred, rounded
from handlers.measured.notes import measured_heading, measured_note
from handlers.measured.peers import measured_peers
from handlers.several import AskedSeveral
from handlers.side_by_side import LEFT_OUT, about, fitting
from handlers.standings import NOTHING, SCORE_OF_100
from handlers.words import RANK, SCORE, group_name
from messages.phrase import CountryName, Phrase, joined, phrase, plural_phrase, verbatim
from messages.reply import Align, Answer, Button, Column, Part, Reply, Table, Text, Title
from ministries.groups import members_of
from ranking.measured import SERIES, MeasuredEdition, MeasuredStanding

MOST_NAMED = 8


async def with_measured_table(context: Context, countries: Sequence[str], reply: Reply) -> Reply:
    """The published comparison with the measured one below it, where there is one to show."""
    made = await newest(context)
    if made is None or not any(country in made.standings for country in countries):
        return reply
    compared = _compared(made, _with_peers(context, made, countries))
    return replace(reply, parts=(*reply.parts, measured_heading(made), *compared))


async def measured_comparison(
    context: Context, asked: AskedSeveral, words: MeasuredWords
) -> Answer:
    """The measured comparison by itself; one country among its peers."""
    made = await chosen(context, words, "compare", asked.subject)
    compared = fitting(context, asked, lambda country: _place(made, country))
    countries = _with_peers(context, made, compared.countries)
    return Answer(
        Reply(
            (
                _title(made, countries, asked.only_group),
                *_compared(made, countries, compared.silent, compared.left_out),
            ),
            buttons=(_leaders_button(made, asked.only_group),),
            country=countries[0] if len(countries) == 1 else None,
            is_personal=True,
        )
    )


def _leaders_button(made: MeasuredEdition, group: str | None) -> Button:
    dated = f"{SERIES} {made.edition.period}"
    if group is None:
        return Button(phrase("Who leads"), "top", dated)
    leads = phrase("Who leads in {group}", group=group_name(group))
    return Button(leads, "top", f"{group} {dated}")


def _place(made: MeasuredEdition, country: str) -> tuple[float, ...] | None:
    standing = made.standings.get(country)
    return (standing.rank or math.inf,) if standing else None


def _title(made: MeasuredEdition, countries: Sequence[str], group: str | None) -> Title:
    edition = edition_title(made.edition.period)
    by_itself = phrase("Kopdar index, {edition}", edition=edition)
    if group is not None:
        members = phrase(
            "{group} side by side: {edition}", group=group_name(group), edition=by_itself
        )
        return Title(members, (by_itself,))
    title, *shorter = fewer_named(
        countries,
        lambda names: phrase(
            "{countries}: Kopdar index, {edition}", countries=names, edition=edition
        ),
        MOST_NAMED,
    )
    return Title(title, tuple(shorter))


def _with_peers(
    context: Context, made: MeasuredEdition, countries: Sequence[str]
) -> tuple[str, ...]:
    """One country alone is compared with its peers."""
    if len(countries) > 1 or countries[0] not in made.standings:
        return tuple(countries)
    peers = measured_peers(context, made, countries[0])
    return (countries[0], *(peer.country for peer in peers.standings))


def _compared(
    made: MeasuredEdition,
    countries: Sequence[str],
    silent: Sequence[str] = (),
    left_out: Sequence[str] = (),
) -> tuple[Part, ...]:
    """Best first; those of which nothing was observed are named, and those without room."""
    known = [made.standings[country] for country in countries if country in made.standings]
    known.sort(key=lambda standing: (standing.rank is None, standing.rank or 0))
    parts: list[Part] = [_table(made, known)] if known else []
    unseen = [*(c for c in countries if c not in made.standings), *silent]
    parts += about(unseen, phrase("Nothing has been observed of {countries} yet."))
    parts += about(left_out, LEFT_OUT)
    pairs = [
        (one.country, other.country)
        for one, other in combinations(known, 2)
        if other.country in one.alike
    ]
    if pairs:
        parts.append(Text(_alike(pairs)))
    return (*parts, measured_note(made, *countries))


def _alike(pairs: Sequence[tuple[str, str]]) -> Phrase:
    # With "and" within them, so not joined by another "and".
    named = [
        phrase("{one} and {other}", one=CountryName(one), other=CountryName(other))
        for one, other in pairs[:MOST_NAMED]
    ]
    if further := len(pairs) - len(named):
        named.append(plural_phrase("{count} other pair", "{count} other pairs", further))
    return phrase(
        "Cannot be told apart (neither stands before the other in 95% of the draws): {pairs}.",
        pairs=joined(*named, between="; "),
    )


async def measured_leaders(
    context: Context, group: str | None, rows: int, words: MeasuredWords
) -> Answer:
    """Who leads in a measured edition, in the world or in a group."""
    made = await chosen(context, words, "top", group or "")
    members = members_of(context.record.memberships, group, made.edition.closes_on) if group else ()
    ranked = [s for s in made.in_order if group is None or s.country in members]
    leaders = ranked[:rows]
    length = Length(rows, len(ranked), group, SERIES, made.edition.period)
    title = phrase("Kopdar index, {edition}: who leads", edition=edition_title(made.edition.period))
    if group:
        title = phrase(
            "Kopdar index, {edition}: who leads in {group}",
            edition=edition_title(made.edition.period),
            group=group_name(group),
        )
    if not leaders:
        nobody = Text(phrase("No member of the group is ranked there yet."))
        return Answer(Reply((Title(title), nobody, measured_note(made)), is_personal=True))
    counted = Text(phrase("{count} ministries are ranked.", count=made.ranked))
    countries = [standing.country for standing in leaders]
    return Answer(
        Reply(
            (
                Title(title),
                _table(made, leaders),
                counted,
                *further(length),
                measured_note(made, *countries),
            ),
            buttons=(
                *longer(length),
                Button(phrase("Our rank"), "rank", f"{context.home_country} {SERIES}"),
                Button(phrase("How it is counted"), "methodology", SERIES),
            ),
            is_personal=True,
        )
    )


def _table(made: MeasuredEdition, standings: Sequence[MeasuredStanding]) -> Table:
    columns = (
        Column(RANK, Align.END),
        Column(phrase("90% range"), Align.END),
        Column(phrase("Country")),
        Column(SCORE_OF_100 if is_of_a_hundred(made) else SCORE, Align.END),
        Column(phrase("Rating")),
    )
    return Table(columns, tuple(map(_row, standings)))


def _row(standing: MeasuredStanding) -> tuple[Phrase, ...]:
    name = verbatim(CountryName(standing.country))
    if standing.rank is None or standing.score is None:
        return (phrase("not ranked"), NOTHING, name, NOTHING, NOTHING)
    return (
        verbatim(standing.rank),
        phrase("{best}–{worst}", best=standing.low or 0, worst=standing.high or 0),
        name,
        verbatim(rounded(standing.score)),
        verbatim(standing.rating or "–"),
    )

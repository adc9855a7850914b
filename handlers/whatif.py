"""`/whatif [COUNTRY]`: what would raise the measured rank; with `freshness=100`, a named change."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from handlers.arguments import read_country_and_edition
from handlers.command import Access, Command, Context, Topic
from handlers.measured.changes import read_changes, split_changes
from handlers.measured.choice import MeasuredWords, chosen, only_measured, split_measured
from handlers.measured.names import (
    action_name,
    edition_title,
    indicator_name,
    plain,
    rounded,
    score_of,
    signed,
)
from handlers.measured.notes import measured_note, missing_in_words
from handlers.words import host_language, listed, movement_in_words
from messages.phrase import CountryName, Phrase, Value, phrase, plural_phrase, verbatim
from messages.problem import NotFound, NotUnderstood
from messages.reply import Answer, Button, Fact, Facts, Note, Part, Reply, Text, Title
from messages.request import Request
from ranking.action import Action
from ranking.measured import SERIES, MeasuredEdition

MOST_SHOWN = 8
MOST_UNITS = 6
HOST_LANGUAGES = "host_languages"

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class _Told:
    """An outcome in numbers, without the arrays that it came from."""

    score: float
    rank: int
    points: float
    places: int


async def answer(request: Request, context: Context) -> Answer:
    named, changes = split_changes(request.arguments)
    rest, words = split_measured(named)
    asked = read_country_and_edition(context, "whatif", rest) if rest.strip() else None
    country = (asked and asked.country) or context.home_country
    if asked and str(asked.edition):
        raise only_measured(country, "whatif")
    made = await chosen(context, words or MeasuredWords(), "whatif", country)
    _require_rank(made, country)
    if changes:
        return Answer(await _tried(made, country, read_changes(made, changes)))
    return Answer(await _actions(context, made, country))


def _require_rank(made: MeasuredEdition, country: str) -> None:
    standing = made.standings.get(country)
    if standing is not None and standing.rank is not None:
        return
    raise NotFound(
        phrase(
            "{country} is not ranked yet: too little is known of it.", country=CountryName(country)
        ),
        phrase("First find out: {missing}.", missing=missing_in_words(made, country)),
        buttons=(Button(phrase("Our rank"), "rank"),),
        country=country,
    )


async def _actions(context: Context, made: MeasuredEdition, country: str) -> Reply:
    found = await _off_the_loop(lambda: _prospects(made, country))
    title = phrase("What would raise the rank of {country}", country=CountryName(country))
    if not found:
        nothing = phrase("None of the actions that the methodology lists would raise its score.")
        return Reply((Title(title), Text(nothing), measured_note(made, country)), country=country)
    facts = tuple(
        Fact(action_name(action), _outcome(told, _places(context, country, action, units)))
        for action, units, told in found[:MOST_SHOWN]
    )
    parts: tuple[Part, ...] = (
        Title(title),
        Text(_today(made, country)),
        Facts(facts),
        Note(
            phrase(
                "Each by itself, all other ministries staying as they are; estimated by scoring "
                "everybody again."
            )
        ),
        measured_note(made, country),
    )
    return Reply(parts, buttons=_buttons(made, country), country=country)


def _prospects(made: MeasuredEdition, country: str) -> list[tuple[Action, tuple[str, ...], _Told]]:
    # numpy, which no other answer needs
    from ranking.whatif import Bench

    return [
        (
            prospect.action,
            prospect.units,
            _Told(
                prospect.outcome.score,
                prospect.outcome.rank,
                prospect.outcome.points,
                prospect.outcome.places,
            ),
        )
        for prospect in Bench(made, country).prospects()
    ]


def _places(
    context: Context, country: str, action: Action, units: tuple[str, ...]
) -> tuple[Value, ...]:
    """The missions concerned by name, with their host's language where that is what is asked."""
    missions = [unit for unit in units if unit]
    if all(change.indicator != HOST_LANGUAGES for change in action.changes):
        return tuple(missions)
    ours = [mission for mission in context.record.missions if mission.owner == country]
    hosts = {name: mission.host for mission in ours for name in (mission.name, mission.name_en)}
    return tuple(
        phrase("{mission} ({language})", mission=mission, language=language)
        if (language := host_language(hosts.get(mission, "")))
        else mission
        for mission in missions
    )


def _outcome(told: _Told, missions: tuple[Value, ...]) -> Phrase:
    gain = phrase(
        "{points} points, to {score}; rank {rank} ({movement})",
        points=signed(told.points),
        score=rounded(told.score),
        rank=told.rank,
        movement=movement_in_words(told.places),
    )
    if not missions:
        return gain
    shown = list(missions[:MOST_UNITS])
    if further := len(missions) - len(shown):
        shown.append(plural_phrase("{count} other", "{count} others", further))
    return plural_phrase(
        "{gain}. It concerns {units}",
        "{gain}. It concerns {count} missions: {units}",
        len(missions),
        gain=gain,
        units=listed(shown),
    )


async def _tried(made: MeasuredEdition, country: str, values: Mapping[str, float]) -> Reply:
    told = await _off_the_loop(lambda: _try(made, country, values))
    changes: list[Value] = [
        phrase("{indicator} {value}", indicator=indicator_name(code), value=plain(value))
        for code, value in values.items()
    ]
    facts = (
        Fact(phrase("Changed to"), listed(changes)),
        Fact(phrase("Score"), _moved(made, told)),
        Fact(
            phrase("Measured rank"),
            phrase(
                "{rank} of {ranked} ({movement})",
                rank=told.rank,
                ranked=made.ranked,
                movement=movement_in_words(told.places),
            ),
        ),
    )
    note = Note(phrase("Estimated: all other ministries staying as they are."))
    title = Title(phrase("{country}, if it were so", country=CountryName(country)))
    return Reply(
        (title, Text(_today(made, country)), Facts(facts), note, measured_note(made, country)),
        buttons=(Button(phrase("What would raise it"), "whatif", country),),
        country=country,
    )


def _try(made: MeasuredEdition, country: str, values: Mapping[str, float]) -> _Told:
    # numpy, which no other answer needs
    from ranking.whatif import Bench, CannotBe, NothingToDivideBy

    try:
        outcome = Bench(made, country).try_indicators(values)
    except CannotBe as fault:
        raise NotUnderstood(
            phrase("{indicator} cannot have this value.", indicator=indicator_name(fault.column)),
            phrase("The method takes its logarithm or divides by it: name a number above 0."),
        ) from fault
    except NothingToDivideBy as missing:
        raise NotFound(
            phrase(
                "Nothing is known of what it is divided by: {column}.",
                column=indicator_name(str(missing)),
            ),
            country=country,
        ) from missing
    return _Told(outcome.score, outcome.rank, outcome.points, outcome.places)


def _moved(made: MeasuredEdition, told: _Told) -> Phrase:
    return phrase(
        "{score} ({change} points)",
        score=score_of(made, told.score),
        change=signed(told.points),
    )


def _today(made: MeasuredEdition, country: str) -> Phrase:
    standing = made.standings[country]
    return phrase(
        "Today: rank {rank} of {ranked}, score {score} (Kopdar index, {edition}).",
        rank=standing.rank or 0,
        ranked=made.ranked,
        score=rounded(standing.score or 0.0),
        edition=edition_title(made.edition.period),
    )


def _buttons(made: MeasuredEdition, country: str) -> tuple[Button, ...]:
    dated = f"{country} {SERIES} {made.edition.period}"
    return (
        Button(phrase("Rank"), "rank", dated),
        Button(phrase("Why it changed"), "why", country),
        Button(phrase("How it is counted"), "methodology", SERIES),
    )


async def _off_the_loop(work: Callable[[], Result]) -> Result:
    """Scoring some dozen times takes longer than other people should wait."""
    return await asyncio.to_thread(work)


COMMAND = Command(
    name="whatif",
    topic=Topic.STANDING,
    aliases=("andai",),
    summary=phrase("What would raise our rank"),
    usage=phrase("[country] [indicator=value …]"),
    example=verbatim("freshness=100"),
    answer=answer,
    access=Access.ALLOWED,
)

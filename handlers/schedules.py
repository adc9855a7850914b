"""`/schedules [DUTY or TARGET]`: what Kopdar does by itself, when next and when last."""

from datetime import datetime, timedelta, tzinfo
from itertools import groupby

from handlers.command import Access, Command, Context, DutyStatus, Topic
from handlers.words import listed
from messages.phrase import Moment, Phrase, Span, Value, phrase, plural_phrase, typed, verbatim
from messages.problem import NotFound
from messages.reply import Answer, Button, Fact, Facts, Note, Part, Reply, Text, Title
from messages.request import Request
from storage.due import DueState, Ended, Waiting

MOST_TARGETS = 5
# Nobody calls done late what was done within this.
ON_TIME = timedelta(minutes=10)


async def answer(request: Request, context: Context) -> Answer:
    name = request.arguments.strip().casefold()
    statuses = await context.duties()
    chosen = sorted(
        (s for s in statuses if name in ("", s.name, s.target.name)), key=lambda s: s.name
    )
    if name and not chosen:
        raise _no_such_duty(request.arguments, statuses)
    parts: list[Part] = [Title(phrase("What I do by myself"))]
    buttons: list[Button] = []
    for duty, group in groupby(chosen, key=lambda status: status.name):
        of_duty = sorted(group, key=_soonest)
        shown = of_duty if name else of_duty[:MOST_TARGETS]
        for status in shown:
            parts += [
                Text(_heading(status, is_alone=len(of_duty) == 1)),
                _facts(status, context.zone),
            ]
        if more := len(of_duty) - len(shown):
            parts.append(
                Note(plural_phrase("and {count} more like it", "and {count} more like it", more))
            )
            buttons.append(Button(phrase("All of {duty}", duty=duty), "schedules", duty))
    if not chosen:
        parts.append(Text(phrase("Nothing is scheduled.")))
    elif not name:
        example = chosen[0].name
        parts.append(Note(phrase("One of them alone: /schedules {name}", name=example)))
    parts.append(Note(phrase("Times are set in schedules.toml, by the people who run Kopdar.")))
    return Answer(Reply(tuple(parts), tuple(buttons)))


def _no_such_duty(typed_name: str, statuses: tuple[DutyStatus, ...]) -> NotFound:
    names: list[Value] = [*dict.fromkeys(status.name for status in statuses)]
    return NotFound(
        phrase("Nothing called “{name}” is scheduled.", name=typed(typed_name)),
        phrase("Scheduled: {names}.", names=listed(names)),
        buttons=(Button(phrase("All schedules"), "schedules"),),
    )


def _soonest(status: DutyStatus) -> tuple[bool, datetime | str, str]:
    if status.coming is None:
        return True, status.target.name, ""
    return False, status.coming.due_at, status.target.name


def _heading(status: DutyStatus, is_alone: bool) -> Phrase:
    """With what one asks for it by: of one duty for many, the target's name as well."""
    if is_alone:
        return phrase("{duty} ({name})", duty=status.summary, name=status.name)
    return phrase(
        "{duty} ({name}, {target})",
        duty=status.summary,
        name=status.name,
        target=status.target.name,
    )


def _facts(status: DutyStatus, reader: tzinfo) -> Facts:
    def told(at: datetime) -> Phrase:
        return _moment(at, status.target.zone, reader)

    coming, waiting, ended = status.coming, status.waiting, status.ended
    facts = [
        Fact(phrase("Next"), told(coming.due_at) if coming else phrase("nothing in sight")),
        Fact(phrase("Last done"), _ended(ended, told(ended.at)) if ended else phrase("not yet")),
    ]
    if waiting is not None:
        facts.insert(0, Fact(phrase("Due now"), _waiting(waiting, told(waiting.slot.due_at))))
    return Facts(tuple(facts))


def _waiting(waiting: Waiting, due_at: Phrase) -> Phrase:
    if waiting.is_running:
        return phrase("since {moment}, being done now", moment=due_at)
    if waiting.reference:
        return phrase(
            "since {moment}; it failed and is tried again ({reference})",
            moment=due_at,
            reference=waiting.reference,
        )
    return phrase("since {moment}", moment=due_at)


def _ended(ended: Ended, at: Phrase) -> Phrase:
    late = ended.at - ended.slot.due_at
    if ended.state is DueState.SET_ASIDE:
        return phrase(
            "failed on {moment}, given up ({reference})",
            moment=at,
            reference=ended.reference or "",
        )
    if late > ON_TIME:
        return phrase("{moment}, {span} late", moment=at, span=Span(late))
    return phrase("{moment}, on time", moment=at)


def _moment(at: datetime, there: tzinfo, here: tzinfo) -> Phrase:
    """By the target's clocks, and by the reader's where they show another time."""
    local, own = at.astimezone(there), at.astimezone(here)
    if local.utcoffset() == own.utcoffset():
        return verbatim(Moment(own))
    return phrase("{there}, that is {here}", there=Moment(local), here=Moment(own))


COMMAND = Command(
    name="schedules",
    topic=Topic.RUNNING,
    aliases=("jadwal",),
    summary=phrase("What I do by myself, and when"),
    usage=phrase("[duty]"),
    example=verbatim(""),
    answer=answer,
    access=Access.ALLOWED,
)

"""What the operators read when something is stuck, and when it goes on again."""

from datetime import datetime, timedelta
from typing import assert_never

from bot.vigilance import Kind, Trouble
from messages.phrase import Moment, Phrase, Span, phrase, verbatim
from messages.reply import Button, Fact, Facts, Note, Reply, Text, Title


def begun(trouble: Trouble, since: datetime) -> Reply:
    title, advice = stuck(trouble)
    return Reply(
        parts=(
            Title(title),
            Facts((Fact(phrase("How long"), phrase("since {moment}", moment=Moment(since))),)),
            Text(advice),
            Note(phrase("You are told once, and once more when it is over.")),
        ),
        buttons=buttons(trouble),
    )


def over(trouble: Trouble, since: datetime, lasted: timedelta) -> Reply:
    how_long = phrase("{span}, since {moment}", span=Span(lasted), moment=Moment(since))
    return Reply(
        parts=(Title(going_on(trouble)), Facts((Fact(phrase("How long"), how_long),))),
    )


def stuck(trouble: Trouble) -> tuple[Phrase, Phrase]:
    """What it is called, and what to do."""
    platform = trouble.subject.capitalize()
    match trouble.kind:
        case Kind.SILENCE:
            return (
                phrase("Kopdar hears nothing from {platform}", platform=platform),
                phrase(
                    "What people write there does not reach Kopdar at the moment. On the machine "
                    "where Kopdar runs, “python -m bot check” says what is wrong: the token, the "
                    "network, or {platform} itself.",
                    platform=platform,
                ),
            )
        case Kind.LANE:
            return (
                phrase("Kopdar cannot send to {platform}", platform=platform),
                phrase(
                    "What is to go there waits and is not lost; it is sent as soon as it can be. "
                    "On the machine where Kopdar runs, “python -m bot check” says what is wrong, "
                    "and “python -m bot outbox” what is waiting."
                ),
            )
        case Kind.DUTY:
            return (
                phrase("A duty is not getting done: {duty}", duty=verbatim(trouble.subject)),
                phrase(
                    "It is tried again by itself. “/schedules” shows its reference number, under "
                    "which the log says why it fails."
                ),
            )
        case _:
            assert_never(trouble.kind)


def going_on(trouble: Trouble) -> Phrase:
    platform = trouble.subject.capitalize()
    match trouble.kind:
        case Kind.SILENCE:
            return phrase("Kopdar hears {platform} again", platform=platform)
        case Kind.LANE:
            return phrase("Kopdar can send to {platform} again", platform=platform)
        case Kind.DUTY:
            return phrase("A duty is getting done again: {duty}", duty=verbatim(trouble.subject))
        case _:
            assert_never(trouble.kind)


def buttons(trouble: Trouble) -> tuple[Button, ...]:
    if trouble.kind is Kind.DUTY:
        return (Button(phrase("What is due"), "schedules"),)
    return ()

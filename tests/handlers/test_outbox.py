"""`/outbox`: what did not arrive, in plain words, and what is to become of it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.command import Context
from handlers.outbox import COMMAND, MOST_SHOWN, answer
from handlers.registry import COMMANDS
from messages.delivery import LetterKey, LetterKind, LetterState
from messages.effect import LetterDropped, LetterResent
from messages.problem import NotFound, NotUnderstood
from messages.reply import Answer, Reply
from messages.request import (
    AccountId,
    Chat,
    ChatId,
    Person,
    PersonId,
    PlatformName,
    Request,
    RequestKey,
    Sender,
)
from ministries.names import CountryNames
from ranking.published import PublishedRecord
from storage.undelivered import Undelivered
from tests.handlers.nothing import NothingMeasured
from tests.handlers.test_schedules import lines

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
CONSOLE = PlatformName("console")


def letter(number: int, state: LetterState = LetterState.UNKNOWN) -> Undelivered:
    return Undelivered(
        number=number,
        key=LetterKey(f"telegram:1:{number}:answer"),
        state=state,
        platform=PlatformName("telegram"),
        chat=ChatId("100"),
        kind=LetterKind.ANSWER,
        created_at=NOW,
        reason="the answer was lost (ReadTimeout)",
    )


async def asked(names: CountryNames, letters: Sequence[Undelivered], arguments: str = "") -> Answer:
    async def undelivered() -> tuple[Undelivered, ...]:
        return tuple(letters)

    chat = Chat(CONSOLE, ChatId("1"))
    context = Context(
        record=PublishedRecord((), (), (), (), ()),
        measured=NothingMeasured(),
        names=names,
        person=Person(PersonId(1), "en", is_admin=True),
        chat=chat,
        now=NOW,
        home_country="ID",
        default_series="ddr",
        peer_group="asean",
        commands=COMMANDS,
        zone=ZoneInfo("Asia/Jakarta"),
        undelivered=undelivered,
    )
    sender = Sender(CONSOLE, AccountId("me"))
    return await answer(Request(RequestKey("1"), sender, chat, "outbox", arguments, NOW), context)


def asks(reply: Reply) -> list[str]:
    return [f"{button.command} {button.arguments}".strip() for button in reply.buttons]


async def test_nothing_to_decide(names: CountryNames) -> None:
    reply = (await asked(names, [])).reply
    assert lines(reply) == ["Outbox", "Everything that was sent arrived."]


async def test_what_why_and_what_to_do(names: CountryNames) -> None:
    reply = (await asked(names, [letter(12)])).reply
    assert lines(reply) == [
        "1 letter waits for a decision",
        "12: an answer to 100 on telegram, Wednesday, 25 November 2026, 16:00 (Jakarta time)",
        "State: it may have arrived or not",
        "Reason: the answer was lost (ReadTimeout)",
        "To decide: /outbox resend or /outbox drop, then a number, or all.",
    ]
    assert asks(reply) == ["outbox resend 12", "outbox drop 12"]
    assert "12: jawaban untuk 100 di telegram" in lines(reply, "id")[1]


async def test_many_are_shortened(names: CountryNames) -> None:
    letters = [letter(number, LetterState.PARKED) for number in range(130, 0, -1)]
    reply = (await asked(names, letters)).reply
    said = lines(reply)
    assert said[0] == "130 letters wait for a decision"
    assert sum(line.startswith("State:") for line in said) == MOST_SHOWN
    assert f"and {130 - MOST_SHOWN} older ones" in said
    assert len(reply.buttons) == 6


@pytest.mark.parametrize("name", ["12", "telegram:1:12:answer"])
async def test_a_decision_about_one(names: CountryNames, name: str) -> None:
    letters = [letter(12), letter(11, LetterState.PARKED)]
    again = await asked(names, letters, f"resend {name}")
    assert again.effects == (LetterResent(12),)
    assert lines(again.reply) == [
        "1 letter goes out again.",
        "What may be there already says that it is sent again.",
    ]
    dropped = await asked(names, letters, f"Drop {name}")
    assert dropped.effects == (LetterDropped(12),)


async def test_a_decision_about_all(names: CountryNames) -> None:
    letters = [letter(12, LetterState.PARKED), letter(11, LetterState.REFUSED)]
    again = await asked(names, letters, "resend all")
    assert again.effects == (LetterResent(12), LetterResent(11))
    assert lines(again.reply) == ["2 letters go out again."]


@pytest.mark.parametrize("arguments", ["resend", "resend 1 2", "burn 1", "12"])
async def test_what_is_not_understood_says_how(names: CountryNames, arguments: str) -> None:
    with pytest.raises(NotUnderstood):
        await asked(names, [letter(12)], arguments)


@pytest.mark.parametrize("arguments", ["resend 13", "drop nothing", "resend all"])
async def test_a_letter_that_is_not_there(names: CountryNames, arguments: str) -> None:
    with pytest.raises(NotFound):
        await asked(names, [] if arguments.endswith("all") else [letter(12)], arguments)


def test_it_is_for_administrators() -> None:
    stranger = Person(PersonId(1), "en", is_allowed=True)
    assert not COMMAND.is_for(stranger)

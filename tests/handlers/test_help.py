"""`/help` and `/start`: what this person can ask, and nothing that is not for them."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from textwrap import wrap

import pytest

from handlers import help as help_command
from handlers import start
from handlers.command import Access, Context, Handler
from handlers.registry import COMMANDS
from messages.catalogue import load_catalogue
from messages.language import LANGUAGES
from messages.phrase import Phrase
from messages.problem import NotAllowed, NotUnderstood, Problem
from messages.reply import Facts, Items, Reply
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
from messages.wording import Wording
from ministries.names import CountryNames
from platforms.telegram.keyboard import keyboard
from platforms.telegram.markup import plain_text
from platforms.telegram.parts import write_parts
from ranking.published import PublishedRecord
from tests.handlers.nothing import NothingMeasured

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
PLATFORM = PlatformName("telegram")
GUEST = Person(PersonId(1), "en")
ADMINISTRATOR = Person(PersonId(2), "en", is_admin=True, is_allowed=True)
# Between the name of the chat and the line one types on.
PHONE_LINES, PHONE_CELLS = 26, 38
LINES_OF_A_ROW = 2


async def said(
    names: CountryNames, answer: Handler, person: Person = GUEST, arguments: str = ""
) -> Reply:
    chat = Chat(PLATFORM, ChatId("1"))
    context = Context(
        record=PublishedRecord((), (), (), (), ()),
        measured=NothingMeasured(),
        names=names,
        person=person,
        chat=chat,
        now=NOW,
        home_country="ID",
        default_series="ddr",
        peer_group="asean",
        commands=COMMANDS,
    )
    sender = Sender(PLATFORM, AccountId("1"))
    request = Request(RequestKey("1"), sender, chat, "help", arguments, NOW)
    return (await answer(request, context)).reply


def shown(reply: Reply) -> set[str]:
    facts = tuple(part for part in reply.parts if isinstance(part, Facts))
    words = Wording("en", load_catalogue("en"), {})
    return set(re.findall("/[a-z]+", plain_text(write_parts(facts, words))))


async def test_help_shows_every_command_that_is_for_the_person(names: CountryNames) -> None:
    everyone = {f"/{c.name}" for c in COMMANDS if c.topic and c.access is Access.EVERYONE}
    assert shown(await said(names, help_command.answer)) == everyone
    everything = {f"/{c.name}" for c in COMMANDS if c.topic}
    assert shown(await said(names, help_command.answer, ADMINISTRATOR)) == everything
    assert everyone < everything


@pytest.mark.parametrize("language", [language.code for language in LANGUAGES])
@pytest.mark.parametrize("person", [GUEST, ADMINISTRATOR])
async def test_help_fits_the_screen_of_a_phone(
    names: CountryNames, person: Person, language: str
) -> None:
    reply = await said(names, help_command.answer, replace(person, language=language))
    wording = Wording(language, load_catalogue(language), names.shown(language))
    text = plain_text(write_parts(reply.parts, wording))
    lines = [row for line in text.splitlines() for row in wrap(line, PHONE_CELLS) or [""]]
    keys = keyboard(reply.buttons, wording)
    assert keys is not None
    assert len(lines) + LINES_OF_A_ROW * len(keys["inline_keyboard"]) <= PHONE_LINES


async def test_help_on_a_command_of_others_says_that_it_is_theirs(names: CountryNames) -> None:
    with pytest.raises(NotAllowed):
        await said(names, help_command.answer, arguments="schedules")
    assert (await said(names, help_command.answer, ADMINISTRATOR, "schedules")).parts


@pytest.mark.parametrize(("person", "offered"), [(GUEST, False), (ADMINISTRATOR, True)])
async def test_only_commands_for_the_person_are_offered(
    names: CountryNames, person: Person, offered: bool
) -> None:
    with pytest.raises(NotUnderstood) as caught:
        await said(names, help_command.answer, person, "schedule")
    problem: Problem = caught.value
    assert ("schedules" in {button.arguments for button in problem.buttons}) is offered


@pytest.mark.parametrize("person", [GUEST, ADMINISTRATOR])
async def test_start_says_three_things_and_offers_three(
    names: CountryNames, person: Person
) -> None:
    reply = await said(names, start.answer, person)
    assert len(reply.buttons) == 3
    assert len(lines(reply)) == 3


async def test_start_names_what_the_team_has_beyond_others(names: CountryNames) -> None:
    guest = await said(names, start.answer, GUEST)
    administrator = await said(names, start.answer, ADMINISTRATOR)
    assert "commands" not in lines(guest)[2].values
    assert "/schedules" in str(lines(administrator)[2].values["commands"])


def lines(reply: Reply) -> tuple[Phrase, ...]:
    (items,) = (part for part in reply.parts if isinstance(part, Items))
    return items.phrases

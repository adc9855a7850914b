"""What everybody who asks the same is told is made once, and never told to anybody else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.lasting import MOST_KEPT, LastingAnswers
from handlers.command import Access, Command, Context
from handlers.registry import COMMANDS
from messages.phrase import phrase
from messages.rendered import MOST_KEPT as MOST_RENDERED
from messages.rendered import Rendered
from messages.reply import Answer, Reply, Text
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
from tests.handlers.nothing import NothingMeasured

NOW = datetime(2026, 11, 25, 9, 0, 7, tzinfo=UTC)
EMPTY = PublishedRecord((), (), (), (), ())
HERE = Chat(PlatformName("telegram"), ChatId("1"))
GROUP = Chat(PlatformName("slack"), ChatId("C1"), "5.5", is_private=False)
DEWI, BUDI = Person(PersonId(1), "en"), Person(PersonId(2), "en")
LASTING = [command for command in COMMANDS if command.is_lasting]


def context(
    names: CountryNames, record: PublishedRecord = EMPTY, person: Person = DEWI, chat: Chat = HERE
) -> Context:
    return Context(
        record=record,
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


def asked(command: Command, seen: Context, arguments: str = "") -> Request:
    sender = Sender(seen.chat.platform, AccountId(str(seen.person.id)), f"Person {seen.person.id}")
    key = RequestKey(f"{seen.person.id}")
    return Request(key, sender, seen.chat, command.name, arguments, NOW, reply_to="3")


class Counted:
    """A command whose answers tell how often it was asked, and all it could see of the asker."""

    def __init__(self, looks_at_measured: bool = False) -> None:
        self.times = 0
        self.seen: list[tuple[Request, Context]] = []
        self._looks = looks_at_measured
        self.command = Command(
            "rank", phrase("Where a ministry stands"), phrase("[c]"), phrase(""), self.answer
        )

    async def answer(self, request: Request, seen: Context) -> Answer:
        self.times += 1
        self.seen.append((request, seen))
        if self._looks:
            await seen.measured.periods()
        return Answer(Reply((Text(phrase("{n} times", n=self.times)),)))


@pytest.mark.parametrize("command", LASTING, ids=lambda command: command.name)
@pytest.mark.parametrize("language", ["en", "id"])
async def test_what_is_kept_is_what_each_would_have_been_told(
    command: Command, language: str, names: CountryNames, record: PublishedRecord
) -> None:
    assert command.access is Access.EVERYONE
    lasting = LastingAnswers()
    for allowed in (False, True):
        told = []
        for person, chat in ((DEWI, HERE), (BUDI, GROUP)):
            person = replace(person, language=language, is_allowed=allowed)
            seen = context(names, record, person, chat)
            request = asked(command, seen, command.example_arguments)
            kept = await lasting.answer(command, request, seen)
            assert kept == await command.answer(request, seen)
            told.append(kept)
        assert not told[0].effects
        assert told[0].reply.form is None
        assert told[0] == told[1]


async def test_the_handler_is_not_told_who_asks_where(names: CountryNames) -> None:
    lasting, counted = LastingAnswers(), Counted()
    seen = context(names, person=DEWI, chat=GROUP)
    await lasting.answer(counted.command, asked(counted.command, seen, "Fiji"), seen)
    request, context_seen = counted.seen[0]
    assert request.arguments == "Fiji"
    for told in (repr(request), repr(context_seen.person), repr(context_seen.chat)):
        assert not any(mark in told for mark in ("Person 1", "C1", "5.5", "slack", "=1,", "'3'"))


@pytest.mark.parametrize(
    "other",
    [
        lambda seen: replace(seen, person=replace(DEWI, language="id")),
        lambda seen: replace(seen, person=replace(DEWI, is_allowed=True)),
        lambda seen: replace(seen, person=replace(DEWI, is_admin=True)),
        lambda seen: replace(seen, now=NOW + timedelta(minutes=1)),
        lambda seen: replace(seen, record=PublishedRecord((), (), (), (), ())),
    ],
    ids=["language", "allowed", "admin", "minute", "record"],
)
async def test_who_may_be_told_something_else_is_answered_anew(
    other: object, names: CountryNames
) -> None:
    assert callable(other)
    lasting, counted, seen = LastingAnswers(), Counted(), context(names)
    request = asked(counted.command, seen)
    first = await lasting.answer(counted.command, request, seen)
    later = replace(seen, person=BUDI, chat=GROUP, now=NOW + timedelta(seconds=9))
    assert await lasting.answer(counted.command, request, later) is first
    assert await lasting.answer(counted.command, request, other(seen)) is not first
    assert counted.times == 2


async def test_other_arguments_are_another_question(names: CountryNames) -> None:
    lasting, counted, seen = LastingAnswers(), Counted(), context(names)
    for arguments in ("Fiji", "Peru"):
        await lasting.answer(counted.command, asked(counted.command, seen, arguments), seen)
    assert [request.arguments for request, _ in counted.seen] == ["Fiji", "Peru"]


async def test_what_was_measured_is_looked_up_each_time(names: CountryNames) -> None:
    lasting, counted, seen = LastingAnswers(), Counted(looks_at_measured=True), context(names)
    for _ in range(2):
        await lasting.answer(counted.command, asked(counted.command, seen), seen)
    assert counted.times == 2


async def test_only_the_latest_are_kept(names: CountryNames) -> None:
    lasting, counted, seen = LastingAnswers(), Counted(), context(names)
    for number in [*range(MOST_KEPT), 0, MOST_KEPT, 0, 1]:
        await lasting.answer(counted.command, asked(counted.command, seen, str(number)), seen)
    assert counted.times == MOST_KEPT + 2


def test_what_was_laid_out_is_not_laid_out_again_but_for_another() -> None:
    rendered, made = Rendered[object](), list[object]()

    def make() -> object:
        made.append(object())
        return made[-1]

    reply, like_it = Reply((Text(phrase("a")),)), Reply((Text(phrase("a")),))
    assert rendered.made_of(make, reply, "en") is rendered.made_of(make, reply, "en")
    assert rendered.made_of(make, like_it, "en") is made[1]
    assert rendered.made_of(make, reply, "id") is made[2]
    for _ in range(2 * MOST_RENDERED):
        # Those before are let go, and their addresses may be given to these.
        rendered.made_of(make, Reply((Text(phrase("b")),)))
    assert len(made) == 3 + 2 * MOST_RENDERED

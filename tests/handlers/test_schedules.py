"""`/schedules`: what is due next and when it was last done, by the target's and own clocks."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from duties.calendar import Calendar
from duties.schedule import DutyName, Slot, SlotName
from duties.target import Target, TargetName
from handlers.command import Context, DutyStatus
from handlers.schedules import answer
from messages.catalogue import load_catalogue
from messages.phrase import phrase
from messages.problem import NotFound
from messages.reply import Facts, Note, Reply, Text, Title
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
from ranking.published import PublishedRecord
from storage.due import DueState, Ended, Waiting
from tests.handlers.nothing import NothingMeasured

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
CONSOLE = PlatformName("console")
SLOT = Slot(SlotName("2026-11-25"), NOW - HOUR)


def status(
    target: str = "home",
    zone: str = "Asia/Jakarta",
    coming: datetime | None = NOW + HOUR,
    waiting: Waiting | None = None,
    ended: Ended | None = None,
    duty: str = "greeting",
) -> DutyStatus:
    return DutyStatus(
        name=DutyName(duty),
        summary=phrase("Nothing is scheduled."),
        target=Target(TargetName(target), ZoneInfo(zone), Calendar("ID")),
        coming=Slot(SlotName("next"), coming) if coming else None,
        waiting=waiting,
        ended=ended,
    )


async def replied(
    names: CountryNames, statuses: Sequence[DutyStatus], arguments: str = ""
) -> Reply:
    async def duties() -> tuple[DutyStatus, ...]:
        return tuple(statuses)

    chat = Chat(CONSOLE, ChatId("1"))
    context = Context(
        record=PublishedRecord((), (), (), (), ()),
        measured=NothingMeasured(),
        names=names,
        person=Person(PersonId(1), "en", is_allowed=True),
        chat=chat,
        now=NOW,
        home_country="ID",
        default_series="ddr",
        peer_group="asean",
        commands=(),
        zone=ZoneInfo("Asia/Jakarta"),
        duties=duties,
    )
    sender = Sender(CONSOLE, AccountId("me"))
    request = Request(RequestKey("1"), sender, chat, "schedules", arguments, NOW)
    return (await answer(request, context)).reply


def lines(reply: Reply, language: str = "en") -> list[str]:
    say = Wording(language, load_catalogue(language), {}).say
    said: list[str] = []
    for part in reply.parts:
        match part:
            case Title(each) | Text(each) | Note(each):
                said.append(say(each))
            case Facts(facts):
                said += [f"{say(fact.label)}: {say(fact.value)}" for fact in facts]
    return said


async def test_next_and_not_yet(names: CountryNames) -> None:
    reply = await replied(names, [status()])
    assert lines(reply)[2:4] == [
        "Next: Wednesday, 25 November 2026, 17:00 (Jakarta time)",
        "Last done: not yet",
    ]
    assert lines(reply, "id")[2:4] == [
        "Berikutnya: Rabu, 25 November 2026, 17.00 (waktu Jakarta)",
        "Terakhir dikerjakan: belum pernah",
    ]


async def test_elsewhere_is_told_by_both_clocks(names: CountryNames) -> None:
    reply = await replied(names, [status(zone="Australia/Sydney")])
    assert lines(reply)[2] == (
        "Next: Wednesday, 25 November 2026, 21:00 (Sydney time), "
        "that is Wednesday, 25 November 2026, 17:00 (Jakarta time)"
    )


@pytest.mark.parametrize(
    ("ended", "said"),
    [
        (Ended(SLOT, DueState.DONE, SLOT.due_at, None), "15:00 (Jakarta time), on time"),
        (Ended(SLOT, DueState.DONE, NOW + HOUR * 2, None), "18:00 (Jakarta time), 3 hours late"),
        (Ended(SLOT, DueState.SET_ASIDE, NOW, "K7F-2QX"), "(Jakarta time), given up (K7F-2QX)"),
    ],
)
async def test_how_it_ended(names: CountryNames, ended: Ended, said: str) -> None:
    assert said in lines(await replied(names, [status(ended=ended)]))[3]


@pytest.mark.parametrize(
    ("waiting", "said"),
    [
        (Waiting(SLOT, is_running=False, reference=None), "15:00 (Jakarta time)"),
        (Waiting(SLOT, is_running=True, reference=None), ", being done now"),
        (Waiting(SLOT, is_running=False, reference="K7F-2QX"), "is tried again (K7F-2QX)"),
    ],
)
async def test_what_is_due_and_not_done(names: CountryNames, waiting: Waiting, said: str) -> None:
    (due_now,) = (
        line
        for line in lines(await replied(names, [status(waiting=waiting)]))
        if line.startswith("Due now: since ")
    )
    assert due_now.endswith(said)


async def test_many_targets_are_shown_by_what_comes_first_and_the_rest_on_demand(
    names: CountryNames,
) -> None:
    many = [status(f"unit-{n}", coming=NOW + HOUR * (9 - n)) for n in range(8)]
    reply = await replied(names, many)
    headings = [line for line in lines(reply) if line.startswith("Nothing is scheduled. (")]
    assert headings[0].endswith("(greeting, unit-7)")
    assert len(headings) == 5
    assert "and 3 more like it" in lines(reply)
    (button,) = reply.buttons
    assert (button.command, button.arguments) == ("schedules", "greeting")
    assert len(lines(await replied(names, many, "unit-3"))) == 5
    whole = lines(await replied(names, many, "Greeting"))
    assert len([line for line in whole if line.startswith("Nothing is scheduled. (")]) == 8


async def test_one_duty_of_several_and_one_that_is_none(names: CountryNames) -> None:
    two = [status(), status(duty="forget", coming=None)]
    assert "Next: nothing in sight" in lines(await replied(names, two, "forget"))
    assert len(lines(await replied(names, two, "forget"))) == 5
    with pytest.raises(NotFound) as problem:
        await replied(names, two, "digest")
    say = Wording("en", load_catalogue("en"), {}).say
    assert [say(sentence) for sentence in problem.value.sentences] == [
        "Nothing called “digest” is scheduled.",
        "Scheduled: greeting and forget.",
    ]


async def test_nothing_scheduled(names: CountryNames) -> None:
    assert lines(await replied(names, []))[1] == "Nothing is scheduled."


async def test_what_one_can_ask_for_by_name_is_shown_with_its_name(names: CountryNames) -> None:
    two = [status(duty="forget"), status(duty="greeting")]
    shown = lines(await replied(names, two))
    for duty in ("forget", "greeting"):
        assert f"Nothing is scheduled. ({duty})" in shown
    assert "One of them alone: /schedules forget" in shown
    assert "One of them alone" not in " ".join(lines(await replied(names, two, "greeting")))

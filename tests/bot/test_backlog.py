"""After an outage (row P13): what is too late to answer is said so, once to each who asked."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.dispatcher import Dispatcher
from messages.request import AccountId, Request
from ministries.names import CountryNames
from storage import inbox
from tests.bot.desk import NOW, Inside, asked, inside
from tests.databases import writing

SAID = (
    "Kopdar could not answer when you asked, and that is more than an hour ago. If you still want "
    "to know, ask again."
)


@pytest.fixture
async def kopdar(shipped_copy: Path, names: CountryNames) -> AsyncIterator[Inside]:
    async with inside(shipped_copy, names) as kopdar:
        yield kopdar


def backlog(hours: float, count: int, account: str = "7", chat: str = "1") -> list[Request]:
    """As the platform kept it: asked so long ago, received only now."""
    each = [asked(f"{account}-{chat}-{hours}-{n}", chat=chat) for n in range(count)]
    return [
        replace(
            request,
            sender=replace(request.sender, account=AccountId(account)),
            asked_at=NOW - timedelta(hours=hours),
        )
        for request in each
    ]


async def letters(kopdar: Inside) -> list[tuple[str, str]]:
    await kopdar.dispatcher.drain()
    await kopdar.deliverer.deliver_all()
    return [(sent["to"], sent["said"][0]) for sent in kopdar.platform.sent]


async def test_p13_one_apology_for_each_who_asked_and_no_answers(kopdar: Inside) -> None:
    late = [
        *backlog(23, 300),
        *backlog(20, 100, account="8", chat="2"),
        *backlog(2, 100, account="8", chat="3"),
    ]
    for start in range(0, 500, 100):
        await kopdar.dispatcher.accept(late[start : start + 100])
    said = await letters(kopdar)
    assert [text for _, text in said] == [SAID] * 3
    assert await kopdar.rows("SELECT DISTINCT state FROM inbox") == [("done",)]


async def test_it_is_said_of_what_was_asked_last(kopdar: Inside) -> None:
    await kopdar.dispatcher.accept(backlog(3, 5))
    assert [to for to, _ in await letters(kopdar)] == ["7-1-3-4"]


async def test_what_was_asked_within_the_hour_is_answered(kopdar: Inside) -> None:
    await kopdar.dispatcher.accept([*backlog(2, 3), *backlog(0.9, 2)])
    said = await letters(kopdar)
    assert [to for to, _ in said] == ["7-1-2-2", "7-1-0.9-0", "7-1-0.9-1"]
    assert said[1][1] != SAID


def in_words(requests: list[Request]) -> list[Request]:
    """The same, typed without a slash."""
    return [replace(request, plain=request.command) for request in requests]


async def test_p13_words_without_a_slash_are_as_late_as_commands(kopdar: Inside) -> None:
    """Also where both come together, and over several fetches."""
    late = [
        *in_words(backlog(23, 150)),
        *backlog(22, 30, account="8", chat="2"),
        *in_words(backlog(21, 30, account="8", chat="2")),
        *in_words(backlog(20, 30, account="9", chat="3")),
    ]
    for start in range(0, len(late), 50):
        await kopdar.dispatcher.accept(late[start : start + 50])
    said = await letters(kopdar)
    assert [text for _, text in said] == [SAID] * 3
    assert await kopdar.rows("SELECT DISTINCT state FROM inbox") == [("done",)]


async def test_p13_killed_before_the_apology_late_is_late_all_the_same(kopdar: Inside) -> None:
    """Received a moment ago, and asked long before: the row keeps both."""
    late = [*backlog(3, 5), *in_words(backlog(3, 5, chat="2"))]
    with writing(kopdar.database) as connection:
        inbox.accept(connection, late)
    await kopdar.dispatcher.resume()
    assert [text for _, text in await letters(kopdar)] == [SAID] * 2


async def test_p13_nobody_is_told_of_what_nobody_asked(kopdar: Inside) -> None:
    """What people say to one another in a group, kept for a day."""
    overheard = [replace(each, command="", plain="lunch?") for each in backlog(23, 20)]
    await kopdar.dispatcher.accept(overheard)
    assert await letters(kopdar) == []
    assert await kopdar.rows("SELECT DISTINCT state FROM inbox") == [("done",)]


async def test_a_kill_among_it_makes_no_second_apology(kopdar: Inside) -> None:
    await kopdar.dispatcher.accept(backlog(3, 5))
    await kopdar.dispatcher.drain()
    await kopdar.run("UPDATE inbox SET state = 'waiting', received_at = '2026-11-20 00:00:00'")
    again = Dispatcher(kopdar.dispatcher._answering)
    await again.resume()
    await again.drain()
    assert len(await letters(kopdar)) == 1
    assert await kopdar.rows("SELECT DISTINCT state FROM inbox") == [("done",)]


async def test_what_an_earlier_process_left_for_a_day_is_late_as_well(kopdar: Inside) -> None:
    await kopdar.dispatcher.accept([asked("left")])
    await kopdar.dispatcher.drain()
    await kopdar.run("DELETE FROM letters")
    await kopdar.run("UPDATE inbox SET state = 'waiting', received_at = '2026-11-22 00:00:00'")
    await kopdar.dispatcher.resume()
    assert [text for _, text in await letters(kopdar)] == [SAID]


async def test_the_answer_to_a_question_is_never_late(kopdar: Inside) -> None:
    (late,) = backlog(30, 1)
    await kopdar.dispatcher.accept([replace(late, command="", plain="my report")])
    assert await letters(kopdar) == []
    assert await kopdar.rows("SELECT state FROM inbox") == [("done",)]


async def test_somebody_who_sets_the_clock_makes_nobody_late(kopdar: Inside) -> None:
    kopdar.clock.set_by(timedelta(days=3650))
    await kopdar.dispatcher.accept(backlog(0, 1))
    said = await letters(kopdar)
    assert len(said) == 1
    assert said[0][1] != SAID


async def test_a_clock_that_was_ahead_at_the_start_and_is_set_right_makes_nobody_late(
    kopdar: Inside,
) -> None:
    kopdar.clock.set_by(timedelta(hours=-7))
    await kopdar.dispatcher.accept(backlog(7, 1))
    said = await letters(kopdar)
    assert len(said) == 1
    assert said[0][1] != SAID

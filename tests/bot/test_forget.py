"""What is done is let go of; what failed later; what is unfinished never."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from duties.schedule import Slot, SlotName
from handlers.duties.duty import DutyContext, Occasion
from handlers.duties.forget import FAILURES_KEPT, KEPT, act
from messages.request import RequestKey, Unreadable
from ministries.names import CountryNames
from ranking.published import PublishedRecord
from storage import inbox
from storage.inbox import InboxState
from storage.outcomes import apply
from tests.bot.desk import NOW, SCRIPTED, Inside, asked, inside, letter
from tests.bot.due_desk import unit
from tests.databases import writing

INSTANT = timedelta(microseconds=1)
LETTERS = ("waiting", "sending", "delivered", "refused", "parked", "unknown")


@pytest.fixture
async def kopdar(shipped_copy: Path, names: CountryNames) -> AsyncIterator[Inside]:
    """A row in every state, all of one instant."""
    async with inside(shipped_copy, names) as kopdar:
        with writing(kopdar.database) as connection:
            requests = [asked(state) for state in ("waiting", "done", "set_aside")]
            poison = Unreadable(RequestKey("unreadable"), SCRIPTED, "{}", NOW)
            inbox.accept(connection, [*requests, poison])
            inbox.finish(connection, RequestKey("done"))
            inbox.set_aside(connection, RequestKey("set_aside"), "K-1")
        await kopdar.write(*(letter(state, chat=state) for state in LETTERS))
        await kopdar.run("UPDATE letters SET state = key")
        yield kopdar


async def left(kopdar: Inside, names: CountryNames) -> tuple[set[str], set[str]]:
    """The states of requests, and of letters, that are still there."""

    async def make_no_edition() -> None:
        raise AssertionError("forgetting makes no edition")

    nothing = PublishedRecord((), (), (), (), ())
    context = DutyContext(nothing, names, kopdar.clock.now(), "ID", "ddr", "asean", make_no_edition)
    occasion = Occasion(unit(), Slot(SlotName("2026-11-23"), NOW), timedelta(0))
    outcome = await act(occasion, context)
    with writing(kopdar.database) as connection:
        for effect in outcome.effects:
            apply(connection, effect)
    requests = {state for (state,) in await kopdar.rows("SELECT state FROM inbox")}
    return requests, {state for (state,) in await kopdar.rows("SELECT state FROM letters")}


async def test_what_is_younger_is_kept(kopdar: Inside, names: CountryNames) -> None:
    kopdar.clock.advance(KEPT)
    assert await left(kopdar, names) == ({str(state) for state in InboxState}, set(LETTERS))


async def test_what_is_done_is_forgotten_and_what_failed_is_kept(
    kopdar: Inside, names: CountryNames
) -> None:
    kopdar.clock.advance(KEPT + INSTANT)
    requests, letters = {"waiting", "set_aside", "unreadable"}, set(LETTERS) - {"delivered"}
    assert await left(kopdar, names) == (requests, letters)
    kopdar.clock.advance(FAILURES_KEPT - KEPT - INSTANT)
    assert await left(kopdar, names) == (requests, letters)


async def test_what_failed_is_forgotten_at_last_and_what_is_unfinished_is_not(
    kopdar: Inside, names: CountryNames
) -> None:
    kopdar.clock.advance(FAILURES_KEPT + INSTANT)
    assert await left(kopdar, names) == ({"waiting"}, {"waiting", "sending", "parked"})

"""One floods: told once, then nothing; the others notice nothing, and no row is left waiting."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.middleware.flood import WINDOW, FloodLimit, Verdict
from messages.delivery import Piece
from messages.form import Filled, FormName
from messages.request import AccountId, Request
from ministries.names import CountryNames
from tests.bot.desk import NOW, Inside, asked, inside

MINUTE = WINDOW.total_seconds()
LIMIT = 5


@pytest.fixture
async def kopdar(shipped_copy: Path, names: CountryNames) -> AsyncIterator[Inside]:
    async with inside(shipped_copy, names, flood_limit=LIMIT) as kopdar:
        yield kopdar


def by(account: str, request: Request) -> Request:
    return replace(request, sender=replace(request.sender, account=AccountId(account)))


def test_the_one_too_many_is_told_and_the_rest_meets_silence() -> None:
    limit = FloodLimit(2)
    verdicts = [limit.judge("a", second / 10) for second in range(6)]
    assert verdicts == [Verdict.FREE] * 2 + [Verdict.TOO_MANY] + [Verdict.SILENCE] * 3
    assert limit.judge("b", 0.3) is Verdict.FREE


def test_a_minute_later_everything_is_as_at_first() -> None:
    limit = FloodLimit(1)
    assert [limit.judge("a", 0.0), limit.judge("a", 30.0)] == [Verdict.FREE, Verdict.TOO_MANY]
    assert limit.judge("a", 30.0 + MINUTE - 0.001) is Verdict.SILENCE
    assert limit.judge("a", 30.0 + MINUTE) is Verdict.FREE


def test_without_a_limit_everybody_is_free() -> None:
    limit = FloodLimit(0)
    assert {limit.judge("a", 0.0) for _ in range(1_000)} == {Verdict.FREE}


@given(st.integers(1, 5), st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 30))))
def test_whatever_comes_nobody_is_told_twice_in_a_minute(
    most: int, pauses: list[tuple[str, float]]
) -> None:
    limit, now = FloodLimit(most), 0.0
    seen: dict[str, list[tuple[float, Verdict]]] = {"a": [], "b": [], "c": []}
    for who, pause in pauses:
        now += pause
        seen[who].append((now, limit.judge(who, now)))
    for judged in seen.values():
        told = [at for at, verdict in judged if verdict is Verdict.TOO_MANY]
        free = [at for at, verdict in judged if verdict is Verdict.FREE]
        assert all(later - earlier >= MINUTE for earlier, later in pairwise(told))
        # Silence has a beginning that was told, and is over when it was said to be.
        for at, verdict in judged:
            if verdict is Verdict.SILENCE:
                assert any(at - MINUTE < begun <= at for begun in told)
        assert all(sum(at <= other < at + 0.001 for other in free) <= most for at in free)


async def test_c9_a_flood_is_answered_once_and_then_with_silence(kopdar: Inside) -> None:
    flood = [asked(f"flood-{n}") for n in range(1_000)]
    others = [by(str(n), asked(f"other-{n}", chat=f"c{n}")) for n in range(100, 120)]
    for start in range(0, 1_000, 100):
        await kopdar.dispatcher.accept(flood[start : start + 100])
    await kopdar.dispatcher.accept(others)
    await kopdar.dispatcher.drain()
    await kopdar.deliverer.deliver_all()
    assert await kopdar.rows("SELECT DISTINCT state FROM inbox") == [("done",)]
    answered = [sent["to"] for sent in kopdar.platform.sent]
    assert [to for to in answered if to.startswith("flood")] == [f"flood-{n}" for n in range(6)]
    assert sum(to.startswith("other") for to in answered) == 20
    (told,) = [sent["said"] for sent in kopdar.platform.sent if sent["to"] == "flood-5"]
    assert told == [
        "That is more than 5 requests within a minute. Kopdar answers you again in a minute; "
        "what you send until then gets no answer."
    ]
    kopdar.clock.advance(WINDOW)
    await kopdar.dispatcher.accept((asked("later"),))
    await kopdar.dispatcher.drain()
    assert ("later:answer",) in await kopdar.rows("SELECT key FROM letters")


async def kept(kopdar: Inside) -> set[str]:
    return {key for (key,) in await kopdar.rows("SELECT key FROM inbox")}


async def flooded(kopdar: Inside) -> None:
    """Somebody asked too much, and was told so."""
    await kopdar.dispatcher.accept([asked(f"flood-{n}") for n in range(LIMIT + 1)])
    await kopdar.dispatcher.drain()


async def test_c9_who_was_told_is_refused_before_anything_is_written(kopdar: Inside) -> None:
    await flooded(kopdar)
    before = await kept(kopdar)
    await kopdar.dispatcher.accept([asked("more"), by("100", asked("other", chat="c1"))])
    await kopdar.dispatcher.accept([asked("still more")])
    await kopdar.dispatcher.drain()
    assert await kept(kopdar) - before == {"other"}
    kopdar.clock.advance(WINDOW)
    await kopdar.dispatcher.accept([asked("later")])
    assert await kept(kopdar) - before == {"other", "later"}


async def test_nothing_is_refused_before_the_sentence_that_says_so_is_committed(
    kopdar: Inside,
) -> None:
    await kopdar.run(
        "CREATE TRIGGER no_letters BEFORE INSERT ON letters "
        "WHEN NEW.key LIKE 'flood-5%' BEGIN SELECT RAISE(ABORT, 'not now'); END"
    )
    await flooded(kopdar)
    await kopdar.dispatcher.accept([asked("more")])
    await kopdar.dispatcher.drain()
    assert "more" in await kept(kopdar)


async def test_what_a_flood_could_not_be_is_kept_of_its_sender_too(kopdar: Inside) -> None:
    """A form that somebody filled in, what a group says to itself, and what was asked long ago."""
    await flooded(kopdar)
    before = await kept(kopdar)
    form = replace(asked("form", "report"), filled=Filled(FormName("report"), "", {}))
    overheard = replace(asked("talk", ""), plain="hello there")
    late = replace(asked("late"), asked_at=kopdar.clock.now() - timedelta(hours=2))
    await kopdar.dispatcher.accept([form, overheard, late])
    await kopdar.dispatcher.drain()
    assert await kept(kopdar) - before == {"form", "talk", "late"}
    assert "form:answer" in {key for (key,) in await kopdar.rows("SELECT key FROM letters")}


async def test_a_restart_amid_a_flood_answers_no_more_than_the_limit(kopdar: Inside) -> None:
    await kopdar.dispatcher.accept([asked(f"flood-{n}") for n in range(50)])
    await kopdar.dispatcher.drain()
    await kopdar.run("UPDATE inbox SET state = 'waiting'")
    await kopdar.run("DELETE FROM letters")
    kopdar.clock.advance(WINDOW)
    await kopdar.dispatcher.resume()
    await kopdar.dispatcher.drain()
    assert len(await kopdar.rows("SELECT key FROM letters")) == LIMIT + 1
    assert await kopdar.rows("SELECT DISTINCT state FROM inbox") == [("done",)]


async def test_c9_a_megabyte_of_arguments_is_answered_like_any_other(kopdar: Inside) -> None:
    for number, text in enumerate(("x" * 1_000_000, "é, " * 300_000)):
        request = replace(asked(f"big-{number}", "rank", language="en"), arguments=text)
        await kopdar.dispatcher.accept((request,))
    await kopdar.dispatcher.drain()
    assert await kopdar.rows("SELECT DISTINCT state FROM inbox") == [("done",)]
    ((longest,),) = await kopdar.rows("SELECT max(length(pieces)) FROM letters")
    assert longest < 20_000


async def test_what_a_group_says_to_itself_is_no_flood(kopdar: Inside) -> None:
    overheard = [replace(asked(f"talk-{n}", ""), plain="hello there") for n in range(50)]
    await kopdar.dispatcher.accept(overheard)
    await kopdar.dispatcher.accept((asked("question"),))
    await kopdar.dispatcher.drain()
    assert await kopdar.rows("SELECT key FROM letters") == [("question:answer",)]


async def test_who_could_not_be_told_is_told_with_the_next(
    kopdar: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as one who opens the Home of Slack as the last of many."""
    render = kopdar.platform.render

    def render_no_page(request: Request, *what: Any) -> tuple[Piece, ...]:
        return () if request.key == "page" else render(request, *what)

    monkeypatch.setattr(kopdar.platform, "render", render_no_page)
    keys = [*(f"k{n}" for n in range(LIMIT)), "page", "told", "refused"]
    for key in keys:
        await kopdar.dispatcher.accept((asked(key),))
        await kopdar.dispatcher.drain()
    said = [key for (key,) in await kopdar.rows("SELECT key FROM letters ORDER BY number")]
    assert said == [f"k{n}:answer" for n in range(LIMIT)] + ["told:answer"]
    assert await kept(kopdar) == set(keys) - {"refused"}


async def test_what_an_outage_held_up_is_no_flood(kopdar: Inside) -> None:
    """It comes within one second, and was asked within an hour."""
    ages = [timedelta(minutes=50 - 2 * n) for n in range(4 * LIMIT)]
    held_up = [replace(asked(f"k{n}"), asked_at=NOW - age) for n, age in enumerate(ages)]
    await kopdar.dispatcher.accept(held_up)
    await kopdar.dispatcher.drain()
    assert len(await kopdar.rows("SELECT key FROM letters")) == len(held_up)
    assert await kopdar.rows("SELECT key FROM letters WHERE pieces LIKE '%more than%'") == []


async def test_a_flood_that_an_outage_held_up_is_one_still(kopdar: Inside) -> None:
    at = NOW - timedelta(minutes=50)
    for n in range(3 * LIMIT):
        await kopdar.dispatcher.accept((replace(asked(f"k{n}"), asked_at=at),))
        await kopdar.dispatcher.drain()
    await kopdar.dispatcher.accept((asked("now"),))
    await kopdar.dispatcher.drain()
    keys = [key for (key,) in await kopdar.rows("SELECT key FROM letters ORDER BY number")]
    assert keys == [f"k{n}:answer" for n in range(LIMIT + 1)] + ["now:answer"]


async def test_a_repeated_event_counts_once(kopdar: Inside) -> None:
    for _ in range(20):
        await kopdar.dispatcher.accept((asked("same"),))
    await kopdar.dispatcher.accept((asked("another"),))
    await kopdar.dispatcher.drain()
    keys = await kopdar.rows("SELECT key FROM letters ORDER BY number")
    assert keys == [("same:answer",), ("another:answer",)]


def test_the_pause_is_as_long_as_the_sentence_says() -> None:
    assert timedelta(minutes=1) == WINDOW

"""What is counted, and that nothing private is in a label."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.admission import Admission
from bot.leadership import Leadership
from bot.metrics import Metrics
from bot.observing import Answered, Observers, Outcome
from ministries.names import CountryNames
from storage import outbox
from tests.bot.desk import SCRIPTED, Inside, asked, inside, letter
from tests.databases import writing

SECOND = timedelta(seconds=1)


@pytest.fixture
async def kopdar(shipped_copy: Path, names: CountryNames) -> AsyncIterator[Inside]:
    async with inside(shipped_copy, names) as made:
        yield made


async def figures(kopdar: Inside, metrics: Metrics) -> dict[str, float]:
    """Each sample by its name with its labels."""
    leadership = Leadership(kopdar.database, kopdar.clock, "elsewhere/1/a")
    answer = await metrics.read(kopdar.database, kopdar.clock, (kopdar.platform,), leadership)
    assert answer.status == 200
    lines = [line for line in answer.body.splitlines() if not line.startswith("#")]
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}


async def test_what_comes_in_is_counted_with_its_time(kopdar: Inside) -> None:
    metrics = Metrics()
    kopdar.dispatcher._observers = Observers(metrics.answered)
    accept = metrics.timed(kopdar.dispatcher.accept, kopdar.clock)
    kopdar.clock.advance(SECOND)
    await accept((asked("first"), asked("second")))
    await kopdar.dispatcher.drain()
    found = await figures(kopdar, metrics)
    assert found['kopdar_received_total{platform="scripted"}'] == 2
    assert found['kopdar_commit_seconds_bucket{le="0.5",platform="scripted"}'] == 0
    assert found['kopdar_commit_seconds_bucket{le="1.0",platform="scripted"}'] == 2
    assert found['kopdar_answered_total{outcome="answered",platform="scripted"}'] == 2
    assert found['kopdar_answer_seconds_count{platform="scripted"}'] == 2
    assert found["kopdar_leading"] == 0


async def test_what_is_refused_of_a_flood_is_counted(kopdar: Inside) -> None:
    metrics = Metrics()
    kopdar.dispatcher._observers = Observers(refused=metrics.refused)
    kopdar.dispatcher._admission = Admission(kopdar.clock, flood_limit=1)
    await kopdar.dispatcher.accept((asked("first"), asked("second")))
    await kopdar.dispatcher.drain()
    await kopdar.dispatcher.accept((asked("third"), asked("fourth")))
    assert (await figures(kopdar, metrics))["kopdar_refused_total"] == 2


async def test_what_waits_is_read_when_asked(kopdar: Inside) -> None:
    metrics = Metrics()
    assert not any(name.startswith("kopdar_letters") for name in await figures(kopdar, metrics))
    await kopdar.write(letter("a"), letter("b", chat="2"))
    kopdar.clock.advance(SECOND * 90)
    kopdar.platform.heard_at = kopdar.clock.monotonic() - 5
    found = await figures(kopdar, metrics)
    assert found['kopdar_letters{lane="answer",platform="scripted",state="waiting"}'] == 2
    assert found['kopdar_letters_oldest_seconds{lane="answer",platform="scripted"}'] == 90
    assert found['kopdar_heard_seconds{platform="scripted"}'] == 5
    with writing(kopdar.database) as connection:
        outbox.add(connection, ())
    await kopdar.deliverer.deliver_all()
    assert not any(name.startswith("kopdar_letters") for name in await figures(kopdar, metrics))


async def test_an_apology_is_another_outcome(kopdar: Inside) -> None:
    metrics = Metrics()
    for outcome in Outcome:
        metrics.answered(Answered(SCRIPTED, outcome, -SECOND))
    found = await figures(kopdar, metrics)
    for outcome in Outcome:
        sample = f'kopdar_answered_total{{outcome="{outcome}",platform="scripted"}}'
        assert found[sample] == 1


async def test_c10_no_label_holds_an_id_a_name_or_a_secret(kopdar: Inside) -> None:
    metrics = Metrics()
    kopdar.dispatcher._observers = Observers(metrics.answered)
    request = asked("slack:trigger:1.2.abc", chat="C0SECRET")
    request = replace(request, sender=replace(request.sender, name="Siti Rahma"))
    await metrics.timed(kopdar.dispatcher.accept, kopdar.clock)((request,))
    await kopdar.dispatcher.drain()
    labels = set(re.findall(r'="([^"]*)"', "\n".join(await figures(kopdar, metrics))))
    words = {each for each in labels if not re.fullmatch(r"[0-9.e+]+|\+Inf", each)}
    assert words == {"scripted", "answered", "answer", "waiting"}

"""A random schedule of kills, storms and stalls loses nothing and doubles nothing."""

from pathlib import Path

from tests.faults.histories import Books, Recorder, compare
from tests.faults.lives import Lives
from tests.faults.schedule import plan
from tests.faults.warm import Warm
from tests.faults.world import World, open_world

KILLS = 50


async def test_fifty_kills(shipped_database: Path, tmp_path: Path, warm: Warm) -> None:
    """The short run; `python -m tests.faults --kills 1000 --seed 7` is the long one."""
    async with open_world(shipped_database, tmp_path, warm) as world:
        tally = await Lives(world).run(plan("fifty", KILLS))
    assert tally.kills == KILLS
    assert tally.answers > KILLS
    assert tally.is_kept, f"{tally}\n{tally.verdict}"


def test_the_same_seed_gives_the_same_plan() -> None:
    assert list(plan("7", 100)) == list(plan("7", 100))
    assert list(plan("7", 100)) != list(plan("8", 100))


async def test_the_comparison_sees_what_is_lost_and_what_is_doubled(world: World) -> None:
    """A proof that cannot fail proves nothing."""
    await world.kopdar.start()
    marks = [await world.ask_on_telegram() for _ in range(2)]
    await world.until_settled()
    assert world.verdict().is_kept
    lost, doubled = Recorder(), Recorder()
    for accepted in world.recorder.accepted:
        for recorder in (lost, doubled, doubled):
            if recorder is doubled or marks[0] not in accepted.text:
                recorder.take(accepted.platform, accepted.chat, accepted.text)
    books = Books(world.books.path)
    assert compare(set(marks), lost, books).lost == marks[:1]
    assert compare(set(marks), doubled, books).doubled == marks
    assert compare({*marks, "zzq99"}, world.recorder, books).lost == ["zzq99"]

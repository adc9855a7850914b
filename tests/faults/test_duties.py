"""What falls due is done once, whatever happens while it is done (rows F3 to F5, M12)."""

import re
import signal
import time

from tests.faults.staff import GREETED
from tests.faults.world import World

# Every five minutes of a day that passes 240 times as fast.
SCHEDULE = """
[[schedule]]
duty = "greeting"
when = "every 5 minutes"
"""
PACE = 240
POINTS = ("acted", "performed", "claimed", "acted", "recorded")


async def test_m12_killed_at_every_step_of_a_duty_each_slot_is_told_once(world: World) -> None:
    siti = world.telegram.person("Siti")
    schedules = world.folder / "schedules.toml"
    schedules.write_text(SCHEDULE)
    settings = {"KOPDAR_SCHEDULES_FILE": str(schedules), GREETED: f"telegram:{siti.id}"}
    pace = f"{PACE}@{time.time()}"
    for point in POINTS:
        await world.kopdar.start(f"{point}:kill", pace, **settings)
        assert await world.kopdar.ended() == -signal.SIGKILL
    await world.kopdar.start("", pace, **settings)
    begun = len(world.recorder.accepted)
    await world.until_received(begun + 2)
    await world.until(lambda: not world.books.unsettled())
    await world.kopdar.kill()

    told = [re.findall(r"of (\S+)", text)[0] for text in world.recorder.texts()]
    assert len(told) == len(set(told)), "a slot was told twice"
    assert told == sorted(told)
    letters = world.books.letters()
    assert len(letters) == len({letter.key for letter in letters})
    # Killed before the commit, the slot itself is done later; after it, its letter is sent.
    assert len(told) >= len(letters) - world.books.states().count("unknown")

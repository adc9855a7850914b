"""Told to stop in the middle of everything, Kopdar ends in time and loses nothing (row F10)."""

import signal
import time

from tests.faults.world import World

QUEUED = 200
IN_FLIGHT = 10
STOPS_WITHIN = 10


async def test_f10_told_to_stop_with_much_to_do(world: World) -> None:
    world.telegram.slow_next("sendMessage", 1, times=30)
    for _ in range(QUEUED):
        await world.ask_on_telegram()
    await world.kopdar.start()
    # Accepted at once and answered a second later: these are in flight.
    await world.until_received(IN_FLIGHT)
    begun = time.monotonic()
    world.kopdar.signal(signal.SIGTERM)
    assert await world.kopdar.ended() == 0
    assert time.monotonic() - begun <= STOPS_WITHIN
    assert "sending" not in world.books.states()
    assert len(world.recorder.accepted) == world.books.states().count("delivered")
    await world.kopdar.start()
    await world.until_settled()
    verdict = world.verdict()
    assert verdict.is_kept
    assert (verdict.answered, verdict.unknown) == (QUEUED, [])

"""The machine fails: nothing is said to be received that is not stored (row M1)."""

import resource
import sqlite3

from tests.faults.world import World


async def test_m1_the_disk_is_full(world: World) -> None:
    """No file can grow: what cannot be stored is not confirmed, and comes again; with room again
    everything is answered once, by the same process."""
    await world.kopdar.start()
    await world.ask_on_telegram()
    await world.until_settled()
    offsets = len(world.telegram.calls_to("getUpdates"))
    world.kopdar.limit(resource.RLIMIT_FSIZE, 0)
    await world.ask_on_telegram()
    await world.ask_on_slack()
    # Asked again for what was not confirmed, and sent again by Slack.
    await world.telegram.called("getUpdates", offsets + 2)
    await world.until(lambda: world.slack.sockets.sent >= 2)
    assert len(world.books.inbox()) == 1
    assert world.slack.acknowledged == []
    assert world.books.is_whole()
    world.kopdar.limit(resource.RLIMIT_FSIZE)
    await world.until(lambda: len(world.books.questions()) == 3)
    await world.until_settled()
    verdict = world.verdict()
    assert verdict.is_kept
    assert (verdict.answered, verdict.unknown) == (3, [])
    assert world.books.is_whole()


async def test_m9_no_file_descriptor_is_left(world: World) -> None:
    """Nothing can be opened any more: what needs it waits, and nothing is given up."""
    await world.kopdar.start()
    await world.ask_on_telegram()
    await world.ask_on_slack()
    await world.until(lambda: len(world.books.questions()) == 2)
    await world.until_settled()
    world.kopdar.limit(resource.RLIMIT_NOFILE, 3)
    for _ in range(12):
        await world.ask_on_telegram()
        await world.ask_on_slack()
    await world.telegram.called("getUpdates", len(world.telegram.calls_to("getUpdates")) + 1)
    await world.until(lambda: world.slack.sockets.sent > 12)
    world.kopdar.limit(resource.RLIMIT_NOFILE, 1024)
    await world.until(lambda: len(world.books.questions()) == 26)
    await world.until_settled()
    verdict = world.verdict()
    assert verdict.is_kept, verdict
    assert (verdict.answered, verdict.unknown) == (26, [])


async def test_m2_another_process_holds_the_database(world: World) -> None:
    """For longer than anybody waits at once: nothing is confirmed that is not stored, nothing is
    half done, and when the lock is given back everything is answered once."""
    await world.kopdar.start()
    await world.ask_on_telegram()
    await world.until_settled()
    held = sqlite3.connect(world.books.path, isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    await world.ask_on_telegram()
    await world.ask_on_slack()
    await world.until(lambda: "Another process holds" in world.kopdar.log.read_text())
    assert len(world.books.inbox()) == 1
    assert world.slack.acknowledged == []
    held.rollback()
    held.close()
    await world.until(lambda: len(world.books.questions()) == 3)
    await world.until_settled()
    verdict = world.verdict()
    assert verdict.is_kept
    assert (verdict.answered, verdict.unknown) == (3, [])

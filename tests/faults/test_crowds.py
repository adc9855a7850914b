"""Many people at one moment: each is answered once, each with their own (row C9)."""

import asyncio
import time
from collections import Counter
from pathlib import Path

from tests.faults.histories import QUESTION
from tests.faults.warm import Warm
from tests.faults.world import World, open_world

CROWD = 200
# Of the time in which a platform takes so many messages a second.
PACE = 20
LIMIT = 2
FLOOD = 60
OTHERS = 5
FIRST_UPDATE = 500_000_001
# So that a minute of silence is longer than what happens in it.
FLOODED_PACE = 4


async def test_c9_two_hundred_ask_at_once_on_each_platform(world: World) -> None:
    telegram, slack = world.telegram, world.slack
    on_telegram = [telegram.person(f"Siti {number}") for number in range(CROWD)]
    on_slack = [slack.person(f"Budi {number}") for number in range(CROWD)]
    await world.kopdar.start("", f"{PACE}@{time.time():.3f}")
    await telegram.called("getUpdates")
    await world.until(lambda: slack.sockets.count)

    asked_on_telegram = await asyncio.gather(*map(world.ask_on_telegram, on_telegram))
    asked_on_slack = await asyncio.gather(*map(world.ask_on_slack, on_slack))
    await slack.until_acknowledged(CROWD)
    await world.until_settled()

    chats = [str(person.id) for person in on_telegram] + [each.direct.id for each in on_slack]
    received = Counter(accepted.chat for accepted in world.recorder.accepted)
    assert received == dict.fromkeys(chats, 1)
    for chat, mark in zip(chats, [*asked_on_telegram, *asked_on_slack], strict=True):
        assert QUESTION.findall("".join(world.recorder.texts(chat))) == [mark]
    verdict = world.verdict()
    assert verdict.is_kept
    assert (verdict.answered, verdict.unknown) == (2 * CROWD, [])


async def test_c9_a_flood_is_taken_from_the_platform_and_only_others_are_answered(
    shipped_database: Path, tmp_path: Path, warm: Warm
) -> None:
    limit = {"KOPDAR_FLOOD_LIMIT": str(LIMIT)}
    async with open_world(shipped_database, tmp_path, warm, **limit) as world:
        telegram, slack = world.telegram, world.slack
        on_telegram, on_slack = telegram.person("Siti"), slack.person("Budi")
        chats = (str(on_telegram.id), on_slack.direct.id)

        async def ask_too_much(times: int) -> None:
            for _ in range(times):
                await telegram.says(on_telegram, "/rank")
                await slack.direct_message(on_slack, "rank")

        await world.kopdar.start("", f"{FLOODED_PACE}@{time.time():.3f}")
        await telegram.called("getUpdates")
        await world.until(lambda: slack.sockets.count)
        await ask_too_much(LIMIT + 1)
        await world.until(lambda: all(len(told(world, chat)) == LIMIT + 1 for chat in chats))
        await ask_too_much(FLOOD)
        for _ in range(OTHERS):
            await world.ask_on_telegram()
            await world.ask_on_slack()
        await slack.until_acknowledged(LIMIT + 1 + FLOOD + OTHERS)
        last = FIRST_UPDATE + LIMIT + FLOOD + OTHERS
        await world.until(lambda: telegram.calls_to("getUpdates")[-1].get("offset") == last + 1)
        await world.until_settled()

        for chat in chats:
            assert len(told(world, chat)) == LIMIT + 1
            assert f"more than {LIMIT} requests within a minute" in told(world, chat)[-1]
        # Nothing of the flood was written down after its sender was told.
        assert len(world.books.inbox()) == 2 * (LIMIT + 1 + OTHERS)
        verdict = world.verdict()
        assert verdict.is_kept
        assert (verdict.answered, verdict.unknown) == (2 * OTHERS, [])


def told(world: World, chat: str) -> list[str]:
    return world.recorder.texts(chat)

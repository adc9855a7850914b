"""Many people at one moment: each is answered once, each with their own (row C9)."""

import asyncio
import time
from collections import Counter

from tests.faults.histories import QUESTION
from tests.faults.world import World

CROWD = 200
# Of the time in which a platform takes so many messages a second.
PACE = 20


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

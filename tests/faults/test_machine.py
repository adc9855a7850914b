"""The machine fails: nothing is said to be received that is not stored (row M1)."""

import asyncio
import random
import resource
import sqlite3
import time
from collections import Counter

from bot.clock import SystemClock
from messages.delivery import Delivered, Piece, SendOutcome
from messages.request import Chat, ChatId, PlatformName
from platforms.telegram.platform import TelegramPlatform
from tests.faults.world import World

AT_ONCE = 64


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


def told_to_wait(world: World) -> list[str]:
    """On which platforms somebody heard that the answer takes longer."""
    heard = world.recorder.accepted
    return [each.platform for each in heard if each.text.startswith("Your answer takes longer")]


async def test_m2_another_process_holds_the_database(world: World) -> None:
    """For longer than anybody waits at once: nothing is confirmed that is not stored, nothing is
    half done, whoever asked hears once that it takes longer, and when the lock is given back
    everything is answered once."""
    await world.kopdar.start()
    await world.ask_on_telegram()
    await world.until_settled()
    held = sqlite3.connect(world.books.path, isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    await world.ask_on_telegram()
    mark = await world.ask_on_slack()
    await world.until(lambda: world.kopdar.has_said("Another process holds"))
    await world.until(lambda: len(told_to_wait(world)) == 2)
    assert len(world.books.inbox()) == 1
    # What Kopdar says there comes to it as well, and asks nothing of it.
    assert mark not in str(world.slack.acknowledged)
    held.rollback()
    held.close()
    await world.until(lambda: len(world.books.questions()) == 3)
    await world.until_settled()
    verdict = world.verdict()
    assert verdict.is_kept
    assert (verdict.answered, verdict.unknown) == (3, [])
    assert sorted(told_to_wait(world)) == ["slack", "telegram"]


async def test_m11_ten_thousand_sends_given_up_at_random_moments(world: World) -> None:
    """None of them keeps its place among the connections for ever: the next send works. And each
    of the messages arrives once, whoever still waits for it."""
    telegram, chance = world.telegram, random.Random(11)
    siti = telegram.person("Siti")
    platform = TelegramPlatform(telegram.token, telegram.url, SystemClock(), frozenset())
    chat = Chat(PlatformName("telegram"), ChatId(str(siti.id)))

    async def send(text: str) -> SendOutcome:
        piece = Piece({"method": "sendMessage", "parameters": {"text": text}})
        return await platform.send(chat, piece, None)

    async def is_given_up(text: str, after: float) -> bool:
        sending = asyncio.create_task(send(text))
        await asyncio.wait([sending], timeout=after)
        return sending.cancel()

    texts: list[str] = []

    def next_texts() -> list[str]:
        texts.extend(f"{len(texts) + number}" for number in range(AT_ONCE))
        return texts[-AT_ONCE:]

    def have_arrived() -> bool:
        return len(world.recorder.accepted) == len(texts)

    begun = time.monotonic()
    await asyncio.gather(*map(send, next_texts()))
    # Within half the time that all take together, most have not had their answer.
    patience, given_up = (time.monotonic() - begun) / 2, 0
    while given_up < 10_000:
        giving_up = (is_given_up(text, chance.uniform(0, patience)) for text in next_texts())
        given_up += sum(await asyncio.gather(*giving_up))
        await telegram.until(have_arrived)
    assert isinstance(await send("the next"), Delivered)
    await platform.close()
    assert Counter(world.recorder.texts()) == Counter([*texts, "the next"])

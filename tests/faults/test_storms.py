"""Platforms that refuse and fail for a long time, at a fraction of it (rows P1 to P3, M4)."""

import itertools
import random
import time
from collections import defaultdict

import pytest

from messages.delivery import LetterKind
from tests.faults.world import World, letter_on_telegram

PACE = 20
CHATS = 20
HOUR = 3600
# What a call may seem to come early by: two processes look at one clock one after the other.
BLUR = 0.05


@pytest.fixture
def pace() -> str:
    return f"{PACE}@{time.time():.3f}"


async def write_two_to_each(world: World) -> list[int]:
    """Two letters to each of the chats; returns their numbers."""
    people = [world.telegram.person(f"Embassy {number}") for number in range(CHATS)]
    for word in ("first", "second"):
        await world.write(
            *(
                letter_on_telegram(f"{word} {p.id}", p, f"The {word}", kind=LetterKind.REMINDER)
                for p in people
            )
        )
    return [p.id for p in people]


async def test_p1_every_second_send_is_told_to_wait(world: World, pace: str) -> None:
    """Nothing is sent before it may, one chat's wait is no other's, and its order is kept."""
    chats = await write_two_to_each(world)
    chance = random.Random(1)
    for number in range(CHATS):
        wait = chance.randint(1, 30) if number else HOUR
        world.telegram.fail_next("sendMessage", 429, retry_after=wait)
        world.telegram.slow_next("sendMessage", 0)
    await world.kopdar.start("", pace)
    await world.until(lambda: len(world.recorder.accepted) == 2 * (CHATS - 1))
    # All but the chat that has to wait for an hour; and who asks is answered at once.
    question = await world.ask_on_telegram()
    await world.until(lambda: question in world.recorder.texts()[-1])
    await world.until(lambda: "sending" not in world.books.states())
    assert world.books.states().count("waiting") == 2

    calls = [call for call in world.telegram.calls if call.method == "sendMessage"]
    by_chat = defaultdict(list)
    for call in calls:
        by_chat[call.parameters["chat_id"]].append(call)
    for of_chat in by_chat.values():
        for call, following in itertools.pairwise(of_chat):
            refusal = call.fault and call.fault.refusal
            wait = refusal.parameters["retry_after"] if refusal else 0
            assert following.at - call.at >= wait / PACE - BLUR
    assert len(calls) == 2 * (CHATS - 1) + CHATS + 1

    # An hour later, as far as a new process can tell.
    await world.kopdar.kill()
    await world.kopdar.start("", f"{PACE}@{time.time() - HOUR:.3f}")
    await world.until(lambda: not world.books.unsettled())
    assert [world.recorder.texts(chat) for chat in chats] == [["The first", "The second"]] * CHATS
    assert set(world.books.states()) == {"delivered"}
    assert world.verdict().is_kept


@pytest.mark.parametrize("is_html", [False, True])
async def test_p3_every_second_send_fails_at_the_platform(
    world: World, pace: str, is_html: bool
) -> None:
    """An error in the Bot API's own words took nothing, and is tried again; a page of somebody in
    between tells nothing: such a reminder is not sent again."""
    chats = await write_two_to_each(world)
    body = b"<html><h1>502 Bad Gateway</h1></html>" if is_html else None
    for _ in range(CHATS):
        world.telegram.fail_next("sendMessage", 502, body=body)
        world.telegram.slow_next("sendMessage", 0)
    await world.kopdar.start("", pace)
    await world.until(lambda: not world.books.unsettled())
    states = world.books.states()
    received = [world.recorder.texts(chat) for chat in chats]
    assert all(texts == sorted(set(texts)) for texts in received)
    assert sum(map(len, received)) == states.count("delivered")
    assert states.count("unknown") == (CHATS if is_html else 0)
    assert states.count("delivered") == len(states) - states.count("unknown")


async def test_p2_slack_says_wait_in_all_its_ways(world: World, pace: str) -> None:
    """With and without a time, with status 429 or 200: asked again later, once, and nobody is
    told of a limit, which would only meet it again."""
    faults: list[dict[str, object]] = [
        {"retry_after": 3},
        {"status": 429},
        {"error": "ratelimited"},
        {"error": "message_limit_exceeded"},
    ]
    await world.kopdar.start("", pace)
    await world.until(lambda: world.slack.sockets.count)
    for fault in faults:
        world.slack.fail_next("chat.postMessage", **fault)
        mark = await world.ask_on_slack()
        await world.until(lambda mark=mark: mark in "".join(world.recorder.texts()))  # type: ignore[misc]
    await world.until_settled()
    verdict = world.verdict()
    assert verdict.is_kept
    assert (verdict.answered, verdict.unknown) == (len(faults), [])
    assert len(world.recorder.accepted) == len(faults)
    assert len(world.slack.called("chat.postMessage")) == 2 * len(faults)


@pytest.mark.parametrize("jump", [HOUR, -HOUR, 10 * 365 * 24 * HOUR, -24 * HOUR])
async def test_m4_the_clock_is_set_during_a_fan_out(world: World, jump: int) -> None:
    """With some letters put off by the clock as it was: each is sent once, and soon."""
    chats = await write_two_to_each(world)
    for _ in range(CHATS // 4):
        world.telegram.fail_next("sendMessage", 500)
        for _ in range(3):
            world.telegram.slow_next("sendMessage", 0)
    await world.kopdar.start(f"recorded:jump={jump}@{CHATS // 2}")
    await world.until(lambda: not world.books.unsettled())
    assert [world.recorder.texts(chat) for chat in chats] == [["The first", "The second"]] * CHATS
    assert set(world.books.states()) == {"delivered"}

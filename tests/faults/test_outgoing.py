"""What goes to many, and what goes in several parts, killed in the middle (rows F5, F6, F7)."""

import signal
import time

import pytest

from messages.delivery import LetterKind
from tests.faults.world import World, letter_on_slack, letter_on_telegram

PARTS = ("The first part", "The second part", "The third part")
MANY = 5_000
# Minutes pass in seconds, and a machine that stands still for a moment outlives no lease.
PACE = 15


async def killed_at(world: World, fault: str) -> None:
    await world.kopdar.start(fault)
    assert await world.kopdar.ended() == -signal.SIGKILL
    await world.kopdar.start("", f"{PACE}@{time.time():.3f}")
    await world.until(lambda: not world.books.unsettled())


@pytest.mark.parametrize("part", [1, 2])
async def test_f6_killed_between_two_parts_it_goes_on_at_the_missing_one(
    world: World, part: int
) -> None:
    siti = world.telegram.person("Siti")
    await world.write(letter_on_telegram("digest", siti, *PARTS))
    await killed_at(world, f"recorded:kill@{part}")
    assert tuple(world.recorder.texts(siti.id)) == PARTS
    assert world.books.states() == ["delivered"]


@pytest.mark.parametrize("fault", ["recorded:kill@1", "sent:kill@2"])
async def test_f6_on_slack_in_the_same_thread(world: World, fault: str) -> None:
    """Killed also with a part taken and that not recorded: Slack can be asked, so it is not
    unknown, and nothing is repeated."""
    budi = world.slack.person("Budi")
    channel = budi.direct
    world.slack.said(budi, "What is new?", channel)
    thread = next(ts for place, ts in world.slack.workspace.messages if place == channel.id)
    await world.write(letter_on_slack("digest", channel, *PARTS, thread=thread))
    await killed_at(world, fault)
    posted = [m for m in world.slack.workspace.messages.values() if m.channel is channel][1:]
    assert tuple(message.text for message in posted) == PARTS
    assert {message.thread for message in posted} == {thread}
    assert world.books.states() == ["delivered"]


@pytest.mark.parametrize("kind", [LetterKind.ANSWER, LetterKind.REMINDER])
async def test_f5_what_is_sent_at_most_once_is_not_sent_again(
    world: World, kind: LetterKind
) -> None:
    siti = world.telegram.person("Siti")
    await world.write(letter_on_telegram("once", siti, PARTS[0], kind=kind))
    await killed_at(world, "sent:kill")
    assert world.recorder.texts(siti.id) == [PARTS[0]]
    assert world.books.states() == ["unknown"]


@pytest.mark.parametrize("kind", [LetterKind.REPORT_PROMPT, LetterKind.DIGEST])
async def test_f5_what_somebody_counts_on_is_sent_once_more_and_says_so(
    world: World, kind: LetterKind
) -> None:
    siti = world.telegram.person("Siti")
    await world.write(letter_on_telegram("counted", siti, *PARTS, kind=kind))
    await killed_at(world, "sent:kill@2")
    first, second, again, third = world.recorder.texts(siti.id)
    assert (first, second, third) == PARTS
    assert again != second
    assert second in again
    assert world.books.states() == ["delivered"]


async def test_f7_killed_in_the_middle_of_five_thousand(world: World) -> None:
    """At the first, the 17th, the 2,500th and the last but one: over all runs each once."""
    people = [world.telegram.person(f"Embassy {number}") for number in range(MANY)]
    kind = LetterKind.REMINDER
    await world.write(
        *(letter_on_telegram(f"to {p.id}", p, f"Dear {p.name}", kind=kind) for p in people)
    )
    pace, in_flight = f"{PACE}@{time.time():.0f}", 0
    for kill_at in (1, 17, 2_500, 4_999):
        # Those in flight at the last kill may be beyond the next one already.
        behind = MANY - world.books.states().count("waiting")
        passing = max(1, kill_at - behind)
        await world.kopdar.start(f"sent:kill@{passing}", pace)
        assert await world.kopdar.ended(120) == -signal.SIGKILL
        in_flight += world.books.states().count("sending")
    await world.kopdar.start("", pace)
    await world.until(lambda: not world.books.unsettled(), 120)

    chats = [accepted.chat for accepted in world.recorder.accepted]
    assert len(chats) == len(set(chats)), "somebody got it twice"
    states = world.books.states()
    assert states.count("delivered") + states.count("unknown") == MANY
    assert 1 <= states.count("unknown") <= in_flight
    known = {letter.chat for letter in world.books.letters() if letter.state == "delivered"}
    assert known <= set(chats), "delivered, says the database, and nobody got it"


@pytest.mark.parametrize(("point", "state"), [("claimed", "delivered"), ("sent", "unknown")])
async def test_f12_a_letter_in_the_hands_of_a_stopped_process(
    world: World, point: str, state: str
) -> None:
    """Its lease ends while it is stopped, another takes the letter over; woken, it does not send
    what is no longer its own, nor write down what is not its to say."""
    siti = world.telegram.person("Siti")
    pace = f"{PACE}@{time.time():.3f}"
    await world.kopdar.start(f"{point}:stop", pace)
    # Whoever is stopped in the middle of writing holds the database until it goes on: not here.
    await world.until(lambda: world.kopdar.has_said("descriptions changed"))
    letter = letter_on_telegram("held", siti, *PARTS[:2], kind=LetterKind.REMINDER)
    await world.write(letter)
    await world.until(world.kopdar.is_stopped)
    other = world.kopdar.twin(world.folder / "other.log")
    await other.start("", pace)
    try:
        await world.until(lambda: not world.books.unsettled())
        assert world.books.states() == [state]
        world.kopdar.signal(signal.SIGCONT)
        await world.until(lambda: "another Kopdar has taken over" in world.kopdar.log.read_text())
        await world.ask_on_telegram()
        await world.until_settled()
        assert world.recorder.texts(siti.id) == list(PARTS[: 1 if state == "unknown" else 2])
        assert world.books.states() == [state, "delivered"]
    finally:
        await other.kill()

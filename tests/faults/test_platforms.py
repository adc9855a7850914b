"""What the platforms do wrong neither loses nor doubles anything (rows P4, P6, P7, P11)."""

import asyncio
import time
from datetime import timedelta
from typing import Any

import pytest

from tests.faults.world import World

GARBAGE = '{"ok": true, "resu'


async def killed(world: World) -> None:
    """Until Slack's server has noticed: what it sends to a dead connection is lost, and it repeats
    no slash command."""
    await world.kopdar.kill()
    await world.until(lambda: not world.slack.sockets.count)


async def listening(world: World) -> None:
    await world.kopdar.start()
    await world.telegram.called("getUpdates")
    await world.until(lambda: world.slack.sockets.count)


def telegram_update(world: World, number: int, mark: str, **more: Any) -> dict[str, Any]:
    """A private message as the server would deliver it, under a number of the test's choice."""
    siti = world.telegram.person("Siti")
    world.promised.add(mark)
    message = {
        "message_id": 7,
        "date": int(time.time()),  # what was asked an hour ago gets an apology, not an answer
        "text": f"/rank {mark}",
        "entities": [{"type": "bot_command", "offset": 0, "length": 5}],
        "from": siti.to_json(),
        "chat": {"id": siti.id, "type": "private", "first_name": "Siti"},
    }
    return {"update_id": number, "message": message} | more


@pytest.mark.parametrize("what", ["broken", "cut"])
async def test_p4_an_answer_of_the_platform_that_gets_lost(world: World, what: str) -> None:
    """The message arrived, once. Slack is asked and finds it; Telegram cannot be asked: there it
    is unknown. The rest goes on."""
    await listening(world)
    if what == "broken":
        world.telegram.drop_next("sendMessage")
        world.slack.fail_next("chat.postMessage", drops="after")
    else:
        world.telegram.fail_next("sendMessage", 200, body=GARBAGE.encode(), accepted=True)
        world.slack.fail_next("chat.postMessage", drops="after", body=GARBAGE)
    marks = [await world.ask_on_telegram(), await world.ask_on_slack()]
    await world.until(lambda: len(world.books.questions()) == 2)
    await world.until_settled()
    await world.ask_on_telegram()
    await world.ask_on_slack()
    await world.until(lambda: len(world.books.questions()) == 4)
    await world.until_settled()
    verdict = world.verdict()
    assert verdict.is_kept
    assert (verdict.answered, verdict.unknown) == (4, marks[:1])
    assert len(world.slack.called("chat.postMessage")) == 2


async def test_p6_the_same_event_several_times_at_once(world: World) -> None:
    """One effect, one answer, however often and in whatever envelope it comes."""
    await listening(world)
    update = telegram_update(world, 600_000_000, "zzq901")
    for _ in range(3):
        world.telegram.deliver_raw(update)
    budi = world.slack.person("Budi")
    event = world.slack.said(budi, "rank zzq902", budi.direct) | {"channel_type": "im"}
    await asyncio.gather(*(world.slack.sends_event(event, "Ev0SAME") for _ in range(3)))
    await world.slack.until_acknowledged(3)
    await world.until(lambda: len(world.books.questions()) == 2)
    await world.until_settled()
    # And once more when everything is answered, also to another process.
    await killed(world)
    await listening(world)
    world.telegram.deliver_raw(update)
    await world.slack.sends_event(event, "Ev0SAME")
    await world.slack.until_acknowledged(4)
    await world.ask_on_telegram()
    await world.until_settled()
    verdict = world.verdict()
    assert verdict.is_kept
    assert (verdict.answered, verdict.unknown) == (3, [])
    assert len(world.books.rows("SELECT key FROM inbox")) == 3


async def test_p7_numbers_in_any_order(world: World) -> None:
    """What is new is known by its number being new, not by its being greater than the last."""
    first, far = 600_000_000, 1_600_000_000
    for number, mark in ((first + 5, "zzq911"), (first, "zzq912"), (far, "zzq913")):
        world.telegram.deliver_raw(telegram_update(world, number, mark))
    await listening(world)
    await world.until_settled()
    # After a silent week the numbering starts anew, lower than before: a start asks from the
    # beginning of what waits, so that is no matter.
    await world.kopdar.kill()
    world.telegram.deliver_raw(telegram_update(world, 17, "zzq914"))
    await listening(world)
    await world.until_settled()
    verdict = world.verdict()
    assert verdict.is_kept
    assert (verdict.answered, verdict.unknown) == (4, [])


async def test_p11_poison_among_the_updates(world: World) -> None:
    """Garbage as an answer is waited out; an update nobody can read is kept raw and passed."""
    world.telegram.fail_next("getUpdates", 200, body=b'{"ok": true, "result": {"what": "?"}}')
    world.telegram.fail_next("getUpdates", 200, body=b"\x00\xff not JSON")
    world.telegram.deliver_raw({"update_id": 600_000_000, "message": {"chat": "nonsense"}})
    world.telegram.deliver_raw(telegram_update(world, 600_000_001, "zzq921"))
    await listening(world)
    await world.until_settled()
    assert list(world.books.inbox().values()) == ["unreadable", "done"]
    assert world.verdict().is_kept


async def test_p8_what_has_grown_too_old_to_answer_in_place(world: World) -> None:
    """Killed with a press and a command in hand; when they are answered, the press can no longer
    be acknowledged and the command's response address is dead. The press is answered all the
    same, the command where there is another way, nothing is tried again, and others go on."""
    siti, budi = world.telegram.person("Siti"), world.slack.person("Budi")
    channel = world.slack.channel("desk", [budi])
    await listening(world)
    shown = await world.telegram.says(siti, "/help")
    await world.until_received()
    await world.until(lambda: not world.books.unsettled())
    await killed(world)
    await world.kopdar.start("handled:stall=60@1,handled:stall=60@2")
    await world.until(lambda: world.slack.sockets.count)
    world.telegram.fail_next(
        "answerCallbackQuery", 400, "Bad Request: query is too old and response timeout expired"
    )
    asked = await world.command_on_slack(budi, channel)
    await world.telegram.presses_forged(siti, shown, "rank zzq931")
    await world.until(lambda: len(world.books.questions()) == 2)
    await world.telegram.called("answerCallbackQuery")
    await world.kopdar.kill()
    world.slack.later(timedelta(minutes=31))
    await listening(world)
    await world.until(lambda: not world.books.unsettled())
    calls = len(world.slack.calls)
    texts = "".join(world.recorder.texts())
    assert texts.count("zzq931") == 1
    reasons = {letter.state: letter.reason for letter in world.books.letters()}
    assert texts.count(asked) == 1 or "the 30 minutes" in reasons["refused"]
    await world.ask_on_telegram()
    await world.until_settled()
    verdict = world.verdict()
    assert (verdict.doubled, verdict.unknown) == ([], [])
    assert set(verdict.lost) <= {asked}
    assert len(world.slack.calls) == calls


async def test_p12_work_begins_after_slack_was_told(world: World) -> None:
    """Fifty jobs that take a minute each: all are acknowledged while none has been done."""
    jobs = 50
    await world.kopdar.start(",".join(f"handled:stall=60@{n}" for n in range(1, jobs + 1)))
    await world.until(lambda: world.slack.sockets.count)
    for _ in range(jobs):
        await world.ask_on_slack()
    await world.slack.until_acknowledged(jobs)
    assert world.recorder.accepted == []
    await world.kopdar.kill()
    await world.kopdar.start()
    await world.until_settled()
    verdict = world.verdict()
    assert verdict.is_kept
    assert (verdict.answered, verdict.unknown) == (jobs, [])

"""The same form in a window on Slack, and question by question where none can be opened."""

from datetime import timedelta

from handlers.command import Access
from tests.platforms.slack_server_world import Person
from tests.stories.test_conversations import WHOLE, Desk, desk, report

__all__ = ["desk"]

FILLED = {
    "Where was it?": "Jakarta",
    "How did it go?": "Well",
    "How many came?": "12",
    "Anything else?": None,
}


async def types(desk: Desk, person: Person, text: str = "visit") -> None:
    channel = desk.slack.channel("desk", members=[person])
    await desk.slack.types_command(person, "/kopdar", text, channel=channel)


async def test_a_slash_command_opens_a_window_and_what_was_sent_is_answered(desk: Desk) -> None:
    budi = desk.slack.person("Budi", locale="id-ID")
    async with desk.open():
        await types(desk, budi)
        window = await desk.slack.next_window()
        assert window.title == "Visit report"
        assert window.labels == list(FILLED)
        assert "Thank you for going." in window.shown
        assert "Kirim" in window.shown
        assert [block["optional"] for block in window.inputs] == [False, False, False, True]
        sent = await desk.slack.sends_window(window, FILLED)
        assert await desk.slack.said_in_window(sent) == {}
        answer = await desk.slack.next_message()
        assert "Report received" in answer.shown
        assert answer.channel == budi.direct
        # Slack did not hear of it, and Budi pressed once more.
        await desk.slack.sends_window(window, FILLED)
        await desk.slack.direct_message(budi, "help")
        assert "Report received" not in (await desk.slack.next_message()).shown
    assert desk.visits.sent == [WHOLE]
    assert desk.slack.untaken == 0


async def test_a_window_sent_after_a_restart_is_answered(desk: Desk) -> None:
    budi = desk.slack.person("Budi")
    async with desk.open():
        await types(desk, budi)
        window = await desk.slack.next_window()
    async with desk.open():
        await desk.slack.sends_window(window, FILLED | {"Anything else?": "<b> & *x*"})
        assert "Report received" in (await desk.slack.next_message()).shown
    (sent,) = desk.visits.sent
    assert sent == report(place="Jakarta", mood="well", guests="12", remarks="<b> & *x*")


async def test_what_is_wrong_is_said_in_the_window(desk: Desk) -> None:
    budi = desk.slack.person("Budi", locale="id-ID")
    async with desk.open():
        await types(desk, budi)
        window = await desk.slack.next_window()
        sent = await desk.slack.sends_window(window, FILLED | {"Where was it?": "  "})
        assert await desk.slack.said_in_window(sent) == {
            "response_action": "errors",
            "errors": {"place": "Mohon dijawab dengan kata-kata."},
        }
        await desk.slack.sends_window(window, FILLED)
        assert "Report received" in (await desk.slack.next_message()).shown
    assert desk.visits.sent == [WHOLE]


async def test_a_window_that_is_older_than_its_questions_is_refused_in_words(desk: Desk) -> None:
    budi = desk.slack.person("Budi")
    async with desk.open():
        await types(desk, budi)
        window = await desk.slack.next_window()
        for block in window.inputs:
            block["element"].pop("max_length", None)
        await desk.slack.sends_window(window, FILLED | {"Where was it?": "x" * 41})
        refusal = (await desk.slack.next_message()).shown
        assert "at most 40 letters" in refusal
        assert "nothing was sent" in refusal
    assert desk.visits.sent == []


async def test_a_trigger_that_came_too_late_gives_way_to_questions(desk: Desk) -> None:
    budi = desk.slack.person("Budi")
    async with desk.open():
        desk.slack.fail_next("views.open", error="expired_trigger_id")
        await desk.slack.direct_message(budi, "help")
        await desk.slack.next_message()
        await types(desk, budi)
        offer = await desk.slack.next_message()
        assert offer.ephemeral
        assert "Thank you for going." in offer.shown
        await desk.slack.presses(budi, offer, "Fill it in")
        window = await desk.slack.next_window()
        await desk.slack.sends_window(window, FILLED)
        while "Report received" not in (await desk.slack.next_message()).shown:
            pass
    assert desk.visits.sent == [WHOLE]


async def test_a_mention_in_a_channel_offers_the_window(desk: Desk) -> None:
    budi = desk.slack.person("Budi")
    channel = desk.slack.channel("desk", members=[budi])
    async with desk.open():
        await desk.slack.mentions(budi, "visit", channel=channel)
        offer = await desk.slack.next_message()
        await desk.slack.presses(budi, offer, "Fill it in")
        assert (await desk.slack.next_window()).person == budi


async def test_c7_a_window_of_somebody_who_left_the_team_sends_nothing(desk: Desk) -> None:
    budi = desk.slack.person("Budi")
    desk.visits.access = Access.ALLOWED
    desk.settings = desk.settings.model_copy(update={"allowed": frozenset({"slack:T0KOPDAR01"})})
    async with desk.open():
        await types(desk, budi)
        window = await desk.slack.next_window()
    desk.settings = desk.settings.model_copy(update={"allowed": frozenset()})
    async with desk.open():
        await desk.slack.sends_window(window, FILLED)
        assert "not for everyone" in (await desk.slack.next_message()).shown
    assert desk.visits.sent == []


async def test_a_press_after_a_pause_finds_its_window_all_the_same(desk: Desk) -> None:
    """Triggers are new with every press; only an old one is refused."""
    budi = desk.slack.person("Budi")
    channel = desk.slack.channel("desk", members=[budi])
    async with desk.open():
        await desk.slack.mentions(budi, "visit", channel=channel)
        offer = await desk.slack.next_message()
        desk.slack.later(timedelta(minutes=5))
        await desk.slack.presses(budi, offer, "Fill it in")
        assert (await desk.slack.next_window()).person == budi

"""A form question by question: kept over restarts, disturbed by nothing, answered by one alone."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.app import assemble
from bot.clock import SystemClock
from bot.serve import build_platforms, serve_until
from config.settings import Settings
from handlers.command import Access
from messages.form import Filled
from ministries.names import CountryNames
from platforms.console.platform import ConsolePlatform
from tests.platforms.bot_api import BotApiServer, Person
from tests.platforms.slack_server import SlackServer
from tests.stories.desk import settings_for
from tests.stories.form_desk import VISIT, Visits


@dataclass
class Desk:
    telegram: BotApiServer
    slack: SlackServer
    settings: Settings
    visits: Visits = field(default_factory=Visits)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """`python -m bot run`, in this process."""
        clock, stopping = SystemClock(), asyncio.Event()
        platforms = build_platforms(self.settings, clock)
        serving = asyncio.create_task(
            serve_until(stopping, self.settings, clock, platforms, self.visits.registries)
        )
        try:
            yield
        finally:
            stopping.set()
            await serving

    async def say(self, person: Person, text: str, **where: object) -> str:
        """What Kopdar says to it."""
        await self.telegram.says(person, text, **where)  # type: ignore[arg-type]
        return (await self.telegram.next_message()).text


@pytest.fixture
async def desk(shipped_copy: Path) -> AsyncIterator[Desk]:
    async with BotApiServer() as telegram, SlackServer() as slack:
        settings = settings_for(
            shipped_copy,
            telegram_token=telegram.token,
            telegram_api_url=telegram.url,
            slack_bot_token=slack.bot_token,
            slack_app_token=slack.app_token,
            slack_api_url=slack.api_url,
        )
        yield Desk(telegram, slack, settings)


PHOTO = b"\x89PNG\r\n\x1a\n"


def report(**answers: str | None) -> Filled:
    return Filled(VISIT.name, VISIT.about, answers)  # type: ignore[arg-type]


WHOLE = report(place="Jakarta", mood="well", guests="12", remarks=None)


async def test_question_by_question_in_telegram(desk: Desk) -> None:
    siti = desk.telegram.person("Siti")
    async with desk.open():
        assert "Where was it?" in await desk.say(siti, "/visit")
        await desk.telegram.says(siti, "Jakarta")
        mood = await desk.telegram.next_message()
        assert "Visit report: question 2 of 4" in mood.text
        assert mood.labels == ["Well", "Language", "Back", "Cancel"]
        await desk.telegram.presses(siti, mood, "Well")
        guests = await desk.telegram.next_message()
        assert (guests.edited, guests.message_id) == (True, mood.message_id)
        assert "Type a number" in guests.text
        await desk.telegram.says(siti, "12")
        remarks = await desk.telegram.next_message()
        await desk.telegram.presses(siti, remarks, "Skip")
        review = await desk.telegram.next_message()
        assert "Is this right?" in review.text
        assert "skipped" in review.text
        await desk.telegram.presses(siti, review, "Send")
        assert "Report received" in (await desk.telegram.next_message()).text
        # What is typed now is a command again.
        assert "I do not know “" in await desk.say(siti, "Jakarta")
    assert desk.visits.sent == [WHOLE]


async def test_question_by_question_in_slack(desk: Desk) -> None:
    budi = desk.slack.person("Budi")
    async with desk.open():
        await desk.slack.direct_message(budi, "visit")
        assert "Where was it?" in (await desk.slack.next_message()).shown
        await desk.slack.direct_message(budi, "Jakarta")
        mood = await desk.slack.next_message()
        # Called by name, it is a command also here, where nothing has a slash.
        called = f"<@{desk.slack.bot_user}> rank Indonesia"
        event = desk.slack.said(budi, called, budi.direct)
        await desk.slack.sends_event(event | {"channel_type": "im"})
        assert "41 of 209" in (await desk.slack.next_message()).shown
        await desk.slack.presses(budi, mood, "Well")
        await desk.slack.next_message()
        await desk.slack.direct_message(budi, "12")
        remarks = await desk.slack.next_message()
        await desk.slack.direct_message(budi, "skip", thread=remarks.ts)
        assert "Is this right?" in (await desk.slack.next_message()).shown
        await desk.slack.direct_message(budi, "send")
        assert "Report received" in (await desk.slack.next_message()).shown
    assert desk.visits.sent == [WHOLE]


async def test_question_by_question_in_the_terminal(
    shipped_copy: Path, names: CountryNames
) -> None:
    """A number answers a question that wants one, and presses a button elsewhere."""
    typed = ("/visit", "7", "1", "12", "skip", "1", "12")
    output, visits, clock = io.StringIO(), Visits(), SystemClock()
    console = ConsolePlatform(
        clock,
        output,
        session="1",
        interactive=True,
        source=io.StringIO("\n".join(typed)),
    )
    settings = settings_for(shipped_copy)
    async with assemble(
        settings, clock, (console,), names, console.chat.id, visits.registries
    ) as app:
        await app.converse(console.listen(app.dispatcher.accept))
    assert visits.sent == [report(place="7", mood="well", guests="12", remarks=None)]
    assert "I do not know “12”" in output.getvalue()


async def test_f9_a_restart_goes_on_at_the_same_question_with_what_was_answered(
    desk: Desk,
) -> None:
    siti = desk.telegram.person("Siti")
    for typed, asked in (
        ("/visit", "Where was it?"),
        ("Jakarta", "How did it go?"),
        ("well", "How many came?"),
        ("12", "Anything else?"),
        ("skip", "Is this right?"),
        ("kirim", "Report received"),
    ):
        async with desk.open():
            assert asked in await desk.say(siti, typed)
    assert desk.visits.sent == [WHOLE]
    assert desk.telegram.nothing_sent()


@pytest.mark.parametrize("platform", ["telegram", "slack"])
async def test_p13_an_answer_counts_whenever_it_comes(desk: Desk, platform: str) -> None:
    """Kopdar was away for three hours; only what was not asked for is too late."""
    siti, budi = desk.telegram.person("Siti"), desk.slack.person("Budi")

    async def types(text: str, hours_ago: float = 0) -> None:
        if platform == "telegram":
            await desk.telegram.says(siti, text, hours_ago=hours_ago)
        else:
            await desk.slack.direct_message(budi, text, hours_ago=hours_ago)

    async def reads() -> str:
        if platform == "telegram":
            return (await desk.telegram.next_message()).text
        return (await desk.slack.next_message()).shown

    async with desk.open():
        await types("/visit" if platform == "telegram" else "visit")
        assert "Where was it?" in await reads()
    async with desk.open():
        await types("Jakarta", hours_ago=3)
        assert "How did it go?" in await reads()
        await types("cancel", hours_ago=2.9)
        assert "Stopped" in await reads()
        await types("rank Indonesia", hours_ago=2.8)
        assert "Kopdar could not answer when you asked" in await reads()
        await types("rank Indonesia")
        assert "41 of 209" in await reads()


async def test_another_command_in_between_loses_nothing(desk: Desk) -> None:
    siti = desk.telegram.person("Siti")
    async with desk.open():
        await desk.say(siti, "/visit")
        await desk.say(siti, "Jakarta")
        assert "41 of 209" in await desk.say(siti, "/rank")
        assert "question 2 of 4" in await desk.say(siti, "/continue")
        begun = await desk.say(siti, "/visit")
        assert "begun this already" in begun
        assert "question 2 of 4" in begun
        assert "How many came?" in await desk.say(siti, "Well")


async def test_wrong_answers_are_said_and_asked_again(desk: Desk) -> None:
    siti = desk.telegram.person("Siti")
    async with desk.open():
        await desk.say(siti, "/visit")
        assert "at most 40 letters" in await desk.say(siti, "x" * 41)
        await desk.telegram.says(siti, "", caption_of=PHOTO)
        assert "needs an answer in words" in (await desk.telegram.next_message()).text
        await desk.say(siti, "Jakarta")
        assert "“so so” is none of the choices" in await desk.say(siti, "so so")
        assert "cannot be skipped" in await desk.say(siti, "skip")
        await desk.say(siti, "WELL")
        for typed, said in (("many", "no whole number"), ("0", "1 at least"), ("501", "500 at")):
            answer = await desk.say(siti, typed)
            assert said in answer
            assert "How many came?" in answer
        assert "How did it go?" in await desk.say(siti, "/back")
        assert "Where was it?" in await desk.say(siti, "back")
        assert "Where was it?" in await desk.say(siti, "/back")
        # Forward again to the first question that has no answer.
        assert "How many came?" in await desk.say(siti, "Bandung")
        assert "Not everything is answered" in await desk.say(siti, "send")
        assert "Stopped" in await desk.say(siti, "/cancel")
        assert "No question is open" in await desk.say(siti, "/cancel")
    assert desk.visits.sent == []


async def test_in_a_group_only_a_reply_to_the_question_answers_it(desk: Desk) -> None:
    siti, budi = desk.telegram.person("Siti"), desk.telegram.person("Budi")
    group = desk.telegram.group("Desk", members=[siti, budi])
    async with desk.open():
        await desk.telegram.says(siti, f"/visit@{desk.telegram.username}", chat=group)
        question = await desk.telegram.next_message()
        assert "Reply to this message" in question.text
        await desk.telegram.says(siti, "Lunch?", chat=group)
        await desk.telegram.says(budi, "Bandung", chat=group, reply_to=question)
        await desk.telegram.says(siti, "/cancel@other_bot", chat=group)
        # The name of a country is a question of its own only where none of ours is open.
        await desk.telegram.says(siti, "Singapore", chat=group, reply_to=question)
        mood = await desk.telegram.next_message()
        assert "question 2 of 4" in mood.text
        await desk.telegram.presses(budi, mood, "Well")
        refusal = await desk.telegram.next_message()
        assert "asked of somebody else" in refusal.text
        assert not refusal.edited
        # A reply to the question before is no answer to this one.
        await desk.telegram.says(siti, "well", chat=group, reply_to=question)
        await desk.telegram.presses(siti, mood, "Well")
        guests = await desk.telegram.next_message()
        assert (guests.edited, guests.message_id) == (True, mood.message_id)
        assert "answered already" not in guests.text
        assert desk.telegram.nothing_sent()


async def test_c7_the_button_of_an_earlier_question_changes_nothing(desk: Desk) -> None:
    siti = desk.telegram.person("Siti")
    async with desk.open():
        await desk.say(siti, "/visit")
        await desk.telegram.says(siti, "Jakarta")
        mood = await desk.telegram.next_message()
        await desk.say(siti, "well")
        await desk.telegram.presses(siti, mood, "Language")
        outdated = await desk.telegram.next_message()
        assert "answered already" in outdated.text
        assert "How many came?" in outdated.text
        await desk.telegram.presses(siti, mood, "Cancel")
        assert "answered already" in (await desk.telegram.next_message()).text
        await desk.say(siti, "12")
        await desk.say(siti, "skip")
        await desk.say(siti, "send")
        await desk.telegram.presses(siti, mood, "Well")
        assert "not open any more" in (await desk.telegram.next_message()).text
    assert desk.visits.sent == [WHOLE]


@pytest.mark.parametrize("typed", ["answer", "answer x", "back 1.2", "answer 0123456789.1 0"])
async def test_c7_a_forged_turn_does_nothing(desk: Desk, typed: str) -> None:
    siti = desk.telegram.person("Siti")
    async with desk.open():
        said = await desk.say(siti, f"/{typed}")
        assert "No question is open" in said or "not open any more" in said
        await desk.say(siti, "/visit")
        await desk.say(siti, f"/{typed}")
        assert "Where was it?" in await desk.say(siti, "/continue")


async def test_c7_who_is_no_longer_of_the_team_goes_no_further(desk: Desk) -> None:
    siti = desk.telegram.person("Siti")
    desk.visits.access = Access.ALLOWED
    member = {"allowed": frozenset({f"telegram:{siti.id}"})}
    desk.settings = desk.settings.model_copy(update=member)
    async with desk.open():
        await desk.say(siti, "/visit")
        for typed in ("Jakarta", "well", "12", "skip"):
            await desk.say(siti, typed)
    desk.settings = desk.settings.model_copy(update={"allowed": frozenset()})
    async with desk.open():
        assert "not for everyone" in await desk.say(siti, "send")
        assert "No question is open" in await desk.say(siti, "/send")
    assert desk.visits.sent == []


async def test_a_form_that_is_gone_is_said_to_be(desk: Desk) -> None:
    siti = desk.telegram.person("Siti")
    async with desk.open():
        await desk.say(siti, "/visit")
    desk.visits.is_asked = False
    async with desk.open():
        assert "not asked any more" in await desk.say(siti, "Jakarta")
        assert "I do not know “" in await desk.say(siti, "Jakarta")


async def test_one_form_at_a_time_in_a_chat(desk: Desk) -> None:
    siti = desk.telegram.person("Siti")
    async with desk.open():
        await desk.say(siti, "/visit")
        await desk.telegram.says(siti, "/visit another week")
        refusal = await desk.telegram.next_message()
        assert "“Visit report” is not finished yet" in refusal.text
        await desk.telegram.presses(siti, refusal, "Go on")
        assert "Where was it?" in (await desk.telegram.next_message()).text


async def test_each_in_their_own_chat(desk: Desk) -> None:
    """The same person in two chats, and two people in one, have a draft each."""
    siti, budi = desk.telegram.person("Siti"), desk.telegram.person("Budi")
    group = desk.telegram.group("Desk", members=[siti, budi])
    async with desk.open():
        await desk.say(siti, "/visit")
        await desk.say(siti, "Jakarta")
        in_group = await desk.say(siti, f"/visit@{desk.telegram.username}", chat=group)
        assert "question 1 of 4" in in_group
        assert "question 1 of 4" in await desk.say(
            budi, f"/visit@{desk.telegram.username}", chat=group
        )
        assert "question 2 of 4" in await desk.say(siti, "/continue")

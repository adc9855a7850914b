"""A pressed button edits its answer in place: all of it, however many messages it has."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.platforms.bot_api import BotApiServer, Message, Person
from tests.stories.desk import open_telegram

MANY = "/top lowy-posts 50"
TWO_MESSAGES = 2


@pytest.fixture
async def api(measured_database: Path, tmp_path: Path) -> AsyncIterator[BotApiServer]:
    """A desk with measured editions, whose `/rank` is a picture and a text."""
    async with open_telegram(measured_database, tmp_path, allowed="telegram:1000001") as telegram:
        yield telegram


@pytest.fixture
def siti(api: BotApiServer) -> Person:
    return api.person("Siti", language="en")


async def asked(api: BotApiServer, who: Person, text: str) -> tuple[Message, Message]:
    """A question whose answer is a picture and a text, with the buttons under that."""
    await api.says(who, text)
    picture, under = await api.next_message(), await api.next_message()
    assert (bool(picture.photo), bool(under.photo), bool(under.labels)) == (True, False, True)
    return picture, under


def shown(api: BotApiServer, who: Person) -> list[tuple[int, bool, str]]:
    """The bot's messages that stand in the chat: number, whether a picture, first line."""
    return [
        (message.message_id, bool(message.photo), message.text.split("\n")[0])
        for message in api.messages(who)
        if message.sender is None
    ]


async def settled(api: BotApiServer, who: Person) -> None:
    """Everything before this is done: letters of a chat go out in order."""
    await api.says(who, "/language")
    while not (await api.next_message()).text.startswith("Language"):
        pass


async def test_the_picture_above_changes_with_the_text_under_it(
    api: BotApiServer, siti: Person
) -> None:
    picture, text = await asked(api, siti, MANY)
    assert "2024" in picture.text
    (year,) = [label for label in text.labels if label.endswith("2019")]
    await api.presses(siti, text, year)
    changed = await api.next_message()
    await settled(api, siti)
    assert "2019" in changed.text
    assert shown(api, siti)[:-1] == [(picture.message_id, True, changed.text.split("\n")[0])]


async def test_two_messages_become_two_others(api: BotApiServer, siti: Person) -> None:
    first = await asked(api, siti, MANY)
    await api.presses_forged(siti, first[1], "rank ID")
    changed = [await api.next_message() for _ in range(TWO_MESSAGES)]
    assert [m.message_id for m in changed] == [m.message_id for m in first]
    assert changed[0].photo != first[0].photo
    assert changed[1].text != first[1].text
    assert api.calls_to("deleteMessage") == []


async def test_a_shorter_answer_leaves_nothing_of_the_longer_one(
    api: BotApiServer, siti: Person
) -> None:
    picture, text = await asked(api, siti, "/rank Indonesia")
    await api.presses(siti, text, "Sources")
    sources = await api.next_message()
    await api.called("deleteMessage")
    await settled(api, siti)
    assert (sources.message_id, bool(sources.photo)) == (text.message_id, False)
    assert picture.message_id not in {number for number, _, _ in shown(api, siti)}
    # What stands there now is one message, and grows into two again, in their order.
    await api.presses_forged(siti, sources, "rank ID")
    again = [await api.next_message() for _ in range(TWO_MESSAGES)]
    assert [bool(message.photo) for message in again] == [True, False]
    assert again[0].message_id == text.message_id
    await api.presses(siti, again[1], "History")
    history = await api.next_message()
    await settled(api, siti)
    assert [line for line in shown(api, siti) if not line[2].startswith("Language")] == [
        (history.message_id, True, history.text.split("\n")[0])
    ]


async def test_pressed_twice_it_is_the_same_as_once(api: BotApiServer, siti: Person) -> None:
    _, text = await asked(api, siti, "/rank Indonesia")
    await api.presses(siti, text, "Sources")
    await api.presses(siti, text, "Sources")
    await api.next_message()
    await settled(api, siti)
    assert [number for number, _, _ in shown(api, siti)[:-1]] == [text.message_id]


async def test_an_edited_question_changes_what_a_button_made_of_its_answer(
    api: BotApiServer, siti: Person
) -> None:
    question = await api.says(siti, "/editions")
    editions = await api.next_message()
    await api.presses_forged(siti, editions, MANY.removeprefix("/"))
    grown = [await api.next_message() for _ in range(TWO_MESSAGES)]
    assert [message.edited for message in grown] == [True, False]
    await api.edits(siti, question, "/help")
    await settled(api, siti)
    assert [line[2] for line in shown(api, siti)] == ["What you can ask", "Language"]


async def test_a_button_that_could_do_nothing_leaves_the_answer(
    api: BotApiServer, siti: Person
) -> None:
    picture, text = await asked(api, siti, MANY)
    await api.presses_forged(siti, text, "frobnicate")
    below = await api.next_message()
    assert below.message_id > text.message_id
    assert [number for number, _, _ in shown(api, siti)] == [
        picture.message_id,
        text.message_id,
        below.message_id,
    ]

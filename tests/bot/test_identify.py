"""Which language is spoken: ordered, chosen, hinted at, or the setting's."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.middleware.identify import Identifier
from messages.request import AccountId, Chat, ChatId, Person, Sender
from ministries.names import CountryNames
from tests.bot.desk import NOBODY, SCRIPTED, Inside, inside
from tests.stories.desk import ask, settings_for

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
async def kopdar(shipped_copy: Path, names: CountryNames) -> AsyncIterator[Inside]:
    async with inside(shipped_copy, names) as kopdar:
        yield kopdar


async def person(kopdar: Inside, hint: str | None = None) -> Person:
    sender = Sender(SCRIPTED, AccountId("7"), language=hint)
    identifier = Identifier(kopdar.database, NOBODY, "en")
    chat = Chat(SCRIPTED, ChatId("1"))
    return await identifier.person(sender, chat, kopdar.clock.now(), kopdar.platform)


async def test_the_platform_is_asked_once_a_day(kopdar: Inside) -> None:
    kopdar.platform.language = "id-ID"
    assert (await person(kopdar)).language == "id"
    kopdar.platform.language = "en-GB"
    kopdar.clock.advance(DAY - timedelta(seconds=1))
    assert (await person(kopdar)).language == "id"
    assert kopdar.platform.asked_language == 1
    kopdar.clock.advance(timedelta(seconds=1))
    assert (await person(kopdar)).language == "en"
    assert kopdar.platform.asked_language == 2


async def test_a_hiccup_takes_no_known_language_away(kopdar: Inside) -> None:
    kopdar.platform.language = "id-ID"
    await person(kopdar)
    kopdar.clock.advance(DAY)
    kopdar.platform.language = None
    assert (await person(kopdar)).language == "id"
    kopdar.clock.advance(HOUR - timedelta(seconds=1))
    assert (await person(kopdar)).language == "id"
    assert kopdar.platform.asked_language == 2
    kopdar.clock.advance(timedelta(seconds=1))
    kopdar.platform.language = "en-GB"
    assert (await person(kopdar)).language == "en"
    assert kopdar.platform.asked_language == 3


async def test_what_the_event_carries_is_taken_and_kept(kopdar: Inside) -> None:
    assert (await person(kopdar, "id")).language == "id"
    assert (await person(kopdar, "en-GB")).language == "en"
    assert kopdar.platform.asked_language == 0
    assert await kopdar.rows("SELECT platform_language FROM accounts") == [("en-GB",)]
    assert (await person(kopdar)).language == "en"


async def test_what_was_chosen_goes_before_the_platform(kopdar: Inside) -> None:
    await person(kopdar, "en")
    await kopdar.run("UPDATE people SET language = 'id'")
    assert (await person(kopdar, "en")).language == "id"
    assert (await person(kopdar)).language == "id"
    assert kopdar.platform.asked_language == 0


async def test_the_console_obeys_its_option_before_an_earlier_choice(
    shipped_copy: Path, names: CountryNames
) -> None:
    rank = "/rank Indonesia"
    settings = settings_for(shipped_copy)
    english = (await ask(names, settings, rank, language="en"))[0]["text"]
    indonesian = (await ask(names, settings, rank, language="id"))[0]["text"]
    assert english != indonesian

    async def asked(*messages: str, language: str | None = None) -> list[str]:
        answers = await ask(names, settings, *messages, language=language)
        spoken = {english: "en", indonesian: "id"}
        return [spoken[each["text"]] for each in answers if each["command"] == "rank"]

    assert await asked(rank) == ["en"]
    assert await asked("/language en", rank) == ["en"]
    assert await asked(rank, language="id") == ["id"]
    assert await asked(rank, "/language en", rank, rank, language="id") == ["id", "en", "en"]
    assert await asked(rank, "/language id", rank) == ["en", "id"]
    assert await asked(rank) == ["id"]
    assert await asked(rank, language="en") == ["en"]
    assert await asked(rank) == ["id"]

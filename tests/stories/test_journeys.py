"""Every command on every platform in both languages; and what a person does with the answer."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from handlers.command import Access, Command
from handlers.registry import COMMANDS
from ministries.names import CountryNames
from tests.stories.desk import Desk, ask, open_desk, settings_for

# One question for each command that is for everyone, with arguments that show all it can do.
QUESTIONS = {
    "rank": "Indonesia",
    "top": "g20 2016 5",
    "compare": "Indonesia, Japan, India",
    "history": "Indonesia",
    "editions": "",
    "sources": "Indonesia",
    "methodology": "",
    "find": "Talks with Indonesia",
    # Of all commands it says to each person what is for them: the same of one.
    "help": "rank",
    "language": "",
    "home": "",
    "start": "",
}
WITH_PICTURE = {"rank", "top", "compare", "history", "find", "home"}


@pytest.fixture
async def desk(shipped_database: Path, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(shipped_database, tmp_path) as opened:
        yield opened


def told(answer: dict[str, Any]) -> list[str]:
    """Every fact and table cell in the answer: what each platform has to say, in its manner."""
    values = []
    for part in answer["parts"]:
        match part["type"]:
            case "facts":
                values += [value for fact in part["facts"] for value in fact.values()]
            case "table":
                values += [cell for row in part["rows"] for cell in row if cell != "–"]
            case "title" | "text":
                values.append(part["text"])
    return values


def squeezed(text: str) -> str:
    """Line breaks and alignment are each platform's own; the words are not."""
    return re.sub(r"[\s\u2060]+", "", text)


def test_every_command_that_is_for_everyone_is_asked() -> None:
    for_everyone = [c.name for c in COMMANDS if c.access is Access.EVERYONE]
    assert list(QUESTIONS) == for_everyone


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("command", QUESTIONS)
async def test_the_same_facts_everywhere(
    desk: Desk, names: CountryNames, shipped_copy: Path, command: str, language: str
) -> None:
    question = f"/{command} {QUESTIONS[command]}".strip()
    (answer,) = await ask(names, settings_for(shipped_copy), question, language=language)
    assert answer["understood"] is True

    siti = desk.telegram.person("Siti", language=language)
    await desk.telegram.says(siti, question)
    in_telegram = [await desk.telegram.next_message()]
    if in_telegram[0].photo and not in_telegram[0].buttons:
        in_telegram.append(await desk.telegram.next_message())
    budi = desk.slack.person("Budi", locale={"en": "en-GB", "id": "id-ID"}[language])
    await desk.slack.direct_message(budi, question)
    in_slack = await desk.slack.next_message()

    telegram_words = squeezed("\n".join(message.text for message in in_telegram))
    slack_words = squeezed(in_slack.shown)
    for value in told(answer):
        assert squeezed(value) in telegram_words
        assert squeezed(value) in slack_words
    assert bool(in_telegram[0].photo) is (command in WITH_PICTURE)
    assert bool(in_slack.image) is (command in WITH_PICTURE)


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.access is not Access.EVERYONE])
async def test_what_is_not_for_everyone_is_refused_alike(desk: Desk, command: Command) -> None:
    siti, budi = desk.telegram.person("Siti"), desk.slack.person("Budi")
    await desk.telegram.says(siti, f"/{command.name} {command.example_arguments}".strip())
    refused = f"{command.name} is not for everyone. Ask the people who run Kopdar."
    assert (await desk.telegram.next_message()).text == f"/{refused}"
    await desk.slack.direct_message(budi, f"{command.name} {command.example_arguments}".strip())
    # It has no slash of its own there.
    assert (await desk.slack.next_message()).shown == f"/kopdar {refused}"


async def test_a_button_edits_the_message_in_telegram(desk: Desk) -> None:
    siti = desk.telegram.person("Siti", language="id")
    await desk.telegram.says(siti, "/rank Indonsia")
    asked_back = await desk.telegram.next_message()
    assert asked_back.labels == ["Indonesia"]
    await desk.telegram.presses(siti, asked_back, "Indonesia")
    rank = await desk.telegram.next_message()
    assert rank.photo
    assert "41 dari 209" in rank.text
    assert (rank.edited, rank.message_id) == (True, asked_back.message_id)
    await desk.telegram.presses(siti, rank, "Riwayat")
    history = await desk.telegram.next_message()
    assert (history.edited, history.message_id) == (True, asked_back.message_id)
    assert history.photo
    assert history.photo != rank.photo


async def test_a_button_edits_the_message_in_slack(desk: Desk) -> None:
    budi = desk.slack.person("Budi", locale="en-GB")
    await desk.slack.direct_message(budi, "rank Indonesia")
    rank = await desk.slack.next_message()
    await desk.slack.presses(budi, rank, "History")
    history = await desk.slack.next_message()
    assert (history.edited, history.ts) == (True, rank.ts)
    assert "37 of 210" in history.shown
    assert history.image


async def test_a_slash_command_in_a_channel_is_answered_to_the_asker_alone(desk: Desk) -> None:
    budi = desk.slack.person("Budi", locale="id-ID")
    channel = desk.slack.channel("desk", members=[budi], bot_is_member=False)
    await desk.slack.types_command(budi, "/rank", "Indonesia", channel=channel)
    answer = await desk.slack.next_message()
    assert answer.ephemeral
    assert not answer.image
    assert "41 dari 209" in answer.shown
    await desk.slack.presses(budi, answer, "Tampilkan gambar")
    messages = [await desk.slack.next_message(), await desk.slack.next_message()]
    (private,) = (m for m in messages if not m.ephemeral)
    assert private.channel.is_direct
    assert private.image
    assert "41 dari 209" in private.shown


async def test_kopdar_and_mentions_reach_the_same_handlers(desk: Desk) -> None:
    budi = desk.slack.person("Budi", locale="en-GB")
    channel = desk.slack.channel("desk", members=[budi], bot_is_member=True)
    await desk.slack.types_command(budi, "/kopdar", "top g20 2016 5", channel=channel)
    assert "United Kingdom" in (await desk.slack.next_message()).shown
    await desk.slack.mentions(budi, "rank Indonesia", channel=channel)
    mentioned = await desk.slack.next_message()
    assert mentioned.image
    assert not mentioned.ephemeral


async def test_groups_hear_commands_and_mentions_only(desk: Desk) -> None:
    siti = desk.telegram.person("Siti")
    group = desk.telegram.group("Desk", members=[siti])
    await desk.telegram.says(siti, "Indonesia is doing well", chat=group)
    await desk.telegram.says(siti, "/frobnicate", chat=group)
    await desk.telegram.says(siti, "/rank@SomebodyElseBot Indonesia", chat=group)
    await desk.telegram.says(siti, "/rank Armenia", chat=group)
    assert "34 of 209" in (await desk.telegram.next_message()).text
    await desk.telegram.says(siti, f"@{desk.telegram.username} rank Georgia", chat=group)
    assert "66 of 209" in (await desk.telegram.next_message()).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/rank qwxyz", "I do not know a country called “qwxyz”"),
        ("/frobnicate", "I do not know “frobnicate”"),
        ("/compare", "/compare needs a country"),
        ("/rank Chad", "Chad: nothing found in the"),
        ("/rank <b>&lt; <!channel> *x* @everyone", "“<b>&lt; <!channel> *x* @everyone”"),
    ],
)
async def test_wrong_input_is_answered_alike(desk: Desk, typed: str, said: str) -> None:
    siti = desk.telegram.person("Siti")
    await desk.telegram.says(siti, typed)
    assert said in (await desk.telegram.next_message()).text.replace("\u2060", "")
    budi = desk.slack.person("Budi")
    await desk.slack.direct_message(budi, typed)
    assert said in (await desk.slack.next_message()).shown.replace("\u2060", "")


async def test_language_is_the_persons_not_the_groups(desk: Desk) -> None:
    siti = desk.telegram.person("Siti", language="id")
    john = desk.telegram.person("John", language="en")
    group = desk.telegram.group("Desk", members=[siti, john])
    for person, words in ((siti, "Peringkat dunia"), (john, "World rank")):
        await desk.telegram.says(person, "/rank", chat=group)
        assert words in (await desk.telegram.next_message()).text
    await desk.telegram.says(john, "/language id", chat=group)
    assert "Mulai sekarang" in (await desk.telegram.next_message()).text
    await desk.telegram.says(john, "/rank", chat=group)
    assert "Peringkat dunia" in (await desk.telegram.next_message()).text


async def test_many_at_once_are_each_answered_once_and_in_order(desk: Desk) -> None:
    people = [desk.telegram.person(f"P{n}") for n in range(40)]
    for person in people:
        await desk.telegram.says(person, "/help")
        await desk.telegram.says(person, "/language")
    answers: dict[int, list[str]] = {}
    for _ in range(80):
        message = await desk.telegram.next_message()
        answers.setdefault(message.chat_id, []).append(message.text)
    assert len(answers) == 40
    for first, second in answers.values():
        assert first.startswith("What you can ask")
        assert second.startswith("Language")
    assert desk.telegram.nothing_sent()

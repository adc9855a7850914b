"""What did not arrive, from the command line and in chat, to what the platform gets in the end."""

import json
from pathlib import Path

import pytest

from messages.delivery import LetterState
from messages.fate import Fate
from storage import leases, outbox
from storage.database import Database
from tests.databases import writing
from tests.platforms.bot_api import BotApiServer, Person
from tests.stories.desk import running, settings_for
from tests.stories.test_command_line import CommandLine
from tests.stories.test_restart import TELEGRAM, letter_to, state_of

SHOWN = ["key", "state", "platform", "chat", "kind", "created_at", "reason"]


async def lose(path: Path, *people: Person) -> None:
    """A letter to each was being sent when its process died."""
    database = await Database.open(f"sqlite:///{path}")
    with writing(database) as connection:
        letters = [letter_to(each, f"to {each.name}", "a secret between us") for each in people]
        outbox.add(connection, letters)
        claims = leases.claim(connection, "dead", TELEGRAM, 9)
        leases.begin(connection, "dead", claims)
        leases.release_dead(connection, lambda owner: True)
        for claimed in leases.take_over(connection, "us", [TELEGRAM]):
            lost = leases.Entry(claimed, Fate(LetterState.UNKNOWN, "nobody knows"))
            leases.record(connection, "us", [lost])
    await database.close()


async def test_the_command_line_lists_and_decides(shipped_copy: Path) -> None:
    cli = CommandLine(shipped_copy)
    await lose(shipped_copy, Person(1, "Siti"), Person(2, "Budi"))
    listed = await cli.run("outbox")
    assert "2 letters to decide about" in listed.out
    assert "unknown: it may have arrived or not" in listed.out
    assert "secret" not in listed.out
    rows = [json.loads(line) for line in (await cli.run("outbox", "--json")).out.splitlines()]
    assert [list(row) for row in rows] == [SHOWN] * 2
    assert rows[0]["key"] == "to Budi"
    assert (rows[0]["state"], rows[0]["kind"], rows[0]["chat"]) == ("unknown", "answer", "2")
    assert (await cli.run("outbox", "--drop", "to Budi")).out == "Dropped: 1\n"
    assert (await cli.run("outbox", "--resend", "all")).out == "To be sent again: 1\n"
    assert "Everything that was sent arrived" in (await cli.run("outbox")).out
    wrong = await cli.run("outbox", "--resend", "to Budi")
    assert wrong.code == 2
    assert "No letter 'to Budi' waits for a decision" in wrong.err


@pytest.mark.parametrize("language", ["en", "id"])
async def test_an_operator_decides_in_chat(shipped_copy: Path, language: str) -> None:
    async with BotApiServer() as telegram:
        siti, boss = telegram.person("Siti"), telegram.person("Boss", language=language)
        await lose(shipped_copy, siti)
        settings = settings_for(
            shipped_copy,
            telegram_token=telegram.token,
            telegram_api_url=telegram.url,
            admins=f"telegram:{boss.id}",
        )
        async with running(settings):
            await telegram.says(boss, "/outbox")
            shown = await telegram.next_message()
            assert "secret" not in shown.text
            await telegram.presses(boss, shown, shown.labels[0])
            got = [await telegram.next_message() for _ in range(2)]
            (again,) = [message for message in got if message.chat_id == siti.id]
            assert again.text == (
                "Sent again: it is not known whether the first one arrived.\n\na secret between us"
            )
        database = await Database.open(settings.database_url)
        assert await state_of(database, "to Siti") == "delivered"
        await database.close()

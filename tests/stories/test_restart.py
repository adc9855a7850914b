"""What an earlier process left behind: committed questions are answered, sent letters not twice."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from messages.delivery import Lane, Letter, LetterKey, LetterKind, LetterState, Piece
from messages.request import (
    AccountId,
    Chat,
    ChatId,
    PlatformName,
    Request,
    RequestKey,
    Sender,
    Unreadable,
)
from storage import inbox, leases, outbox
from storage.database import Database
from tests.databases import reading, writing
from tests.platforms.bot_api import BotApiServer, Person
from tests.stories.desk import running, settings_for

TELEGRAM = PlatformName("telegram")
# Asked just now: what is an hour old is not answered any more.
NOW = datetime.now(UTC)


def asked_by(person: Person, key: str, command: str) -> Request:
    return Request(
        key=RequestKey(key),
        sender=Sender(TELEGRAM, AccountId(str(person.id)), language="en"),
        chat=Chat(TELEGRAM, ChatId(str(person.id))),
        command=command,
        arguments="",
        received_at=NOW,
    )


def letter_to(person: Person, key: str, text: str) -> Letter:
    return Letter(
        key=LetterKey(key),
        chat=Chat(TELEGRAM, ChatId(str(person.id))),
        pieces=(Piece({"method": "sendMessage", "parameters": {"text": text}}),),
        kind=LetterKind.ANSWER,
        lane=Lane.ANSWER,
        created_at=NOW,
        not_before=NOW,
    )


async def test_what_was_committed_is_answered_by_the_next_process(shipped_copy: Path) -> None:
    async with BotApiServer() as telegram:
        siti = telegram.person("Siti")
        database = await Database.open(f"sqlite:///{shipped_copy}")
        with writing(database) as connection:
            poison = Unreadable(RequestKey("telegram:1:1"), TELEGRAM, '{"update_id": 1}', NOW)
            question = asked_by(siti, "telegram:1:2", "help")
            inbox.accept(connection, [poison, question])
            outbox.add(connection, [letter_to(siti, "waiting", "written, not sent")])
        await database.close()
        settings = settings_for(
            shipped_copy, telegram_token=telegram.token, telegram_api_url=telegram.url
        )
        async with running(settings):
            texts = [(await telegram.next_message()).text for _ in range(2)]
        assert texts[0] == "written, not sent"
        assert texts[1].startswith("What you can ask")
        async with running(settings):
            await telegram.says(siti, "/language")
            assert (await telegram.next_message()).text.startswith("Language")
        assert telegram.nothing_sent()


async def test_a_letter_of_unknown_fate_is_not_sent_again(shipped_copy: Path) -> None:
    async with BotApiServer() as telegram:
        siti = telegram.person("Siti")
        database = await Database.open(f"sqlite:///{shipped_copy}")
        with writing(database) as connection:
            outbox.add(connection, [letter_to(siti, "half", "sent or not, who knows")])
            (half,) = leases.claim(connection, "who fell silent", TELEGRAM, 1)
            leases.begin(connection, "who fell silent", [half])
            leases.release_dead(connection, lambda owner: True)
        settings = settings_for(
            shipped_copy, telegram_token=telegram.token, telegram_api_url=telegram.url
        )
        async with running(settings):
            await telegram.says(siti, "/language")
            assert (await telegram.next_message()).text.startswith("Language")
        assert telegram.nothing_sent()
        assert await state_of(database, "half") == LetterState.UNKNOWN
        await database.close()


async def state_of(database: Database, key: str) -> str:
    with reading(database) as connection:
        rows = connection.exec_driver_sql(f"SELECT state FROM letters WHERE key = '{key}'")
        return str(rows.scalar_one())


async def test_a_bug_is_told_with_the_number_that_the_log_has(
    shipped_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A broken record makes every answer fail: the user hears a number, and the rest goes on."""
    async with BotApiServer() as telegram:
        siti = telegram.person("Siti", language="id")
        settings = settings_for(
            shipped_copy, telegram_token=telegram.token, telegram_api_url=telegram.url
        )
        database = await Database.open(settings.database_url)
        async with running(settings):
            await telegram.says(siti, "/language")
            await telegram.next_message()
            with writing(database) as connection:
                connection.exec_driver_sql("ALTER TABLE published_places RENAME TO gone")
                connection.exec_driver_sql("UPDATE imports SET version = version + 1")
            await telegram.says(siti, "/rank")
            apology = await telegram.next_message()
            told = re.search(r"pengelola Kopdar: (\w{3}-\w{3})$", apology.text)
            assert told
            assert f"reference={told[1]}" in capsys.readouterr().out
            with writing(database) as connection:
                connection.exec_driver_sql("ALTER TABLE gone RENAME TO published_places")
            await telegram.says(siti, "/rank")
            assert "41 dari 209" in (await telegram.next_message()).text
        await database.close()

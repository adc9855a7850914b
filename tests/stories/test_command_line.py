"""The program as it is typed: real processes, exit codes, what is printed and what never is."""

import asyncio
import json
import os
import re
import shutil
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.preparation import DATA
from tests.platforms.bot_api import BotApiServer
from tests.platforms.doorway import free_port
from tests.platforms.slack_server import SlackServer

PROJECT = Path(__file__).resolve().parents[2]
LIMIT = 60


@dataclass(frozen=True, slots=True)
class Finished:
    code: int
    out: str
    err: str


class CommandLine:
    """`python -m bot …` with a database of its own and no settings but those named."""

    def __init__(self, database: Path) -> None:
        keep = {name: value for name, value in os.environ.items() if not name.startswith("KOPDAR_")}
        self.environ = keep | {"KOPDAR_DATABASE_URL": f"sqlite:///{database}"}

    async def start(
        self, *arguments: str, settings: Mapping[str, str] | None = None
    ) -> asyncio.subprocess.Process:
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", *arguments),
            cwd=PROJECT,
            env=self.environ | dict(settings or {}),
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
        )

    async def run(
        self, *arguments: str, typed: str = "", settings: Mapping[str, str] | None = None
    ) -> Finished:
        process = await self.start(*arguments, settings=settings)
        async with asyncio.timeout(LIMIT):
            out, err = await process.communicate(typed.encode())
        assert process.returncode is not None
        return Finished(process.returncode, out.decode(), err.decode())


@pytest.fixture
def bot(shipped_copy: Path) -> CommandLine:
    return CommandLine(shipped_copy)


async def test_ask_works_at_once_on_a_machine_that_has_nothing(tmp_path: Path) -> None:
    finished = await CommandLine(tmp_path / "new" / "k.sqlite").run("ask", "/rank Indonesia")
    assert finished.code == 0
    assert "41 of 209" in finished.out
    assert finished.err == ""
    assert "\x1b" not in finished.out


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("/rank Indonesia", 0),
        ("rank Indonesia", 0),
        ("/rank Korea", 0),
        ("/rank Indonsia", 0),
        ("/rank Chad", 0),
        ("/rank qwxyz", 2),
        ("/frobnicate", 2),
    ],
)
async def test_exit_codes(bot: CommandLine, message: str, code: int) -> None:
    assert (await bot.run("ask", message)).code == code


async def test_json_is_one_object_on_one_line(bot: CommandLine) -> None:
    finished = await bot.run("ask", "--json", "--lang", "id", "/rank kemlu")
    (line,) = finished.out.splitlines()
    answer = json.loads(line)
    assert {"understood", "command", "country", "text", "parts"} <= set(answer)
    assert (answer["understood"], answer["command"], answer["country"]) == (True, "rank", "ID")
    assert "41 dari 209" in answer["text"]


async def test_a_message_a_line(bot: CommandLine) -> None:
    finished = await bot.run("ask", "--json", "-", typed="/rank\n/rank qwxyz\n\n/help rank\n")
    assert finished.code == 0
    answers = [json.loads(line) for line in finished.out.splitlines()]
    assert [answer["understood"] for answer in answers] == [True, False, True]


async def test_pictures_are_saved_where_asked(bot: CommandLine, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    finished = await bot.run("ask", "--save-files", str(folder), "/rank")
    (picture,) = folder.iterdir()
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.name in finished.out


async def test_wrong_settings_are_told_all_at_once_without_values(bot: CommandLine) -> None:
    finished = await bot.run(
        "ask",
        "/rank",
        settings={
            "KOPDAR_TIMEZONE": "Mars/Olympus",
            "KOPDAR_TELEGRAM_TOKEN": "hunter2-is-no-token",
            "KOPDAR_LANGUGE": "id",
        },
    )
    assert finished.code == 2
    assert "KOPDAR_TIMEZONE" in finished.err
    assert "KOPDAR_TELEGRAM_TOKEN" in finished.err
    assert "KOPDAR_LANGUAGE" in finished.err
    assert "hunter2" not in finished.err + finished.out
    assert "Olympus" not in finished.err + finished.out
    assert "Traceback" not in finished.err


async def test_settings_must_name_what_the_data_has(bot: CommandLine) -> None:
    wrong = {"KOPDAR_SERIES": "nonesuch", "KOPDAR_PEERS": "nobody"}
    finished = await bot.run("ask", "/rank", settings=wrong)
    assert finished.code == 2
    assert "KOPDAR_SERIES" in finished.err
    assert "KOPDAR_PEERS" in finished.err


async def test_import_is_idempotent_and_refuses_a_malformed_row(
    bot: CommandLine, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    again = await bot.run("import", "--from", str(folder))
    assert again.code == 0
    assert "142 unchanged" in again.out
    ranks = folder / "published_ranks.csv"
    ranks.write_text(ranks.read_text().replace("ddr,2017,ID,41,41,209", "ddr,2017,ID,4l,41,209"))
    refused = await bot.run("import", "--from", str(folder))
    assert refused.code == 2
    assert "published_ranks.csv, line " in refused.err
    assert "rank_from" in refused.err
    assert "Traceback" not in refused.err
    assert "41 of 209" in (await bot.run("ask", "/rank")).out


async def test_run_without_tokens_says_what_is_missing(bot: CommandLine) -> None:
    finished = await bot.run("run")
    assert finished.code == 2
    assert "KOPDAR_TELEGRAM_TOKEN" in finished.err
    assert "Traceback" not in finished.err


def platform_settings(telegram: BotApiServer, slack: SlackServer) -> dict[str, str]:
    return {
        "KOPDAR_TELEGRAM_TOKEN": telegram.token,
        "KOPDAR_TELEGRAM_API_URL": telegram.url,
        "KOPDAR_SLACK_BOT_TOKEN": slack.bot_token,
        "KOPDAR_SLACK_APP_TOKEN": slack.app_token,
        "KOPDAR_SLACK_API_URL": slack.api_url,
        "KOPDAR_SLACK_SIGNING_SECRET": "8f742231b10e8888abcd99yyyzzz85a5",
        "KOPDAR_LOG_LEVEL": "DEBUG",
    }


async def test_check_says_what_is_reachable_and_no_secret(bot: CommandLine) -> None:
    async with BotApiServer() as telegram, SlackServer() as slack:
        settings = platform_settings(telegram, slack)
        finished = await bot.run("check", settings=settings)
        assert finished.code == 0
        assert f"@{telegram.username}" in finished.out
        assert f"@{telegram.username}, by polling" in finished.out
        assert "slack: reachable as @kopdar in Kemlu, by Socket Mode" in finished.out
        assert "http: off" in finished.out
        for name, value in settings.items():
            if "TOKEN" in name or "SECRET" in name:
                assert value not in finished.out + finished.err


@pytest.mark.parametrize("is_open", [True, False])
async def test_check_explains_privacy_and_inline_mode(bot: CommandLine, is_open: bool) -> None:
    async with BotApiServer(is_open, is_open) as telegram:
        settings = {
            "KOPDAR_TELEGRAM_TOKEN": telegram.token,
            "KOPDAR_TELEGRAM_API_URL": telegram.url,
        }
        finished = await bot.run("check", settings=settings)
    assert finished.code == 0
    groups, inline = (
        next(line for line in finished.out.splitlines() if f"telegram {subject}:" in line)
        for subject in ("groups", "inline")
    )
    if is_open:
        assert "privacy mode is off" in groups
        assert "inline mode is on" in inline
    else:
        assert "commands and replies" in groups
        assert f"To let mentions through (@{telegram.username} rank" in groups
        assert "/setprivacy, Disable" in groups
        assert "/setinline" in inline


async def test_check_says_how_the_platforms_call(bot: CommandLine) -> None:
    async with BotApiServer() as telegram, SlackServer() as slack:
        settings = platform_settings(telegram, slack) | {
            "KOPDAR_SLACK_APP_TOKEN": "",
            "KOPDAR_TELEGRAM_WEBHOOK_URL": "https://kopdar.test/from/telegram",
            "KOPDAR_TELEGRAM_WEBHOOK_SECRET": "a-Secret_of-sixteen-or-more",
            "KOPDAR_HTTP_PORT": str(free_port()),
        }
        finished = await bot.run("check", settings=settings)
        assert finished.code == 0
        assert f"@{telegram.username}, by webhook" in finished.out
        assert "@kopdar in Kemlu, over HTTP" in finished.out
        assert "Telegram calls /from/telegram; Slack calls /slack/events" in finished.out
        assert "a-Secret" not in finished.out + finished.err
        assert telegram.calls_to("setWebhook") == []


async def test_check_of_a_wrong_address_is_a_fault(bot: CommandLine) -> None:
    settings = {
        "KOPDAR_TELEGRAM_TOKEN": "123456:AAbbccddeeffgghhiijjkkllmmnnooppqqr",
        "KOPDAR_TELEGRAM_API_URL": "http://127.0.0.1:9",
    }
    finished = await bot.run("check", settings=settings)
    assert finished.code == 1
    assert "telegram: not reachable" in finished.out
    assert "AAbbcc" not in finished.out + finished.err


async def test_a_debug_log_of_a_whole_journey_holds_no_secret(bot: CommandLine) -> None:
    async with BotApiServer() as telegram, SlackServer() as slack:
        settings = platform_settings(telegram, slack)
        process = await bot.start("run", settings=settings)
        siti = telegram.person("Siti", language="id")
        await telegram.says(siti, "/rank Indonesia")
        rank = await telegram.next_message()
        assert rank.photo
        await telegram.presses(siti, rank, "Riwayat")
        assert (await telegram.next_message()).edited
        telegram.fail_next("sendMessage", status=500)
        await telegram.says(siti, "/help")
        budi = slack.person("Budi")
        channel = slack.channel("desk", members=[budi], bot_is_member=False)
        await slack.types_command(budi, "/rank", "Indonesia", channel=channel)
        private = await slack.next_message()
        assert private.ephemeral
        await slack.direct_message(budi, "compare Indonesia, Japan")
        assert (await slack.next_message()).image
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(15):
            out, err = await process.communicate()
        assert process.returncode == 0
        log = (out + err).decode()
        assert "answered" in log
        secrets = [v for n, v in settings.items() if "TOKEN" in n or "SECRET" in n]
        assert slack.workspace.response_urls
        for secret in [*secrets, *slack.workspace.response_urls]:
            assert len(secret) > 8
            assert secret not in log
            assert secret.split(":")[-1] not in log


async def test_manifest_is_the_file_that_the_readme_says_to_paste(bot: CommandLine) -> None:
    finished = await bot.run("manifest")
    assert finished.out == (PROJECT / "slack-manifest.yaml").read_text()


async def test_manifest_is_in_the_language_of_the_settings(bot: CommandLine) -> None:
    told = (await bot.run("manifest", "--assistant", settings={"KOPDAR_LANGUAGE": "id"})).out
    assert 'name: "Peringkat suatu negara"' in told
    assert 'description: "Posisi suatu kementerian"' in told
    english = (await bot.run("manifest", "--assistant")).out
    said = [
        line for line in english.splitlines() if re.search(r'(name|description|hint): ".* ', line)
    ]
    assert len(said) > 10
    assert set(said) & set(told.splitlines()) == {'      usage_hint: "rank Indonesia"'}


async def test_manifest_for_http_needs_an_address_that_slack_takes(bot: CommandLine) -> None:
    finished = await bot.run("manifest", "--url", "https://kopdar.test")
    assert "request_url: https://kopdar.test/slack/events" in finished.out
    assert "socket_mode_enabled: false" in finished.out
    refused = await bot.run("manifest", "--url", "kopdar.test")
    assert refused.code == 2
    assert "--url takes the https address" in refused.err

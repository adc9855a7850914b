"""Our own index through the front door: observations in, editions made, answers out."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.serve import build_platforms, serve_until
from ministries.names import CountryNames
from storage import measured
from storage.database import Database
from tests.databases import copy_database, reading
from tests.observed import rows, write
from tests.platforms.bot_api import BotApiServer
from tests.stories.desk import ask, running, settings_for
from tests.stories.test_answers import buttons, facts, table_rows
from tests.stories.test_command_line import CommandLine
from tests.stories.test_due import ShiftedClock

Asked = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def asked(names: CountryNames, measured_database: Path, tmp_path: Path) -> Asked:
    async def one(message: str, language: str | None = None, **settings: str) -> dict[str, Any]:
        (answer,) = await ask(
            names, settings_for(measured_database, **settings), message, language=language
        )
        return answer

    return one


async def test_the_measured_standing_stands_beside_the_published_one(asked: Asked) -> None:
    answer = await asked("/rank Indonesia")
    told = facts(answer)
    assert told["World rank"] == "41 of 209"
    assert told["Score"].endswith(" of 100")
    assert told["Measured rank"].startswith("10 of 25, 90% range ")
    assert "never to be mixed with the published one" in answer["text"]
    assert "Estimated: the 90% range, from 2,000 draws" in answer["text"]
    assert "from observations of 24 May 2024" in answer["text"]
    assert "peers' median" in told["Up-to-dateness"]
    assert any(button.startswith("whatif ID 20") for button in buttons(answer))
    assert any(button.startswith("sources ID kopdar 20") for button in buttons(answer))


async def test_a_picture_of_both_rankings_says_so_wherever_it_is_passed_on(
    measured_database: Path, tmp_path: Path
) -> None:
    database = copy_database(measured_database, tmp_path / "kopdar.sqlite")
    async with BotApiServer() as telegram:
        member = telegram.person("Budi")
        settings = settings_for(
            database,
            telegram_token=telegram.token,
            telegram_api_url=telegram.url,
            allowed=f"telegram:{member.id}",
        )
        async with running(settings):
            await telegram.says(member, "/rank Indonesia")
            shown = await telegram.next_message()
            assert shown.photo is not None
            assert "Indonesia: Digital Diplomacy Review 2017" in shown.text
            assert "never to be mixed with the published one" in shown.text


async def test_the_published_and_the_measured_chart_are_both_kept(asked: Asked) -> None:
    answer = await asked("/rank Indonesia")
    published, measured = [part for part in answer["parts"] if part["type"] == "chart"]
    assert published["title"] == "Indonesia ranks 41 of 209"
    assert published["source"].startswith("Published: Digital Diplomacy Review 2017.")
    assert measured["title"] == "Indonesia is strongest in Influence, weakest in Up-to-dateness"
    assert measured["source"].startswith("Measured by Kopdar, ")


async def test_a_named_edition_shows_that_one_alone(asked: Asked) -> None:
    published = await asked("/rank Indonesia 2017")
    assert "Measured rank" not in facts(published)
    measured = await asked("/rank Indonesia kopdar")
    assert "World rank" not in facts(measured)
    assert "Measured rank" in facts(measured)
    missing = await asked("/rank Indonesia 2020-W10")
    assert "no measured edition of 2020-W10" in missing["text"]
    assert any(button.startswith("rank ID kopdar 20") for button in buttons(missing))


async def test_too_little_known_says_what_is_missing(asked: Asked) -> None:
    answer = await asked("/rank Laos")
    assert "Not ranked yet: 2 of 24 indicators known; missing: missions that are" in answer["text"]
    whatif = await asked("/whatif Laos")
    assert "not ranked yet: too little is known of it" in whatif["text"]


async def test_what_would_raise_it_comes_best_first_with_the_units(asked: Asked) -> None:
    answer = await asked("/whatif")
    told = facts(answer)
    gains = [float(value.split(" points")[0]) for value in told.values()]
    assert gains == sorted(gains, reverse=True)
    assert min(gains) > 0
    stale = told["Bring the stale sites up to date"]
    assert "It concerns 3 missions: KBRI Oslo, KBRI Paris and KBRI Roma" in stale
    speaking = told["Post in the host country's language from one more mission"]
    assert "It concerns 2 missions: KBRI Paris (French) and KBRI Roma (Italian)" in speaking


async def test_a_named_change_is_tried(asked: Asked) -> None:
    told = facts(await asked("/whatif freshness=100 languages=8"))
    assert told["Changed to"] == "channels that are up to date 100 and languages posted in 8"
    assert told["Measured rank"] == "4 of 25 (up 6)"
    assert facts(await asked("/whatif freshness = 100 languages= 8")) == told
    assert (await asked("/whatif Jepang freshness=100"))["country"] == "JP"
    rate = facts(await asked("/whatif reactions=0.0001"))
    assert rate["Score"].partition("(")[2].startswith("−")


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("/whatif fresh=100", "There is no indicator called “fresh”."),
        ("/whatif freshness=lots", "“lots” is not a number."),
        ("/whatif freshness=nan", "“nan” is not a number."),
        ("/whatif freshness=", "“” is not a number."),
        ("/whatif freshness=1e30", "“1e30” is not a number."),
        ("/whatif followers=1,000", "“1,000” can be read in two ways."),
        ("/whatif followers=1.000.000", "“1.000.000” can be read in two ways."),
        ("/whatif freshness=5 freshness=6", "“freshness” is named twice. Name it once."),
        ("/whatif Indonesia 2017", "Only what Kopdar measured itself can be taken apart"),
        ("/why Indonesia ddr", "Only what Kopdar measured itself can be taken apart"),
        ("/whatif Atlantis", "I do not know a country called “Atlantis”."),
        ("/why Laos", "Lao PDR has no rank in"),
        ("/why Indonesia 2026-W01", "I have no measured edition of 2026-W01."),
    ],
)
async def test_what_cannot_be_answered_says_why(asked: Asked, message: str, said: str) -> None:
    assert said in (await asked(message))["text"]


async def test_why_it_changed_adds_up(asked: Asked) -> None:
    answer = await asked("/why Indonesia")
    (table,) = [part for part in answer["parts"] if part["type"] == "table"]
    *parts, together = [[float(cell) for cell in row[1:]] for row in table["rows"]]
    assert together == pytest.approx([sum(column) for column in zip(*parts, strict=True)], abs=0.02)
    assert together == [1.59, 6.0]
    assert "rank 16 of 25 to 10 of 25" in answer["text"]


async def test_the_first_edition_has_nothing_before_it(asked: Asked) -> None:
    newest = await asked("/editions")
    assert "Measured by Kopdar itself" in newest["text"]
    (periods,) = {
        b.split()[-1] for b in buttons(await asked("/rank ID 2020-W10")) if "b" not in b[-1]
    }
    assert "is the first that was measured" in (await asked(f"/why ID {periods}"))["text"]


@pytest.mark.parametrize("message", ["/compare ID, JP kopdar", "/compare Indonesia"])
async def test_those_that_cannot_be_told_apart_are_named(asked: Asked, message: str) -> None:
    answer = await asked(message)
    assert "Cannot be told apart (neither stands before the other in 95% of the" in answer["text"]


async def test_every_view_has_its_measured_side(asked: Asked) -> None:
    top = await asked("/top asean kopdar 3")
    (table,) = [part for part in top["parts"] if part["type"] == "table"]
    assert len(table["rows"]) == 3
    assert "Listed: 3 of 6. For more: /top asean kopdar 20" in top["text"]
    whole = await asked(next(b for b in map("/{}".format, buttons(top)) if b.endswith(" 6")))
    assert len(table_rows(whole)) == 6
    history = await asked("/history ID kopdar")
    assert "10 of 25" in history["text"]
    assert "16 of 25" in history["text"]
    sources = await asked("/sources ID kopdar")
    assert "sites that are up to date: 25 (24 May 2024), from 4 observations" in sources["text"]
    method = await asked("/methodology kopdar")
    assert "4 indicators: networks, missions_online" in method["text"]
    moves = await asked("/methodology sensitivity")
    (shares,) = [part for part in moves["parts"] if part["type"] == "table"]
    assert [row[0] for row in shares["rows"]] == [
        "weights",
        "inexact values",
        "how indicators are brought onto one scale",
    ]


@pytest.mark.parametrize(
    "message",
    [
        "/rank Indonesia kopdar",
        "/whatif",
        "/why Indonesia",
        "/methodology sensitivity",
        "/top kopdar",
    ],
)
async def test_indonesian_has_no_english_left(asked: Asked, message: str) -> None:
    text = (await asked(message, language="id"))["text"]
    for word in (" of ", " the ", "Measured", "Score", "points"):
        assert word not in text, text


async def test_what_is_measured_is_for_the_team(measured_database: Path, tmp_path: Path) -> None:
    """A stranger on Telegram sees what was published, and nothing of what was measured."""
    database = copy_database(measured_database, tmp_path / "kopdar.sqlite")
    async with BotApiServer() as telegram:
        stranger, member = telegram.person("Siti"), telegram.person("Budi")
        settings = settings_for(
            database,
            telegram_token=telegram.token,
            telegram_api_url=telegram.url,
            allowed=f"telegram:{member.id}",
        )
        async with running(settings):
            await telegram.says(stranger, "/rank Indonesia")
            published = await telegram.next_message()
            assert "41 of 209" in published.text
            assert "Measured" not in published.text
            for message in ("/whatif", "/why", "/rank ID kopdar", "/top kopdar"):
                await telegram.says(stranger, message)
                refused = (await telegram.next_message()).text
                assert "of 25" not in refused
                assert "for everyone" in refused or "for the team" in refused
            await telegram.says(member, "/whatif")
            assert "rank 10 of 25" in (await telegram.next_message()).text


async def test_a_bad_file_changes_nothing(shipped_copy: Path, tmp_path: Path) -> None:
    bad = write(
        tmp_path / "bad.csv", [*rows()[:3], ("ministry", "ID", "", "", "x", 1.0, "2026", "s")]
    )
    command_line = CommandLine(shipped_copy)
    refused = await command_line.run("import", "observations", str(bad))
    assert refused.code == 2
    assert "bad.csv, line 5, column indicator: " in refused.err
    assert "bad.csv, line 5, column observed_at: " in refused.err
    nothing = await command_line.run("edition")
    assert nothing.code == 2
    assert "There are no observations yet" in nothing.err
    for arguments in (["import", "observations"], ["import", "pictures"], ["import", "x", "y"]):
        assert (await command_line.run(*arguments)).code == 2


async def test_the_running_program_makes_an_edition_every_week(
    shipped_copy: Path, tmp_path: Path
) -> None:
    seen = write(tmp_path / "seen.csv", rows())
    assert (await CommandLine(shipped_copy).run("import", "observations", str(seen))).code == 0
    async with BotApiServer() as telegram:
        settings = settings_for(
            shipped_copy, telegram_token=telegram.token, telegram_api_url=telegram.url
        )
        clock, stopping = ShiftedClock("2026-11-23T05:59:59"), asyncio.Event()
        platforms = build_platforms(settings, clock)
        serving = asyncio.create_task(serve_until(stopping, settings, clock, platforms))
        database = await Database.open(settings.database_url)
        try:
            async with asyncio.timeout(30):
                assert await first_periods(database) == ("2026-W48",)
        finally:
            await database.close()
            stopping.set()
            await serving


async def first_periods(database: Database) -> tuple[str, ...]:
    made: tuple[str, ...] = ()
    while not made:
        await asyncio.sleep(0.05)
        with reading(database) as connection:
            made = measured.periods(connection)
    return made
